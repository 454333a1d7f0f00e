"""Finding incidents by words of their number, address and description: an inverted index over pairs of characters.

Chinese has no blanks between words, so what is indexed is each pair of neighbouring characters (migration 0020). A frequent
pair stands in a large share of all rows: it is looked for block by block from the newest row on, and only what is too rare
to fill a page so is looked for in all rows at once. Either way the work grows with the page and not with the register.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kernel.page import Part
from kernel.rows import Reader
from kernel.scope import subtree
from services.grid.domain.incident import Incident
from services.grid.domain.search.term import number, terms
from services.grid.store import lists
from services.grid.store.incident import INCIDENTS
from services.grid.store.lists import QUEUES, Ask

BLOCK = 4096  # rows; as search_keys has it
NEAR = 16  # of the newest blocks, looked into first: what is not rare fills a page there
DENSE = 8  # rows of a block that show that a page is filled sooner block by block than by a look at all rows
SOUGHT = "concat_ws(E'\\n', {number}, address, description)"

ASKED = """
SELECT search_pairs(%s), (SELECT coalesce(max(no), 0) + 1 FROM incident_search),
       (SELECT no FROM incident_search WHERE incident = %s)
"""
# each block is looked into when those before did not fill the page: OFFSET 0 keeps the order of the loops
BLOCKS = """
SELECT {listed} FROM generate_series(%s, %s, -1) AS block,
LATERAL (SELECT array_agg(pair || block) || %s::text[] AS sought FROM unnest(%s::text[]) AS pair OFFSET 0) AS asked,
LATERAL (SELECT no, incident FROM incident_search WHERE keys @> sought ORDER BY no DESC OFFSET 0) AS found,
LATERAL (SELECT {listed} FROM incident WHERE id = found.incident AND found.no < %s AND {where} OFFSET 0) AS one
LIMIT %s
"""
ALL = """
WITH found AS MATERIALIZED (SELECT no, incident FROM incident_search WHERE keys @> %s::text[])
SELECT {listed} FROM (SELECT * FROM found WHERE no < %s ORDER BY no DESC OFFSET 0) AS found,
LATERAL (SELECT {listed} FROM incident WHERE id = found.incident AND {where} OFFSET 0) AS one
LIMIT %s
"""
COUNT = "SELECT count(*) FROM incident_search WHERE keys @> %s::text[]"


@dataclass(frozen=True, slots=True)
class Look:
    """One search. pairs: all must stand in a row. areas: keys of what the reader is limited to. parts: what else must hold."""

    db: Reader
    pairs: list[str]
    areas: list[str]
    parts: list[Part]

    def blocks(self, last: int, first: int, high: int, limit: int) -> list[Incident]:
        """Give what blocks `last` down to `first` hold below row `high`, the latest first: no more looked into than fill it."""
        return self._rows(BLOCKS, [last, first, self.areas, self.pairs, high], limit)

    def all(self, high: int, limit: int) -> list[Incident]:
        """Give what all rows below `high` hold, the latest first."""
        return self._rows(ALL, [[*self.pairs, *self.areas], high], limit)

    def dense(self, block: int) -> bool:
        """Say whether so many rows of a block have the pairs that a look at all rows would find far more than a page."""
        row = self.db.one(COUNT, ([*(f"{pair}{block}" for pair in self.pairs), *self.areas],))
        return row is not None and row[0] >= DENSE

    def _rows(self, sql: str, given: list[Any], limit: int) -> list[Incident]:
        where = " AND ".join(f"({part})" for part, _ in self.parts)
        values = [value for _, values in self.parts for value in values]
        rows = self.db.all(sql.format(listed=INCIDENTS.listed, where=where), [*given, *values, limit])
        return [INCIDENTS.load(row) for row in rows]


def page(db: Reader, ask: Ask, text: str) -> tuple[list[Incident], dict[str, str] | None]:
    """Give one page of the incidents of a queue in which all words of a text are found, the latest registered first.

    :raises Invalid: grid.search_too_short, grid.search_too_long
    """
    words = terms(text)
    _, queue = QUEUES[ask.queue]
    parts = [queue(ask), lists.reached(ask.scope), *lists.narrowing(ask.filters), *_written(words)]
    if known := number(words):
        where = " AND ".join(f"({part})" for part, _ in parts)
        return INCIDENTS.all(db, f"WHERE number = %s AND {where}", [known, *(one for _, more in parts for one in more)]), None
    pairs, top, begun = db.all(ASKED, ("\n".join(words), (ask.after or {}).get("id")))[0]
    found = _found(Look(db, pairs, _areas(ask), parts), begun or top, ask.limit + 1)
    if len(found) <= ask.limit:
        return found, None
    last = found[ask.limit - 1]
    return found[: ask.limit], {"at": last.created_at.isoformat(), "id": last.id}


def _found(look: Look, high: int, limit: int) -> list[Incident]:
    """Give what is found below a row: in the blocks next to it first, then in the way that has to look at less."""
    last = (high - 1) // BLOCK
    edge = max(last - NEAR + 1, 0)
    found = look.blocks(last, edge, high, limit)
    if not edge or len(found) == limit:
        return found
    rest = limit - len(found)
    return found + (look.blocks(edge - 1, 0, high, rest) if look.dense(edge) else look.all(edge * BLOCK, rest))


def _areas(ask: Ask) -> list[str]:
    """Give the keys of the street or community the reader is limited to, and of the one asked for; wider ones have none."""
    scope, asked = ask.scope, ask.filters.get("area")
    limits = {scope.area if not scope.also else None, subtree(asked) if asked else None}
    return sorted(f"@{prefix}" for prefix in limits if prefix and len(prefix) in lists.PLACES)


def _written(words: Sequence[str]) -> list[Part]:
    """Give the condition that each word stands there as it was asked for: pairs may lie apart."""
    return [(f"position(lower(%s) IN lower({SOUGHT.format(number='number')})) > 0", [word]) for word in words]
