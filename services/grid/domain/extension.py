"""More time: asked by the unit, granted or refused by another person; and hanging up what cannot be solved yet."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from kernel.decision import Decision
from kernel.errors import Conflict, Invalid
from kernel.office import SHANGHAI
from kernel.ruler import day_end, local_date
from kernel.workdays import Calendar
from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident
from services.grid.domain.reason import known
from services.grid.domain.step import take

REVIEW_DAYS = 92  # a plan is looked at once a quarter at least
CLEARED = {"asked_by": None, "asked_unit": None, "asked_days": None}


def request(incident: Incident, doer: Doer, *, days: int, reason: str, at: datetime) -> Decision[Incident]:
    """Ask for more time. days: working days, 1..MOST_DAYS of periods.

    Rule IN-06, domain 3.5 延期: once a round. Rule GR-206, local design: before the limit ends, so that nobody is on time
    by asking when it is too late.

    :raises Invalid: grid.reason_unknown
    :raises Conflict: grid.already_extended, grid.extension_late
    """
    data = {"days": days, "reason": known("request_extension", reason)}
    asked = {"asked_by": doer.id, "asked_unit": doer.unit, "asked_days": days}
    decision = take(incident, "request_extension", doer, at=at, data=data, **asked)
    # all that is handled and no danger shows the clock of handling
    if incident.due_at and at >= incident.due_at:
        raise Conflict("grid.extension_late")
    return decision


def approve(incident: Incident, doer: Doer, *, calendar: Calendar, at: datetime) -> Decision[Incident]:
    """Grant the time asked for: the clock of handling moves, no other, and from where it was to end.

    Rule IN-05, domain 3.5 延期: two persons. Rule GR-206, local design: what was asked in time may be granted a little later,
    until the end of the working day after the limit's last day; then it can only be refused.

    :raises Denied: grid.approver_asked
    :raises Conflict: grid.extension_decided_late
    """
    data = {"days": incident.asked_days}
    decision = take(incident, "approve_extension", doer, at=at, data=data, extended=incident.extended + 1, **CLEARED)
    if incident.due_at and at >= decided_by(incident.due_at, calendar):
        raise Conflict("grid.extension_decided_late")
    return decision


def decided_by(due_at: datetime, calendar: Calendar) -> datetime:
    """Give the instant from which on more time can be granted no more, aware. due_at: the limit that was to end, aware."""
    return day_end(calendar.add_workdays(local_date(due_at), 1))


def refuse(incident: Incident, doer: Doer, *, at: datetime) -> Decision[Incident]:
    """Refuse more time: the limit stays as it was.

    Rule IN-05, domain 3.5 延期.

    :raises Denied: grid.approver_asked
    """
    return take(incident, "refuse_extension", doer, at=at, **CLEARED)


def hang(
    incident: Incident, doer: Doer, *, reason: str, plan: str, review_on: date, at: datetime
) -> Decision[Incident]:
    """Hang up what cannot be solved yet, with a plan and the day it is looked at again.

    plan: what shall be done, free words. review_on: local date, Asia/Shanghai, at most REVIEW_DAYS ahead.
    -> record hung; its clock of handling waits where the reason allows it, the clock of the review runs.

    Rule IN-16, domain 3.5 挂账. Rule GR-115, domain 3.5: only what nobody here can hasten stops the clock.

    :raises Invalid: grid.reason_unknown, grid.review_past, grid.review_far
    :raises Conflict: grid.not_safe_yet
    """
    looked = reviewed_on(review_on, at)
    data = {"reason": known("hang", reason), "review_on": looked.isoformat()}
    return take(incident, "hang", doer, at=at, data=data, plan=plan, review_on=looked, hung_for=reason)


def review(incident: Incident, doer: Doer, *, plan: str, review_on: date, at: datetime) -> Decision[Incident]:
    """Look again at what is hung up: how far the plan is, and the day of the next look.

    -> record still hung, with the next review due, event grid.incident_reviewed{review_on}.

    Rule GR-114, domain 3.5 挂账: looked at again and again until it can be solved; nothing is forgotten there.

    :raises Invalid: grid.review_past, grid.review_far
    """
    looked = reviewed_on(review_on, at)
    data = {"review_on": looked.isoformat()}
    return take(incident, "review", doer, at=at, data=data, plan=plan or incident.plan, review_on=looked)


def resume(incident: Incident, doer: Doer, *, at: datetime) -> Decision[Incident]:
    """Take a hung incident up again: its clock runs on with what was left.

    Rule IN-16, domain 3.5 挂账.
    """
    return take(incident, "resume", doer, at=at, review_on=None, hung_for=None)


def reviewed_on(day: date, at: datetime) -> date:
    """Accept the day of a review: to come, and not so far off that it is forgotten.

    :raises Invalid: grid.review_past, grid.review_far
    """
    today = at.astimezone(SHANGHAI).date()
    if day <= today:
        raise Invalid("grid.review_past", pointer="/review_on")
    if day > today + timedelta(days=REVIEW_DAYS):
        raise Invalid("grid.review_far", pointer="/review_on", days=REVIEW_DAYS)
    return day
