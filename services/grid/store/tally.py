"""Counts of incidents by state, unit and area, exact at once, though no two acts ever meet on one row.

An act appends what it changes in its own transaction. Folding moves appended rows into the counts in the background.
A reader adds both in one statement, so it sees each change exactly once, folded or not.
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.db import Database, Tx
from kernel.rows import Reader
from services.grid.domain.incident import Incident

FOLDED = 2000

APPEND = "INSERT INTO incident_delta (state, unit, area, n) VALUES (%s, %s, %s, %s)"

# the taken rows are read from DELETE itself: a row is folded by exactly one statement, and both change together
FOLD = """
WITH taken AS (
    DELETE FROM incident_delta WHERE id IN (
        SELECT id FROM incident_delta ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING state, unit, area, n
), summed AS (
    SELECT state, unit, area, sum(n) AS n FROM taken GROUP BY state, unit, area ORDER BY state, unit, area
), folded AS (
    INSERT INTO incident_count AS kept (state, unit, area, n) SELECT state, unit, area, n FROM summed
    ON CONFLICT (state, unit, area) DO UPDATE SET n = kept.n + excluded.n
)
SELECT count(*) FROM taken
"""

READ = """
SELECT state, unit, area, sum(n)::bigint FROM (
    SELECT state, unit, area, n FROM incident_count WHERE {scope}
    UNION ALL
    SELECT state, unit, area, n FROM incident_delta WHERE {scope}
) AS both_kinds GROUP BY state, unit, area HAVING sum(n) <> 0
"""

# lateness comes with time and not with an act, so it is counted where it stands: over the open ones past their warning
PRESSED = """
SELECT coalesce(unit, ''), area, count(*) FILTER (WHERE due_at <= %s), count(*) FILTER (WHERE due_at > %s)
FROM incident WHERE near_at <= %s AND {scope} GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Count:
    """How many incidents are in one state, with one unit ('' for none), in one area."""

    state: str
    unit: str
    area: str
    n: int


@dataclass(frozen=True, slots=True)
class Pressed:
    """How many of one unit in one area are past their limit, and past their warning only."""

    unit: str
    area: str
    late: int
    near: int


def move(tx: Tx, before: Incident | None, after: Incident) -> None:
    """Queue what a step changes in the counts; nothing when it stays in its cell."""
    old, new = _cell(before) if before else None, _cell(after)
    if old == new:
        return
    if old:
        tx.later(APPEND, (*old, -1))
    tx.later(APPEND, (*new, 1))


def fold(db: Database) -> int:
    """Fold up to FOLDED appended rows into the counts and give how many."""
    row = db.one(FOLD, (FOLDED,))
    return int(row[0]) if row else 0


def read(db: Reader, scope: tuple[str, list[object]]) -> list[Count]:
    """Give the counts within a scope over the columns unit and area."""
    condition, params = scope
    rows = db.all(READ.format(scope=condition), [*params, *params])
    return [Count(*row) for row in rows]


def read_pressed(db: Reader, scope: tuple[str, list[object]], *, now: datetime) -> list[Pressed]:
    """Give how many within a scope are late or near."""
    condition, params = scope
    return [Pressed(*row) for row in db.all(PRESSED.format(scope=condition), [now, now, now, *params])]


def _cell(incident: Incident) -> tuple[str, str, str]:
    return incident.state, incident.unit or "", incident.area
