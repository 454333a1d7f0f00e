"""Load the borders of grids from a GeoJSON file of up to 128 MB: `python -m tools.grids ground.geojson`.

Each feature is a grid with the properties code, name, kind, households, valid_from, and community where the code does not
begin with it; or an area with code and kind (district, street, community), which gives it a border. All borders are checked
together, and all are written or none. The same file again changes nothing.
"""
from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import click
import shapely
from rich.console import Console
from rich.progress import Progress

from kernel import clock, loaded
from kernel.db import Database
from kernel.errors import Failure, Unavailable
from kernel.rows import Reader
from services.grid.domain.border.check import check
from services.grid.domain.border.drawn import DRAWN_KINDS, LAYER, Bounds, Drawn, Kept
from services.grid.domain.border.fault import Fault as BorderFault
from services.grid.domain.border.fault import is_sound
from services.grid.domain.border.ring import crossings, understand
from services.grid.domain.grid import scheme
from services.grid.domain.ground.area import AREA
from services.grid.domain.ground.register import LEVELS, Grid
from services.grid.store.border import border as store
from services.grid.store.ground import ground as ground_store
from tools import border_report, geojson
from tools.border_report import Report
from tools.cell import Cell, choice, day, optional, text, whole
from tools.feature import cells_of
from tools.regrid import regrid
from tools.sheet import LARGEST, Fault, Row, said
from tools.sheet import understand as understood

SECONDS = 120.0  # a load of a whole city is one transaction; no caller waits for it


def community_code(cell: str) -> str:
    """Read the 12 digits of a community."""
    if not AREA.fullmatch(cell):
        raise ValueError(f"'{cell}' is no code of a community")
    return cell


GRID_CELLS: dict[str, Cell] = {
    "code": text,
    "community": optional(community_code),
    "name": text,
    "kind": choice(*DRAWN_KINDS),
    "households": whole,
    "valid_from": day,
    "valid_until": optional(day),
}
AREA_CELLS: dict[str, Cell] = {"code": community_code, "kind": choice(*LEVELS)}


