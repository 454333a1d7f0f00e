"""Queues of petitions, page by page, never beyond the reader's scope."""
from __future__ import annotations

from collections.abc import Callable, Mapping

from kernel import page as keyset
from kernel.page import Ask, Order, Part
from kernel.rows import Reader
from services.petition.domain.life import OPEN
from services.petition.domain.petition import Petition
from services.petition.store.petition import PETITIONS

NEWEST = Order("registered_at", descending=True)
SOONEST = Order("due_at")

QUEUES: Mapping[str, tuple[Order, Callable[[Ask], Part]]] = {
    "open": (NEWEST, lambda ask: ("state = ANY(%s)", [list(OPEN)])),
    "unrouted": (NEWEST, lambda ask: ("unit IS NULL AND state = 'registered'", [])),
    "near": (SOONEST, lambda ask: ("near_at <= %s AND due_at > %s", [ask.now, ask.now])),
    "late": (SOONEST, lambda ask: ("due_at <= %s", [ask.now])),
    "handled": (NEWEST, lambda ask: ("handler = %s", [ask.actor])),
    "all": (NEWEST, lambda ask: ("TRUE", [])),
}


def page(db: Reader, ask: Ask) -> tuple[list[Petition], dict[str, str] | None]:
    """Give one page of a queue, and what to ask the next with, or None at the end."""
    order, queue = QUEUES[ask.queue]
    parts = [queue(ask), ask.scope.predicate()]
    return keyset.page(db, PETITIONS, order, parts, limit=ask.limit, after=ask.after)
