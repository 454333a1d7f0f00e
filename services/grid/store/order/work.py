"""Work orders as rows."""

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
from services.grid.domain.order.work import WorkOrder
from services.grid.store import incident as incidents

ORDERS = Table("work_order", WorkOrder)
DUE = Order("due_at")
OPEN = "state IN ('given', 'finished')"
QUEUES: Mapping[str, Callable[[Any], Part]] = {
    "open": lambda now: (OPEN, []),
    "late": lambda now: (f"{OPEN} AND due_at <= %s", [now]),
    "all": lambda now: ("TRUE", []),
}


def lock(tx: Tx, id: str, version: int) -> WorkOrder:
    """Read a work order to change it, its incident first.

    :raises Missing: grid.order_missing
    :raises Conflict: grid.order_changed
    """
    incidents.lock_above(tx, ORDERS.name, id)
    found = ORDERS.lock(tx, id, Missing("grid.order_missing"))
    same(found, version, Conflict("grid.order_changed"))
    return found


def add(tx: Tx, order: WorkOrder) -> None:
    """Queue a fresh work order."""
    ORDERS.insert(tx, order)


def save(tx: Tx, before: WorkOrder, after: WorkOrder) -> None:
    """Queue what changed of one."""
    ORDERS.save(tx, before, after)


def date(tx: Tx, id: str, due_at: datetime | None) -> None:
    """Queue the date a change of the calendar has given one."""
    tx.later("UPDATE work_order SET due_at = coalesce(%s, due_at) WHERE id = %s", (due_at, id))


def page(
    db: Reader, scope: Scope, asked: Mapping[str, Any], *, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[WorkOrder], dict[str, str] | None]:
    """Give one page within a scope, the soonest due first. asked: queue, now, incident, unit, grid."""
    parts = [reached(scope, "given_unit"), QUEUES[asked["queue"]](asked["now"])]
    parts += [(f"{name} = %s", [asked[name]]) for name in ("incident", "unit", "grid") if asked[name]]
    return keyset.page(db, ORDERS, DUE, parts, limit=limit, after=after)


def reached(scope: Scope, giver: str) -> Part:
    """Give the condition of a scope: a unit reaches what it does and what it has asked for. giver: column of the latter."""
    mine, params = scope.predicate(party="NULL::text")
    if scope.unit is None or scope.nothing:
        return mine, params
    asked, more = scope.predicate(unit=giver, party="NULL::text")
    return f"({mine}) OR ({asked})", [*params, *more]
