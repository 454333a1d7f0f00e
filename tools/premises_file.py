"""Reads a table of estates, buildings, units and places, and holds each row against the ground and against the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kernel.errors import Failure
from services.grid.domain.ground.place import SYSTEMS
from services.grid.domain.ground.territory import Territory
from services.grid.domain.premises import premises
from services.grid.domain.premises.place_kind import PLACE_KINDS
from services.grid.domain.premises.premises import BUILDING, COUNTS, ESTATE, KINDS, PLACE, UNIT, Premises, Site
from services.grid.domain.premises.site import site
from services.grid.schemas.premises import MOST_COUNT, REFERENCE
from tools import sheet
from tools.cell import Cell, choice, optional, text, whole
from tools.sheet import Fault, Row

# a row may name only what stands above it in this order
ORDER = (ESTATE, BUILDING, UNIT, PLACE)
HOLDERS = {"estate": ESTATE, "building": BUILDING}


def pattern(regex: str) -> Cell:
    """Read text of a form."""

    def one(cell: str) -> str:
        if not re.fullmatch(regex, cell):
            raise ValueError(f"'{cell}' is not of the form {regex}")
        return cell

    return one


def degrees(cell: str) -> float:
    """Read decimal degrees."""
    if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]+)?", cell):
        raise ValueError(f"'{cell}' is no number of degrees such as 121.6153")
    return float(cell)


def count(cell: str) -> int:
    """Read a number of households, rooms, shops or floors; an empty cell is none."""
    found = int(whole(cell or "0"))
    if found > MOST_COUNT:
        raise ValueError(f"{found} is more than {MOST_COUNT}")
    return found


CELLS: dict[str, Cell] = {
    "reference": pattern(REFERENCE),
    "kind": choice(*KINDS),
    "name": text,
    "address": lambda cell: cell,
    "estate": optional(pattern(REFERENCE)),
    "building": optional(pattern(REFERENCE)),
    "place_kind": optional(choice(*PLACE_KINDS)),
    "service_form": optional(text),
    "makes_up": optional(text),
    "keeper": optional(text),
    **dict.fromkeys(COUNTS, count),
    "lon": optional(degrees),
    "lat": optional(degrees),
    "system": lambda cell: choice(*SYSTEMS)(cell or "wgs84"),
    "community": optional(pattern("[0-9]{12}")),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the database holds already.

    by_reference: records this file may name. forms, areas: codes that exist. holders: ids of records to which something
    that stands belongs, units aside.
    """

    by_reference: Mapping[str, Premises]
    forms: frozenset[str]
    areas: frozenset[str]
    holders: frozenset[str]


@dataclass(frozen=True, slots=True)
class Planned:
    """A row that makes sense, and where it lies."""

    row: Row
    site: Site

    @property
    def reference(self) -> str:
        """What the register it comes from calls it."""
        return str(self.row.values["reference"])


def understand(path: Path, ground: Territory, known: Known, faults: list[Fault]) -> list[Planned]:
    """Read the table whole, holders before what they hold; every fault is added with its row and column."""
    rows = sheet.read(path, CELLS, faults)
    faults += sheet.once(rows, "reference")
    planned: dict[str, Planned] = {}
    for row in sorted(rows, key=lambda row: ORDER.index(row.values["kind"])):
        before = len(faults)
        where = _placed(row, planned, ground, known, faults)
        if where:
            faults += _disagreements(row, where, planned, ground, known)
        if where and len(faults) == before:
            planned[row.values["reference"]] = Planned(row, where)
    return list(planned.values())


def _placed(
    row: Row, planned: Mapping[str, Planned], ground: Territory, known: Known, faults: list[Fault]
) -> Site | None:
    """Give where a row lies: by its point, or a unit by its building; None with a fault when that cannot be said."""
    where = _of_building if row.values["kind"] == UNIT else _of_point
    try:
        return where(row, planned, ground, known)
    except Misplaced as problem:
        faults.append(row.fault(problem.column, str(problem)))
        return None


