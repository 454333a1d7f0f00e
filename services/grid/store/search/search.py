"""Finding incidents by words of their number, address and description: an inverted index over pairs of characters.

Chinese has no blanks between words, so what is indexed is each pair of neighbouring characters (migration 0020). A frequent
pair stands in a large share of all rows: it is looked for block by block from the newest row on, and what is too rare to fill
a page so is looked for in all rows at once. What is neither, such as two frequent words that never stand together, is
looked for as far as the work for one page goes, and the next page goes on from there. So no page costs more in a large
register than in a small one, and each goes a good way further: some ten of them go through a million matters.
"""

from __future__ import annotations

from collections.abc import Sequence

from kernel.page import Part
from kernel.rows import Reader
from kernel.scope import subtree
from services.grid.domain.incident import Incident
from services.grid.domain.search.term import number, terms
from services.grid.store import lists
from services.grid.store.incident import INCIDENTS
from services.grid.store.lists import QUEUES, Ask
from services.grid.store.search.look import Found, Look, Seen

NEAR = 16  # of the newest blocks, looked into first: what is not rare fills a page there
FAR = 24  # blocks beyond, looked into where nothing is rare
ROWS = 1000  # looked at for one page
NARROWS = ("state", "unit", "case_type")  # of what they leave the newest are found by an index
SOUGHT = "concat_ws(E'\\n', {number}, address, description)"
ASKED = "SELECT search_pairs(%s), (SELECT coalesce(max(no), 0) + 1 FROM incident_search)"


def page(db: Reader, ask: Ask, text: str) -> tuple[list[Incident], dict[str, int] | None]:
    """Give one page of the incidents of a queue in which all words of a text are found, the latest registered first.

    With it comes what to ask the next with, None only where all was looked at: a page may be short or empty before.

    :raises Invalid: grid.search_too_short, grid.search_too_long
    """
    words = terms(text)
    _, queue = QUEUES[ask.queue]
    parts = [queue(ask), lists.reached(ask.scope), *lists.narrowing(ask.filters), *_written(words)]
    if known := number(words):
        where = " AND ".join(f"({part})" for part, _ in parts)
        return INCIDENTS.all(db, f"WHERE number = %s AND {where}", [known, *(one for _, more in parts for one in more)]), None
    pairs, top = db.all(ASKED, ("\n".join(words),))[0]
    found, reached = _found(Look(db, [*_telling(pairs), *_areas(ask)], parts), ask, (ask.after or {}).get("row", top))
    if len(found) > ask.limit:
        found, reached = found[: ask.limit], found[ask.limit - 1][0]
    return [one for _, one in found], {"row": reached} if reached > 1 else None


def _found(look: Look, ask: Ask, high: int) -> tuple[list[Found], int]:
    """Give up to one more than a page holds of what is below row `high`, and below which row nothing was looked at."""
    limit = ask.limit + 1
    near = look.blocks(high, NEAR, limit, ROWS)
    found, reached, left = near.found, near.reached, ROWS - near.count
    if not reached or len(found) == limit:
        return found, reached
    rest = _at_once(look, ask, reached, limit - len(found), left)
    if left and not rest:
        rest = look.blocks(reached, FAR, limit - len(found), left)
    return (found + rest.found, rest.reached) if rest else (found, reached)


def _at_once(look: Look, ask: Ask, high: int, limit: int, left: int) -> Seen | None:
    """Give what all rows below row `high` hold, where what is rare leaves few to look at: a key, or a value asked for."""
    if left and look.few(high, ROWS):
        return look.all(high, limit, ROWS)
    asked = {**ask.filters, "unit": ask.filters.get("unit") or ask.scope.unit}
    narrow = (look.narrow(column, value, high, limit, ROWS) for column in NARROWS if (value := asked.get(column)))
    return next(filter(None, narrow), None)


def _telling(pairs: Sequence[str]) -> list[str]:
    """Leave out what stands in a longer one: where that is found, it is."""
    return [one for one in pairs if not any(one in other for other in pairs if other != one)]


def _areas(ask: Ask) -> list[str]:
    """Give the keys of the street or community the reader is limited to, and of the one asked for; wider ones have none."""
    scope, asked = ask.scope, ask.filters.get("area")
    limits = {scope.area if not scope.also else None, subtree(asked) if asked else None}
    return sorted(f"@{prefix}" for prefix in limits if prefix and len(prefix) in lists.PLACES)


def _written(words: Sequence[str]) -> list[Part]:
    """Give the condition that each word stands there as it was asked for: pairs may lie apart."""
    return [(f"position(lower(%s) IN lower({SOUGHT.format(number='number')})) > 0", [word]) for word in words]
