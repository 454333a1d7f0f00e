"""Finding incidents by words of their number, address and description: an inverted index over pairs of characters.

Chinese has no blanks between words, so what is indexed is each pair of neighbouring characters (migration 0027). A frequent
pair stands in a large share of all rows: it is looked for block by block from the newest row on, and only what is too rare
to fill a page so is looked for in all rows at once. Either way the work grows with the page and not with the register.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kernel.db import Tx
from kernel.page import Part
from kernel.rows import Reader
from kernel.scope import Scope
from services.grid.domain.incident import Incident
from services.grid.domain.search.term import number, terms
from services.grid.store import lists
from services.grid.store.incident import INCIDENTS
from services.grid.store.lists import QUEUES, Ask

BLOCK = 4096  # rows; as search_keys has it
STRIDES = (1, 8, 64)  # blocks looked into at once, one after the other, before all the rest
SOUGHT = "concat_ws(E'\\n', {number}, address, description)"
WORDS = SOUGHT.format(number="split_part(number, '-', 3)")

KEEP = f"""
WITH one AS MATERIALIZED (SELECT nextval('incident_search_no') AS no)
INSERT INTO incident_search (no, incident, keys)
SELECT no, id, coalesce(search_keys({WORDS}, area, no), '{{}}') FROM one, incident WHERE id = %s
"""
FOLLOW = f"""
UPDATE incident_search AS found SET keys = coalesce(search_keys({WORDS}, area, no), '{{}}')
FROM incident WHERE incident.id = found.incident AND incident.id = ANY(%s::uuid[])
"""
ASKED = """
SELECT search_pairs(%s), (SELECT coalesce(max(no), 0) + 1 FROM incident_search),
       (SELECT no FROM incident_search WHERE incident = %s)
"""
FOUND = f"""
WITH found AS MATERIALIZED (SELECT no, incident FROM incident_search WHERE {{keys}})
SELECT {INCIDENTS.listed} FROM found JOIN incident ON incident.id = found.incident
WHERE no >= %s AND no < %s AND {{where}} ORDER BY no DESC LIMIT %s
"""


def keep(tx: Tx, before: Incident | None, after: Incident) -> None:
    """Queue that an incident can be found, by its words and its area as they are now."""
    if before is None:
        tx.later(KEEP, (after.id,), prepared=True)
    elif (before.address, before.description, before.area) != (after.address, after.description, after.area):
        follow(tx, after.id)


def follow(tx: Tx, *incidents: str) -> None:
    """Queue that incidents are found by their words and areas as this transaction leaves them."""
    if incidents:
        tx.later(FOLLOW, (list(incidents),))


def page(db: Reader, ask: Ask, text: str) -> tuple[list[Incident], dict[str, str] | None]:
    """Give one page of the incidents of a queue in which all words of a text are found, the latest registered first.

    :raises Invalid: grid.search_too_short, grid.search_too_long
    """
    words = terms(text)
    _, queue = QUEUES[ask.queue]
    parts = [queue(ask), ask.scope.predicate(), *lists.narrowing(ask.filters), *_written(words)]
    if known := number(words):
        return INCIDENTS.all(db, "WHERE number = %s AND " + _where(parts), [known, *_values(parts)]), None
    found: list[Incident] = []
    after = (ask.after or {}).get("id")
    pairs, top, begun = db.all(ASKED, ("\n".join(words), after))[0]
    for keys, low, high in _windows(pairs, begun or top, ask.scope):
        sql = FOUND.format(keys=" OR ".join("keys @> %s::text[]" for _ in keys), where=_where(parts))
        left = ask.limit + 1 - len(found)
        found += [INCIDENTS.load(row) for row in db.all(sql, [*keys, low, high, *_values(parts), left])]
        if len(found) > ask.limit:
            last = found[ask.limit - 1]
            return found[: ask.limit], {"at": last.created_at.isoformat(), "id": last.id}
    return found, None


def _windows(pairs: list[str], high: int, scope: Scope) -> Iterator[tuple[list[list[str]], int, int]]:
    """Give what to look for one after the other: alternative sets of keys, and the rows [low, high) that count."""
    for stride in STRIDES:
        last = (high - 1) // BLOCK
        first = max(last - stride + 1, 0)
        yield [[f"{pair}{block}" for pair in pairs] for block in range(first, last + 1)], first * BLOCK, high
        high = first * BLOCK
        if not high:
            return
    yield [[*pairs, *_area(scope)]], 0, high


def _area(scope: Scope) -> list[str]:
    """Give the key of a street or a community the reader is limited to; a wider area would leave out too little."""
    return [f"@{scope.area}"] if scope.area and len(scope.area) in (9, 12) and not scope.also else []


def _written(words: Sequence[str]) -> list[Part]:
    """Give the condition that each word stands there as it was asked for: pairs may lie apart."""
    return [(f"position(lower(%s) IN lower({SOUGHT.format(number='number')})) > 0", [word]) for word in words]


def _where(parts: Sequence[Part]) -> str:
    return " AND ".join(f"({sql})" for sql, _ in parts)


def _values(parts: Sequence[Part]) -> list[Any]:
    return [value for _, values in parts for value in values]
