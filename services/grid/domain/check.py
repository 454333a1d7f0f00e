"""Checking by somebody else, rework, and closing."""

from __future__ import annotations

from datetime import datetime

from kernel.decision import Decision
from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident
from services.grid.domain.outcome import FIXED
from services.grid.domain.reason import NOTHING_DONE, known
from services.grid.domain.step import take


def pass_(incident: Incident, doer: Doer, *, at: datetime) -> Decision[Incident]:
    """Find the work good.

    Rule IN-08, domain 3.5 核查.

    :raises Denied: grid.checker_solved
    """
    return take(incident, "pass", doer, at=at)


def fail(incident: Incident, doer: Doer, *, reason: str, at: datetime) -> Decision[Incident]:
    """Send it back to the unit that said it was solved, with a reason.

    -> record in rework, counted, event grid.incident_reworked{reason}.

    Rule IN-08, domain 3.5 返工. Rule GR-131, domain 3.6: a danger of which nothing was done is a danger still, and is made
    safe first.

    :raises Denied: grid.checker_solved
    :raises Invalid: grid.reason_unknown
    """
    data = {"reason": known("fail", reason)}
    changes = {"reworked": incident.reworked + 1, "solver": None, "solver_unit": None}
    return take(incident, "fail", doer, at=at, data=data, safe_at=None if reason == NOTHING_DONE else incident.safe_at, **changes)


def close(incident: Incident, doer: Doer, *, at: datetime) -> Decision[Incident]:
    """Close what was checked and found good.

    Rule IN-01, domain 3.5 结案. Rule GR-130, domain 3.5 and 9.3 (2-10): what closed at which tier is counted as it closes.
    """
    return take(incident, "close", doer, at=at, data={"outcome": FIXED}, closed_at=at, outcome=FIXED)


def archive(incident: Incident, doer: Doer, *, at: datetime) -> Decision[Incident]:
    """Put a closed matter away, once its reporter has had time to say whether it is solved.

    -> record archived, event grid.incident_archived; it may still be opened again.

    Rule GR-113, domain 3.5 归档: what is evaluated is what was put away.
    """
    return take(incident, "archive", doer, at=at)