@dataclass(slots=True)
class Found:
    """What a file holds. rows, drawn: of grids, in the same order. borders: of areas, by code. bounds: once known."""

    rows: list[Row] = field(default_factory=list)
    drawn: list[Drawn] = field(default_factory=list)
    borders: dict[str, dict[str, Any]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    cells: list[Fault] = field(default_factory=list)
    faults: list[BorderFault] = field(default_factory=list)
    bounds: Bounds | None = None

    @property
    def sound(self) -> bool:
        """Whether it may be written."""
        return not self.cells and is_sound(self.faults)


def read(path: Path, *, only: str = "", told: Callable[[int], None] = lambda count: None) -> Found:
    """Read a file whole; what is wrong with rows stands in `cells`. only: prefix of the communities to take, '' for all."""
    found = Found()
    if path.stat().st_size > LARGEST:  # checked together, all borders are in memory: ten times the file
        found.cells.append(Fault(path.name, 0, "", f"is larger than {LARGEST >> 20} MB; give one file for each district"))
        return found
    for number, feature in geojson.features(path, found.cells, told=told):
        given = cells_of(feature)
        is_area = given.get("kind") in LEVELS
        row = understood(path.name, number, given, AREA_CELLS if is_area else GRID_CELLS, found.cells)
        if row and _new(row, found):
            (_take_area if is_area else _take_grid)(row, feature.get("geometry"), only, found)
    return found


def _new(row: Row, found: Found) -> bool:
    code = row.values["code"]
    if code in found.numbers:
        found.cells.append(row.fault("code", f"stands twice: {code} is row {found.numbers[code]} too"))
        return False
    found.numbers[code] = row.number
    return True


def _take_area(row: Row, geometry: Any, only: str, found: Found) -> None:
    found.borders[row.values["code"]] = geometry


def _take_grid(row: Row, geometry: Any, only: str, found: Found) -> None:
    values = row.values
    try:
        values["community"] = values["community"] or scheme.community(values["code"], pointer="/code")
    except Failure as failure:
        found.cells.append(row.fault("code", said(failure)))
        return
    if values["community"].startswith(only):
        found.rows.append(row)
        found.drawn.append(
            Drawn(row.number, values["code"], values["community"], values["kind"], values["households"], geometry)
        )


def examine(db: Reader, name: str, found: Found, *, on: date) -> None:
    """Hold a file against the register and its borders against each other; faults are added to it."""
    known = dict(db.all("SELECT code, level FROM area WHERE valid_until IS NULL"))
    for row in found.rows:
        if known.get(row.values["community"]) != "community":
            found.cells.append(row.fault("community", f"is not known: {row.values['community']}"))
    for code in found.borders:
        if code not in known:
            found.cells.append(Fault(name, found.numbers[code], "code", f"is not known: {code}"))
    found.cells += _coded(db, found)
    found.bounds = _bounds(db, name, found, on=on)
    if found.bounds is not None:
        found.faults += check(found.drawn, found.bounds, store.find_limits(db, on=on))


def _coded(db: Reader, found: Found) -> list[Fault]:
    """Find codes that are none of the tenant's scheme, or of another kind, or another community's in the register."""
    row = db.one("SELECT scheme FROM grid_scheme")
    coded = scheme.named(str(row[0]) if row else scheme.DEFAULT)
    there = dict(db.all("SELECT code, community FROM grid WHERE code = ANY(%s)", ([one.grid for one in found.drawn],)))
    faults = []
    for one in found.rows:
        code, kind = one.values["code"], one.values["kind"]
        if not coded.fits(code, kind):
            faults.append(one.fault("code", f"{code} is no code of a {kind} grid in scheme {coded.name}"))
        elif there.get(code, one.values["community"]) != one.values["community"]:
            faults.append(one.fault("community", f"{code} belongs to {there[code]}"))
    return faults


def _bounds(db: Reader, name: str, found: Found, *, on: date) -> Bounds | None:
    """Give what the borders must fit into: of the register, and of the file where it draws areas anew."""
    row = db.one("SELECT code FROM area WHERE parent IS NULL AND valid_until IS NULL")
    borders = {**store.list_borders(db), **found.borders}
    root = str(row[0]) if row else ""
    if root not in borders:
        found.cells.append(Fault(name, 0, "", "the district has no border; give one as a feature of the file"))
        return None
    shapes = _shapes(borders, found)
    outline = shapes.pop(root, None)
    return None if outline is None else Bounds(outline, shapes, kept=_kept(db, found, on=on))


def _shapes(borders: Mapping[str, Any], found: Found) -> dict[str, Any]:
    made = {}
    for code, geometry in borders.items():
        one = Drawn(found.numbers.get(code, 0), code, code, "base", 0, geometry)
        shape = understand(one, Bounds(shapely.box(-180, -90, 180, 90)), found.faults)
        if shape is not None and not shapely.is_valid(shape):
            found.faults += crossings([one], [shape])
        elif shape is not None:
            made[code] = shape
    return made


def _kept(db: Reader, found: Found, *, on: date) -> list[Kept]:
    """Give the grids in force that the file does not draw anew."""
    given = {one.grid for one in found.drawn}
    sql = f"SELECT code, community, kind, border::text FROM grid WHERE border IS NOT NULL AND {ground_store.VALID}"
    rows = [row for row in db.all(sql, {"on": on}) if row[0] not in given and row[2] in LAYER]
    shapes = shapely.from_geojson([row[3] for row in rows])
    return [Kept(code, community, kind, shape) for (code, community, kind, _), shape in zip(rows, shapes, strict=True)]


def save(db: Database, found: Found, *, on: date, digest: str = "") -> list[str]:
    """Write everything in one transaction of few statements, and give the codes that changed.

    What stands on ground whose borders move lies in its new grid from then on. digest: of the file, for the audit.
    """
    grids = [Grid(**row.values, border=one.geometry) for row, one in zip(found.rows, found.drawn, strict=True)]
    with db.transaction() as tx:
        ground_store.hold(tx)
        changed = store.write_borders(tx, found.borders) + store.write(tx, grids)
        if changed:
            store.follow(tx, changed, on=on)
            moved = regrid(tx, None if found.borders else {one.community for one in grids}, on=on)
            counts = {"changed": len(changed), "premises_moved": moved}
            loaded.tell(tx, "borders", digest=digest, counts=counts)
            ground_store.touch(tx, changed if len(changed) <= ground_store.PAGE else None)
    return changed


def report(path: Path, found: Found) -> Report:
    """Give what was found as a report."""
    return Report(path.name, found.cells, found.faults, found.drawn, found.bounds)


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--admin-url", envvar="LINLI_ADMIN_URL", required=True, help="database address that may write everywhere")
@click.option("--community", default="", help="take only grids of communities whose code begins so")
@click.option("--dry-run", is_flag=True, help="check, and write nothing")
@click.option("--report", "out", type=click.Path(dir_okay=False, path_type=Path), help="also write a report: .html, .svg, .csv")
@click.option("--language", type=click.Choice(["zh", "en"]), default="en")
def main(*, path: Path, admin_url: str, community: str, dry_run: bool, out: Path | None, language: str) -> None:
    """Check the borders in FILE, and load them when they have no fault."""
    if out and out.suffix not in border_report.WRITERS:
        raise click.UsageError("a report ends in .html, .svg or .csv")
    console, today = Console(stderr=True), clock.today(clock.now())
    db = Database(admin_url, schema="grid", size=1, statement_timeout=SECONDS)
    try:
        with Progress(console=console) as progress:
            task = progress.add_task("reading", total=path.stat().st_size)
            found = read(path, only=community, told=lambda count: progress.advance(task, count))
            task = progress.add_task("checking", total=1)
            if found.drawn or found.borders:
                examine(db, path.name, found, on=today)
            progress.advance(task)
        _tell(path, found, out, language)
        if not found.sound:
            click.echo("nothing was loaded", err=True)
            sys.exit(1)
        changed = [] if dry_run else save(db, found, on=today, digest=loaded.digest([path]))
        click.echo(f"{len(found.drawn)} grids and {len(found.borders)} areas are sound; {len(changed)} changed")
    except Unavailable as failure:
        click.echo(f"the database does not take it: {failure}", err=True)
        sys.exit(1)
    finally:
        db.close()


def _tell(path: Path, found: Found, out: Path | None, language: str) -> None:
    made = report(path, found)
    for line in border_report.lines(made, language):
        click.echo(line, err=True)
    if out:
        border_report.write(made, out)


if __name__ == "__main__":
    main()
