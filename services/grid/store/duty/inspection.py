"""Roving inspections as rows."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from kernel import page as keyset
from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.page import Order, Part
from kernel.rows import Reader, Table, same
from services.grid.domain.duty.inspection import Inspection, Visited

INSPECTIONS = Table("inspection", Inspection)
VISITED = Table("inspection_grid", Visited, key="inspection")
ORDERED = Order("ordered_at", descending=True)

GRIDS = """
SELECT code FROM grid WHERE kind IN ('base', 'special') AND community LIKE %s
  AND valid_from <= %s AND (valid_until IS NULL OR valid_until > %s)
"""


def grids(db: Reader, prefix: str, on: date) -> list[str]:
    """Give the grids of the service layer below an area on a local date. prefix: what all its codes begin with."""
    return [code for (code,) in db.all(GRIDS, (prefix + "%", on, on))]


def add(tx: Tx, inspection: Inspection, drawn: Iterable[str]) -> None:
    """Queue a fresh inspection with its grids in the order they were drawn."""
    INSPECTIONS.insert(tx, inspection)
    for place, grid in enumerate(drawn, start=1):
        VISITED.insert(tx, Visited(inspection.id, grid, place))


def get(db: Reader, id: str) -> Inspection:
    """Read an inspection.

    :raises Missing: grid.inspection_missing
    """
    return INSPECTIONS.get(db, id, Missing("grid.inspection_missing"))


def lock(tx: Tx, id: str, *, version: int) -> Inspection:
    """Read an inspection to change it.

    :raises Missing: grid.inspection_missing
    :raises Conflict: grid.inspection_changed, facts version (the present one)
    """
    found = INSPECTIONS.lock(tx, id, Missing("grid.inspection_missing"))
    same(found, version, Conflict("grid.inspection_changed"))
    return found


def visited(db: Reader, inspection: str) -> dict[str, Visited]:
    """Give the grids of an inspection by code, in the order they were drawn."""
    rows = VISITED.all(db, "WHERE inspection = %s ORDER BY place", (inspection,))
    return {one.grid: one for one in rows}


def save(tx: Tx, before: Inspection, after: Inspection, grid: Visited) -> None:
    """Queue what changed of an inspection and of one of its grids."""
    INSPECTIONS.save(tx, before, after)
    tx.later(
        "UPDATE inspection_grid SET result = %s, words = %s, found_by = %s, found_at = %s, recheck_on = %s, mended = %s,"
        " rechecked_by = %s, rechecked_at = %s WHERE inspection = %s AND grid = %s",
        (grid.result, grid.words, grid.found_by, grid.found_at, grid.recheck_on, grid.mended,
         grid.rechecked_by, grid.rechecked_at, grid.inspection, grid.grid),
    )  # fmt: skip


def page(
    db: Reader, scope: Part, *, limit: int, after: dict[str, Any] | None
) -> tuple[list[Inspection], dict[str, str] | None]:
    """Give one page of inspections, the latest first."""
    return keyset.page(db, INSPECTIONS, ORDERED, [scope], limit=limit, after=after)
