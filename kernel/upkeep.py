"""Keeps the kernel's own tables small, and measures what waits in them."""
from __future__ import annotations

import time
from typing import Any

from kernel import inbox, logs, metrics, once
from kernel.beat import Beat
from kernel.db import Database, SharedDatabase
from kernel.errors import Unavailable

MEASURED = 5.0  # seconds between two measurements
TIDIED = 600.0  # seconds between two tidyings
FULL = 1000  # rows `forget` deletes at most

WAITING = """
SELECT (SELECT count(*) FROM (SELECT FROM outbox LIMIT 10000) AS unsent),
       (SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0) FROM outbox),
       (SELECT count(*) FROM dead_letter WHERE replayed_at IS NULL)
"""
log = logs.get(__name__)


def measure(db: Database) -> None:
    """Set the gauges of what waits: unsent events (counted up to 10,000) and their age, dead letters."""
    row = db.one(WAITING)
    assert row is not None  # a SELECT without FROM gives one row
    metrics.OUTBOX_UNSENT.set(row[0])
    metrics.OUTBOX_OLDEST_SECONDS.set(float(row[1]))
    metrics.INBOX_DEAD.set(row[2])


def tidy(db: Database) -> int:
    """Delete keys and inbox rows past their time, in small batches, and give how many."""
    return sum(_all(forget, db) for forget in (once.forget, inbox.forget))


def _all(forget: Any, db: Database) -> int:
    """Repeat while batches are full; what passes its time meanwhile waits for the next tidying."""
    total = count = forget(db)
    while count >= FULL:
        count = forget(db)
        total += count
    return total


class Upkeep(Beat):
    """Measures and tidies while the service runs; any number of replicas may do so side by side."""

    shared = SharedDatabase()

    label = "upkeep"
    lead = MEASURED

    def start(self) -> None:
        self._next_tidy = time.monotonic() + TIDIED
        super().start()

    def beat(self) -> float:
        try:
            measure(self.shared.database)
            if time.monotonic() > self._next_tidy:
                self._next_tidy = time.monotonic() + TIDIED
                log.info("tables_tidied", rows=tidy(self.shared.database))
        except Unavailable as exc:
            log.warning("upkeep_delayed", code=exc.code)
        return MEASURED
