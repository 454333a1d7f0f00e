"""Progress of campaigns, exact at once: acts append, folding sums, readers add both."""

from __future__ import annotations

from kernel.db import Database, Tx
from kernel.page import Part
from kernel.rows import Reader
from services.grid.domain.order.progress import change
from services.grid.domain.order.site import Site
from services.grid.store.tally import FOLDED, Cube

CUBE = Cube("campaign", ("campaign", "figure", "unit", "area"))


def move(tx: Tx, before: Site | None, after: Site) -> None:
    """Queue what a step changes in the figures."""
    for figure, n in change(before, after).items():
        tx.later(CUBE.append, (after.campaign, figure, after.unit, after.area, n))


def fold(db: Database) -> int:
    """Fold up to FOLDED appended rows and give how many."""
    row = db.one(CUBE.fold, (FOLDED,))
    return int(row[0]) if row else 0


def read(db: Reader, scope: Part) -> list[tuple[str, str, str, str, int]]:
    """Give campaign, figure, unit, area and count within a scope over these columns."""
    condition, params = scope
    rows = db.all(CUBE.read(condition), [*params, *params])
    return [(campaign, figure, unit, area, int(n)) for campaign, figure, unit, area, n in rows]
