"""Deliveries: claimed in batches, so that nothing is held open while a channel is called, and settled by receipt."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.db import Database, Tx

# a sender that died gives its deliveries free after this; one that lives has sent them by then, or they would go out twice
CLAIM_SECONDS, BATCH = 60, 50


@dataclass(frozen=True, slots=True)
class Delivery:
    """One notice on one channel, claimed. attempts: with the one about to be made. at: when it was asked for."""

    id: str
    notice: str
    channel: str
    attempts: int
    at: datetime
    audience: str
    template: str
    params: dict[str, Any]


def claim(db: Database, now: datetime, limit: int = BATCH) -> list[Delivery]:
    """Take up to `limit` due deliveries for this process, oldest first; replicas never take the same one."""
    sql = """WITH due AS (
               SELECT id FROM delivery WHERE state IN ('waiting', 'sending') AND next_at <= %(now)s
               ORDER BY next_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
             UPDATE delivery d SET state = 'sending', attempts = attempts + 1,
                    next_at = %(now)s + make_interval(secs => %(claim)s)
             FROM due, notice n WHERE d.id = due.id AND n.id = d.notice
             RETURNING d.id, d.notice, d.channel, d.attempts, d.at, n.audience, n.template, n.params"""
    return [Delivery(*row) for row in db.all(sql, {"now": now, "limit": limit, "claim": CLAIM_SECONDS})]


def delivered(tx: Tx, delivery: Delivery, receipt: str, now: datetime) -> None:
    """Queue the receipt of a delivery."""
    tx.later(
        "UPDATE delivery SET state = 'delivered', receipt = %s, done_at = %s, next_at = NULL WHERE id = %s",
        (receipt, now, delivery.id),
    )


def failed(tx: Tx, delivery: Delivery, reason: str, next_at: datetime | None, now: datetime) -> None:
    """Queue what came of a try that failed: another at `next_at`, or none ever."""
    tx.later(
        "UPDATE delivery SET state = %s, receipt = %s, next_at = %s, done_at = %s WHERE id = %s",
        ("waiting" if next_at else "failed", reason, next_at, None if next_at else now, delivery.id),
    )


def page(db: Database, state: str, after: str | None, limit: int) -> list[tuple[Any, ...]]:
    """Give (id, notice, channel, state, attempts, next_at, receipt, at, done_at), by id, after `after`."""
    sql = """SELECT id, notice, channel, state, attempts, next_at, receipt, at, done_at FROM delivery
             WHERE state = %s AND (%s::uuid IS NULL OR id > %s::uuid) ORDER BY id LIMIT %s"""
    return db.all(sql, (state, after, after, limit))


def revive(tx: Tx, delivery: str, now: datetime) -> tuple[Any, ...] | None:
    """Make a delivery that was given up due again, with all its tries, and give its (id, notice), or None."""
    sql = """UPDATE delivery SET state = 'waiting', attempts = 0, next_at = %s, done_at = NULL
             WHERE id = %s AND state = 'failed' RETURNING id, notice"""
    return tx.one(sql, (now, delivery))
