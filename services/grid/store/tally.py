"""Counts of incidents by state, unit and area, exact at once, though no two acts ever meet on one row.

An act appends what it changes in its own transaction. Folding moves appended rows into the counts in the background.
A reader adds both in one statement, so it sees each change exactly once, folded or not.
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.db import Database, Tx
from kernel.page import Part
from kernel.rows import Reader
from services.grid.domain.incident import Incident

FOLDED = 2000


@dataclass(frozen=True, slots=True)
class Cube:
    """One set of counts: `<name>_count` and `<name>_delta` with these columns; unit and area are among them."""

    name: str
    columns: tuple[str, ...]

    @property
    def _listed(self) -> str:
        return ", ".join(self.columns)

    @property
    def append(self) -> str:
        """The statement that appends a change of one cell."""
        return f"INSERT INTO {self.name}_delta ({self._listed}, n) VALUES {self._row}"

    @property
    def append_both(self) -> str:
        """The statement that appends the changes of two cells."""
        return f"{self.append}, {self._row}"

    @property
    def _row(self) -> str:
        return f"({', '.join(['%s'] * (len(self.columns) + 1))})"

    def fold(self, db: Database) -> int:
        """Fold up to FOLDED appended rows into the counts and give how many."""
        row = db.one(self._fold, (FOLDED,))
        return int(row[0]) if row else 0

    def read(self, db: Reader, scope: Part) -> list[tuple[Any, ...]]:
        """Give the columns of each cell within a scope over them, and its count; cells of nothing left out."""
        condition, params = scope
        listed = self._listed
        sql = f"""
        SELECT {listed}, sum(n)::bigint FROM (
            SELECT {listed}, n FROM {self.name}_count WHERE {condition}
            UNION ALL
            SELECT {listed}, n FROM {self.name}_delta WHERE {condition}
        ) AS both_kinds GROUP BY {listed} HAVING sum(n) <> 0
        """
        return db.all(sql, [*params, *params])

    @property
    def _fold(self) -> str:
        """The statement that folds.

        The taken rows are read from DELETE itself: a row is folded by exactly one statement, and both change together.
        They are named by an array: joined, their number is squared while the server takes the table for empty.
        """
        listed = self._listed
        return f"""
        WITH taken AS (
            DELETE FROM {self.name}_delta WHERE id = ANY (ARRAY(
                SELECT id FROM {self.name}_delta ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
            )) RETURNING {listed}, n
        ), summed AS (
            SELECT {listed}, sum(n) AS n FROM taken GROUP BY {listed} ORDER BY {listed}
        ), folded AS (
            INSERT INTO {self.name}_count AS kept ({listed}, n) SELECT {listed}, n FROM summed
            ON CONFLICT ({listed}) DO UPDATE SET n = kept.n + excluded.n
        )
        SELECT count(*) FROM taken
        """


STATES = Cube("incident", ("state", "unit", "area"))
TIERS = Cube("tier", ("tier", "outcome", "climbed_for", "unit", "area"))

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


@dataclass(frozen=True, slots=True)
class Stood:
    """How many stand at one tier, with one outcome ('' while open), climbed for one reason ('' for never)."""

    tier: str
    outcome: str
    climbed_for: str
    unit: str
    area: str
    n: int


def move(tx: Tx, before: Incident | None, after: Incident) -> None:
    """Queue what a step changes in the counts; nothing where it stays in its cell."""
    for cube, cell in ((STATES, _state_cell), (TIERS, _tier_cell)):
        old, new = cell(before) if before else None, cell(after)
        if old == new:
            continue
        if old:
            tx.later(cube.append_both, (*new, 1, *old, -1), prepared=True)
        else:
            tx.later(cube.append, (*new, 1), prepared=True)


def fold(db: Database) -> int:
    """Fold up to FOLDED appended rows of each cube into its counts and give how many of the cube that had most."""
    return max(cube.fold(db) for cube in (STATES, TIERS))


def read(db: Reader, scope: Part) -> list[Count]:
    """Give the counts within a scope over the columns unit and area."""
    return [Count(*row) for row in STATES.read(db, scope)]


def read_tiers(db: Reader, scope: Part) -> list[Stood]:
    """Give how many stand at each tier within a scope over the columns unit and area."""
    return [Stood(*row) for row in TIERS.read(db, scope)]


def read_pressed(db: Reader, scope: Part, *, now: datetime) -> list[Pressed]:
    """Give how many within a scope are late or near."""
    condition, params = scope
    return [Pressed(*row) for row in db.all(PRESSED.format(scope=condition), [now, now, now, *params])]


def _state_cell(incident: Incident) -> tuple[str, ...]:
    return incident.state, incident.unit or "", incident.area


def _tier_cell(incident: Incident) -> tuple[str, ...]:
    return (
        incident.tier, incident.outcome or "", incident.climbed_for or "", incident.unit or "", incident.area,
    )  # fmt: skip
