"""How figures of what is or was not done in time are laid out, so that a question about any period reads short ranges of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from services.grid.domain.evaluation.measure import LATE, MEASURES, Way
from services.grid.domain.evaluation.period import Period

# days from the day something is counted under to the day it was done; what took longer than the last has a lane too. What
# straddles the end of a period was done within so many days after it: each lane is read no further
TOOK = (7, 42, 252)
SOON = TOOK[0]
UNDONE = len(TOOK) + 1
LATES = tuple(LATE.values())
# late measure -> its first lane. Lane 0 is of the marks, which are counted under one day alone
LANES = {name: 1 + no * (UNDONE + 1) for no, name in enumerate(LATES)}
# how late measures are asked for: by the end done, left, or still to do
ASKED: tuple[tuple[str, Way], ...] = tuple(
    sorted({(part.name, part.way) for parts in MEASURES.values() for part in parts if part.way != "marked"})
)
# what is not done is never asked for otherwise than as left or still to do
UNREAD = tuple(LANES[name] + UNDONE for name in LATES if not {(name, "left"), (name, "still")} & {*ASKED})
# what is left is asked for from the first day on: it is kept by blocks of days too, each under its first
BLOCK = 128
ORIGIN = date(2000, 1, 1)
BLOCKS = {name: 1 + len(LATES) * (UNDONE + 1) + no for no, name in enumerate(LATES) if (name, "left") in ASKED}


@dataclass(frozen=True, slots=True)
class Range:
    """Rows of one lane that count: done from `since` to `until`, both of them in it, and their day not before `low` and before
    the end of the period. name: the late measure, None for the marks. Of what is not done `since` and `until` are of its day.
    """

    lane: int
    since: date
    until: date
    low: date
    name: str | None = None
    way: Way = "marked"


def ranges(span: Period) -> Iterator[Range]:
    """Give all ranges a question about a period reads: each row that counts lies in one of them for each way it counts."""
    last = span.end - timedelta(days=1)
    yield Range(0, span.first, last, span.first)
    for name, way in ASKED:
        low = date.min if way == "left" else span.first
        for no in range(UNDONE):
            least = timedelta(days=TOOK[no - 1] + 1 if no else 0)
            if way != "done_late":
                yield Range(LANES[name] + no, span.end, _furthest(last, no), low, name, way)
            elif span.first + least <= last:
                yield Range(LANES[name] + no, span.first + least, last, low, name, way)
        if way == "left":
            low = block(span.end)
            yield Range(BLOCKS[name], date.min, low - timedelta(days=1), date.min, name, way)
        if way != "done_late":
            yield Range(LANES[name] + UNDONE, low, last, low, name, way)


def block(day: date) -> date:
    """Give the first day of the block a day lies in."""
    return day - timedelta(days=(day - ORIGIN).days % BLOCK)


def _furthest(last: date, no: int) -> date:
    """Give the day until which what was counted before the end of a period was done, by how long it took."""
    return last + timedelta(days=TOOK[no]) if no < len(TOOK) else date.max
