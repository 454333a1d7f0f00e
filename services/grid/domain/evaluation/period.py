"""The period an evaluation is of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kernel.errors import Invalid

MOST_DAYS = 1100  # three years


@dataclass(frozen=True, slots=True)
class Period:
    """Local days, Asia/Shanghai: `first` is in it, `end` is not."""

    first: date
    end: date

    @property
    def whole_months(self) -> bool:
        """Say whether it is of whole calendar months: then only months need comparing, and no days within one."""
        return self.first.day == self.end.day == 1


def period(first: date, end: date) -> Period:
    """Accept a period.

    :raises Invalid: grid.period_empty, grid.period_too_long
    """
    if end <= first:
        raise Invalid("grid.period_empty", pointer="/until")
    if (end - first).days > MOST_DAYS:
        raise Invalid("grid.period_too_long", pointer="/from", days=MOST_DAYS)
    return Period(first, end)
