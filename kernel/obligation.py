"""Legal clocks: a due date and its working, as a pure function of facts and a versioned calendar.

A clock knows nothing but its limit, the facts that happened to it, and the calendar. A remark, a change of category or
a restart is no such fact, so it cannot move a date; the same facts always give the same date.
"""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from kernel.fact import Fact, State, Story, story
from kernel.ruler import RULERS, Length, Reading, Ruler, Span, day_end, local_date
from kernel.workdays import Calendar

__all__ = ["Due", "Fact", "Limit", "due", "threshold"]

Unit = Literal["H", "WH", "WD", "D"]
Threshold = Literal["", "near", "missed"]
Step = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take.

    amount: more than zero; whole for D and WD; a fraction of hours is taken to the second.
    unit: H clock hours, WH working hours (工作时), D calendar days (日), WD working days (工作日).
    roll: `forward` when a last day that is a rest day gives way to the next working day.
    near: share of the limit used up when a warning is due, 0..1, for hours; days warn on the last working day before.

    :raises ValueError: when a number is outside its range
    """

    amount: float
    unit: Unit
    roll: Literal["none", "forward"] = "none"
    near: float = 0.8

    def __post_init__(self) -> None:
        if not self.amount > 0 or not 0 < self.near < 1:
            raise ValueError(f"no such limit: {self}")
        if self.ruler.whole and self.amount != int(self.amount):
            raise ValueError(f"days are whole: {self}")
        if self.roll == "forward" and not self.ruler.whole:
            raise ValueError(f"only a last day can give way to a working day: {self}")

    @property
    def ruler(self) -> Ruler:
        """Give the way its unit is measured."""
        return RULERS[self.unit]


@dataclass(frozen=True, slots=True)
class Due:
    """Where a clock stands.

    due_at: the instant from which on it is too late, aware UTC; for days the last microsecond of `due_on`, local date.
    Both None while a pause leaves the end open. near_at: when to warn. provisional: the date went through a day whose
    official notice is not out. late: it was stopped too late. reads: first and last calendar day on which the date or
    its warning depends, None when they depend on no calendar. working: steps in order, as data.
    """

    state: State
    due_at: datetime | None = None
    due_on: date | None = None
    near_at: datetime | None = None
    provisional: bool = False
    late: bool = False
    reads: Span | None = None
    working: tuple[Step, ...] = ()


def due(limit: Limit, facts: Iterable[Fact], calendar: Calendar) -> Due:
    """Say when the limit ends, given all that happened, and how that was reached.

    Facts may come in any order; what follows the stop does not count. A paused clock never ends: a day or an hour is
    used up only while the clock runs, and a last day interrupted by a pause is given back when it is resumed.

    :raises ValueError: when no fact starts the clock
    """
    lived = story(facts)
    total = sum((limit.ruler.length(fact.amount) for fact in lived.extensions), limit.ruler.length(limit.amount))
    end, counted = _expire(limit.ruler, total, lived, calendar)
    if end is None:
        return Due(lived.state, working=(*_given(limit, lived), *counted))
    rolled = _rolled(limit, end, calendar)
    near_at, near_reads = _near(limit, total, rolled, lived, calendar)
    return Due(
        state=lived.state,
        due_at=rolled.at.astimezone(UTC),
        due_on=rolled.on,
        near_at=near_at.astimezone(UTC),
        provisional=rolled.reads is not None and calendar.provisional(*rolled.reads),
        late=lived.stopped_at is not None and lived.stopped_at >= rolled.at,
        reads=_hull(rolled.reads, near_reads),
        working=(*_given(limit, lived), *counted, *_reached(end, rolled, calendar)),
    )


def threshold(due_at: datetime | None, near_at: datetime | None, now: datetime) -> Threshold:
    """Say which threshold a clock has passed at `now`: none, `near`, or `missed`, which makes `near` pointless."""
    if due_at is not None and now >= due_at:
        return "missed"
    return "near" if near_at is not None and now >= near_at else ""


def _expire(ruler: Ruler, left: Length, lived: Story, calendar: Calendar) -> tuple[Reading | None, list[Step]]:
    """Use a length up from the start, pause by pause -> where it ends, None while a pause leaves it open; the steps."""
    since, steps, reads = lived.started_at, [], None
    end = ruler.reach(calendar, since, left)
    for paused_at, resumed_at in lived.pauses:
        if paused_at >= end.at:
            break
        left -= ruler.between(calendar, since, paused_at)
        steps.append({"step": "paused", "at": paused_at.isoformat(), "left": ruler.amount(left)})
        if resumed_at is None:
            return None, steps
        steps.append({"step": "resumed", "at": resumed_at.isoformat()})
        reads = _hull(reads, ruler.reads(since, paused_at))
        since, end = resumed_at, ruler.reach(calendar, resumed_at, left)
    steps.append({"step": "counted", "amount": ruler.amount(left), "on": end.on.isoformat()})
    return Reading(end.at, end.on, _hull(reads, end.reads)), steps


def _rolled(limit: Limit, end: Reading, calendar: Calendar) -> Reading:
    """Move a last day that is a rest day to the next working day, 《民法典》 art. 203, when the limit says so."""
    if limit.roll == "none":
        return end
    on = calendar.roll_forward(end.on)
    at = end.at if on == end.on else day_end(on)
    return Reading(at, on, _hull(end.reads, (end.on, on)))


def _near(
    limit: Limit, total: Length, end: Reading, lived: Story, calendar: Calendar
) -> tuple[datetime, Span | None]:
    """Say when to warn, and by which days: hours when a share of them is used up, days when offices open on the last
    working day before; where that is already past when the clock starts, after the same share of what it has.
    """
    if not limit.ruler.whole:
        early, _ = _expire(limit.ruler, total * limit.near, lived, calendar)
        return (early or end).at, None
    on = calendar.last_workday_before(end.on)
    opening = calendar.hours.opening(on)
    since = max([lived.started_at, *(back for _, back in lived.pauses if back and back < end.at)])
    if opening <= since:
        opening = since + (end.at - since) * limit.near
    return opening, (on, end.on)


def _given(limit: Limit, lived: Story) -> list[Step]:
    started = lived.started_at
    return [
        {"step": "started", "at": started.isoformat(), "on": local_date(started).isoformat()},
        {"step": "limit", "amount": limit.amount, "unit": limit.unit},
        *(_extended(fact) for fact in lived.extensions),
    ]


def _extended(fact: Fact) -> Step:
    return {"step": "extended", "at": fact.at.isoformat(), "amount": fact.amount, "reason": fact.reason}


def _reached(end: Reading, rolled: Reading, calendar: Calendar) -> list[Step]:
    steps: list[Step] = []
    if rolled.on != end.on:
        steps.append({"step": "rolled", "from": end.on.isoformat(), "on": rolled.on.isoformat()})
    if rolled.reads:
        first, last = rolled.reads
        span = {"from": first.isoformat(), "until": last.isoformat()}
        steps.append(
            {"step": "calendar", "version": calendar.version, "provisional": calendar.provisional(first, last), **span}
        )
    return [*steps, {"step": "due", "at": rolled.at.astimezone(UTC).isoformat(), "on": rolled.on.isoformat()}]


def _hull(one: Span | None, other: Span | None) -> Span | None:
    if one is None or other is None:
        return one or other
    return min(one[0], other[0]), max(one[1], other[1])
