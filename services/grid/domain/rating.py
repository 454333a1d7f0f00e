"""The reporter's word on the result, and opening the matter again."""

from __future__ import annotations

from datetime import datetime

from kernel.decision import Decision
from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident
from services.grid.domain.reason import known
from services.grid.domain.step import take

LOWEST, HIGHEST = 1, 5

FRESH = {
    "unit": None,
    "handler": None,
    "solver": None,
    "solver_unit": None,
    "extended": 0,
    "score": None,
    "solved": None,
    "handed_to": None,
    "handed_number": None,
    "closed_at": None,
    "outcome": None,
    "returned": 0,
    "begun_at": None,
    "safe_at": None,
    "arbitrated": False,
    "helped": (),
    "gave_back": (),
    "plan": "",
    "review_on": None,
    "hung_for": None,
    "main": None,
}


def rate(incident: Incident, doer: Doer, *, score: int, solved: bool, at: datetime) -> Decision[Incident]:
    """Take the reporter's rating. score: LOWEST..HIGHEST, 5 is best. solved: whether the matter is solved for them.

    Rules IN-09, IN-10, domain 3.5 评价.

    :raises Denied: grid.rater_not_reporter
    :raises Conflict: grid.already_rated
    """
    return take(incident, "rate", doer, at=at, data={"score": score, "solved": solved}, score=score, solved=solved)


def reopen(incident: Incident, doer: Doer, *, reason: str, place: tuple[str, str | None], at: datetime) -> Decision[Incident]:
    """Open the next round of a closed incident: the desk files and dispatches it anew.

    place: area and grid it lies in today, for areas and borders may have changed since it was closed.

    -> record accepted, round one more, what belonged to the last round cleared, event grid.incident_reopened{reason}.

    Rule IN-11, architecture 3.3.

    :raises Denied: grid.reopener_not_concerned
    :raises Invalid: grid.reason_unknown
    """
    data = {"reason": known("reopen", reason)}
    area, grid = place
    return take(incident, "reopen", doer, at=at, data=data, round=incident.round + 1, area=area, grid=grid, **FRESH)
