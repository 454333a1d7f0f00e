"""SQL of areas that ended: what follows them, and the accounts that go along or cannot."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kernel.db import Tx
from kernel.page import Part
from kernel.rows import Reader

# an account may name its area by the digits that lead, without the zeros behind
WHOLE = "rpad(account.area, 12, '0')"
MOVE = f"""
WITH RECURSIVE led AS (
    SELECT source AS origin, target FROM area_followed WHERE source IN (SELECT {WHOLE} FROM account WHERE area <> '')
    UNION SELECT led.origin, next.target FROM led JOIN area_followed AS next ON next.source = led.target
), last AS (
    SELECT origin, min(target) AS target FROM led
    WHERE NOT EXISTS (SELECT FROM area_followed AS next WHERE next.source = led.target)
    GROUP BY origin HAVING count(DISTINCT target) = 1 AND min(target) <> ''
)
UPDATE account SET area = last.target FROM last WHERE area <> '' AND {WHOLE} = last.origin
RETURNING account.id::text, last.origin, last.target
"""
ENDED = f"area <> '' AND {WHOLE} IN (SELECT source FROM area_followed)"


@dataclass(frozen=True, slots=True)
class Moved:
    """One account that went with its area. was, area: 12 digits."""

    id: str
    was: str
    area: str


def move(tx: Tx) -> list[Moved]:
    """Let accounts of ended areas have the one that follows at the end of the line, where it is only one; give who moved.

    Facts may come in any order: what could not be followed when it was told is followed with the next.
    """
    return [Moved(*row) for row in tx.all(MOVE)]


def count_astray(tx: Tx, areas: Iterable[str]) -> dict[str, int]:
    """Count the accounts that still name one of these ended areas, by area."""
    sql = f"SELECT {WHOLE}, count(*) FROM account WHERE area <> '' AND {WHOLE} = ANY(%s) AND NOT disabled GROUP BY 1 ORDER BY 1"
    return {area: int(count) for area, count in tx.all(sql, (list(areas),))}


def astray() -> Part:
    """Give the condition of accounts whose area has ended."""
    return f"NOT disabled AND {ENDED}", []


def list_targets(db: Reader, areas: Iterable[str]) -> dict[str, list[str]]:
    """Give what follows right after some ended areas, by area."""
    sql = "SELECT source, target FROM area_followed WHERE source = ANY(%s) AND target <> '' ORDER BY 1, 2"
    found: dict[str, list[str]] = {}
    for source, target in db.all(sql, (list(areas),)):
        found.setdefault(source, []).append(target)
    return found
