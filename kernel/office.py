"""Office hours of a working day, local time (pure)."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

# said again here, not taken from the clock: rules import this module, and rules may not reach the clock
SHANGHAI = ZoneInfo("Asia/Shanghai")

Span = tuple[time, time]


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When offices are open on a working day, local time Asia/Shanghai; a tenant's choice.

    spans: half-open, in order, none touching another, at least one.

    :raises ValueError: when they are not
    """

    spans: tuple[Span, ...] = ((time(9), time(12)), (time(13), time(17, 30)))

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        if not edges or any(later <= earlier for earlier, later in pairwise(edges)):
            raise ValueError("office hours must be spans of time in order")

    @staticmethod
    def parse(text: str) -> OfficeHours:
        """Read a setting such as `09:00-12:00,13:00-17:30`.

        :raises ValueError: when it is not of that shape
        """
        spans = [tuple(time.fromisoformat(edge.strip()) for edge in span.split("-")) for span in text.split(",")]
        if any(len(span) != 2 for span in spans):
            raise ValueError("each span of office hours has one beginning and one end")
        return OfficeHours(tuple((span[0], span[1]) for span in spans))

    @property
    def length(self) -> timedelta:
        """Give how long offices are open on a working day."""
        day = date.min
        return sum((datetime.combine(day, end) - datetime.combine(day, begin) for begin, end in self.spans), timedelta())

    def opening(self, on: date) -> datetime:
        """Give the instant the first span of `on` begins, whatever kind of day it is."""
        return local(on, self.spans[0][0])

    def of(self, on: date) -> list[tuple[datetime, datetime]]:
        """Give the spans of `on` as instants, whatever kind of day it is."""
        return [(local(on, opens), local(on, closes)) for opens, closes in self.spans]


def local(on: date, at: time = time()) -> datetime:
    """Give the instant of a local time on a local date; midnight, with which `on` begins, when no time is said."""
    return datetime.combine(on, at, tzinfo=SHANGHAI)
