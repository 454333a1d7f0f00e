"""Hot spots: where which kind of matter was reported most in the last days, beside as many days before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kernel.office import SHANGHAI


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell. place: code of a grid, of the community where the grid is not known. count, before: of the two spans."""

    area: str
    grid: str | None
    case_type: str
    count: int
    before: int

    @property
    def place(self) -> str:
        """The place a patrol goes to."""
        return self.grid or self.area


@dataclass(frozen=True, slots=True)
class Spans:
    """Two spans of whole local days that meet, each half-open. today is the last day of the later one."""

    before: datetime
    since: datetime
    until: datetime


def spans(today: date, days: int) -> Spans:
    """Give the last `days` local days, today among them, and as many before.

    Rule GR-203, domain 9.5 (4-15): how often what is reported where, compared with the time before, tells where to patrol.
    """
    ends = [datetime.combine(today + timedelta(days=1 - back), time(), tzinfo=SHANGHAI) for back in (2 * days, days, 0)]
    return Spans(*ends)
