"""Queues of disputes, page by page, never beyond the reader's scope."""
from __future__ import annotations

from collections.abc import Callable, Mapping

from kernel import page as keyset
from kernel.page import Ask, Order, Part
from kernel.rows import Reader
from services.mediation.domain.dispute import Case
from services.mediation.domain.life import OPEN
from services.mediation.store.dispute import DISPUTES, parties_of, within

NEWEST = Order("opened_at", descending=True)
SOONEST = Order("due_at")

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
    """Give one page of a queue, and what to ask the next with, or None at the end."""
    order, queue = QUEUES[ask.queue]
    parts = [queue(ask), within(ask.scope)]
    items, following = keyset.page(db, DISPUTES, order, parts, limit=ask.limit, after=ask.after)
    return parties_of(db, items), following
