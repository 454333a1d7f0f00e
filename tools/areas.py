"""Import areas of any number into a migrated database: `python -m tools.areas --root 210200000000 FILE...`.

Files are CSV or .xlsx, in the shape of the statistical divisions (a community in each row, with all above it) or with the
columns code, name, level, parent, valid_from, valid_until. All or nothing; the same files again change nothing.
"""
from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, astuple
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from kernel import clock, loaded
from kernel.db import Database, Tx
from kernel.errors import Conflict, Invalid, Unavailable
from services.grid.domain.ground import area
from services.grid.domain.ground.level import Level
from services.grid.store.ground import area_import as store
from services.grid.store.ground import level as levels_store
from services.grid.store.ground.area_import import Brought, Staged
from tools.area_rows import Reading, read_levels
from tools.sheet import Fault, Faulty, said

STATEMENT_SECONDS = 120.0
FAULTS_SHOWN = 50


def bring(
    tx: Tx, rows: Iterable[Staged], faults: list[Fault], *, today: date, seen: Callable[[int], None] = lambda count: None
) -> Brought:
    """Take rows into the register within a transaction.

    faults: what their reading has found, filled while they are read. seen: is told how many rows were read.

    :raises Faulty: with every fault of every row; the caller's transaction is rolled back by it
    """
    for count in store.stage(tx, rows):
        seen(count)
    root = store.root_of(tx)
    if not root and not faults:
        raise Faulty([Fault("areas", 0, "parent", "one area has no parent, the root itself; here none")])
    found = store.wrong(tx, root=root, prefix=area.read(root).prefix, today=today) if root else []
    faults = faults + [Fault(*astuple(one)) for one in found]
    if faults:
        raise Faulty(faults)
    return store.take(tx, today=today)


def put_levels(tx: Tx, levels: Iterable[Level], file: str) -> bool:
    """Write levels, and tell whether any differs.

    :raises Faulty: when codes of a level exist that is changed or taken away
    """
    try:
        changed = levels_store.put(tx, levels)
    except Conflict as conflict:
        name = conflict.facts["level"]
        raise Faulty([Fault(file, 0, "level", f"areas with codes of {name} exist; it stays as it is")]) from conflict
    tx.flush()
    return changed


def import_files(
    db: Database,
    paths: Iterable[Path],
    *,
    root: str = "",
    on: date | None = None,
    levels: Path | None = None,
    only_root: bool = False,
    today: date | None = None,
    seen: Callable[[int], None] = lambda count: None,
) -> Brought:
    """Import files in one transaction.

    root: code of the deployment's root; needed once, when no row says it by having no parent. on: from when rows of the
    statistical divisions are valid, today when None.

    :raises Faulty: with every fault; nothing is written then
    :raises Unavailable: database.*
    """
    day, files = today or clock.today(), list(paths)
    with db.transaction() as tx:
        _levels(tx, levels)
        kept = _root(tx, root)
        reading = Reading(levels_store.read(tx), kept, on or day, only_root)
        found = bring(tx, _rows(reading, files), reading.faults, today=day, seen=seen)
        if found.changed:
            loaded.tell(tx, "areas", digest=loaded.digest(files), counts=asdict(found))
    return found


def _rows(reading: Reading, paths: Iterable[Path]) -> Iterator[Staged]:
    for path in paths:
        yield from reading.rows(path)


def _levels(tx: Tx, path: Path | None) -> None:
    if path is None:
        return
    faults: list[Fault] = []
    found = read_levels(path, faults)
    if faults:
        raise Faulty(faults)
    put_levels(tx, found, path.name)


def _root(tx: Tx, named: str) -> str:
    """Give the root: the register's, or the one named.

    :raises Faulty: when both are there and differ, or the one named is no code
    """
    row = tx.one("SELECT code FROM area WHERE parent IS NULL AND valid_until IS NULL")
    kept = str(row[0]) if row else ""
    try:
        named = area.parse(named).code if named else kept
    except Invalid as invalid:
        raise Faulty([Fault("--root", 0, "", said(invalid))]) from invalid
    if kept and named != kept:
        raise Faulty([Fault("--root", 0, "", f"the register's root is {kept}, not {named}")])
    return named


def write_report(path: Path, faults: Iterable[Fault]) -> None:
    """Write faults as a CSV file that spreadsheets open."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("file", "row", "column", "problem"))
        writer.writerows(astuple(fault) for fault in faults)


def say(console: Console, found: Brought) -> None:
    """Say what an import did."""
    if not found.changed:
        console.print(f"nothing changed: {found.unchanged + found.older} rows say what the register says")
    else:
        console.print(f"{found.added} areas added, {found.renamed} renamed, {found.ended} ended, {found.unchanged} unchanged")
    if found.older:
        console.print(f"{found.older} rows give a name from before one the register has now; they changed nothing")


@click.command()
@click.argument("files", type=click.Path(exists=True, dir_okay=False, path_type=Path), nargs=-1, required=True)
@click.option("--admin-url", envvar="LINLI_ADMIN_URL", required=True, help="database address that may write everywhere")
@click.option("--root", default="", help="12-digit code of the root of the deployment; needed the first time")
@click.option("--only-root", is_flag=True, help="leave out rows outside the root instead of refusing them")
@click.option("--on", type=date.fromisoformat, help="from when the areas are valid; today when left out")
@click.option("--levels", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="file of levels to set first")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="file to write the faults to, as CSV")
def main(files: tuple[Path, ...], admin_url: str, report: Path | None, **options: Any) -> None:
    """Import the areas in FILES."""
    console = Console()
    db = Database(admin_url, schema="grid", size=1, statement_timeout=STATEMENT_SECONDS)
    try:
        with Progress(console=console, transient=True) as progress:
            task = progress.add_task("areas read", total=None)
            found = import_files(db, files, seen=lambda count: progress.advance(task, count), **options)
    except Faulty as faulty:
        _tell(console, faulty, report)
        sys.exit(1)
    except Unavailable as failure:
        console.print(f"the database does not take it: {failure}; the same command again is safe")
        sys.exit(1)
    finally:
        db.close()
    say(console, found)


def _tell(console: Console, faulty: Faulty, report: Path | None) -> None:
    for fault in faulty.faults[:FAULTS_SHOWN]:
        console.print(str(fault), style="red", markup=False, highlight=False, soft_wrap=True)
    more = len(faulty.faults) - FAULTS_SHOWN
    if more > 0:
        console.print(f"and {more} more" + ("" if report else "; --report FILE writes them all"))
    console.print(f"{len(faulty.faults)} faults; nothing was imported")
    if report:
        write_report(report, faulty.faults)
        console.print(f"all of them are in {report}")


if __name__ == "__main__":
    main()
