"""Supervision as rows, and which of them go up a level."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from kernel import page as keyset
from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.page import Order, Part
from kernel.rows import Reader, Table, same
from kernel.scope import Scope
from services.grid.domain.order.supervision import Supervision
from services.grid.store import incident as incidents
from services.grid.store.order.work import reached

SUPERVISIONS = Table("supervision", Supervision)
DUE = Order("due_at")
BATCH = 20  # in one transaction
LATE = f"""
WHERE state = 'ordered' AND level <> 'list_supervise' AND due_at <= %s
AND NOT EXISTS (SELECT FROM incident AS one WHERE one.id = incident AND one.state IN ('invalid', 'closed', 'archived'))
ORDER BY due_at, id LIMIT {BATCH} FOR UPDATE SKIP LOCKED
"""
QUEUES: Mapping[str, Callable[[Any], Part]] = {
    "open": lambda now: ("state <> 'ended'", []),
    "late": lambda now: ("state <> 'ended' AND due_at <= %s", [now]),
    "all": lambda now: ("TRUE", []),
}


def lock(tx: Tx, id: str, version: int) -> Supervision:
    """Read a supervision to change it, its incident first.

    :raises Missing: grid.supervision_missing
    :raises Conflict: grid.supervision_changed
    """
    incidents.lock_above(tx, SUPERVISIONS.name, id)
    found = SUPERVISIONS.lock(tx, id, Missing("grid.supervision_missing"))
    same(found, version, Conflict("grid.supervision_changed"))
    return found


def late(tx: Tx, now: datetime) -> list[Supervision]:
    """Give the next that were not answered in time and can go up, locked, the longest late first.

    What is closed is pressed no further: its supervision waits to be answered or ended where it stands.
    """
    return SUPERVISIONS.all(tx, LATE, (now,))


def add(tx: Tx, one: Supervision) -> None:
    """Queue a fresh supervision; an incident has one that is not ended.

    :raises Conflict: grid.supervision_open, at the commit
    """
    tx.conflict("supervision_once", Conflict("grid.supervision_open"))
    SUPERVISIONS.insert(tx, one)


def save(tx: Tx, before: Supervision, after: Supervision) -> None:
    """Queue what changed of one."""
    SUPERVISIONS.save(tx, before, after)


def date(tx: Tx, id: str, due_at: datetime | None) -> None:
    """Queue the date a change of the calendar has given one."""
    tx.later("UPDATE supervision SET due_at = coalesce(%s, due_at) WHERE id = %s", (due_at, id))


def page(
    db: Reader, scope: Scope, asked: Mapping[str, Any], *, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Supervision], dict[str, str] | None]:
    """Give one page within a scope, the soonest due first. asked: queue, now, incident, unit, level."""
    parts = [reached(scope, "ordered_unit"), QUEUES[asked["queue"]](asked["now"])]
    parts += [(f"{name} = %s", [asked[name]]) for name in ("incident", "unit", "level") if asked[name]]
    return keyset.page(db, SUPERVISIONS, DUE, parts, limit=limit, after=after)
