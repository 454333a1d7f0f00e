"""Gives every method the call it serves with a grid worker's ground as their posts of today have it, from memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from kernel import clock, defect, logs
from kernel.beat import Beat
from kernel.call import Actor, Call, CallProvider
from kernel.db import SharedDatabase
from kernel.errors import Unavailable
from kernel.rows import Reader
from services.grid.domain.staff.standing import ground
from services.grid.store.staff import staff as store

PERIOD = 1.0  # seconds between two looks at the version
BOUND = "grid_worker"
log = logs.get(__name__)


class Standing:
    """Who stands where today, as one process knows it; refreshed when posts change and when a day begins."""

    def __init__(self, db: Callable[[], Reader], *, today: Callable[[], date] = clock.today) -> None:
        self._db, self._today = db, today
        self._lock = threading.Lock()
        self._read: tuple[int, date] | None = None
        # both change in one assignment, so that nobody is served by half of a reading
        self._known: tuple[Mapping[str, tuple[str, ...]], frozenset[str]] = ({}, frozenset())

    def seen(self, actor: Actor) -> Actor:
        """Give an actor with the ground of their posts; others than grid workers as they are.

        :raises Unavailable: database.*, while nothing was ever read
        """
        if actor.role != BOUND:
            return actor
        if self._read is None:
            self.refresh()
        area, *also = ground(actor.id, actor.area, *self._known) or ("",)
        return replace(actor, area=area, also=tuple(also))

    def refresh(self) -> None:
        """Read anew who stands where, when it changed since the last reading or the day did.

        :raises Unavailable: database.*
        """
        with self._lock:
            db, on = self._db(), self._today()
            # the version first: a change that comes between is then read once too often, never missed
            found = (store.version(db), on)
            if found == self._read:
                return
            posts, former = store.list_reaches(db, on=on), store.list_former(db, on=on)
            self._known, self._read = (posts, former), found
            log.info("staff_read", version=found[0], people=len(former))


class StandingCallProvider(Beat, CallProvider):
    """Gives a service method the call it serves, as `self.call`, with the ground of the caller's posts."""

    shared = SharedDatabase()
    label = "staff-watch"

    def setup(self) -> None:
        super().setup()
        self.standing = Standing(lambda: self.shared.database)

    def get_dependency(self, worker_ctx: Any) -> Call:
        call = Call.of(worker_ctx.data)
        return replace(call, actor=self.standing.seen(call.actor))

    def beat(self) -> float:
        try:
            self.standing.refresh()
        except Unavailable as failure:
            log.warning("staff_check_failed", code=failure.code)
        except Exception as error:  # who is known to stand somewhere must go on working
            defect.tell("staff_watch_defect", self.shared.database.schema, error)
        return PERIOD
