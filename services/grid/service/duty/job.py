"""What the service does by itself by clock and calendar, a row for each: when it is due, and its work."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from kernel.clock import today
from kernel.db import Tx
from kernel.decision import Event
from kernel.seal import Sealer
from kernel.workdays import Calendar
from services.grid.domain.duty import schedule
from services.grid.domain.duty import visit as rule
from services.grid.domain.duty.duty import MEETING, MISSED, REVIEW, SHORT, SWEEP_MISSED, Setting
from services.grid.domain.duty.schedule import Occasion
from services.grid.store.duty import duty, meeting, review, sweep, visit
from services.grid.store.ground import grid_end


@dataclass(frozen=True, slots=True)
class Hand:
    """What a job works with. tx: of all it makes and of its row. now: aware UTC."""

    tx: Tx
    seal: Sealer
    setting: Setting
    now: datetime


@dataclass(frozen=True, slots=True)
class Made:
    """What a turn at a job has come to. more: it takes another turn, in a transaction of its own."""

    events: tuple[Event, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """One thing done by itself. due: gives the occasions that have come. work: does it for one of them."""

    name: str
    due: Callable[[Calendar, datetime, Setting], Iterator[Occasion]]
    work: Callable[[Hand, Occasion], Made]


def make_sweeps(hand: Hand, occasion: Occasion) -> Made:
    """Make the sweeps of a day for the next grids that have none; every grid is asked for, so nothing is missed."""
    return Made(more=sweep.make(hand.tx, occasion.on, setting=hand.setting, at=hand.now) > 0)


def tell_missed_sweeps(hand: Hand, occasion: Occasion) -> Made:
    """Tell each street, and each district in one, how many sweeps of a day were not finished."""
    return Made(
        tuple(
            Event(
                SWEEP_MISSED,
                one.area,
                {"area": one.area, "on": occasion.period, "missed": one.missed, "sweeps": one.sweeps},
            )
            for one in sweep.missed(hand.tx, occasion.on)
        )
    )


def forget_sweep_lines(hand: Hand, occasion: Occasion) -> Made:
    """Delete what was found at each place on a day long ago; how much was found stays."""
    return Made(more=sweep.forget_lines(hand.tx, occasion.on) > 0)


def leave_ended_grids(hand: Hand, occasion: Occasion) -> Made:
    """Let the communities of grids that ended by a day have what is still asked of those."""
    grid_end.leave_tasks(hand.tx, today=occasion.on)
    return Made()


def forget_visits(hand: Hand, occasion: Occasion) -> Made:
    """Delete the visits of long ago, and who fell short of those weeks."""
    return Made(more=visit.forget(hand.tx, occasion.on) > 0)


def remind_short(hand: Hand, occasion: Occasion) -> Made:
    """Remind each member of agency staff who is short of this week; nobody else hears of it."""
    weeks = _short(hand, occasion)
    return Made(tuple(_reminder(hand, occasion, week) for week in weeks))


def tell_missed_week(hand: Hand, occasion: Occasion) -> Made:
    """Write down who fell short of a week, and tell the leaders of each street and district how many."""
    weeks = _short(hand, occasion)
    visit.add_misses(hand.tx, occasion.on, weeks, at=hand.now)
    missed = Counter(area for week in weeks for area in {week.area[:9] + "000", week.area[:6] + "000000"})
    return Made(
        tuple(
            Event(MISSED, area, {"area": area, "week": occasion.period, "missed": number})
            for area, number in sorted(missed.items())
        )
    )


def prepare_meetings(hand: Hand, occasion: Occasion) -> Made:
    """Prepare the month's meeting of each district and street."""
    made = meeting.prepare(hand.tx, occasion.on, setting=hand.setting, on=today(hand.now), at=hand.now)
    return Made(
        tuple(
            Event(MEETING, id, {"area": area, "month": occasion.period, "cases": cases})
            for id, area, cases in made
        )
    )


def prepare_reviews(hand: Hand, occasion: Occasion) -> Made:
    """Prepare the quarter's review of each district and street."""
    made = review.prepare(
        hand.tx,
        occasion.on,
        period=occasion.period,
        since=schedule.midnight(occasion.on),
        until=schedule.midnight(schedule.next_quarter(occasion.on)),
        least=hand.setting.cell_cases,
        on=today(hand.now),
        at=hand.now,
    )
    return Made(
        tuple(
            Event(REVIEW, id, {"area": area, "quarter": occasion.period, "cases": cases})
            for id, area, cases in made
        )
    )


JOBS = (
    Job("make_sweeps", schedule.sweeps, make_sweeps),
    Job("tell_missed_sweeps", schedule.missed_sweeps, tell_missed_sweeps),
    Job("forget_sweep_lines", schedule.old_sweeps, forget_sweep_lines),
    Job("leave_ended_grids", schedule.days, leave_ended_grids),
    Job("forget_visits", schedule.old_visits, forget_visits),
    Job("remind_short", schedule.reminders, remind_short),
    Job("tell_missed_week", schedule.missed_weeks, tell_missed_week),
    Job("prepare_meetings", schedule.meetings, prepare_meetings),
    Job("prepare_reviews", schedule.reviews, prepare_reviews),
)


def _short(hand: Hand, occasion: Occasion) -> list[rule.Week]:
    weeks = visit.weeks(hand.tx, occasion.on, duty.owed(hand.tx, occasion.on))
    return [week for week in weeks if rule.short(week, hand.setting)]


def _reminder(hand: Hand, occasion: Occasion, week: rule.Week) -> Event:
    """Make the fact that one person is short; who it is stands in it as an alias."""
    alias = hand.seal.alias(week.account)
    missing = max(0, hand.setting.visit_minutes - week.minutes)
    data = {"party": alias, "week": occasion.period, "visits": week.visits, "minutes": week.minutes, "missing": missing}
    return Event(SHORT, f"{alias}/{occasion.period}", data)
