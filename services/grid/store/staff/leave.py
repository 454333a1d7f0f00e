"""Leaving as rows: who is gone, what they had open, and what moved to whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kernel.call import Actor
from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.rows import Reader, Table
from services.grid.domain.incident import Incident
from services.grid.domain.staff import leave as rule
from services.grid.domain.staff.leave import Leave, Moved
from services.grid.store import incident as incidents
from services.grid.store.incident import OPEN

LEAVES = Table("staff_leave", Leave)
MOVED = Table("staff_moved", Moved, key="leave, kind, subject")
GONE = """
SELECT EXISTS (SELECT FROM staff_leave WHERE account = %(who)s AND state = 'done'),
       EXISTS (SELECT FROM staff_post WHERE account = %(who)s AND valid_from <= %(on)s
               AND (valid_until IS NULL OR valid_until > %(on)s))
       OR EXISTS (SELECT FROM stand_in WHERE account = %(who)s AND valid_from <= %(on)s AND valid_until > %(on)s)
"""


def add(tx: Tx, leave: Leave) -> None:
    """Queue a leave.

    :raises Conflict: grid.leave_planned_already, when the transaction is sent
    """
    tx.conflict("staff_leave_once", Conflict("grid.leave_planned_already"))
    LEAVES.insert(tx, leave)


def get(db: Reader, id: str) -> Leave:
    """Read a leave.

    :raises Missing: grid.leave_missing
    """
    return LEAVES.get(db, id, Missing("grid.leave_missing"))


def lock(tx: Tx, id: str) -> Leave:
    """Read a leave to change it.

    :raises Missing: grid.leave_missing
    """
    return LEAVES.lock(tx, id, Missing("grid.leave_missing"))


def claim_due(tx: Tx, *, on: date, without: Iterable[str]) -> Leave | None:
    """Take one leave whose day has come, or None; another process that asks now takes another. without: ids passed over."""
    rest = (
        "WHERE state = 'planned' AND leave_on <= %s AND id <> ALL(%s::uuid[])"
        " ORDER BY leave_on, id LIMIT 1 FOR UPDATE SKIP LOCKED"
    )
    return LEAVES.find(tx, rest, (on, list(without)))


def list_open_grids(tx: Tx, account: str) -> list[str]:
    """Give the grids somebody has open incidents in."""
    sql = f"SELECT DISTINCT grid FROM incident WHERE handler = %s AND {OPEN} AND grid IS NOT NULL"
    return [grid for (grid,) in tx.all(sql, (account,))]


def lock_open_incidents(tx: Tx, account: str) -> list[Incident]:
    """Give the open incidents somebody handles, locked, in the order of their ids; those joined to another come last."""
    rest = f"WHERE handler = %s AND {OPEN} ORDER BY state = 'merged', id FOR UPDATE"
    return incidents.INCIDENTS.all(tx, rest, (account,))


def add_moved(tx: Tx, moved: Iterable[Moved]) -> None:
    """Queue the list of what moved."""
    for one in moved:
        MOVED.insert(tx, one)


def list_moved(db: Reader, leave: str) -> list[Moved]:
    """Give what moved when somebody left."""
    return MOVED.all(db, "WHERE leave = %s ORDER BY kind, subject", (leave,))


def stay(tx: Tx, actor: Actor, *, on: date) -> None:
    """Let a grid worker take work only while they are here; a leave that is being carried out is waited for.

    The lock is shared, so that workers do not wait for themselves; the question comes after it, for a question sent
    together with it would be answered as of before the wait.

    :raises Conflict: grid.staff_gone
    """
    if actor.role != "grid_worker":
        return
    tx.run("SELECT pg_advisory_xact_lock_shared(hashtextextended(current_schema() || '.staff/' || %s, 0))", (actor.id,))
    row = tx.one(GONE, {"who": actor.id, "on": on})
    assert row is not None  # a SELECT without FROM gives one row
    rule.still_here(left=row[0], standing=row[1])
