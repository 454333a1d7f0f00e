"""SQL of exports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kernel import page as keyset
from kernel.db import Database, Tx
from kernel.errors import Conflict, Missing
from kernel.page import Order
from kernel.rows import Reader, Table, same
from services.gateway.export.record import Export

EXPORTS = Table("export", Export)
CREATED = Order("created_at", descending=True)
OPEN = "state IN ('waiting', 'running')"


def get(db: Reader, id: str, *, owner: str) -> Export:
    """Read an own export.

    :raises Missing: gateway.export_missing, also when it is another's
    """
    return EXPORTS.need(db, "WHERE id = %s AND owner = %s", (id, owner), missing=Missing("gateway.export_missing"))


def lock(tx: Tx, id: str) -> Export:
    """Read an export to change it; others who want to wait.

    :raises Missing: gateway.export_missing
    """
    return EXPORTS.lock(tx, id, Missing("gateway.export_missing"))


def still(export: Export, version: int) -> None:
    """Refuse to act on an export that has changed since it was read.

    :raises Conflict: gateway.export_changed, facts version (the present one)
    """
    same(export, version, Conflict("gateway.export_changed"))


def page(
    db: Reader, *, owner: str, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Export], dict[str, str] | None]:
    """Give one page of somebody's exports, the newest first."""
    return keyset.page(db, EXPORTS, CREATED, [("owner = %s", [owner])], limit=limit, after=after)


def count_open(tx: Tx, *, owner: str) -> int:
    """Count the exports of a person that have not ended; another who counts for the same person waits."""
    tx.run("SELECT pg_advisory_xact_lock(hashtextextended('export' || %s, 0))", (owner,))
    row = tx.one(f"SELECT count(*) FROM export WHERE owner = %s AND {OPEN}", (owner,))
    return int(row[0]) if row else 0


def add(tx: Tx, export: Export) -> None:
    """Queue a fresh export."""
    EXPORTS.insert(tx, export)


def save(tx: Tx, before: Export, after: Export) -> None:
    """Queue what changed of an export."""
    EXPORTS.save(tx, before, after)


def take(tx: Tx, *, now: datetime) -> Export | None:
    """Take hold of the longest waiting export that no living process runs, or None."""
    free = f"WHERE {OPEN} AND (state = 'waiting' OR leased_until < %s)"
    return EXPORTS.find(tx, f"{free} ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED", (now,))


def go_on(db: Database, export: Export, *, rows: int, about: int | None, until: datetime) -> bool:
    """Write down how far a running export is; False when it is no longer this process's.

    Rule GR-477, local design: what is told never goes back, also when another process begins the file anew.
    """
    sql = """UPDATE export SET rows = greatest(rows, %s), about = coalesce(about, %s), leased_until = %s
             WHERE id = %s AND version = %s AND state = 'running' RETURNING 1"""
    return bool(db.all(sql, (rows, about, until, export.id, export.version)))


def due(tx: Tx, *, now: datetime, limit: int) -> list[Export]:
    """Take hold of exports whose file is past its time."""
    rest = "WHERE state = 'ready' AND expires_at <= %s ORDER BY expires_at LIMIT %s FOR UPDATE SKIP LOCKED"
    return EXPORTS.all(tx, rest, (now, limit))


def forget(db: Database, *, before: datetime) -> int:
    """Delete exports that ended before then and have no file, at most a thousand, and give how many."""
    sql = """DELETE FROM export WHERE id IN (
                 SELECT id FROM export WHERE ended_at < %s AND file IS NULL LIMIT 1000) RETURNING 1"""
    return len(db.all(sql, (before,)))


def kept(db: Reader, files: list[str]) -> set[str]:
    """Give those of these files that an export has."""
    return {file for (file,) in db.all("SELECT file FROM export WHERE file = ANY(%s)", (files,))}
