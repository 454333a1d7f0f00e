"""More time: asked by the unit, granted or refused by another person; and hanging up what cannot be solved yet."""

from __future__ import annotations

from datetime import date, datetime

from kernel.decision import Decision
from kernel.errors import Invalid
from kernel.office import SHANGHAI
from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident
from services.grid.domain.reason import known
from services.grid.domain.step import take

CLEARED = {"asked_by": None, "asked_unit": None, "asked_days": None}


def request(incident: Incident, doer: Doer, *, days: int, reason: str, at: datetime) -> Decision[Incident]:
    """Ask for more time. days: working days, 1..MOST_DAYS of periods.

    Rule IN-06, domain 3.5 延期: once a round.

    :raises Invalid: grid.reason_unknown
    :raises Conflict: grid.already_extended
    """
    data = {"days": days, "reason": known("request_extension", reason)}
    asked = {"asked_by": doer.id, "asked_unit": doer.unit, "asked_days": days}
    return take(incident, "request_extension", doer, at=at, data=data, **asked)


def approve(incident: Incident, doer: Doer, *, at: datetime) -> Decision[Incident]:
    """Grant the time asked for: the clock of handling moves, no other.

    Rule IN-05, domain 3.5 延期: two persons.

    :raises Denied: grid.approver_asked
    """
    data = {"days": incident.asked_days}
    return take(incident, "approve_extension", doer, at=at, data=data, extended=incident.extended + 1, **CLEARED)


def refuse(incident: Incident, doer: Doer, *, at: datetime) -> Decision[Incident]:
    """Refuse more time: the limit stays as it was.

    Rule IN-05, domain 3.5 延期.

    :raises Denied: grid.approver_asked
    """
    return take(incident, "refuse_extension", doer, at=at, **CLEARED)


def hang(incident: Incident, doer: Doer, *, reason: str, review_on: date, at: datetime) -> Decision[Incident]:
    """Hang up what cannot be solved yet: its clock of handling pauses until it is resumed.

    review_on: local date, Asia/Shanghai, by which the desk looks at it again.

    Rule IN-16, domain 3.5 挂账.

    :raises Invalid: grid.reason_unknown, grid.review_past
    """
    if review_on <= at.astimezone(SHANGHAI).date():
        raise Invalid("grid.review_past", pointer="/review_on")
    data = {"reason": known("hang", reason), "review_on": review_on.isoformat()}
    return take(incident, "hang", doer, at=at, data=data)


def resume(incident: Incident, doer: Doer, *, at: datetime) -> Decision[Incident]:
    """Take a hung incident up again: its clock runs on with what was left.

    Rule IN-16, domain 3.5 挂账.
    """
    return take(incident, "resume", doer, at=at)
