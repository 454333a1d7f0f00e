"""How departments' answers to whistles were rated in a period."""

from __future__ import annotations

from collections.abc import Iterable

from kernel.rows import Reader
from services.grid.domain.evaluation.period import Period
from services.grid.domain.evaluation.street import Rated

RATED = """
SELECT unit, count(*), sum(score) FROM whistle_call
WHERE score IS NOT NULL AND unit = ANY(%(units)s) AND area LIKE ANY(%(within)s)
  AND rated_at >= %(first)s::date::timestamp AT TIME ZONE 'Asia/Shanghai'
  AND rated_at < %(end)s::date::timestamp AT TIME ZONE 'Asia/Shanghai'
GROUP BY unit
"""


def read(db: Reader, units: Iterable[str], within: Iterable[str], period: Period) -> dict[str, Rated]:
    """Give the ratings of units by unit, of whistles in the areas that `within` are the prefixes of."""
    areas = [f"{prefix}%" for prefix in within]
    asked = {"units": list(units), "within": areas, "first": period.first, "end": period.end}
    return {unit: Rated(n, total) for unit, n, total in db.all(RATED, asked)}
