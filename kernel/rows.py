"""Frozen dataclasses as rows: the fields of the class are the columns of the table."""
from __future__ import annotations

from dataclasses import fields
from typing import Any, Generic, Protocol, TypeVar

import orjson

from kernel.db import Tx
from kernel.errors import Conflict, Missing

Record = TypeVar("Record")


class Reader(Protocol):
    """What reads take: a transaction, or the database outside any."""

    def one(self, sql: str, params: Any = None, *, prepared: bool = False) -> tuple[Any, ...] | None:
        """Give the first row, or None. prepared: as for `db.Tx.later`."""

    def all(self, sql: str, params: Any = None, *, prepared: bool = False) -> list[tuple[Any, ...]]:
        """Give the rows. prepared: as for `db.Tx.later`."""


class Versioned(Protocol):
    """A record that counts its changes."""

    @property
    def version(self) -> int:
        """Give the number of the last change."""


class Table(Generic[Record]):
    """One table holding records of one frozen dataclass.

    key: the column that names a row. Dictionaries, lists and tuples are stored as jsonb; a field annotated as a tuple
    comes back as one.
    """

    def __init__(self, name: str, kind: type[Record], *, key: str = "id"):
        self.name, self.kind, self.key = name, kind, key
        self.columns = tuple(f.name for f in fields(kind))  # type: ignore[arg-type]
        self._tuples = frozenset(f.name for f in fields(kind) if str(f.type).startswith("tuple"))  # type: ignore[arg-type]
        self.listed = ", ".join(self.columns)
        self.select = f"SELECT {self.listed} FROM {name}"
        self._get = f"{self.select} WHERE {key} = %s"
        self._lock = f"{self.select} WHERE {key} = %s FOR UPDATE"
        self._insert = f"INSERT INTO {name} ({self.listed}) VALUES ({', '.join(['%s'] * len(self.columns))})"

    def load(self, row: tuple[Any, ...]) -> Record:
        """Give the record of a row selected with `select` (further columns at the end are ignored)."""
        values = dict(zip(self.columns, row, strict=False))
        for name in self._tuples:
            values[name] = tuple(values[name] or ())
        return self.kind(**values)

    def find(self, db: Reader, rest: str, params: Any = None) -> Record | None:
        """Give the first record of the select that ends with `rest`, or None."""
        row = db.one(f"{self.select} {rest}", params)
        return self.load(row) if row else None

    def need(self, db: Reader, rest: str, params: Any, *, missing: Missing) -> Record:
        """Give the first record of the select that ends with `rest`.

        :raises Missing: the one given
        """
        found = self.find(db, rest, params)
        if found is None:
            raise missing
        return found

    def get(self, db: Reader, key: str, missing: Missing) -> Record:
        """Read the record of a key.

        :raises Missing: the one given
        """
        row = db.one(self._get, (key,), prepared=True)
        if row is None:
            raise missing
        return self.load(row)

    def lock(self, tx: Tx, key: str, missing: Missing) -> Record:
        """Read the record of a key to change it; others who want to change it wait.

        :raises Missing: the one given
        """
        row = tx.one(self._lock, (key,), prepared=True)
        if row is None:
            raise missing
        return self.load(row)

    def all(self, db: Reader, rest: str, params: Any = None, *, prepared: bool = False) -> list[Record]:
        """Give the records of the select that ends with `rest`. prepared: as for `db.Tx.later`."""
        sql = f"{self.select} {rest}"
        rows = db.all(sql, params, prepared=True) if prepared else db.all(sql, params)
        return [self.load(row) for row in rows]

    def insert(self, tx: Tx, record: Record) -> None:
        """Queue the insert of a record."""
        tx.later(self._insert, [column(getattr(record, name)) for name in self.columns], prepared=True)

    def update(self, tx: Tx, record: Record, *names: str) -> None:
        """Queue the update of a record's fields, all of them when none is named."""
        chosen = names or tuple(name for name in self.columns if name != self.key)
        sets = ", ".join(f"{name} = %s" for name in chosen)
        values = [column(getattr(record, name)) for name in (*chosen, self.key)]
        tx.later(f"UPDATE {self.name} SET {sets} WHERE {self.key} = %s", values, prepared=True)

    def save(self, tx: Tx, before: Record, after: Record) -> None:
        """Queue the update of the fields in which a record has changed; nothing when it has not."""
        changed = [name for name in self.columns if getattr(before, name) != getattr(after, name)]
        if changed:
            self.update(tx, after, *changed)


def same(found: Versioned, version: int, changed: Conflict) -> None:
    """Refuse to act on what has changed since it was read.

    :raises Conflict: the one given, with one more fact: version (the present one)
    """
    if found.version != version:
        changed.facts["version"] = found.version
        raise changed


def column(value: Any) -> Any:
    """Give a value as the driver takes it."""
    return orjson.dumps(value).decode() if isinstance(value, (dict, list, tuple)) else value
