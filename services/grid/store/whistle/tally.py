"""Figures of whistles, exact at once: acts append, folding sums, readers add both."""

from __future__ import annotations

from kernel.db import Database, Tx
from kernel.page import Part
from kernel.rows import Reader
from services.grid.domain.whistle.figure import change
from services.grid.domain.whistle.whistle import Call
from services.grid.store.tally import FOLDED, Cube

CUBE = Cube("whistle", ("figure", "kind", "unit", "area"))


def move(tx: Tx, before: Call | None, after: Call) -> None:
    """Queue what a step changes in the figures."""
    for figure, n in change(before, after).items():
        tx.later(CUBE.append, (figure, after.kind, after.unit, after.area, n))


def fold(db: Database) -> int:
    """Fold up to FOLDED appended rows and give how many."""
    row = db.one(CUBE.fold, (FOLDED,))
    return int(row[0]) if row else 0


def read(db: Reader, scope: Part) -> list[tuple[str, str, str, str, int]]:
    """Give figure, kind, unit, area and count within a scope over the columns unit and area."""
    condition, params = scope
    rows = db.all(CUBE.read(condition), [*params, *params])
    return [(figure, kind, unit, area, int(n)) for figure, kind, unit, area, n in rows]
