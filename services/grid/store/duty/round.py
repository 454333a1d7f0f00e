"""Rounds as rows, and the positions of their check-ins: read by their worker alone, deleted when their time is over."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel import page as keyset
from kernel import rows
from kernel.db import Database, Tx
from kernel.errors import Conflict, Missing
from kernel.page import Order, Part
from kernel.rows import Reader, Table
from services.grid.domain.duty.round import CheckIn, Round

ROUNDS = Table("duty_round", Round)
CHECK_INS = Table("check_in", CheckIn)
OPENED = Order("opened_at", descending=True)
FORGOTTEN = 1000

DAY = """
SELECT area, count(*), sum(check_ins)::bigint, sum(near)::bigint,
       coalesce(sum(extract(epoch FROM least(coalesce(closed_at, opened_at + make_interval(hours => %s)), %s) - opened_at))
                / 60, 0)::bigint
FROM duty_round WHERE opened_at >= %s AND opened_at < %s AND {scope} GROUP BY area ORDER BY area
"""

CLOSE_FORGOTTEN = """
WITH left_open AS (
    SELECT id FROM duty_round WHERE closed_at IS NULL AND opened_at <= %(now)s - make_interval(hours => %(hours)s)
    ORDER BY opened_at LIMIT %(most)s FOR UPDATE SKIP LOCKED)
UPDATE duty_round AS round SET closed_at = opened_at + make_interval(hours => %(hours)s), closed_by = 'system',
    version = version + 1
FROM left_open WHERE round.id = left_open.id RETURNING 1
"""

FORGET = """
WITH old AS (
    SELECT round, id FROM check_in WHERE taken_at < %(before)s
    ORDER BY taken_at LIMIT %(most)s FOR UPDATE SKIP LOCKED)
DELETE FROM check_in USING old WHERE check_in.round = old.round AND check_in.id = old.id RETURNING 1
"""


@dataclass(frozen=True, slots=True)
class Walked:
    """What the rounds of one community and day amount to: no person, no position."""

    area: str
    rounds: int
    check_ins: int
    near: int
    minutes: int


def add(tx: Tx, round: Round) -> None:
    """Queue a fresh round; a worker has one open at a time."""
    tx.conflict("duty_round_one", Conflict("grid.round_already_open"))
    ROUNDS.insert(tx, round)


def lock(tx: Tx, id: str, account: str) -> Round:
    """Read an own round to change it; another's is as good as none.

    :raises Missing: grid.round_missing
    """
    return ROUNDS.need(tx, "WHERE id = %s AND account = %s FOR UPDATE", (id, account), missing=Missing("grid.round_missing"))


def get(db: Reader, id: str, account: str) -> Round:
    """Read an own round.

    :raises Missing: grid.round_missing
    """
    return ROUNDS.need(db, "WHERE id = %s AND account = %s", (id, account), missing=Missing("grid.round_missing"))


def same(round: Round, version: int) -> None:
    """Refuse to act on what has changed since it was read.

    :raises Conflict: grid.round_changed, facts version (the present one)
    """
    rows.same(round, version, Conflict("grid.round_changed"))


def save(tx: Tx, before: Round, after: Round) -> None:
    """Queue what changed of a round."""
    ROUNDS.save(tx, before, after)


def known(tx: Tx, round: str, ids: Iterable[str]) -> set[str]:
    """Give those of the ids that are kept already."""
    sql = "SELECT id::text FROM check_in WHERE round = %s AND id = ANY(%s::uuid[])"
    return {id for (id,) in tx.all(sql, (round, list(ids)))}


def add_check_ins(tx: Tx, round: str, rows: Iterable[CheckIn], *, at: datetime) -> None:
    """Queue places checked in at."""
    sql = (
        "INSERT INTO check_in (round, received_at, id, taken_at, longitude, latitude, site, near)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
    )
    for row in rows:
        place = (row.id, row.taken_at, row.longitude, row.latitude, row.site, row.near)
        tx.later(sql, (round, at, *place), prepared=True)


def track(db: Reader, round: str) -> list[CheckIn]:
    """Give the places of a round in the order they were taken; who asks must have read the round as its worker."""
    return CHECK_INS.all(db, "WHERE round = %s ORDER BY taken_at, id", (round,))


def page(
    db: Reader, account: str, *, limit: int, after: dict[str, Any] | None
) -> tuple[list[Round], dict[str, str] | None]:
    """Give one page of the own rounds, the latest first."""
    return keyset.page(db, ROUNDS, OPENED, [("account = %s", [account])], limit=limit, after=after)


def walked(
    db: Reader, scope: Part, *, since: datetime, until: datetime, hours: int, now: datetime
) -> list[Walked]:
    """Give what the rounds opened in a span amount to within a scope, by community. hours: after which a round ends."""
    condition, params = scope
    return [Walked(*row) for row in db.all(DAY.format(scope=condition), [hours, now, since, until, *params])]


def close_left(tx: Tx, account: str, *, hours: int, now: datetime) -> None:
    """End the worker's own round that was forgotten, so that a new one need not wait for the next look at the clock."""
    tx.run(
        "UPDATE duty_round SET closed_at = opened_at + make_interval(hours => %(hours)s), closed_by = 'system',"
        " version = version + 1 WHERE account = %(account)s AND closed_at IS NULL"
        " AND opened_at <= %(now)s - make_interval(hours => %(hours)s)",
        {"account": account, "hours": hours, "now": now},
    )


def close_forgotten(db: Database, *, hours: int, now: datetime) -> int:
    """End rounds open for longer than `hours`, at most FORGOTTEN, and give how many."""
    return len(db.all(CLOSE_FORGOTTEN, {"hours": hours, "now": now, "most": FORGOTTEN}))


def forget(db: Database, *, before: datetime) -> int:
    """Delete positions taken before an instant, at most FORGOTTEN, and give how many."""
    return len(db.all(FORGET, {"before": before, "most": FORGOTTEN}))
