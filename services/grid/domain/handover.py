"""Handing a matter to the petition or the mediation service while the reporter keeps one thread."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kernel.decision import Decision
from kernel.errors import Conflict
from services.grid.domain.doer import SYSTEM, Doer
from services.grid.domain.incident import Incident
from services.grid.domain.outcome import HANDED_OVER
from services.grid.domain.reason import known
from services.grid.domain.step import Step, take

PETITION, MEDIATION = "petition", "mediation"
TARGETS = (PETITION, MEDIATION)

# facts of the other services after which the incident here is over; its reporter may open it again
ENDINGS = frozenset(
    {
        "petition.answered",
        "petition.refused",
        "petition.withdrawn",
        "mediation.agreed",
        "mediation.refused",
        "mediation.failed",
        "mediation.ended",
    }
)


def hand_over(incident: Incident, doer: Doer, *, to: str, reason: str, at: datetime) -> Decision[Incident]:
    """Hand an incident to another service.

    to: one of TARGETS. -> record handed_over, event grid.incident_handed_over{to, reason}.

    Rule IN-12, architecture 1 and domain 2.9: the matter moves, its number and thread stay.

    :raises Invalid: grid.reason_unknown
    """
    data = {"to": to, "reason": known("hand_over", reason)}
    return take(incident, "hand_over", doer, at=at, data=data, handed_to=to, handed_number=None)


def current(incident: Incident, steps: Sequence[Step], *, version: int) -> None:
    """Refuse to speak of a handing over that is no longer the one in force: taken back, ended, or done anew since.

    An event that was overtaken must not open a sealed identity. steps: of the incident. version: of the incident as
    that handing over left it.

    Rule IN-12.

    :raises Conflict: grid.incident_not_handed_over, facts state
    """
    latest = max((step.version for step in steps if step.act == "hand_over"), default=None)
    if incident.state != "handed_over" or latest != version:
        raise Conflict("grid.incident_not_handed_over", state=incident.state)


def take_back(incident: Incident, doer: Doer, *, reason: str, at: datetime) -> Decision[Incident]:
    """Take a matter back that the other side did not take.

    Rule IN-12.

    :raises Invalid: grid.reason_unknown
    """
    data = {"reason": known("take_back", reason), "to": incident.handed_to}
    return take(incident, "take_back", doer, at=at, data=data, handed_to=None, handed_number=None)


def hear(incident: Incident, *, name: str, number: str | None, at: datetime) -> Decision[Incident]:
    """Write what happened to it in the other service into the reporter's thread, and close on its end.

    name: the other service's event. number: the matter's number there.
    What comes after the end is still written down.
    -> record handed_over or closed, event grid.incident_followed or grid.incident_concluded {fact}.

    Rule IN-13, architecture 3.3: one thread for the reporter.
    """
    data = {"fact": name, "to": incident.handed_to}
    given = {"handed_number": number or incident.handed_number}
    if name in ENDINGS and incident.state == "handed_over":
        ended = {"closed_at": at, "outcome": HANDED_OVER}
        return take(incident, "conclude", SYSTEM, at=at, data=data, **ended, **given)
    return take(incident, "follow", SYSTEM, at=at, data=data, **given)
