"""Load a district's files and the calendars into a migrated database: `python -m tools.load deploy/districts/xigang`.

All files are read and held against each other before anything is written. Loading the same again changes nothing.
"""
from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from kernel import calendar, loaded
from kernel.db import Database
from kernel.errors import Unavailable
from kernel.keyring import read_keys
from kernel.seal import Sealer
from services.grid.store.ground import ground as store
from tools.agreement import disagreements
from tools.district import District, understand_district
from tools.loading import STEPS, People, Source, Step
from tools.sheet import Fault, Faulty


def load(source: Source, *, watch: Callable[[Sequence[Step]], Iterable[Step]] = iter) -> dict[str, int]:
    """Load everything that is not loaded yet, and give how many rows each kind has; {} when there was nothing to do.

    watch: goes through the steps, to show how far it is.

    :raises Faulty: with every fault of every file; nothing is written then
    :raises Unavailable: database.*
    """
    with source.database("grid") as db:
        due = _due(source, db)
        if not due:
            return {}
        found = understand(source)
        for step in watch(list(due)):
            step.write(source, found)
            with db.transaction() as tx:
                store.keep_digest(tx, step.name, due[step])
                loaded.tell(tx, f"district_{step.name}", digest=due[step], counts={})
    return found.counts()


def _due(source: Source, db: Database) -> dict[Step, str]:
    """Give the steps whose files are not those loaded last, with the digests of now."""
    digests = {step: step.digest(source) for step in STEPS if step.wanted(source)}
    return {step: digest for step, digest in digests.items() if store.find_digest(db, step.name) != digest}


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


def _people(password: str | None, keys: str | None) -> People | None:
    """Give what accounts need, None when no password is given. keys: as in LINLI_SEAL_KEYS, or the path of a file."""
    if not password:
        return None
    if not keys:
        raise click.UsageError("LINLI_SEAL_KEYS is needed beside the password: names are sealed")
    return People(Sealer(read_keys(Path(keys).read_text().strip() if keys.startswith("/") else keys)), password)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--admin-url", envvar="LINLI_ADMIN_URL", help="database address that may write everywhere")
@click.option("--check", is_flag=True, help="read everything and tell each fault; needs no database, writes nothing")
@click.option("--password-variable", default="LINLI_ACCOUNTS_PASSWORD", help="environment variable with the accounts' password")
def main(folder: Path, admin_url: str | None, check: bool, password_variable: str) -> None:
    """Load the district in FOLDER.

    Accounts are loaded when the password variable is set; the names in them are sealed with LINLI_SEAL_KEYS.
    """
    console = Console()
    try:
        if check:
            counts = understand(Source(folder, "")).counts()
            console.print("sound: " + ", ".join(f"{n} {name}" for name, n in counts.items()))
            return
        if not admin_url:
            raise click.UsageError("--admin-url or LINLI_ADMIN_URL is needed to load; --check needs neither")
        people = _people(os.environ.get(password_variable), os.environ.get("LINLI_SEAL_KEYS"))
        source = Source(folder, admin_url, people=people)
        counts = load(source, watch=lambda steps: track(steps, "loading", console=console))
    except Faulty as faulty:
        for fault in faulty.faults:
            console.print(str(fault), style="red", markup=False, highlight=False, soft_wrap=True)
        console.print(f"{len(faulty.faults)} fault{'s' * (len(faulty.faults) > 1)}; nothing was loaded")
        sys.exit(1)
    except Unavailable as failure:
        console.print(f"the database does not take it: {failure}; what is not loaded yet is loaded by the same command")
        sys.exit(1)
    console.print(", ".join(f"{n} {name}" for name, n in counts.items()) or "nothing changed since the last load", soft_wrap=True)
    if people is None:
        console.print(f"accounts and posts were left out: {password_variable} is not set")


if __name__ == "__main__":
    main()
