"""The calendar of a process: days loaded from rows, and the import of a file of days."""
from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import get_args

from nameko.extensions import DependencyProvider, SharedExtension

from kernel.db import Database, SharedDatabase
from kernel.errors import Unavailable
from kernel.office import OfficeHours
from kernel.workdays import Calendar, Day, Kind, Status

LOCK = 0x43414C45  # one import at a time

UPSERT = """
INSERT INTO work_calendar AS known (day, kind, source, status)
SELECT * FROM unnest(%s::date[], %s::text[], %s::text[], %s::text[])
ON CONFLICT (day) DO UPDATE SET kind = excluded.kind, source = excluded.source, status = excluded.status
WHERE (known.kind, known.status) IS DISTINCT FROM (excluded.kind, excluded.status)
RETURNING day
"""

NUMBER = """
INSERT INTO work_calendar_change (no, at, source, first_on, last_on)
SELECT coalesce(max(no), 0) + 1, %s, %s, %s, %s FROM work_calendar_change RETURNING no
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a calendar file. kind: work, rest, holiday, makeup. status: official, provisional."""

    day: date
    kind: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Change:
    """What an import changed. version: of the calendar after it. first_on, last_on: around the days that changed."""

    version: int
    days: int
    first_on: date
    last_on: date


def read(path: Path) -> list[Entry]:
    """Read a calendar file with the columns day, kind, source, status.

    :raises ValueError: naming the line at fault
    """
    with path.open(encoding="utf-8", newline="") as file:
        entries = [_entry(number, row) for number, row in enumerate(csv.DictReader(file), start=2)]
    if len({entry.day for entry in entries}) != len(entries):
        raise ValueError(f"{path.name}: a day stands twice")
    return entries


def _entry(number: int, row: dict[str, str]) -> Entry:
    try:
        entry = Entry(date.fromisoformat(row["day"]), row["kind"], row["source"], row["status"])
    except (KeyError, TypeError, ValueError) as exc:
        raise ValueError(f"line {number} is no day of a calendar") from exc
    if entry.kind not in get_args(Kind) or entry.status not in get_args(Status):
        raise ValueError(f"line {number} says {entry.kind!r}, {entry.status!r} of a day")
    return entry


def take(db: Database, entries: list[Entry], *, source: str, now: datetime) -> Change | None:
    """Import days over those known -> what changed, or None when nothing did.

    source: name of the file. Reckon open clocks again afterwards with `deadline_sweep.recompute`.
    """
    columns = [[getattr(entry, name) for entry in entries] for name in ("day", "kind", "source", "status")]
    with db.transaction() as tx:
        tx.run("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (LOCK, db.schema))
        changed = [day for (day,) in tx.all(UPSERT, columns)]
        if not changed:
            return None
        first, last = min(changed), max(changed)
        numbered = tx.one(NUMBER, (now, source, first, last))
    return Change(numbered[0], len(changed), first, last) if numbered else None


def version(db: Database) -> int:
    """Give the version of the calendar in the rows, 0 when nothing was imported yet."""
    found = db.one("SELECT coalesce(max(no), 0) FROM work_calendar_change")
    return int(found[0]) if found else 0


def load(db: Database, hours: OfficeHours | None = None) -> Calendar:
    """Give the calendar of the rows.

    The version is read first: should an import come between, the calendar passes for older than it is, and what was
    reckoned with it is reckoned again.
    """
    number = version(db)
    days = {day: Day(kind, status) for day, kind, status in db.all("SELECT day, kind, status FROM work_calendar")}
    return Calendar(days, number, hours or OfficeHours())


class SharedCalendar(SharedExtension):
    """The one calendar of a process, loaded when first asked for and again after an import."""

    shared = SharedDatabase()
    _loaded: Calendar | None = None

    def setup(self) -> None:
        self._hours = OfficeHours.parse(self.container.config["settings"].office_hours)

    def current(self) -> Calendar:
        """Give the calendar as this process knows it."""
        return self._loaded or self.refresh()

    def foreseen(self) -> Calendar:
        """Give a calendar that knows rules only; what is reckoned with it is provisional and reckoned again."""
        return Calendar({}, 0, self._hours)

    def refresh(self) -> Calendar:
        """Give the calendar as it stands in the rows, reading the days only when there is a new version."""
        db = self.shared.database
        if self._loaded is None or self._loaded.version != version(db):
            self._loaded = load(db, self._hours)
        return self._loaded


class CalendarProvider(DependencyProvider):
    """Gives a service method the current Calendar, as `self.calendar`."""

    shared = SharedCalendar()

    def get_dependency(self, worker_ctx: object) -> Calendar:
        try:
            return self.shared.current()
        except Unavailable:  # nameko ends the process on a provider that raises; the act itself will say that it is away
            return self.shared.foreseen()