class Misplaced(ValueError):
    """A row that cannot be placed, for what stands in `column`."""

    def __init__(self, column: str, problem: str) -> None:
        super().__init__(problem)
        self.column = column


def _of_point(row: Row, planned: Mapping[str, Planned], ground: Territory, known: Known) -> Site:
    said = row.values
    for column in ("lon", "lat"):
        if said[column] is None:
            raise Misplaced(column, "is empty")
    try:
        return site(ground, said["lon"], said["lat"], system=said["system"], named=said["community"])
    except Failure as failure:
        raise Misplaced("community" if failure.pointer == "/area" else "lon", str(failure)) from failure


def _of_building(row: Row, planned: Mapping[str, Planned], ground: Territory, known: Known) -> Site:
    named = row.values["building"] or ""
    if named in planned:
        return planned[named].site
    kept = known.by_reference.get(named)
    if kept is None:
        raise Misplaced("building", f"is not known: {named}" if named else "is empty")
    return Site(kept.area, kept.grid, kept.longitude, kept.latitude)


Check = Callable[[Row, Site, Mapping[str, Planned], Territory, Known], Iterator[Fault]]


def _disagreements(row: Row, where: Site, *rest: Any) -> list[Fault]:
    return [fault for check in CHECKS for fault in check(row, where, *rest)]


def _fits(row: Row, where: Site, *_: Any) -> Iterator[Fault]:
    """Refuse fields of another kind."""
    try:
        premises.fitting(row.values["kind"], row.values, area=where.area)
    except Failure as failure:
        yield row.fault((failure.pointer or "/").lstrip("/"), str(failure))


def _held(row: Row, where: Site, planned: Mapping[str, Planned], ground: Territory, known: Known) -> Iterator[Fault]:
    """Refuse a holder that is not there, is of another kind, has ended or lies in another community."""
    for column, kind in HOLDERS.items():
        named = row.values[column]
        kept, new = known.by_reference.get(named or ""), planned.get(named or "")
        if named is None:
            continue
        if not new and not kept:
            yield row.fault(column, f"is not known: {named}")
        elif (new.row.values["kind"] if new else kept.kind if kept else "") != kind:
            yield row.fault(column, f"is no {kind}: {named}")
        elif (new.site.area if new else kept.area if kept else "") != where.area:
            yield row.fault(column, f"lies in another community: {named}")
        elif kept and kept.state == premises.ENDED:
            yield row.fault(column, f"has ended: {named}")


def _named(row: Row, where: Site, planned: Mapping[str, Planned], ground: Territory, known: Known) -> Iterator[Fault]:
    """Refuse codes that no other register holds."""
    for column, codes in (("keeper", ground.units), ("service_form", known.forms), ("makes_up", known.areas)):
        if row.values[column] is not None and row.values[column] not in codes:
            yield row.fault(column, f"is not known: {row.values[column]}")


def _kept(row: Row, where: Site, planned: Mapping[str, Planned], ground: Territory, known: Known) -> Iterator[Fault]:
    """Refuse to make something else of a record that is there.

    Rule GR-85, domain 3.2: a point put right may lie in another community, unless something belongs to the record.
    """
    kept = known.by_reference.get(row.values["reference"])
    if kept and kept.kind != row.values["kind"]:
        yield row.fault("kind", f"was registered as {kept.kind}")
    elif kept and kept.state == premises.ENDED:
        yield row.fault("reference", "has ended; a record that comes back needs a reference of its own")
    elif kept and kept.kind == UNIT and kept.building != _id(known, row.values["building"]):
        yield row.fault("building", "was registered in another building, which its code names")
    elif kept and kept.area != where.area and kept.id in known.holders:
        yield row.fault("lon", f"lies in {where.area}, the record in {kept.area}; take out first what belongs to it")


def _id(known: Known, reference: str | None) -> str | None:
    kept = known.by_reference.get(reference or "")
    return kept.id if kept else None


CHECKS: Sequence[Check] = (_fits, _held, _named, _kept)
