"""Seeing who somebody is whose identity is sealed: asked for with a reason, granted for minutes, told when unusual (pure)."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from kernel.decision import Event
from kernel.errors import Conflict, Denied
from kernel.office import SHANGHAI
from kernel.workdays import Calendar

if TYPE_CHECKING:
    from kernel.call import Actor

REASONS = ("contact", "verify", "legal_duty", "hand_over", "other")
UNUSUAL = ("off_hours", "many", "closed", "not_handler", "unnamed")
STATES = ASKED, APPROVED, REFUSED = ("asked", "approved", "refused")
EXPIRED = "expired"
MINORS, ALL = "minors", "all"
MINOR = "minor"
MINUTES_MOST = 15
HOUR, WAITED = timedelta(hours=1), timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a house chooses. minutes: 1 to 15 that a grant lasts. hourly: grants of one account in an hour that are usual.

    approval: whose identity a second person must let see first: of `minors`, or of `all`.

    :raises ValueError: when they are out of bounds
    """

    minutes: int = MINUTES_MOST
    hourly: int = 10
    approval: str = MINORS

    def __post_init__(self) -> None:
        if not 1 <= self.minutes <= MINUTES_MOST or self.hourly < 1 or self.approval not in (MINORS, ALL):
            raise ValueError(f"identities are seen for 1 to {MINUTES_MOST} minutes, approval is of {MINORS} or {ALL}")


@dataclass(frozen=True, slots=True)
class Case:
    """One person within one record, as the rules need to know them; who it is does not stand here.

    kind, id, number, version, round, area, unit, closed: of the record. subject: what the identity is sealed under, the
    record or a part of it. handler: account that has it now, None for nobody. party: alias of the person's account.
    sealed: there is an identity to see. named: the person gave a name. minor: the person is flagged as under age.
    """

    kind: str
    id: str
    subject: str
    number: str
    version: int
    round: int
    area: str
    unit: str | None
    closed: bool
    handler: str | None
    party: str | None
    sealed: bool
    named: bool
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Unmasking:
    """One asking to see an identity, and what came of it. version: 1 when asked, one more when decided.

    case_unit, round: of the record at that time, area too. holder, role, unit: of the one who asked. words: sealed.
    unusual: of UNUSUAL. needed: why a second person had to agree, None where nobody had to. until: when the grant ends.
    """

    id: str
    kind: str
    record: str
    subject: str
    number: str
    area: str
    case_unit: str | None
    round: int
    holder: str
    role: str
    unit: str | None
    reason: str
    words: bytes
    unusual: tuple[str, ...]
    needed: str | None
    state: str
    asked_at: datetime
    version: int = 1
    decided_by: str | None = None
    decided_at: datetime | None = None
    until: datetime | None = None


def needed(case: Case, limits: Limits) -> str | None:
    """Give why a second person must agree first: `minor`, `all`, or None where nobody must."""
    return MINOR if case.minor else ALL if limits.approval == ALL else None


def unusual(case: Case, holder: str, *, at: datetime, calendar: Calendar, recent: int, limits: Limits) -> tuple[str, ...]:
    """Give what is unusual about somebody seeing an identity now. recent: grants the holder asked for in the last hour."""
    told = {
        "off_hours": not on_duty(calendar, at),
        "many": recent >= limits.hourly,
        "closed": case.closed,
        "not_handler": case.handler is not None and case.handler != holder,
        "unnamed": not case.named,
    }
    return tuple(code for code in UNUSUAL if told[code])


def on_duty(calendar: Calendar, at: datetime) -> bool:
    """Tell whether offices are open at an instant, aware."""
    on = at.astimezone(SHANGHAI).date()
    return calendar.is_workday(on) and any(begin <= at < end for begin, end in calendar.hours.of(on))


