"""Gives every method of the service the ground in memory, read again soon after it changed."""
from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from threading import Lock
from typing import Any

from nameko.extensions import DependencyProvider

from kernel import clock, logs
from kernel.db import SharedDatabase
from kernel.errors import Unavailable
from kernel.rows import Reader
from services.grid.domain.territory import Territory, build
from services.grid.store import ground as store

CHECK_SECONDS = 2.0
log = logs.get(__name__)


class Watch:
    """The ground of one process. At most one caller each CHECK_SECONDS asks the database whether it changed.

    db: gives the database, asked late because it opens with the process. tick: seconds that only grow. today: local date.
    """

    def __init__(
        self,
        db: Callable[[], Reader],
        *,
        tick: Callable[[], float] = time.monotonic,
        today: Callable[[], date] = clock.today,
    ) -> None:
        self._db, self._tick, self._today = db, tick, today
        self._lock = Lock()
        self._checked_at = -CHECK_SECONDS
        self._read: tuple[int, date] | None = None
        self._territory: Territory | None = None

    def now(self) -> Territory:
        """Give the ground as of at most CHECK_SECONDS ago.

        :raises Unavailable: grid.ground_empty, before a district is loaded; database.* while nothing was ever read
        """
        # those who come while another asks are served what is known; only the very first wait for each other
        if self._due() and self._lock.acquire(blocking=self._territory is None):
            try:
                self._check()
            finally:
                self._lock.release()
        if self._territory is None:
            raise Unavailable("grid.ground_empty")
        return self._territory

    def _due(self) -> bool:
        return self._territory is None or self._tick() - self._checked_at >= CHECK_SECONDS

    def _check(self) -> None:
        if not self._due():
            return
        self._checked_at = self._tick()
        try:
            self._refresh(self._db())
        except Unavailable as failure:
            if self._territory is None:
                raise
            # what is known still answers; what needs the database will say so itself
            log.warning("ground_check_failed", code=failure.code)

    def _refresh(self, db: Reader) -> None:
        # the version first: a change that comes between is then read once too often, never missed.
        # the day counts too, because an area may begin or end with it
        on = self._today()
        found = (store.version(db), on)
        if found == self._read:
            return
        self._territory = build(
            areas=store.list_areas(db, on=on),
            grids=store.list_grids(db, on=on),
            units=store.list_units(db),
            case_types=store.list_case_types(db),
            periods=store.list_periods(db),
            version=found[0],
        )
        self._read = found
        log.info("ground_read", version=found[0], grids=len(self._territory.grids) if self._territory else 0)


class TerritoryProvider(DependencyProvider):
    """Gives a service method the watch over the ground: `self.territory.now()`."""

    shared = SharedDatabase()
    watch: Watch

    def setup(self) -> None:
        self.watch = Watch(lambda: self.shared.database)

    def get_dependency(self, worker_ctx: Any) -> Watch:
        return self.watch
