"""Notices: written once per event, audience and template; read by the keys of a reader."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson

from kernel import clock
from kernel.db import Database, Tx
from services.notify.domain.audience import keys_of_reach
from services.notify.domain.rules import INBOX, Notice

# of an event's data: what templates may show, codes, dates and counts, nothing personal
PARAMS = (
    "number", "became_number", "stage", "due_at", "state", "area", "on",
    "week", "visits", "minutes", "missing", "missed", "sweeps", "month", "quarter", "cases", "accounts",
    "clients", "key", "ends_on", "attachment", "found",
    "item", "moved", "waiting", "leave_on", "review_on", "place", "was_place", "valid_from", "valid_until", "until",
    "score", "breaches", "sites", "checks", "failed", "unsolved", "grid",
)  # fmt: skip


def add(tx: Tx, event: dict[str, Any], notices: Iterable[Notice], now: datetime) -> None:
    """Queue notices of one event with the keys they are read by and their deliveries.

    A notice in the in-app inbox is delivered by being there.
    """
    params = {name: event["data"][name] for name in PARAMS if event["data"].get(name) is not None}
    for notice in notices:
        made = clock.new_id()
        tx.later(
            "INSERT INTO notice (id, event, round, audience, template, subject, params, at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            (
                made,
                event["id"],
                event["round"],
                notice.audience,
                notice.template,
                event["subject"],
                orjson.dumps(params).decode(),
                now,
            ),
            prepared=True,
        )
        _reach(tx, made, notice.audience)
        for channel in notice.channels:
            _deliver(tx, made, channel, now)


def _reach(tx: Tx, notice: str, audience: str) -> None:
    keys = list(keys_of_reach(audience))
    tx.later("INSERT INTO reach (audience, notice) SELECT unnest(%s::text[]), %s", (keys, notice), prepared=True)


def _deliver(tx: Tx, notice: str, channel: str, now: datetime) -> None:
    there = channel == INBOX
    tx.later(
        "INSERT INTO delivery (id, notice, channel, state, attempts, next_at, receipt, at, done_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            clock.new_id(),
            notice,
            channel,
            "delivered" if there else "waiting",
            1 if there else 0,
            None if there else now,
            "in-app" if there else None,
            now,
            now if there else None,
        ),
        prepared=True,
    )


def page(db: Database, keys: Iterable[str], account: str, before: str | None, limit: int) -> list[tuple[Any, ...]]:
    """Give (id, template, subject, params, at, read_at) of up to `limit` notices, newest first, older than `before`.

    Each key is one ordered walk of its index; the pages of all keys are merged.
    """
    walks: list[str] = []
    values: list[Any] = []
    for key in keys:
        walks.append(
            "(SELECT notice FROM reach WHERE audience = %s AND (%s::uuid IS NULL OR notice < %s::uuid)"
            " ORDER BY notice DESC LIMIT %s)"
        )
        values += [key, before, before, limit]
    sql = f"""SELECT n.id, n.template, n.subject, n.params, n.at, r.at
              FROM (SELECT notice FROM ({" UNION ".join(walks)}) AS w ORDER BY notice DESC LIMIT %s) AS p
              JOIN notice n ON n.id = p.notice
              LEFT JOIN reading r ON r.notice = n.id AND r.account = %s
              ORDER BY n.id DESC"""
    return db.all(sql, [*values, limit, account])


def read(tx: Tx, notice: str, keys: Iterable[str], account: str, now: datetime) -> bool:
    """Remember that an account read a notice; False when none of its keys reaches the notice."""
    known = tx.one("SELECT 1 FROM reach WHERE notice = %s AND audience = ANY(%s) LIMIT 1", (notice, list(keys)))
    if known:
        tx.later(
            "INSERT INTO reading (notice, account, at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            (notice, account, now),
        )
    return known is not None
