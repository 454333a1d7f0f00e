"""Date arithmetic over a calendar that is passed in (pure).

A calendar knows each day's kind from rows. A day without a row is made up from the statutory holidays and weekends and
is provisional: whatever was reached through it may move when the yearly notice is imported.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Literal

from kernel.holiday import statutory
from kernel.office import SHANGHAI, OfficeHours

DAY = timedelta(days=1)
SATURDAY = 5

Kind = Literal["work", "rest", "holiday", "makeup"]
Status = Literal["official", "provisional"]


@dataclass(frozen=True, slots=True)
class Day:
    """What one day is. makeup: a weekend worked in exchange for a moved holiday (调休)."""

    kind: Kind
    status: Status = "official"

    @property
    def worked(self) -> bool:
        """Tell whether offices are open on this day."""
        return self.kind in ("work", "makeup")


statutory_days = cache(statutory)


@cache
def _foreseen(on: date) -> Day:
    if on in statutory_days(on.year):
        return Day("holiday", "provisional")
    return Day("rest" if on.weekday() >= SATURDAY else "work", "provisional")


@dataclass(frozen=True)
class Calendar:
    """Days with their kinds; `version` grows by one with each import that changed a day.

    days: local dates, Asia/Shanghai. hours: when offices are open on a working day.
    Where days are added, the day of the event is not counted, 《民法典》 art. 201.
    """

    days: Mapping[date, Day] = field(default_factory=dict)
    version: int = 0
    hours: OfficeHours = field(default_factory=OfficeHours)

    def day(self, on: date) -> Day:
        """Give what `on` is, foreseen when no row says it."""
        return self.days.get(on) or _foreseen(on)

    def is_workday(self, on: date) -> bool:
        """Tell whether offices are open on `on`, make-up days included."""
        return self.day(on).worked

    def provisional(self, first: date, last: date) -> bool:
        """Tell whether any day from `first` to `last`, both included, is not yet official."""
        return any(self.day(first + DAY * n).status == "provisional" for n in range((last - first).days + 1))

    def add_days(self, on: date, amount: int) -> date:
        """Give the day `amount` calendar days (日) after `on`; no rest day is skipped."""
        return on + DAY * amount

    def add_workdays(self, on: date, amount: int) -> date:
        """Give the `amount`-th working day (工作日) after `on`; for 0 the first working day from `on`."""
        if amount == 0:
            return self.roll_forward(on)
        for _ in range(amount):
            on = self.roll_forward(on + DAY)
        return on

    def roll_forward(self, on: date) -> date:
        """Give the first working day from `on`, `on` included."""
        while not self.is_workday(on):
            on += DAY
        return on

    def last_workday(self, on: date) -> date:
        """Give the last working day up to `on`, `on` included."""
        while not self.is_workday(on):
            on -= DAY
        return on

    def last_workday_before(self, on: date) -> date:
        """Give the last working day before `on`: the day on which a warning still reaches somebody."""
        return self.last_workday(on - DAY)

    def workdays_between(self, after: date, until: date) -> int:
        """Count the working days later than `after` and not later than `until`; 0 when `until` is not later."""
        return sum(self.is_workday(after + DAY * n) for n in range(1, (until - after).days + 1))

    def add_open(self, at: datetime, length: timedelta) -> datetime:
        """Give the earliest instant by which offices were open for `length` (工作时) since `at`.

        at: aware. length: more than zero. Outside office hours the count begins at the next opening.
        """
        for begin, end in self._open(at):
            if length <= end - begin:
                return begin + length
            length -= end - begin
        raise AssertionError("days do not end")

    def open_between(self, at: datetime, until: datetime) -> timedelta:
        """Give how long offices were open between the aware instants `at` and `until`; zero when `until` is earlier."""
        total = timedelta()
        for begin, end in self._open(at):
            if begin >= until:
                break
            total += min(end, until) - begin
        return total

    def _open(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        on = at.astimezone(SHANGHAI).date()
        while True:
            for begin, end in self.hours.of(on) if self.is_workday(on) else ():
                if end > at:
                    yield max(begin, at), end
            on += DAY
