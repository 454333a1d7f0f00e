"""SQL of accounts as operators see them: without what proves them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel import page as keyset
from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.page import Order, Part
from kernel.rows import Reader, Table, same


@dataclass(frozen=True, slots=True)
class Entry:
    """One account. name: sealed."""

    id: str
    version: int
    login: str
    name: bytes
    role: str
    unit: str | None
    area: str
    language: str
    disabled: bool
    created_at: datetime


ENTRIES = Table("account", Entry)
CREATED = Order("created_at")


def get(db: Reader, id: str) -> Entry:
    """Read an account.

    :raises Missing: gateway.account_missing
    """
    return ENTRIES.get(db, id, Missing("gateway.account_missing"))


def lock(tx: Tx, id: str) -> Entry:
    """Read an account to change it; others who want to wait.

    :raises Missing: gateway.account_missing
    """
    return ENTRIES.lock(tx, id, Missing("gateway.account_missing"))


def still(entry: Entry, version: int) -> None:
    """Refuse to act on an account that has changed since it was read.

    :raises Conflict: gateway.account_changed, facts version (the present one)
    """
    same(entry, version, Conflict("gateway.account_changed"))


def add(tx: Tx, entry: Entry, password_hash: str) -> None:
    """Queue a fresh account.

    :raises Conflict: gateway.login_taken, with the commit
    """
    taken = Conflict("gateway.login_taken", pointer="/login")
    tx.conflict("account_pkey", taken)
    tx.conflict("account_login_key", taken)
    names = (*ENTRIES.columns, "password_hash")
    values = [*(getattr(entry, name) for name in ENTRIES.columns), password_hash]
    tx.later(f"INSERT INTO account ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})", values)


def save(tx: Tx, before: Entry, after: Entry) -> None:
    """Queue what changed of an account."""
    ENTRIES.save(tx, before, after)


def done_by(tx: Tx, id: str, actor: str) -> dict[str, datetime]:
    """Give when somebody last did each act to an account, by act; an account has few rows in the audit."""
    sql = """SELECT body::json->>'act', max((body::json->>'at')::timestamptz) FROM audit
             WHERE subject = %s AND body::json->>'actor' = %s GROUP BY 1"""
    return dict(tx.all(sql, (id, actor)))


def page(
    db: Reader, parts: Iterable[Part], *, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Entry], dict[str, str] | None]:
    """Give one page of accounts, the oldest first."""
    return keyset.page(db, ENTRIES, CREATED, parts, limit=limit, after=after)
