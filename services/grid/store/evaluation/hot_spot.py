"""Hot spots counted, and the incidents of one: both over one range of the index by which incidents were made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kernel import page as keyset
from kernel.page import Order, Part
from kernel.rows import Reader
from services.grid.domain.evaluation.hot_spot import Spans, Spot
from services.grid.domain.incident import Incident
from services.grid.store.incident import INCIDENTS

NEWEST = Order("created_at", descending=True)
# what nobody has taken for true yet, what was refused, is not ours or is a duplicate makes no spot (GR-110)
FOUND = """
state NOT IN ('reported', 'verifying', 'invalid') AND case_type IS NOT NULL
AND (outcome IS NULL OR outcome NOT IN ('refused', 'not_ours', 'duplicate'))
"""
SPOTS = f"""
SELECT area, grid, case_type, count(*) FILTER (WHERE created_at >= %s) AS n, count(*) FILTER (WHERE created_at < %s) AS before
FROM incident WHERE created_at >= %s AND created_at < %s AND {FOUND} AND {{scope}}
GROUP BY area, grid, case_type HAVING count(*) FILTER (WHERE created_at >= %s) > 0
ORDER BY n DESC, before, area, grid, case_type LIMIT %s
"""


def spots(db: Reader, scope: Part, at: Spans, *, limit: int) -> list[Spot]:
    """Give the cells with most matters in the later span, of equal ones first what has grown more."""
    condition, params = scope
    asked = [at.since, at.since, at.before, at.until, *params, at.since, limit]
    return [Spot(*row) for row in db.all(SPOTS.format(scope=f"({condition})"), asked)]


def page(
    db: Reader, scope: Part, at: Spans, *, place: str, case_type: str, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Incident], dict[str, str] | None]:
    """Give one page of the matters of one cell in the later span, the newest first. place: as `Spot.place`."""
    where = "grid = %s" if len(place) > len("210203001001") else "grid IS NULL AND area = %s"
    span = ("created_at >= %s AND created_at < %s", [at.since, at.until])
    parts = [scope, span, (FOUND, []), (where, [place]), ("case_type = %s", [case_type])]
    return keyset.page(db, INCIDENTS, NEWEST, parts, limit=limit, after=after)
