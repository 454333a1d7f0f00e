"""Brings sealed columns under the newest key, a batch of rows at a time, while the services run."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kernel import salt
from kernel.db import Database, Tx
from kernel.seal import Sealer


@dataclass(frozen=True, slots=True)
class Index:
    """A search index of a sealed column.

    make: gives, from the sealer and the opened text, what the index column stores; None for nothing to find. table,
    key: where the index stands, and what there equals the sealed row's key; '' for the sealed row itself.
    """

    make: Callable[[Sealer, str], Any]
    table: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """One sealed column of a service's table.

    table, key, column: names, from code alone; key is the primary key. context: as given to `Sealer.seal`, with {}
    for the key. indexes: column of the index -> what it holds. salted: each row has a salt of its own (`kernel.salt`); one
    that was sealed before there were salts is given one.
    """

    table: str
    key: str
    column: str
    context: str
    indexes: Mapping[str, Index] = field(default_factory=dict)
    salted: bool = False

    def head(self, sealer: Sealer) -> bytes:
        """Give what a blob that need not be sealed again begins with."""
        return sealer.salted_head if self.salted else sealer.head


def count_old(db: Database, sealer: Sealer, where: SealedColumn) -> int:
    """Give the number of rows sealed under another key than the first."""
    with db.transaction() as tx:
        tx.run("SET LOCAL statement_timeout = 0")
        found = tx.one(f"SELECT count(*) FROM {where.table} WHERE {_old(where)}", _head(sealer, where))
    return int(found[0]) if found else 0


def reseal(db: Database, sealer: Sealer, where: SealedColumn, limit: int = 200) -> Iterator[int]:
    """Seal all old rows again, in one pass by key, and give after each batch how many rows it had.

    limit: rows in one transaction; a crash loses at most that much work and no row, for every key of the ring opens
    meanwhile. A row somebody holds just now is passed over: make passes until `count_old` gives 0.

    :raises Unopenable: a row no key opens; its batch is left as it was, those before it stay done
    """
    after: str | None = None
    while True:
        rows = _reseal_batch(db, sealer, where, after, limit)
        if not rows:
            return
        yield len(rows)
        after = rows[-1][0]


def _reseal_batch(
    db: Database, sealer: Sealer, where: SealedColumn, after: str | None, limit: int
) -> list[tuple[str, bytes]]:
    further = f"AND {where.key} > %(after)s" if after is not None else ""
    query = (
        f"SELECT {where.key}, {where.column} FROM {where.table} WHERE {_old(where)} {further} "
        f"ORDER BY {where.key} LIMIT %(limit)s FOR UPDATE SKIP LOCKED"
    )
    with db.transaction() as tx:
        tx.run("SET LOCAL statement_timeout = 0")
        rows = tx.all(query, {**_head(sealer, where), "after": after, "limit": limit})
        for key, blob in rows:
            _reseal_row(tx, sealer, where, key, blob)
    return [(str(key), blob) for key, blob in rows]


def _reseal_row(tx: Tx, sealer: Sealer, where: SealedColumn, key: str, blob: bytes) -> None:
    context = where.context.format(key)
    own = salt.need(tx, key) if where.salted else None
    plain = sealer.open(blob, context, own)
    sql = f"UPDATE {where.table} SET {where.column} = %s WHERE {where.key} = %s"
    tx.later(sql, (sealer.seal(plain, context, own), key))
    for column, index in where.indexes.items():
        place, by = index.table or where.table, index.key or where.key
        tx.later(f"UPDATE {place} SET {column} = %s WHERE {by} = %s", (index.make(sealer, plain), key))


def _old(where: SealedColumn) -> str:
    # what was erased is null, or empty where it may not be
    return f"substring({where.column} FROM 1 FOR %(length)s) <> %(head)s AND {where.column} <> ''"


def _head(sealer: Sealer, where: SealedColumn) -> dict[str, Any]:
    head = where.head(sealer)
    return {"length": len(head), "head": head}
