"""When what the service does by itself is due: occasions on the local clock and the calendar (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kernel.office import SHANGHAI
from kernel.workdays import Calendar
from services.grid.domain.duty.duty import Setting
from services.grid.domain.duty.visit import key, monday

MISSED_AT, WEEK_AT, PREPARE_AT = time(9), time(9), time(7)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
BACK_DAYS, BACK_WEEKS = 7, 4  # how far an outage is made up for
LINES_DAYS, LINES_BACK_DAYS, FORGET_AT = 731, 31, time(2)


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time something is due. period: its name, unique for the job. on: the first local date it is about."""

    period: str
    on: date


def sweeps(calendar: Calendar, now: datetime, setting: Setting) -> Iterator[Occasion]:
    """Give today's sweep, from 06:00 or the time chosen on: the lists are there before 09:00. A day that is over is left.

    Rule GR-60, domain 9.6: a checklist for each grid and day before 09:00.
    """
    today = _local(now).date()
    if now >= _at(today, setting.sweep_at) and _swept(calendar, today, setting):
        yield Occasion(today.isoformat(), today)


def missed_sweeps(calendar: Calendar, now: datetime, setting: Setting) -> Iterator[Occasion]:
    """Give each of the last days whose sweeps are over, from 09:00 two days later on: phones had a day to send."""
    today = _local(now).date()
    for back in range(2, BACK_DAYS + 2):
        on = today - DAY * back
        if now >= _at(on + 2 * DAY, MISSED_AT):
            yield Occasion(on.isoformat(), on)


def old_sweeps(calendar: Calendar, now: datetime, setting: Setting) -> Iterator[Occasion]:
    """Give each day whose sweeps are older than two years, from 02:00 on; an outage of a month is made up for.

    Rule GR-64, domain 5.5: what a line says in words may be about somebody's home, so it is kept as long as what a
    reporter says of a grid event; the sweep with its counts stays, for it names a grid and a day alone.
    """
    last = _local(now - timedelta(hours=FORGET_AT.hour)).date() - DAY * LINES_DAYS
    for back in range(LINES_BACK_DAYS):
        on = last - DAY * back
        yield Occasion(on.isoformat(), on)


def old_visits(calendar: Calendar, now: datetime, setting: Setting) -> Iterator[Occasion]:
    """Give the last week all of which is older than two years, from 02:00 on; those before it are of it too.

    Rule GR-64, domain 5.5: what is written down of a visit may be about somebody's home, so it is kept as long as a sweep's
    lines. Who fell short of a week is a matter between staff and their leader, who has judged it by then.
    """
    week_on = monday(_local(now - timedelta(hours=FORGET_AT.hour)).date() - DAY * LINES_DAYS) - WEEK
    yield Occasion(key(week_on), week_on)


def days(calendar: Calendar, now: datetime, setting: Setting) -> Iterator[Occasion]:
    """Give the day as soon as it begins; one that was missed in an outage is of the next."""
    on = _local(now).date()
    yield Occasion(on.isoformat(), on)


def reminders(calendar: Calendar, now: datetime, setting: Setting) -> Iterator[Occasion]:
    """Give this week's reminder of those who are short, while there is still time to do something about it.

    Rule GR-66, domain 9.6: Friday 12:00. On a Friday off it would reach nobody in time, so it comes on the last working
    day before it of the same week; make-up Saturdays do not move it, an early word does no harm.
    """
    week_on = monday(_local(now).date())
    if not _excused(calendar, week_on, setting) and now >= _at(_reminded_on(calendar, week_on), setting.remind_at):
        yield Occasion(key(week_on), week_on)


def missed_weeks(calendar: Calendar, now: datetime, setting: Setting) -> Iterator[Occasion]:
    """Give each of the last weeks that is over, from 09:00 of the first working day after it on.

    Rule GR-66, domain 9.6: Monday 09:00. On a Monday off there is nobody to read the list, so it waits for the office.
    """
    this = monday(_local(now).date())
    for back in range(1, BACK_WEEKS + 1):
        week_on = this - WEEK * back
        due_on = calendar.roll_forward(week_on + WEEK)
        owed = week_on >= setting.counted_from and not _excused(calendar, week_on, setting)
        if owed and now >= _at(due_on, WEEK_AT):
            yield Occasion(key(week_on), week_on)


def meetings(calendar: Calendar, now: datetime, setting: Setting) -> Iterator[Occasion]:
    """Give the month whose meeting (月调度) is to be prepared: on the chosen day, or the working day after it, 07:00.

    Rule GR-67, domain 9.6: every case open for more than 30 days or returned twice, and what the last one left unfinished.
    After an outage the latest month is made up for, older ones are not: their cases stand on the latest list anyway.
    """
    this = _local(now).date().replace(day=1)
    for month_on in (this, (this - DAY).replace(day=1)):
        due_on = calendar.roll_forward(month_on.replace(day=setting.meeting_day))
        if now >= _at(due_on, PREPARE_AT):
            yield Occasion(f"{month_on:%Y-%m}", month_on)
            return


def reviews(calendar: Calendar, now: datetime, setting: Setting) -> Iterator[Occasion]:
    """Give the quarter before this one, from the first working day after its end on, 07:00.

    Rule GR-68, domain 8.3 and 9.6: clusters by kind, place and time, of five cases or more; no smaller cell is even kept,
    so that none points at somebody.
    """
    this = quarter(_local(now).date())
    last = quarter(this - DAY)
    if now >= _at(calendar.roll_forward(this), PREPARE_AT):
        yield Occasion(f"{last.year}-Q{last.month // 3 + 1}", last)


def quarter(on: date) -> date:
    """Give the first day of the quarter a date lies in."""
    return on.replace(month=(on.month - 1) // 3 * 3 + 1, day=1)


def next_quarter(quarter_on: date) -> date:
    """Give the first day of the quarter after one."""
    return quarter(quarter_on + timedelta(days=100))


def midnight(on: date) -> datetime:
    """Give the instant a local date begins."""
    return _at(on, time(0))


def _swept(calendar: Calendar, on: date, setting: Setting) -> bool:
    return setting.rest_days or calendar.is_workday(on)


def _excused(calendar: Calendar, week_on: date, setting: Setting) -> bool:
    return sum(calendar.is_workday(week_on + DAY * n) for n in range(7)) < setting.least_workdays


def _reminded_on(calendar: Calendar, week_on: date) -> date:
    friday = week_on + DAY * 4
    return max((on for n in range(5) if calendar.is_workday(on := week_on + DAY * n)), default=friday)


def _local(at: datetime) -> datetime:
    return at.astimezone(SHANGHAI)


def _at(on: date, at: time) -> datetime:
    return datetime.combine(on, at, SHANGHAI)
