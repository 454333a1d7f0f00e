"""The four units a limit may be counted in, each as one way to measure time (pure)."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from kernel.office import SHANGHAI, local
from kernel.workdays import DAY, Calendar

HOUR = timedelta(hours=1)
MOMENT = timedelta(microseconds=1)

Span = tuple[date, date]
Length = Any  # int for days, timedelta for hours: each ruler adds and subtracts its own kind only


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a count ends: the instant, its local date, and the calendar days it went through, if any."""

    at: datetime
    on: date
    reads: Span | None


@dataclass(frozen=True, slots=True)
class Ruler:
    """One unit.

    whole: counted in days; they end with the local day, and the day of the event is not counted. by_calendar: the count
    depends on what the days are. add: where a length counted from an instant ends. between: the length between two.
    """

    whole: bool
    by_calendar: bool
    add: Callable[[Calendar, datetime, Length], datetime]
    between: Callable[[Calendar, datetime, datetime], Length]

    def length(self, amount: float) -> Length:
        """Give an amount of the unit as a length; hours are exact to the second."""
        return int(amount) if self.whole else timedelta(seconds=round(amount * 3600))

    def amount(self, length: Length) -> float:
        """Give a length as an amount of the unit, for showing."""
        return length if self.whole else round(length / HOUR, 4)

    def reach(self, calendar: Calendar, at: datetime, length: Length) -> Reading:
        """Give where `length` counted from `at` ends; days may have none left and then end with that day."""
        end = self.add(calendar, at, length)
        return Reading(end, local_date(end), self.reads(at, end))

    def reads(self, at: datetime, until: datetime) -> Span | None:
        """Give the calendar days a count between two instants depends on; None where it depends on none."""
        if not self.by_calendar:
            return None
        return (local_date(at), max(local_date(at), local_date(until - MOMENT)))


def day_end(on: date) -> datetime:
    """Give the end of a local day: a duty done in the evening of its last day is done in time.

    It is the last microsecond, not the midnight after it, so that whoever shows the instant shows the right day.
    """
    return local(on + DAY) - MOMENT


def local_date(at: datetime) -> date:
    """Give the local date of an instant, Asia/Shanghai."""
    return at.astimezone(SHANGHAI).date()


RULERS: dict[str, Ruler] = {
    "H": Ruler(False, False, lambda calendar, at, length: at + length, lambda calendar, at, until: until - at),
    "WH": Ruler(False, True, Calendar.add_open, Calendar.open_between),
    "D": Ruler(
        True,
        False,
        lambda calendar, at, length: day_end(calendar.add_days(local_date(at), length)),
        lambda calendar, at, until: (local_date(until) - local_date(at)).days,
    ),
    "WD": Ruler(
        True,
        True,
        lambda calendar, at, length: day_end(calendar.add_workdays(local_date(at), length)),
        lambda calendar, at, until: calendar.workdays_between(local_date(at), local_date(until)),
    ),
}
