"""Codes of places that have ended and what follows each of them, as another service tells it; facts may come in any order."""
from __future__ import annotations

from collections.abc import Iterable

from kernel.db import Tx
from kernel.lineage import Led
from kernel.rows import Reader

NOTHING = ""
LOCK = "SELECT pg_advisory_xact_lock{0}(hashtextextended(current_schema() || '.succession', 0))"


def keep(tx: Tx, sources: Iterable[str], targets: Iterable[str]) -> None:
    """Write down that places ended and what follows each of them; no targets = nothing does.

    Who writes a record with a place meanwhile (`hold`) is waited for, so that what moves records sees it.
    """
    tx.run(LOCK.format(""))
    sql = "INSERT INTO area_followed (source, target) SELECT source, target FROM unnest(%s::text[]) AS source,"
    given = [list(sources), list(targets) or [NOTHING]]
    tx.run(f"{sql} unnest(%s::text[]) AS target ON CONFLICT DO NOTHING", given)


def hold(tx: Tx) -> None:
    """Let no place end until the transaction does: what is written under a code is moved with it, or was under the new one."""
    tx.run(LOCK.format("_shared"))


def read(db: Reader) -> Led:
    """Give what follows right after each ended code, () for nothing: a few hundred codes in a city's life."""
    rows = db.all("SELECT source, array_remove(array_agg(target ORDER BY target), %s) FROM area_followed GROUP BY 1", (NOTHING,))
    return {source: tuple(targets) for source, targets in rows}
