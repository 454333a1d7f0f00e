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
# kept whole while somebody examines it
HELD = "EXISTS (SELECT FROM retention_hold WHERE subject = incident.id)"

# who or what is left in it, also what was written after it had been erased once
SAYS = f"""(
    party IS NOT NULL OR description <> '{ERASED}'
    OR EXISTS (SELECT FROM reporter WHERE reporter.incident = incident.id AND coalesce(name, phone, account) IS NOT NULL)
    OR EXISTS (SELECT FROM step WHERE step.incident = incident.id
               AND (told NOT IN ('', '{ERASED}') OR note NOT IN ('', '{ERASED}')))
)"""


def holding(db: Reader, whose: Whose) -> dict[str, int]:
    """Count matters: open, bound while somebody examines them, and free to go since they ended.

    No law sets a term for which one that ended must be kept.
    """
    where, params = _of(whose)
    sql = f"""SELECT count(*) FILTER (WHERE {WAITS}), count(*) FILTER (WHERE NOT {WAITS} AND {HELD}),
                     count(*) FILTER (WHERE NOT {WAITS} AND NOT {HELD}) FROM incident WHERE {where}"""
    return dict(zip(("open", "bound", "free"), db.one(sql, params) or (0, 0, 0), strict=True))


def ended(tx: Tx, whose: Whose, limit: int) -> list[tuple[str, int]]:
    """Give id and version of some that have ended and still say who or what, locked."""
    where, params = _of(whose)
    over = f"{where} AND NOT {WAITS} AND NOT {HELD} AND {SAYS} ORDER BY id LIMIT %s FOR UPDATE"
    rows = tx.all(f"SELECT id::text, version FROM incident WHERE {over}", [*params, limit])
    return [(id, version) for id, version in rows]


def supports(db: Reader, aliases: Sequence[str]) -> list[dict[str, Any]]:
    """Give the matters of others that somebody stands behind, the latest first, at most a thousand."""
    sql = """SELECT incident::text, number, hear, support.at FROM support JOIN incident ON id = incident
             WHERE alias = ANY(%s) ORDER BY support.at DESC LIMIT 1000"""
    rows = db.all(sql, (list(aliases),))
    return [{"id": id, "number": number, "record": {"hear": hear, "at": at.isoformat()}} for id, number, hear, at in rows]


def _of(whose: Whose) -> tuple[str, list[Any]]:
    return ("id = %s", [whose.matter]) if whose.matter else ("party = ANY(%s)", [list(whose.aliases)])
