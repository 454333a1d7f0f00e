"""What is whose: matters of an account, found by its aliases, or the one matter of a receipt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kernel.db import Tx
from kernel.erasing import Whose
from kernel.erasure import ERASED
from kernel.rows import Reader

# what is joined to another waits for its answer, though it is in no queue
WAITS = "(closed_at IS NULL OR state = 'merged')"


def holding(db: Reader, whose: Whose) -> dict[str, int]:
    """Count matters: open, and free to go since they ended. No law sets a term for which one that ended must be kept.

    bound: 0, for the services whose files have one say so in this place.
    """
    where, params = _of(whose)
    sql = f"SELECT count(*) FILTER (WHERE {WAITS}), count(*) FILTER (WHERE NOT {WAITS}) FROM incident WHERE {where}"
    row = db.one(sql, params) or (0, 0)
    return {"open": row[0], "bound": 0, "free": row[1]}


def ended(tx: Tx, whose: Whose, limit: int) -> list[tuple[str, int]]:
    """Give id and version of some that have ended and still say who or what, locked."""
    where, params = _of(whose)
    rest = "AND (party IS NOT NULL OR description <> %s) ORDER BY id LIMIT %s FOR UPDATE"
    rows = tx.all(f"SELECT id::text, version FROM incident WHERE {where} AND NOT {WAITS} {rest}", [*params, ERASED, limit])
    return [(id, version) for id, version in rows]


def supports(db: Reader, aliases: Sequence[str]) -> list[dict[str, Any]]:
    """Give the matters of others that somebody stands behind, the latest first, at most a thousand."""
    sql = """SELECT incident::text, number, hear, support.at FROM support JOIN incident ON id = incident
             WHERE alias = ANY(%s) ORDER BY support.at DESC LIMIT 1000"""
    rows = db.all(sql, (list(aliases),))
    return [{"id": id, "number": number, "record": {"hear": hear, "at": at.isoformat()}} for id, number, hear, at in rows]


def _of(whose: Whose) -> tuple[str, list[Any]]:
    return ("id = %s", [whose.matter]) if whose.matter else ("party = ANY(%s)", [list(whose.aliases)])
