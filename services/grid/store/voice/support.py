"""Supporters as rows: counted on the matter, read by their own alias only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kernel.db import Tx
from services.grid.domain.voice.support import Support

BATCH = 200

# who stands behind both counts once: the other support stays where it is
CARRY = """
WITH moved AS (
    UPDATE support SET incident = %(to)s WHERE incident = %(one)s
    AND (%(all)s OR via = ANY(%(via)s::uuid[]) OR via IN (SELECT id FROM incident WHERE main = %(to)s))
    AND alias NOT IN (SELECT alias FROM support WHERE incident = %(to)s) RETURNING alias
), counted AS (SELECT count(*) AS n FROM moved)
UPDATE incident SET supporters = supporters + CASE WHEN id = %(to)s THEN n ELSE -n END
FROM counted WHERE id IN (%(one)s, %(to)s) AND n > 0
"""

WHICH = "WHERE incident = %s AND alias = ANY(%s)"


def has(tx: Tx, incident: str, aliases: tuple[str, ...]) -> bool:
    """Say whether an account stands behind a matter; lock the matter first."""
    return tx.one(f"SELECT 1 FROM support {WHICH}", (incident, list(aliases))) is not None


def add(tx: Tx, support: Support) -> None:
    """Queue a supporter and the count; the matter's version stays, for the desk's work is not undone by it."""
    tx.later(
        "INSERT INTO support (incident, via, alias, hear, at) VALUES (%s, %s, %s, %s, %s)",
        (support.incident, support.via, support.alias, support.hear, support.at),
    )
    tx.later("UPDATE incident SET supporters = supporters + 1 WHERE id = %s", (support.incident,))


def hear(tx: Tx, incident: str, aliases: tuple[str, ...], *, hear: bool) -> None:
    """Queue whether a supporter wants to hear of the end."""
    tx.later(f"UPDATE support SET hear = %s {WHICH}", (hear, incident, list(aliases)))


def remove(tx: Tx, incident: str, aliases: tuple[str, ...]) -> None:
    """Queue that a supporter no longer is one."""
    tx.later(f"DELETE FROM support {WHICH}", (incident, list(aliases)))
    tx.later("UPDATE incident SET supporters = supporters - 1 WHERE id = %s", (incident,))


def carry(tx: Tx, one: str, to: str, *, via: Iterable[str] | None = None) -> None:
    """Queue that those who stand behind one matter stand behind another, and count there; lock both first.

    via: ids of the reports their support was given to, besides what was joined to `to` before; None for all.
    """
    tx.later(CARRY, {"one": one, "to": to, "all": via is None, "via": list(via or ())})


def ends(tx: Tx, incident: str, *, at: datetime) -> None:
    """Queue that the supporters of a matter are to be told of its end."""
    tx.later("INSERT INTO support_end (incident, at) VALUES (%s, %s) ON CONFLICT DO NOTHING", (incident, at))


def claim_end(tx: Tx) -> str | None:
    """Give a matter whose supporters wait to be told, locked; another process takes another."""
    sql = "SELECT incident::text FROM support_end ORDER BY at, incident LIMIT 1 FOR UPDATE SKIP LOCKED"
    row = tx.one(sql)
    return row[0] if row else None


def to_tell(tx: Tx, incident: str) -> list[str]:
    """Take the aliases of the next supporters to be told: each is told once, so from then on it need not be known."""
    sql = f"""UPDATE support SET hear = false WHERE incident = %s AND alias IN (
                  SELECT alias FROM support WHERE incident = %s AND hear ORDER BY alias LIMIT {BATCH}) RETURNING alias"""
    return [alias for (alias,) in tx.all(sql, (incident, incident))]


def told(tx: Tx, incident: str) -> None:
    """Queue that all supporters of a matter were told."""
    tx.later("DELETE FROM support_end WHERE incident = %s", (incident,))
