"""Who writes looks down in a process, and room for those of months to come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from typing import Any

from kernel import logs
from kernel.beat import Beat
from kernel.db import Database, SharedDatabase
from kernel.errors import Unavailable
from services.gateway.access import store
from services.gateway.access.noting import Noting
from services.gateway.access.writer import Writer

KEPT = timedelta(days=3 * 365 + 1)  # without a choice of the tenant
AHEAD = 2  # months that have room before they come
PERIOD = 3600.0
log = logs.get(__name__)


class NotingProvider(Beat):
    """Gives a service its `Noting`, and sees to it that the months to come have room."""

    shared = SharedDatabase()
    label = "look-keeper"

    @cached_property
    def noting(self) -> Noting:
        """Give the one `Noting` of this process's answers: its callers share what is written in one go."""
        return noting_of(self.shared.database)

    def get_dependency(self, worker_ctx: Any) -> Noting:
        return self.noting

    def stop(self) -> None:
        super().stop()
        self.noting.finish()

    def beat(self) -> float:
        try:
            made = store.ahead(self.shared.database, AHEAD)
            if made:
                log.info("look_months_made", months=made)
        except Unavailable as exc:
            log.warning("look_months_delayed", code=exc.code)
            return PERIOD / 60
        return PERIOD


def noting_of(database: Database) -> Noting:
    """Give what writes looks down in this database."""
    return Noting(Writer(partial(store.add, database)))


def whole_days(since: datetime | None, until: datetime | None, *, now: datetime) -> tuple[datetime, datetime]:
    """Give the span that is asked for, everything that is kept where nothing is said."""
    return since or now.astimezone(UTC) - KEPT, until or now
