"""Parts as rows: read, lock, and what a step of the incident does to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kernel import page as keyset
from kernel.db import Tx
from kernel.errors import Missing
from kernel.page import Order
from kernel.page import Part as Condition
from kernel.rows import Reader, Table
from kernel.scope import Scope
from services.grid.domain.part.part import Part

PARTS = Table("part", Part)
GIVEN = Order("given_at")
NO_PARTY = "NULL::text"

# the lead's open part, or, once that is over, the last of the unit that still has the matter: it may be done anew
LEAD = """
UPDATE part SET state = %(state)s, version = version + 1,
    started_at = coalesce(started_at, CASE WHEN %(state)s IN ('started', 'done') THEN %(at)s::timestamptz END),
    ended_at = CASE WHEN %(ended)s THEN %(at)s::timestamptz END
WHERE id = (
    SELECT id FROM part WHERE incident = %(incident)s AND role = 'lead' AND state <> 'returned'
    ORDER BY given_at DESC, id DESC LIMIT 1)
"""


def add(tx: Tx, part: Part) -> None:
    """Queue a fresh part."""
    PARTS.insert(tx, part)


def move_lead(tx: Tx, incident: str, state: str, *, ended: bool, at: datetime) -> None:
    """Queue that the lead of an incident is so far."""
    tx.later(LEAD, {"incident": incident, "state": state, "ended": ended, "at": at}, prepared=True)


def date(tx: Tx, id: str, due_at: datetime | None) -> None:
    """Queue the date a change of the calendar has given a part."""
    tx.later("UPDATE part SET due_at = %s WHERE id = %s", (due_at, id))


def get(db: Reader, id: str) -> Part:
    """Read a part.

    :raises Missing: grid.part_missing
    """
    return PARTS.get(db, id, Missing("grid.part_missing"))


def lock(tx: Tx, id: str) -> Part:
    """Read a part to change it; lock its incident first, so that all who change both come in one order.

    :raises Missing: grid.part_missing
    """
    return PARTS.lock(tx, id, Missing("grid.part_missing"))


def of(db: Reader, incident: str) -> list[Part]:
    """Give the parts of an incident, the first given first."""
    return PARTS.all(db, "WHERE incident = %s ORDER BY given_at, role DESC, id", (incident,), prepared=True)


def page(
    db: Reader, scope: Scope, *, unit: str | None, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Part], dict[str, str] | None]:
    """Give one page of the parts that are not over, the longest given first, within a scope.

    unit: only those of it, None for all.
    """
    parts: list[Condition] = [("ended_at IS NULL", []), _reached(scope)]
    if unit:
        parts.append(("unit = %s", [unit]))
    return keyset.page(db, PARTS, GIVEN, parts, limit=limit, after=after)


def _reached(scope: Scope) -> Condition:
    """Give the condition of a scope: a unit reaches its own parts, an area those of the incidents in it."""
    if scope.unit is not None or scope.nothing:
        return scope.predicate(party=NO_PARTY)
    condition, params = scope.predicate(party=NO_PARTY)
    return f"incident IN (SELECT id FROM incident WHERE closed_at IS NULL AND ({condition}))", params
