"""Queues of disputes, page by page, never beyond the reader's scope."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.scope import Scope
from services.mediation.domain.dispute import Case, Dispute
from services.mediation.domain.life import OPEN
from services.mediation.store.dispute import DISPUTES, Reader, parties_of, within

Part = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Ask:
    """One page asked for. actor: id of the reader. after: what the page before gave as its next, or None."""

    queue: str
    actor: str
    scope: Scope
    now: datetime
    limit: int
    after: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Order:
    """By what a queue is sorted: a column that is never null in it, and the direction."""

    column: str
    way: str
    sign: str


NEWEST = Order("opened_at", "DESC", "<")
SOONEST = Order("due_at", "ASC", ">")

QUEUES: Mapping[str, tuple[Order, Callable[[Ask], Part]]] = {
    "open": (NEWEST, lambda ask: ("state = ANY(%s)", [list(OPEN)])),
    "unassigned": (NEWEST, lambda ask: ("state = 'accepted'", [])),
    # the window for the court is the parties' own: nobody here is late in it
    "near": (
        SOONEST,
        lambda ask: ("state = ANY(%s) AND near_at <= %s AND due_at > %s", [list(OPEN), ask.now, ask.now]),
    ),
    "late": (SOONEST, lambda ask: ("state = ANY(%s) AND due_at <= %s", [list(OPEN), ask.now])),
    "mine": (NEWEST, lambda ask: ("mediator = %s", [ask.actor])),
    "all": (NEWEST, lambda ask: ("TRUE", [])),
}


def page(db: Reader, ask: Ask) -> tuple[list[Case], dict[str, str] | None]:
    """Give one page of a queue, and what to ask the next with, or None at the end: one statement, one row more read."""
    order, queue = QUEUES[ask.queue]
    parts = [queue(ask), within(ask.scope), *_after(order, ask.after)]
    where = " AND ".join(f"({sql})" for sql, _ in parts)
    params = [value for _, values in parts for value in values]
    sql = f"{DISPUTES.select} WHERE {where} ORDER BY {order.column} {order.way}, id {order.way} LIMIT %s"
    found = [DISPUTES.load(row) for row in db.all(sql, [*params, ask.limit + 1])]
    items = found[: ask.limit]
    return parties_of(db, items), _next(order, items[-1]) if len(found) > ask.limit else None


def _after(order: Order, after: Mapping[str, str] | None) -> list[Part]:
    if not after:
        return []
    return [(f"({order.column}, id) {order.sign} (%s::timestamptz, %s::uuid)", [after["at"], after["id"]])]


def _next(order: Order, last: Dispute) -> dict[str, str]:
    return {"at": getattr(last, order.column).isoformat(), "id": last.id}
