"""Items of the access list as rows: read, lock, save, and from when until when each was in force."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from kernel import page as keyset
from kernel import rows
from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.office import local
from kernel.page import Ask, Order, Part
from kernel.rows import Reader, Table
from services.grid.domain.admission.item import Item
from services.grid.store.setting import setting as settings

ITEMS = Table("item", Item)
TERMS = {"ahead": "admission.ahead", "decide": "admission.decide"}
CREATED, ENTERED = Order("created_at", descending=True), Order("entered_at")

IN_FORCE = "EXISTS (SELECT FROM item_force WHERE item = item.id AND since <= %s AND until > %s)"
CLOSE = "UPDATE item_force SET until = greatest(since, %s) WHERE item = %s AND until > %s"
OPEN = """
INSERT INTO item_force (item, since, until) VALUES (%s, %s, %s)
ON CONFLICT (item, since) DO UPDATE SET until = excluded.until
"""

QUEUES: Mapping[str, Callable[[Ask], Part]] = {
    "waiting": lambda ask: ("state IN ('submitted', 'reviewing')", []),
    "all": lambda ask: ("TRUE", []),
}


def get(db: Reader, id: str) -> Item:
    """Read an item.

    :raises Missing: grid.item_missing
    """
    return ITEMS.get(db, id, Missing("grid.item_missing"))


def lock(tx: Tx, id: str) -> Item:
    """Read an item to change it; others who want to change it wait.

    :raises Missing: grid.item_missing
    """
    return ITEMS.lock(tx, id, Missing("grid.item_missing"))


def lock_code(tx: Tx, code: str) -> Item | None:
    """Read an item by its code, or None; whoever gives tasks under the same item waits, so that none counts too few."""
    return ITEMS.find(tx, "WHERE code = %s FOR UPDATE", (code,))


def same(item: Item, version: int) -> None:
    """Refuse to act on what has changed since it was read.

    :raises Conflict: grid.item_changed, facts version (the present one)
    """
    rows.same(item, version, Conflict("grid.item_changed"))


def save(tx: Tx, before: Item | None, after: Item) -> None:
    """Queue a fresh item, or what changed of one, and what the list in force becomes by it."""
    if before is None:
        ITEMS.insert(tx, after)
        return
    ITEMS.save(tx, before, after)
    if (before.state == "approved") != (after.state == "approved"):
        _enforce(tx, after)


def terms(db: Reader, *, on: date) -> dict[str, int]:
    """Give the time limits that hold on a local date, in working days, by stage."""
    values = settings.read(db, *TERMS.values(), on=on)
    return {stage: values.get(key) for stage, key in TERMS.items()}


def next_number(db: Reader, sequence: str, count: int = 1) -> list[int]:
    """Give numbers nobody else has had, of a sequence."""
    return [n for (n,) in db.all("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", (sequence, count))]


def version(db: Reader) -> int:
    """Give the version of the list; it grows with each change."""
    row = db.one("SELECT version FROM access_list")
    return int(row[0]) if row else 0


def page(db: Reader, ask: Ask, filters: list[Part]) -> tuple[list[Item], dict[str, str] | None]:
    """Give one page of a queue, and what to ask the next with, or None at the end."""
    parts = [QUEUES[ask.queue](ask), ask.scope.predicate(party="NULL::text"), *filters]
    return keyset.page(db, ITEMS, CREATED, parts, limit=ask.limit, after=ask.after)


def page_in_force(
    db: Reader, at: datetime, filters: list[Part], *, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Item], dict[str, str] | None]:
    """Give one page of what was, is or will be in force at an instant, as far as is known now."""
    parts = [("entered_at IS NOT NULL", []), (IN_FORCE, [at, at]), *filters]
    return keyset.page(db, ITEMS, ENTERED, parts, limit=limit, after=after)


def _enforce(tx: Tx, item: Item) -> None:
    """Queue that an item comes into force or leaves it, at the instant of the act but not before its first day."""
    at = item.changed_at
    if item.state == "approved":
        tx.later(OPEN, (item.id, max(at, _begin(item.valid_from)), _begin(item.valid_until)))
    else:
        tx.later(CLOSE, (at, item.id, at))
    tx.later("UPDATE access_list SET version = version + 1")


def _begin(on: date) -> datetime:
    return local(on)
