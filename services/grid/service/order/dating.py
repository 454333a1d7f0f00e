"""Brings the dates of work orders and supervision in line with their clocks after a change of the calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from kernel import deadline
from kernel.db import Tx
from services.grid.store.order import supervision, work

Date = Callable[[Tx, str, datetime | None], None]


def follow(put: Date, service: object, tx: Tx, subject: str) -> None:
    """Queue the date of the one clock that runs; safe to repeat."""
    for clock in deadline.lock(tx, subject).values():
        put(tx, subject, clock.due_at)


DATED: Mapping[str, Callable[[object, Tx, str], None]] = {
    "order": partial(follow, work.date),
    "supervision": partial(follow, supervision.date),
}
