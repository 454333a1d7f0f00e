"""Lets go of what is past its time where that needs nobody's word, and measures what waits."""
from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from kernel import clock, logs, metrics, retention, retention_own
from kernel.beat import Beat
from kernel.db import Database, SharedDatabase
from kernel.errors import Unavailable
from kernel.keep import ZONE, Keep
from kernel.retention import Rule

MEASURED = 5.0  # seconds between two measurements
TIDIED = 600.0  # seconds between two tidyings

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


def tidy(db: Database, rules: tuple[Rule, ...] = retention_own.RULES, keeps: Mapping[str, Keep] | None = None) -> int:
    """Let go of what goes by itself, in small batches, and give how many rows."""
    now = clock.now()
    chosen = keeps or {rule.name: rule.usual for rule in rules}
    return retention.tidy(db, rules, chosen, now=now, day=now.astimezone(ZONE).date().isoformat())


class Upkeep(Beat):
    """Measures and tidies while the service runs; any number of replicas may do so side by side.

    rules: what the service keeps, besides what every service does.
    """

    shared = SharedDatabase()

    label = "upkeep"
    lead = MEASURED

    def __init__(self, rules: tuple[Rule, ...] = ()):
        self.rules = (*retention_own.RULES, *rules)

    keeps: Mapping[str, Keep]

    def setup(self) -> None:
        super().setup()
        # a choice that cannot be kept ends the process here, before anything is let go of by mistake
        self.keeps = retention.chosen(self.rules, self.container.config["settings"].retention)

    def start(self) -> None:
        self._next_tidy = time.monotonic() + TIDIED
        super().start()

    def get_dependency(self, worker_ctx: Any) -> Upkeep:
        return self

    def beat(self) -> float:
        try:
            measure(self.shared.database)
            if time.monotonic() > self._next_tidy:
                self._next_tidy = time.monotonic() + TIDIED
                log.info("tables_tidied", rows=tidy(self.shared.database, self.rules, self.keeps))
        except Unavailable as exc:
            log.warning("upkeep_delayed", code=exc.code)
        return MEASURED
