"""Lists page by page: a queue is sorted by an instant and the id, and each page begins after the last of the one before."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.rows import Reader, Record, Table
from kernel.scope import Scope

Part = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Order:
    """By what a list is sorted: a column of instants that is never null in it, and the direction."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """One page of a queue asked for by somebody. actor: id of the reader. after: what the page before gave as its next."""

    queue: str
    actor: str
    scope: Scope
    now: datetime
    limit: int
    after: Mapping[str, str] | None


def page(
    db: Reader,
    table: Table[Record],
    order: Order,
    parts: Iterable[Part],
    *,
    limit: int,
    after: Mapping[str, Any] | None,
) -> tuple[list[Record], dict[str, str] | None]:
    """Give one page, and what to ask the next with, or None at the end: one statement, one row more read.

    parts: conditions that must all hold, each with its parameters. after: what the page before gave as its next, or None.
    """
    conditions = [*parts, *_after(order, after)]
    where = " AND ".join(f"({sql})" for sql, _ in conditions)
    params = [value for _, values in conditions for value in values]
    way = "DESC" if order.descending else "ASC"
    rest = f"WHERE {where} ORDER BY {order.column} {way}, id {way} LIMIT %s"
    found = table.all(db, rest, [*params, limit + 1])
    items = found[:limit]
    return items, _next(order, items[-1]) if len(found) > limit else None


def merged(
    pages: Iterable[tuple[list[Record], dict[str, str] | None]], order: Order, *, limit: int
) -> tuple[list[Record], dict[str, str] | None]:
    """Give the page of a list that is made of several, from the page of each, all asked for in this order with this limit.

    A record that is in several of them comes once.
    """
    read = list(pages)
    found = {one.id: one for items, _ in read for one in items}  # type: ignore[attr-defined]
    rows = sorted(found.values(), key=lambda one: (getattr(one, order.column), one.id), reverse=order.descending)  # type: ignore[attr-defined]
    more = len(rows) > limit or any(following for _, following in read)
    return rows[:limit], _next(order, rows[limit - 1]) if more else None


def _after(order: Order, after: Mapping[str, Any] | None) -> list[Part]:
    if not after:
        return []
    sign = "<" if order.descending else ">"
    return [(f"({order.column}, id) {sign} (%s::timestamptz, %s::uuid)", [after["at"], after["id"]])]


def _next(order: Order, last: Any) -> dict[str, str]:
    return {"at": getattr(last, order.column).isoformat(), "id": last.id}