def ask(case: Case, asked: Unmasking, before: Iterable[Unmasking], *, limits: Limits) -> Unmasking:
    """Give what asking leads to: a grant, or a request where somebody must agree. before: asked by the same of the same.

    :raises Conflict: unmask.person_unknown, unmask.grant_running, unmask.request_waiting
    """
    if not case.sealed:
        raise Conflict("unmask.person_unknown")
    for one in before:
        if one.state == APPROVED and usable(one, case, asked.holder, asked.role, asked.unit, at=asked.asked_at):
            raise Conflict("unmask.grant_running")
        if state(one, asked.asked_at) == ASKED and same_hands(one, case):
            raise Conflict("unmask.request_waiting")
    return asked if asked.needed else _granted(asked, at=asked.asked_at, limits=limits)


def approve(asked: Unmasking, case: Case, by: Actor, *, at: datetime, limits: Limits) -> Unmasking:
    """Grant what was asked, its minutes beginning now.

    :raises Denied: unmask.approver_asked
    :raises Conflict: unmask.request_decided, unmask.request_expired, unmask.request_over
    """
    _decidable(asked, by, at)
    if not same_hands(asked, case):
        raise Conflict("unmask.request_over")
    return replace(_granted(asked, at=at, limits=limits), decided_by=by.id, decided_at=at, version=asked.version + 1)


def refuse(asked: Unmasking, by: Actor, *, at: datetime) -> Unmasking:
    """Refuse what was asked.

    :raises Denied: unmask.approver_asked
    :raises Conflict: unmask.request_decided, unmask.request_expired
    """
    _decidable(asked, by, at)
    return replace(asked, state=REFUSED, decided_by=by.id, decided_at=at, version=asked.version + 1)


def usable(grant: Unmasking, case: Case, holder: str, role: str, unit: str | None, *, at: datetime) -> bool:
    """Tell whether a grant lets this account see now: it ends with its minutes, its office, the record's hands.

    One that nobody had to agree to is none for a person who turns out to be a minor.
    """
    runs = grant.until is not None and at < grant.until and (grant.needed is not None or not case.minor)
    return runs and (grant.holder, grant.role, grant.unit) == (holder, role, unit) and same_hands(grant, case)


def same_hands(asked: Unmasking, case: Case) -> bool:
    """Tell whether the record is still with the unit, and in the round, it was in when this was asked."""
    return (asked.case_unit, asked.round) == (case.unit, case.round)


def state(asked: Unmasking, at: datetime) -> str:
    """Give the state at an instant: what nobody decided within a day, and what was granted and is over, is expired."""
    ends = asked.asked_at + WAITED if asked.state == ASKED else asked.until
    return EXPIRED if ends is not None and at >= ends else asked.state


def events(service: str, noun: str) -> tuple[str, ...]:
    """Name the facts a service tells of seeing the identities of a noun."""
    return f"{service}.{noun}_unmasked", f"{service}.unmasking_asked", f"{service}.unmasking_refused"


def tell(service: str, noun: str, asked: Unmasking, *, party: str | None, holder: str | None) -> Event:
    """Give the fact of what became of an asking. party, holder: aliases of the accounts of the person and of who asked."""
    name = {ASKED: "unmasking_asked", REFUSED: "unmasking_refused", APPROVED: f"{noun}_unmasked"}[asked.state]
    facts: dict[str, Any] = {field: getattr(asked, field) for field in ("kind", "record", "number", "area", "role", "unit")}
    facts |= {"reason": asked.reason, "unusual": list(asked.unusual), "needed": asked.needed}
    facts |= {"party": party, "holder": holder, "until": asked.until.isoformat() if asked.until else None}
    return Event(f"{service}.{name}", asked.id, facts, asked.version, asked.round)


def _granted(asked: Unmasking, *, at: datetime, limits: Limits) -> Unmasking:
    return replace(asked, state=APPROVED, until=at + timedelta(minutes=limits.minutes))


def _decidable(asked: Unmasking, by: Actor, at: datetime) -> None:
    if by.id == asked.holder:
        raise Denied("unmask.approver_asked")
    if asked.state != ASKED:
        raise Conflict("unmask.request_decided")
    if state(asked, at) == EXPIRED:
        raise Conflict("unmask.request_expired")
