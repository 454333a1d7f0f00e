"""Counts of premises by community, grid and kind, exact at once: acts append, folding sums, readers add both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kernel.db import Database, Tx
from kernel.rows import Reader
from services.grid.domain.premises.premises import STANDING, Premises, counted

FOLDED = 2000
CELL = "area, grid, kind, place_kind"
FIGURES = "n, households, rooms, shops"
APPEND = f"INSERT INTO premises_delta ({CELL}, {FIGURES}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
SUMS = "sum(n)::bigint AS n, sum(households)::bigint AS households, sum(rooms)::bigint AS rooms, sum(shops)::bigint AS shops"

FOLD = f"""
WITH taken AS (
    DELETE FROM premises_delta WHERE id = ANY (ARRAY(
        SELECT id FROM premises_delta ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    )) RETURNING {CELL}, {FIGURES}
), summed AS (
    SELECT {CELL}, {SUMS} FROM taken GROUP BY {CELL} ORDER BY {CELL}
), folded AS (
    INSERT INTO premises_count AS kept ({CELL}, {FIGURES}) SELECT {CELL}, {FIGURES} FROM summed
    ON CONFLICT ({CELL}) DO UPDATE SET n = kept.n + excluded.n, households = kept.households + excluded.households,
        rooms = kept.rooms + excluded.rooms, shops = kept.shops + excluded.shops
)
SELECT count(*) FROM taken
"""

# what a sum is made for -> the code it stands under
KEYS = {"grid": "grid", "community": "area", "street": "rpad(left(area, 9), 12, '0')"}
READ = """
SELECT {key} AS place, kind, place_kind, {sums} FROM (
    SELECT * FROM premises_count WHERE {scope}
    UNION ALL
    SELECT area, grid, kind, place_kind, n, households, rooms, shops FROM premises_delta WHERE {scope}
) AS both_kinds GROUP BY 1, 2, 3 HAVING sum(n) <> 0 ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Count:
    """How many of one kind stand in one place, with the households, rooms and shops that count there.

    place: code of a grid ('' for what lies in none), a community or a street. place_kind: '' but for public places.
    """

    place: str
    kind: str
    place_kind: str
    n: int
    households: int
    rooms: int
    shops: int


def move(tx: Tx, before: Premises | None, after: Premises) -> None:
    """Queue what a step changes in the counts; nothing when it changes none."""
    old, new = _line(before), _line(after)
    if old == new:
        return
    if old:
        cell, figures = old
        tx.later(APPEND, (*cell, *(-figure for figure in figures)))
    if new:
        tx.later(APPEND, (*new[0], *new[1]))


def fold(db: Database) -> int:
    """Fold up to FOLDED appended rows into the counts and give how many."""
    row = db.one(FOLD, (FOLDED,))
    return int(row[0]) if row else 0


def read(db: Reader, scope: tuple[str, Sequence[object]], *, by: str) -> list[Count]:
    """Give the counts within a scope over the columns area and grid, summed by grid, community or street."""
    condition, params = scope
    sql = READ.format(key=KEYS[by], sums=SUMS, scope=condition)
    return [Count(*row) for row in db.all(sql, [*params, *params])]


def _line(one: Premises | None) -> tuple[tuple[str, ...], tuple[int, ...]] | None:
    if one is None or one.state != STANDING:
        return None
    return (one.area, one.grid or "", one.kind, one.place_kind or ""), (1, *counted(one))
