"""Load a district's files and the calendars into a migrated database: `python -m tools.load deploy/districts/xigang`.

All files are read and held against each other before anything is written. Loading the same again changes nothing.
"""
from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from kernel import calendar, clock
from kernel.db import Database
from services.grid.store import ground as store
from tools.agreement import disagreements
from tools.district import FILES, District, understand_district
from tools.sheet import Fault, Faulty

CALENDARS = (Path(__file__).resolve().parent.parent / "deploy" / "calendar" / "cn.csv",)
CALENDAR_SERVICES = ("grid", "petition", "mediation")
# a load of a whole city is one transaction; no caller waits for it
STATEMENT_SECONDS = 120.0
MARK = "district"


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be loaded, and where to. admin_url: a role that may write into every service's schema."""

    folder: Path
    admin_url: str
    calendars: Sequence[Path] = CALENDARS

    @contextmanager
    def database(self, service: str) -> Iterator[Database]:
        """Open the schema of one service."""
        made = Database(self.admin_url, schema=service, size=1, statement_timeout=STATEMENT_SECONDS)
        try:
            yield made
        finally:
            made.close()

    def digest(self) -> str:
        """Give a hash over all files, equal while none of them changes."""
        whole = hashlib.sha256()
        for path in (*(self.folder / name for name in FILES), *self.calendars):
            whole.update(f"{path.name}\0".encode())
            whole.update(hashlib.sha256(path.read_bytes()).digest() if path.exists() else b"absent")
        return whole.hexdigest()


def load(source: Source, *, watch: Callable[[Sequence[str]], Iterable[str]] = iter) -> dict[str, int]:
    """Load everything, and give how many rows each kind has; {} when the same files are loaded already.

    watch: goes through the names of the steps, to show how far it is.

    :raises Faulty: with every fault of every file; nothing is written then
    :raises Unavailable: database.*
    """
    digest = source.digest()
    with source.database("grid") as db:
        if store.find_digest(db, MARK) == digest:
            return {}
        found = understand(source)
        for name in watch(list(STEPS)):
            STEPS[name](source, found)
        with db.transaction() as tx:
            store.keep_digest(tx, MARK, digest)
    return found.counts()


def understand(source: Source) -> District:
    """Read all files and hold them against each other.

    :raises Faulty: with every fault
    """
    found = understand_district(source.folder)
    faults = disagreements(found) + [fault for path in source.calendars for fault in _calendar_faults(path)]
    if faults:
        raise Faulty(faults)
    return found


def _calendar_faults(path: Path) -> list[Fault]:
    try:
        calendar.read(path)
    except (OSError, ValueError) as error:
        return [Fault(path.name, 0, "", str(error))]
    return []


def _ground(source: Source, found: District) -> None:
    """Write areas, grids, units and kinds in one transaction; those who keep the ground in memory see it after that."""
    with source.database("grid") as db, db.transaction() as tx:
        store.put(tx, store.AREAS, found.registered_areas())
        store.put(tx, store.GRIDS, found.registered_grids())
        store.put(tx, store.UNITS, found.registered_units())
        store.put(tx, store.CASE_TYPES, found.kinds())
        store.put(tx, store.PERIODS, found.periods())
        store.touch(tx)


def _calendars(source: Source, found: District) -> None:
    """Import the days for every service that reckons with them; open clocks are reckoned again by the services."""
    for service in CALENDAR_SERVICES:
        with source.database(service) as db:
            for path in source.calendars:
                calendar.take(db, calendar.read(path), source=path.name, now=clock.now())


STEPS: dict[str, Callable[[Source, District], None]] = {"ground": _ground, "calendars": _calendars}


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--admin-url", envvar="LINLI_ADMIN_URL", required=True, help="database address that may write everywhere")
def main(folder: Path, admin_url: str) -> None:
    """Load the district in FOLDER."""
    console = Console()
    try:
        counts = load(Source(folder, admin_url), watch=lambda names: track(names, "loading", console=console))
    except Faulty as faulty:
        for fault in faulty.faults:
            console.print(str(fault), style="red", markup=False, highlight=False)
        console.print(f"{len(faulty.faults)} faults; nothing was loaded")
        sys.exit(1)
    console.print(", ".join(f"{n} {name}" for name, n in counts.items()) or "nothing changed since the last load")


if __name__ == "__main__":
    main()
