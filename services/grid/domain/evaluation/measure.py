"""What is counted: each measure, the kind of row it is counted on, and how rows make it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from services.grid.domain.outcome import OUTCOMES
from services.grid.domain.tier import TIERS

Way = Literal["marked", "done_late", "left", "still"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a measure, a sum over rows of one kind. P = [a, b) is the period asked for.

    way: `marked`, rows that carry the mark `name` with their day in P. Of rows whose late measure is `name`: `done_late`,
    with their day in P and done before b; `left`, with their day before b and not done by b; `still`, with their day in P
    and not done by b.
    """

    kind: str
    name: str
    way: Way = "marked"


MARKS: Mapping[str, tuple[str, ...]] = {
    "report": ("reported", "valid"),
    "verify": ("should_verify", "ontime_verified"),
    "file": ("filed", "ontime_filed", "accurate_filed"),
    "dispatch": ("should_dispatch", "ontime_dispatched", "accurate_dispatched"),
    "dispose": ("should_dispose", "ontime_disposed", "extended"),
    "check": ("should_check", "ontime_checked"),
    "close": ("should_close", "ontime_closed", "rework"),
    "end": ("ended", *(f"ended_{outcome}" for outcome in OUTCOMES), *(f"closed_{tier}" for tier in TIERS)),
}
LATE: Mapping[str, str] = {"report": "report_late", "dispose": "dispose_late", "close": "close_late"}
KINDS = tuple(MARKS)
MARKED = tuple(name for names in MARKS.values() for name in names)

MEASURES: Mapping[str, tuple[Part, ...]] = {
    **{name: (Part(kind, name),) for kind, names in MARKS.items() for name in names},
    "disposed": (Part("dispose", "ontime_disposed"), Part("dispose", "dispose_late", "done_late")),
    "overdue_pending": (Part("dispose", "dispose_late", "left"),),
    "closed": (Part("close", "ontime_closed"), Part("close", "close_late", "done_late")),
    "late_closed": (Part("close", "close_late", "done_late"),),
    "not_closed": (Part("report", "report_late", "still"),),
}
NAMES = tuple(MEASURES)


def counted(sums: Mapping[tuple[str, Way], int]) -> dict[str, int]:
    """Give each measure from the sums of rows. sums: (mark or late measure, way) -> how many; what is absent is none.

    Rule GR-190, domain 3.7: a numerator is counted under the day of its denominator, so that a share is of the same matters;
    only what is overdue at the end of the period is counted whenever it was due, as the definition says.
    Rule GR-191, domain 3.7: 应处置 counts what was dispatched to a unit and is due in the period, nothing voided and nothing
    validly returned; 处置 those of them done by the end of the period, 按期处置 those done in time.
    Rule GR-196, domain 3.7: a figure that cannot be opened is no figure: the list behind it asks rows for the same parts.
    Rule GR-197, domain 3.7 准确立案, 准确派遣 (own words): a filing was right while the matter stands, a dispatch was right when
    nobody gave it back in its round.
    """
    return {name: sum(sums.get((part.name, part.way), 0) for part in parts) for name, parts in MEASURES.items()}
