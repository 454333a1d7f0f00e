"""Gives every method of the service what the district has chosen from memory, brought up to date when somebody chooses."""
from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kernel import defect, logs
from kernel.beat import Beat
from kernel.db import SharedDatabase
from kernel.errors import Unavailable
from kernel.obligation import Limit
from kernel.rows import Reader
from services.grid.domain import periods
from services.grid.domain.setting.chosen import Chosen, Values, standing
from services.grid.store.setting import setting as store

PERIOD = 0.3  # seconds between two looks at how many choices there are
log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Day:
    """What holds on one local date. limits: the usual limit of each stage, of dangers and of what is none."""

    on: date
    values: Values
    limits: Mapping[bool, Mapping[str, Limit]]


class Choices:
    """The choices of a district as one process knows them. Callers are served from memory; `refresh` follows what is made.

    db: gives the database, asked late because it opens with the process.
    """

    def __init__(self, db: Callable[[], Reader]) -> None:
        self._db = db
        self._lock = threading.Lock()
        self._rows: tuple[Chosen, ...] | None = None
        self._day: Day | None = None

    def on(self, day: date) -> Day:
        """Give what holds on a local date; the first callers wait for the first reading.

        :raises Unavailable: database.*, while nothing was ever read
        """
        if self._rows is None:
            self.refresh()
        known = self._day
        if known is None or known.on != day:
            known = self._day = _day(self._rows or (), day)
        return known

    def refresh(self) -> None:
        """Read what was chosen, when there is more of it than is known; what fails leaves what is known in place.

        :raises Unavailable: database.*
        """
        with self._lock:
            db = self._db()
            # rows are only ever added, and what is known is committed: as many are the same ones
            if self._rows is not None and store.count(db) == len(self._rows):
                return
            self._rows, self._day = tuple(store.every(db)), None
            log.info("choices_read", count=len(self._rows))


def _day(rows: tuple[Chosen, ...], on: date) -> Day:
    values = standing(rows, on)
    return Day(on, values, {urgent: periods.usual(values.get, urgent=urgent) for urgent in (False, True)})


class ChoicesProvider(Beat):
    """Gives a service method what the district has chosen: `self.choices.on(day)`."""

    shared = SharedDatabase()
    choices: Choices
    label = "choices-watch"

    def setup(self) -> None:
        super().setup()
        self.choices = Choices(lambda: self.shared.database)

    def get_dependency(self, worker_ctx: Any) -> Choices:
        return self.choices

    def beat(self) -> float:
        try:
            self.choices.refresh()
        except Unavailable as failure:
            log.warning("choices_check_failed", code=failure.code)
        except Exception as error:  # what is known to be chosen must go on holding
            defect.tell("choices_watch_defect", self.shared.database.schema, error)
        return PERIOD
