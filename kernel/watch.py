"""Runs the sweep of deadlines inside each service process."""
from __future__ import annotations

from datetime import datetime, timedelta

from kernel import clock, deadline_sweep, defect, logs, metrics
from kernel.beat import Beat
from kernel.calendar import SharedCalendar
from kernel.db import SharedDatabase
from kernel.errors import Unavailable

PERIOD = 1.0  # seconds between two sweeps
REFRESH = timedelta(seconds=60)  # between two looks for a new calendar

log = logs.get(__name__)


class WatchProvider(Beat):
    """Tells of deadlines each second, in every replica; declare it on a service that opens clocks.

    After an import of days it reckons the affected clocks again. While the database is away it waits and tries again.
    """

    shared = SharedDatabase()
    calendar = SharedCalendar()
    label = "deadline-watch"
    _refreshed_at: datetime | None = None

    def beat(self) -> float:
        try:
            self.look(clock.now())
        except Unavailable as exc:
            log.warning("deadline_watch_failed", code=exc.code)
        except Exception as exc:  # one bad row must not take the service down, again at each start
            defect.tell("deadline_watch_defect", self.shared.database.schema, exc)
        return PERIOD

    def look(self, now: datetime) -> None:
        """Tell what has passed by `now`, and once a minute follow the calendar."""
        deadline_sweep.sweep(self.shared.database, now)
        if self._refreshed_at is None or now - self._refreshed_at >= REFRESH:
            self._follow(now)
            self._refreshed_at = now

    def _follow(self, now: datetime) -> None:
        db = self.shared.database
        moved = deadline_sweep.recompute(db, self.calendar.refresh(), now)
        if moved:
            log.info("deadlines_moved", count=len(moved))
        metrics.DEADLINE_OVERDUE.set(deadline_sweep.overdue(db, now))
