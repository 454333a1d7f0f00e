"""Joinings as rows, and the locks under which they change: the main one before those joined to it, mains by id."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kernel import page as keyset
from kernel.db import Tx
from kernel.page import Order
from kernel.rows import Reader, Table
from kernel.scope import Scope
from services.grid.domain.incident import Incident
from services.grid.domain.voice.merge import ANSWERED, UNMERGED, Merge
from services.grid.store import incident as incidents
from services.grid.store.incident import INCIDENTS

MERGES = Table("merge", Merge)
OPENED = Order("created_at")

# all that were joined to one, directly or through another: they go with it when it is taken out again
UNDER = """
WITH RECURSIVE under AS (
    SELECT incident FROM merge WHERE main = %(one)s AND ended_at IS NULL
    UNION SELECT merge.incident FROM merge JOIN under ON merge.main = under.incident WHERE merge.ended_at IS NULL)
SELECT incident::text FROM under
"""


def root(db: Reader, id: str) -> Incident:
    """Read the one a matter is joined to, or itself; not locked.

    :raises Missing: grid.incident_missing
    """
    found = incidents.get(db, id)
    while found.main is not None and found.state == "merged":
        found = incidents.get(db, found.main)
    return found


def lock_both(tx: Tx, one: str, other: str) -> tuple[Incident, Incident]:
    """Lock two mains in one order, whoever asks: so no two who join them crosswise wait for each other.

    :raises Missing: grid.incident_missing
    """
    found = {id: incidents.lock(tx, id) for id in sorted({one, other})}
    return found[one], found[other]


def joined(tx: Tx, main: str) -> list[Incident]:
    """Give those joined to one, locked; lock that one first."""
    return INCIDENTS.all(tx, "WHERE main = %s AND state = 'merged' ORDER BY id FOR UPDATE", (main,))


def reported(tx: Tx, main: str, aliases: tuple[str, ...]) -> bool:
    """Say whether an account has reported one of those joined to one."""
    sql = "SELECT 1 FROM incident WHERE main = %s AND state = 'merged' AND party = ANY(%s)"
    return tx.one(sql, (main, list(aliases))) is not None


def add(tx: Tx, merge: Merge, *, count: int) -> None:
    """Queue a joining. count: how many come to the main one by it."""
    MERGES.insert(tx, merge)
    _count(tx, merge.main, count)
    tx.later("UPDATE incident SET merged = 0 WHERE id = %s AND merged > 0", (merge.incident,))


def current(tx: Tx, incident: str) -> Merge | None:
    """Give the joining that lasts, or None."""
    return MERGES.find(tx, "WHERE incident = %s AND ended_at IS NULL", (incident,))


def under(tx: Tx, incident: str) -> list[str]:
    """Give the ids of those that came with one when it was joined to another."""
    return [id for (id,) in tx.all(UNDER, {"one": incident})]


def undo(tx: Tx, merge: Merge, *, main: str, with_it: list[str], at: datetime) -> None:
    """Queue that a joining is over; those that came with it are its own again. main: whose it was in the end."""
    _end(tx, "id = %(key)s", merge.id, UNMERGED, at)
    _count(tx, main, -1 - len(with_it))
    if with_it:
        _count(tx, merge.incident, len(with_it))
        tx.later("UPDATE incident SET main = %s WHERE id = ANY(%s::uuid[])", (merge.incident, with_it))


def over(tx: Tx, main: str, *, at: datetime) -> None:
    """Queue that all joinings to one are over, because it was answered."""
    _end(tx, "incident IN (SELECT id FROM incident WHERE main = %(key)s)", main, ANSWERED, at)
    tx.later("UPDATE incident SET merged = 0 WHERE id = %s", (main,))


def page(
    db: Reader, main: str, scope: Scope, *, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Incident], dict[str, str] | None]:
    """Give one page of those joined to one, or that were when it ended, the first reported first, within a scope."""
    parts: list[tuple[str, list[Any]]] = [("main = %s", [main]), scope.predicate()]
    return keyset.page(db, INCIDENTS, OPENED, parts, limit=limit, after=after)


def _end(tx: Tx, which: str, key: str, ending: str, at: datetime) -> None:
    sql = f"UPDATE merge SET ended_at = %(at)s, ending = %(ending)s WHERE {which} AND ended_at IS NULL"
    tx.later(sql, {"key": key, "at": at, "ending": ending})


def _count(tx: Tx, incident: str, by: int) -> None:
    tx.later("UPDATE incident SET merged = merged + %s WHERE id = %s", (by, incident))
