"""How long the borders of a whole city take: 21,000 grids read, checked and written. `python -m bench.ground_import`."""
from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import psycopg2
from rich.console import Console

from bench import figure
from bench.figure import Figure
from bench.machine import ROOT
from kernel import clock, migrate
from kernel.db import Database
from services.grid.domain.ground import area
from services.grid.domain.ground.register import RegisteredArea
from services.grid.store.ground import ground
from tools import draw_ground, grids
from tools.postgres import Postgres

AREAS = ROOT / "deploy" / "divisions" / "dalian.csv"
GRIDS = 21_000
WANTED = 15.0  # seconds


def import_seconds(
    admin_url: str,
    file: Path,
    *,
    rounds: int = 3,
    tell: Callable[[str], None] = lambda line: None,
) -> tuple[float, ...]:
    """Import a file into the migrated database at `admin_url`, each round into an empty register, and give the seconds.

    file: GeoJSON as the generator draws it, root and communities included. What it needs of areas is registered first.
    """
    db = Database(admin_url, schema="grid", size=1, statement_timeout=grids.SECONDS)
    try:
        taken = []
        for number in range(rounds):
            _empty(db)
            taken.append(_round(db, file))
            tell(f"round {number + 1}: {taken[-1]:.2f} s")
        return tuple(taken)
    finally:
        db.close()


def _round(db: Database, file: Path) -> float:
    codes = set(grids.read(file).borders)
    register(db, codes)
    on, begun = clock.today(clock.now()), time.perf_counter()
    found = grids.read(file)
    grids.examine(db, file.name, found, on=on)
    if not found.sound:
        raise SystemExit(f"the ground drawn has faults: {found.cells[:3]} {found.faults[:3]}")
    grids.save(db, found, on=on)
    return time.perf_counter() - begun


def register(db: Database, codes: set[str]) -> None:
    """Register areas by their codes, with all above them up to the widest given."""
    root = min(codes, key=lambda code: (len(code.rstrip("0")), code))
    every = {above for code in codes for above in area.chain(code) if area.covers(root, above)}
    on = clock.today(clock.now())
    made = [
        RegisteredArea(code, code, area.level_of(code), None if code == root else area.parse(code).parent, on)
        for code in sorted(every)
    ]
    with db.transaction() as tx:
        ground.put(tx, ground.AREAS, made)


def _empty(db: Database) -> None:
    with db.transaction() as tx:
        tx.run("TRUNCATE grid, area, border_version CASCADE")


def drawn(folder: Path, outlines: Path | None, count: int) -> Path:
    """Draw the ground to import into a folder, and give the file."""
    found = draw_ground.communities(AREAS)
    grounds = draw_ground.outlines(outlines) if outlines else draw_ground.made_up(sorted(found), count, draw_ground.SEED)
    path = folder / "ground.geojson"
    draw_ground.write(draw_ground.draw(draw_ground.Plan(found, grounds, count)), path)
    return path


@contextlib.contextmanager
def private(folder: Path) -> Iterator[str]:
    """Run a database of our own, migrated, and give its address."""
    server = Postgres(folder / "postgres")
    try:
        server.start()
        with contextlib.closing(psycopg2.connect(server.url)) as conn:
            conn.autocommit = True
            conn.cursor().execute("CREATE DATABASE ground")
        url = server.url_for("ground")
        migrate.apply(url, dict.fromkeys(migrate.SERVICES, "measured"))
        yield url
    finally:
        server.drop()


@click.command()
@click.option("--outlines", type=click.Path(exists=True, path_type=Path), help="GeoJSON of real districts; made up if none")
@click.option("--grids", "count", default=GRIDS, type=click.IntRange(1))
@click.option("--rounds", default=3, type=click.IntRange(1))
def main(outlines: Path | None, count: int, rounds: int) -> None:
    """Measure the import of borders on a database of our own."""
    console = Console(width=120)
    with tempfile.TemporaryDirectory() as name:
        file = drawn(Path(name), outlines, count)
        with private(Path(name)) as url:
            taken = import_seconds(url, file, rounds=rounds, tell=console.print)
    one = Figure(f"borders of {count:,} grids, read, checked and written", "s", taken, f"<={WANTED:g}")
    figure.show(console, f"{rounds} rounds", [one])


if __name__ == "__main__":
    main()
