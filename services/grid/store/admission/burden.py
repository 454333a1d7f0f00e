"""Figures of what departments ask of communities, exact at once, though no two acts ever meet on one row.

An act appends what it adds in its own transaction; folding moves appended rows into the figures in the background; a
reader adds both in one statement. Open tasks past their day are counted where they stand, since lateness comes with time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from kernel.db import Database, Tx
from kernel.rows import Reader
from services.grid.domain.admission.burden import FIGURES, Cell, Load

FOLDED = 2000
NAMES = ", ".join(FIGURES)
SUMS = ", ".join(f"sum({name})::bigint AS {name}" for name in FIGURES)
ADDED = ", ".join(f"{name} = kept.{name} + excluded.{name}" for name in FIGURES)

APPEND = f"INSERT INTO burden_delta (unit, month, area, {NAMES}) VALUES (%s, %s, %s{', %s' * len(FIGURES)})"

# the taken rows are read from DELETE itself: a row is folded by exactly one statement, and both change together
FOLD = f"""
WITH taken AS (
    DELETE FROM burden_delta WHERE id = ANY (ARRAY(
        SELECT id FROM burden_delta ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    )) RETURNING unit, month, area, {NAMES}
), summed AS (
    SELECT unit, month, area, {SUMS} FROM taken GROUP BY unit, month, area ORDER BY month, unit, area
), folded AS (
    INSERT INTO burden_count AS kept (unit, month, area, {NAMES}) SELECT unit, month, area, {NAMES} FROM summed
    ON CONFLICT (month, unit, area) DO UPDATE SET {ADDED}
)
SELECT count(*) FROM taken
"""

READ = f"""
WITH kept AS (
    SELECT unit, area, {SUMS} FROM (
        SELECT unit, month, area, {NAMES} FROM burden_count WHERE month = %s
        UNION ALL
        SELECT unit, month, area, {NAMES} FROM burden_delta WHERE month = %s
        UNION ALL
        SELECT unit, month, area, {", ".join("1" if name == "late" else "0" for name in FIGURES)} FROM task
        WHERE month = %s AND state IN ('given', 'received') AND due_at <= %s
    ) AS parts GROUP BY unit, area
)
SELECT unit, count(*) FILTER (WHERE given > 0), {", ".join(f"sum({name})::bigint" for name in FIGURES)}
FROM kept WHERE {{scope}} GROUP BY unit HAVING {" OR ".join(f"sum({name}) <> 0" for name in FIGURES)} ORDER BY unit
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One department's month. communities: how many were asked."""

    unit: str
    communities: int
    load: Load


def append(tx: Tx, changes: Iterable[tuple[Cell, Load]]) -> None:
    """Queue what an act adds; nothing where it adds nothing."""
    for cell, load in changes:
        if load:
            tx.later(APPEND, (*cell, *astuple(load)))


def fold(db: Database) -> int:
    """Fold up to FOLDED appended rows into the figures and give how many."""
    row = db.one(FOLD, (FOLDED,))
    return int(row[0]) if row else 0


def read(db: Reader, scope: tuple[str, list[Any]], *, month: str, now: datetime) -> list[Line]:
    """Give the figures of a month by department, within a scope over the columns unit and area."""
    condition, params = scope
    rows = db.all(READ.format(scope=condition), [month, month, month, now, *params])
    return [Line(unit, communities, Load(*figures)) for unit, communities, *figures in rows]
