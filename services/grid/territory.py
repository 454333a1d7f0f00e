"""Gives every method of the service the ground in memory, brought up to date in the background when it changes."""
from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

from kernel import clock, defect, logs
from kernel.beat import Beat
from kernel.db import SharedDatabase
from kernel.errors import Invalid, Unavailable
from kernel.rows import Reader
from services.grid.domain.ground.known import Known
from services.grid.domain.ground.territory import Territory
from services.grid.store.ground import known as store

PERIOD = 0.3  # seconds between two looks at the version
# after one that failed: on a new day all is read, and a border nobody can read would have that begun anew at each look
PAUSE = 3.0
log = logs.get(__name__)


class Watch:
    """The ground of one process. Callers are served from memory; `refresh`, called in the background, follows changes.

    db: gives the database, asked late because it opens with the process. today: local date.
    """

    def __init__(self, db: Callable[[], Reader], *, today: Callable[[], date] = clock.today) -> None:
        self._db, self._today = db, today
        self._lock = threading.Lock()
        self._known: Known | None = None
        self._territory: Territory | None = None

    def now(self) -> Territory:
        """Give the ground as of the last refresh; the first callers wait for the first reading.

        :raises Unavailable: grid.ground_empty, before a district is loaded; database.* while nothing was ever read
        :raises Invalid: grid.border_faulty, while nothing was ever read
        """
        if self._territory is None:
            self.refresh()
        if self._territory is None:
            raise Unavailable("grid.ground_empty")
        return self._territory

    def refresh(self) -> None:
        """Bring the ground up to date, in one swap; what fails leaves the former ground in place.

        :raises Unavailable: database.*
        :raises Invalid: grid.border_faulty
        """
        with self._lock:
            known = store.current(self._db(), self._known, on=self._today())
            if known is not self._known:
                self._territory = known.territory()
                self._known = known
                log.info("ground_read", version=known.version, grids=len(known.grids))


class TerritoryProvider(Beat):
    """Gives a service method the watch over the ground: `self.territory.now()`."""

    shared = SharedDatabase()
    watch: Watch
    label = "ground-watch"
    _failing = ""

    def setup(self) -> None:
        super().setup()
        self.watch = Watch(lambda: self.shared.database)

    def get_dependency(self, worker_ctx: Any) -> Watch:
        return self.watch

    def beat(self) -> float:
        self._failing = self._look(self._failing)
        return PAUSE if self._failing else PERIOD

    def _look(self, failing: str) -> str:
        """Refresh once and give what failed, '' for nothing; what fails again and again is told once."""
        try:
            self.watch.refresh()
        except (Unavailable, Invalid) as failure:
            # what is known still answers; what needs the database will say so itself
            if failure.code != failing:
                log.warning("ground_check_failed", code=failure.code)
            return failure.code
        except Exception as error:  # the ground that is known must go on being served
            defect.tell("ground_watch_defect", self.shared.database.schema, error)
        return ""
