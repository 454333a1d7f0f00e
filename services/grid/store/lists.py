"""Queues of incidents, page by page, never beyond the reader's scope."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kernel import page as keyset
from kernel.page import Order, Part
from kernel.rows import Reader
from kernel.scope import PADDED, Scope, subtree
from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident
from services.grid.store.incident import INCIDENTS

# said of a time and not of states, so that a partial index holds the open ones only
OPEN: Part = ("closed_at IS NULL", [])

# states in which the next move is the desk's
DESK = ("reported", "accepted", "filed", "extension_requested", "hung", "passed", "self_handled")

STREET = 9  # digits of a street's code
# digits of a street's and of a community's code
PLACES = (STREET, PADDED)

CREATED, DUE, TURN = Order("created_at", descending=True), Order("due_at"), Order("queue_at")


@dataclass(frozen=True, slots=True)
class Ask:
    """One page asked for. after: what the page before gave as its next, or None. filters: column -> value."""

    queue: str
    doer: Doer
    scope: Scope
    now: datetime
    limit: int
    after: Mapping[str, Any] | None
    filters: Mapping[str, str | None]


MINE: Mapping[str, Callable[[Doer], Part]] = {
    # a resident's scope already holds nothing but what they reported
    "resident": lambda doer: ("TRUE", []),
    # a place to look at, work of the own team, and what they reported themselves
    "grid_worker": lambda doer: (
        "(state = 'verifying' OR unit = %s OR reported_by = %s) AND closed_at IS NULL",
        [doer.unit, doer.id],
    ),
    "officer": lambda doer: ("handler = %s AND closed_at IS NULL", [doer.id]),
    "dispatcher": lambda doer: ("state = ANY(%s) AND closed_at IS NULL", [list(DESK)]),
    # a state of the open only: its index alone gives the order
    "checker": lambda doer: ("state = 'handled'", []),
    "leader": lambda doer: ("state IN ('extension_requested', 'arbitrating') AND closed_at IS NULL", []),
}

# the desk's queue has an order of its own, so that nothing starves
ORDERS: Mapping[tuple[str, str], Order] = {("mine", "dispatcher"): TURN}


def mine(ask: Ask) -> Part:
    """Give what waits for this person."""
    return MINE[ask.doer.role](ask.doer) if ask.doer.role in MINE else ("FALSE", [])


QUEUES: Mapping[str, tuple[Order, Callable[[Ask], Part]]] = {
    "mine": (CREATED, mine),
    "unit": (CREATED, lambda ask: ("unit = %s AND closed_at IS NULL", [ask.doer.unit])),
    "late": (DUE, lambda ask: ("due_at <= %s", [ask.now])),
    "near": (DUE, lambda ask: ("near_at <= %s AND due_at > %s", [ask.now, ask.now])),
    "open": (CREATED, lambda ask: OPEN),
    "climbed": (TURN, lambda ask: ("climbed > 0 AND closed_at IS NULL", [])),
    "all": (CREATED, lambda ask: ("TRUE", [])),
}


def page(db: Reader, ask: Ask) -> tuple[list[Incident], dict[str, str] | None]:
    """Give one page of a queue, and what to ask the next with, or None at the end."""
    order, queue = QUEUES[ask.queue]
    order = ORDERS.get((ask.queue, ask.doer.role), order)
    parts = [queue(ask), *narrowing(ask.filters)]
    limits = [reached(scope) for scope in _roots(ask.scope)]
    pages = [keyset.page(db, INCIDENTS, order, [*parts, limit], limit=ask.limit, after=ask.after) for limit in limits]
    return pages[0] if len(pages) == 1 else keyset.merged(pages, order, limit=ask.limit)


def _roots(scope: Scope) -> list[Scope]:
    """Give a scope for each root, each of which is read in the order of an index; of all at once there is none."""
    if not scope.area or scope.nothing:
        return [scope]
    return [replace(scope, area=root, also=()) for root in dict.fromkeys((scope.area, *scope.also))]


def reached(scope: Scope) -> Part:
    """Give the condition of a scope; one street or one community as `lying` has it."""
    if not scope.area or scope.also or scope.nothing:
        return scope.predicate()
    rest, values = replace(scope, area=None).predicate()
    place, prefix = lying(scope.area)
    return f"{place} AND {rest}", [*prefix, *values]


def lying(prefix: str) -> Part:
    """Give the condition that an area's code begins so.

    What queues are sorted by stands in their indexes behind the street or the community (migration 0014), so that a page of
    either is read from one place; of wider areas there are few, and nearly all rows of a queue lie in them.
    """
    if len(prefix) == PADDED:
        return "area = %s", [prefix]
    if len(prefix) == STREET:
        return "left(area, 9) = %s", [prefix]
    return "area LIKE %s", [prefix + "%"]


def narrowing(filters: Mapping[str, str | None]) -> list[Part]:
    """Give the conditions of filters by column; an area holds what lies below it."""
    made: list[Part] = []
    for column, value in filters.items():
        if value is not None and column == "area":
            made.append(lying(subtree(value)))
        elif value is not None:
            made.append((f"{column} = %s", [value]))
    return made
