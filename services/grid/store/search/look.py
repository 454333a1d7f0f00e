"""How rows are looked for that have some keys: how much is looked at is bounded, whatever is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kernel.page import Part
from kernel.rows import Reader
from services.grid.domain.incident import Incident
from services.grid.store.incident import INCIDENTS

BLOCK = 4096  # rows; as search_keys has it
SAMPLE = 8  # blocks that are looked into to tell how rare a key is
# each block is looked into when those before did not give enough: OFFSET 0 keeps the order of the loops, and has rows looked up
# by their keys and by nothing else
BLOCKS = """
SELECT found.* FROM generate_series(%s, %s, -1) AS block,
LATERAL (SELECT array_agg(key || ' ' || block) AS keys FROM unnest(%s::text[]) AS key OFFSET 0) AS sought,
LATERAL (SELECT no, incident FROM incident_search WHERE incident_search.keys @> sought.keys ORDER BY no DESC OFFSET 0) AS found
WHERE no < %s LIMIT %s
"""
ALL = """
SELECT no, incident FROM (SELECT no, incident FROM incident_search WHERE keys @> %s::text[] OFFSET 0) AS found
WHERE no < %s ORDER BY no DESC LIMIT %s
"""
NARROW = """
SELECT found.no, found.incident FROM (SELECT id FROM incident WHERE {column} = %s OFFSET 0) AS narrow,
LATERAL (SELECT no, incident FROM incident_search WHERE incident = narrow.id AND no < %s OFFSET 0) AS found ORDER BY no DESC
"""
# read no further than the page needs; how far that was is asked only when all was read and did not fill it. Each row is read by
# its id, whatever else is asked of it.
PAGE = """
WITH found AS MATERIALIZED ({found}),
page AS MATERIALIZED (
    SELECT found.no, one.* FROM found,
    LATERAL (SELECT {listed} FROM (SELECT * FROM incident WHERE id = found.incident OFFSET 0) AS one WHERE {where}) AS one
    LIMIT %s
), short AS MATERIALIZED (SELECT count(*) < %s AS yes FROM page)
SELECT seen.count, seen.last, page.* FROM short
LEFT JOIN LATERAL (SELECT count(*), min(no) AS last FROM found WHERE short.yes) AS seen ON true
LEFT JOIN page ON true ORDER BY page.no DESC
"""
FEW = """
SELECT EXISTS (SELECT FROM unnest(%s::text[]) AS key WHERE (
    SELECT count(*) FROM (
        SELECT FROM unnest(%s::bigint[]) AS block,
        LATERAL (SELECT FROM incident_search WHERE keys @> ARRAY[key || ' ' || block] LIMIT %s) AS one LIMIT %s) AS rows) < %s)
"""
MANY = "SELECT count(*) FROM (SELECT FROM incident WHERE {column} = %s LIMIT %s) AS rows"

Found = tuple[int, Incident]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look gave: number and incident of each row found, the latest first.

    Where these are fewer than asked for, reached: the rows below it were not looked at, 0 where all were. count: of the rows
    looked at.
    """

    found: list[Found]
    reached: int
    count: int


@dataclass(frozen=True, slots=True)
class Look:
    """One search. keys: all must stand in a row. parts: what else must hold."""

    db: Reader
    keys: list[str]
    parts: list[Part]

    def blocks(self, high: int, blocks: int, limit: int, most: int) -> Seen:
        """Look at up to `most` rows that have the keys, in so many blocks below row `high`: at no more than give `limit`."""
        last = (high - 1) // BLOCK
        first = max(last - blocks + 1, 0)
        return self._seen(BLOCKS, [last, first, self.keys, high, most], limit, most, first * BLOCK)

    def all(self, high: int, limit: int, most: int) -> Seen:
        """Look at up to `most` rows of all below row `high` that have the keys: worth it where they are few."""
        return self._seen(ALL, [self.keys, high, most], limit, most)

    def narrow(self, column: str, value: str, high: int, limit: int, most: int) -> Seen | None:
        """Look at all incidents of which a column has a value, keys or not; None where there are more than `most`."""
        row = self.db.one(MANY.format(column=column), (value, most + 1))
        if row is None or row[0] > most:
            return None
        return self._seen(NARROW.format(column=column), [value, high], limit, most + 1)

    def few(self, high: int, most: int) -> bool:
        """Say whether one of the keys stands in no more than about `most` rows below row `high`, by a sample of blocks."""
        blocks = -(-high // BLOCK)
        sample = sorted({blocks * no // SAMPLE for no in range(SAMPLE)})
        enough = max(most * len(sample) // blocks, 1)
        row = self.db.one(FEW, (self.keys, sample, enough, enough, enough))
        return row is not None and bool(row[0])

    def _seen(self, found: str, given: Sequence[Any], limit: int, most: int, first: int = 0) -> Seen:
        where = " AND ".join(f"({part})" for part, _ in self.parts)
        values = [value for _, values in self.parts for value in values]
        sql = PAGE.format(found=found, listed=INCIDENTS.listed, where=where)
        rows = self.db.all(sql, [*given, *values, limit, limit])
        count, last = rows[0][:2]
        reached = last if count == most else first
        return Seen([(row[2], INCIDENTS.load(row[3:])) for row in rows if row[2] is not None], reached, count)
