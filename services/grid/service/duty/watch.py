"""Looks at the clock in each process and does what is due by itself: once, whoever of them does it."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from kernel import clock, defect, logs, outbox
from kernel.beat import Beat
from kernel.calendar import SharedCalendar
from kernel.call import Call
from kernel.db import Database, SharedDatabase
from kernel.errors import Unavailable
from kernel.keyring import read_keys
from kernel.seal import Sealer
from kernel.workdays import Calendar
from services.grid.domain.duty import round as rule
from services.grid.domain.duty.duty import Setting
from services.grid.domain.duty.schedule import Occasion
from services.grid.service.duty.job import JOBS, Hand, Job
from services.grid.store.duty import duty, job
from services.grid.store.duty import round as rounds

PERIOD = 20.0  # seconds between two looks

log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the clock. now: aware UTC."""

    db: Database
    seal: Sealer
    calendar: Calendar
    setting: Setting
    now: datetime


def look(db: Database, calendar: Calendar, seal: Sealer, now: datetime) -> None:
    """Do all that is due by `now`: every job's occasions that have no row yet, and the chores.

    A job that is broken is told as a defect and holds up no other. What an outage has left undone is done now.

    :raises Unavailable: database.*
    """
    found = Look(db, seal, calendar, duty.setting(db, on=clock.today(now)), now)
    for one in JOBS:
        _guarded(one.name, partial(_catch_up, found, one))
    for name, chore in CHORES.items():
        _guarded(name, partial(_repeat, found, chore))


def _catch_up(found: Look, one: Job) -> None:
    occasions = list(one.due(found.calendar, found.now, found.setting))
    done = job.done(found.db, one.name, [occasion.period for occasion in occasions]) if occasions else set()
    for occasion in sorted((left for left in occasions if left.period not in done), key=lambda left: left.on):
        while _turn(found, one, occasion):
            continue


def _turn(found: Look, one: Job, occasion: Occasion) -> bool:
    """Work one transaction at a job, and say whether another is needed.

    What it made, what it tells, and the row that says it is done are durable together. Another process at the same job is
    left to it.
    """
    with found.db.transaction() as tx:
        if not job.turn(tx, one.name) or job.done(tx, one.name, [occasion.period]):
            return False
        made = one.work(Hand(tx, found.seal, found.setting, found.now), occasion)
        outbox.append(tx, Call(now=found.now), made.events)
        if not made.more:
            job.keep(tx, one.name, occasion.period, found.now)
    if not made.more:
        log.info("duty_done", job=one.name, period=occasion.period, told=len(made.events))
    return made.more


Chore = Callable[[Database, Setting, datetime], int]

# what is done again and again, as safe twice as once: rows are claimed with SKIP LOCKED
CHORES: dict[str, Chore] = {
    "close_forgotten_rounds": lambda db, chosen, now: rounds.close_forgotten(db, hours=chosen.round_hours, now=now),
    "forget_positions": lambda db, chosen, now: rounds.forget(db, before=rule.kept_from(now, chosen.kept_days)),
}


def _repeat(found: Look, chore: Chore) -> None:
    while chore(found.db, found.setting, found.now) >= rounds.FORGOTTEN:
        continue


def _guarded(name: str, act: Callable[[], None]) -> None:
    try:
        act()
    except Unavailable:
        raise
    except Exception as exc:  # one broken job must not keep the others from their day
        defect.tell("duty_defect", name, exc)


class DutyProvider(Beat):
    """Looks at the clock every PERIOD seconds while the service runs, in every replica."""

    shared = SharedDatabase()
    calendar = SharedCalendar()
    label = "duty-watch"

    def setup(self) -> None:
        super().setup()
        self._sealer = Sealer(read_keys(self.container.config["settings"].seal_keys))

    def beat(self) -> float:
        try:
            look(self.shared.database, self.calendar.refresh(), self._sealer, clock.now())
        except Unavailable as exc:
            log.warning("duty_delayed", code=exc.code)
        return PERIOD
