"""SQL of areas that ended: what follows them, and the accounts and API clients that go along or cannot."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kernel.db import Tx
from kernel.page import Part
from kernel.rows import Reader

# who has an area -> which of them still come
ACCOUNT, CLIENT = "account", "client"
COMING = {ACCOUNT: "NOT disabled", CLIENT: "state = 'open'"}
# an area may be named by the digits that lead, without the zeros behind
WHOLE = "rpad(area, 12, '0')"
MOVE = f"""
WITH RECURSIVE led AS (
    SELECT source AS origin, target FROM area_followed WHERE source IN (SELECT {WHOLE} FROM {{table}} WHERE area <> '')
    UNION SELECT led.origin, next.target FROM led JOIN area_followed AS next ON next.source = led.target
), last AS (
    SELECT origin, min(target) AS target FROM led
    WHERE NOT EXISTS (SELECT FROM area_followed AS next WHERE next.source = led.target)
    GROUP BY origin HAVING count(DISTINCT target) = 1 AND min(target) <> ''
)
UPDATE {{table}} AS one SET area = last.target{{also}} FROM last WHERE area <> '' AND {WHOLE} = last.origin
RETURNING one.id::text, last.origin, last.target, {{version}}
"""
MOVES = {
    ACCOUNT: MOVE.format(table=ACCOUNT, also=", version = one.version + 1", version="one.version"),
    CLIENT: MOVE.format(table=CLIENT, also=", version = one.version + 1, changed_at = now()", version="one.version"),
}
ENDED = f"area <> '' AND {WHOLE} IN (SELECT source FROM area_followed)"


@dataclass(frozen=True, slots=True)
class Moved:
    """One account or client that went with its area. was, area: 12 digits."""

    id: str
    was: str
    area: str
    version: int


def move(tx: Tx, table: str) -> list[Moved]:
    """Let accounts or clients of ended areas have the one at the end of the line, where it is only one; give who moved.

    Facts may come in any order: what could not be followed when it was told is followed with the next.
    """
    return [Moved(*row) for row in tx.all(MOVES[table])]


def count_astray(tx: Tx, table: str, areas: Iterable[str]) -> dict[str, int]:
    """Count the accounts or clients that come and still name one of these ended areas, by area."""
    sql = f"""SELECT {WHOLE}, count(*) FROM {table} WHERE area <> '' AND {WHOLE} = ANY(%s) AND {COMING[table]}
              GROUP BY 1 ORDER BY 1"""
    return {area: int(count) for area, count in tx.all(sql, (list(areas),))}


def astray() -> Part:
    """Give the condition of accounts whose area has ended."""
    return f"{COMING[ACCOUNT]} AND {ENDED}", []


def list_targets(db: Reader, areas: Iterable[str]) -> dict[str, list[str]]:
    """Give what follows right after some ended areas, by area."""
    sql = "SELECT source, target FROM area_followed WHERE source = ANY(%s) AND target <> '' ORDER BY 1, 2"
    found: dict[str, list[str]] = {}
    for source, target in db.all(sql, (list(areas),)):
        found.setdefault(source, []).append(target)
    return found
