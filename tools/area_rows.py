"""Files of areas, in either of two shapes, as rows for the register: read as a stream, whatever their length."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kernel.errors import Failure
from services.grid.domain.ground import area
from services.grid.domain.ground.level import Level, Levels
from services.grid.store.ground.area_import import Staged
from tools.cell import Cell, day, optional, text, whole, word_list
from tools.sheet import Fault, Row, header_of, said, stream


def area_code(cell: str) -> str:
    """Read the code of an area of any level."""
    return area.read(cell).code


def digits(count: int) -> Cell:
    """Read exactly so many digits."""

    def read(cell: str) -> str:
        if not (cell.isascii() and cell.isdigit() and len(cell) == count):
            raise ValueError(f"'{cell}' is not {count} digits")
        return cell

    return read


LEVEL_CELLS: dict[str, Cell] = {
    **dict.fromkeys(("level", "name_zh", "name_en"), text),
    "parents": word_list,
    "letter": str,
    "digits": whole,
    **dict.fromkeys(("households_least", "households_most"), optional(whole)),
}
AREA_CELLS: dict[str, Cell] = {
    "code": area_code,
    "name": text,
    "level": text,
    "parent": optional(area_code),
    "valid_from": day,
    "valid_until": optional(day),
}
# a row of the statistical divisions names a community and all that lies above it
DIVISION_CELLS: dict[str, Cell] = {
    "code12": area_code,
    "community": text,
    "street_code9": digits(9),
    "street": text,
    "district_code6": digits(6),
    "district": text,
    "city": text,
    "province": text,
}
# level -> column of its name, from the widest
NAMES = {"province": "province", "city": "city", "district": "district", "street": "street", "community": "community"}
# where a fault of a code, a level and a parent together is told
COLUMNS = {"/level": "level", "/parent": "parent"}


@dataclass(slots=True)
class Reading:
    """Files being read.

    root: code of the deployment's root, '' while only a row without a parent can tell it. on: from when rows of the
    statistical divisions are valid, a local date. only_root: rows outside the root are left out instead of refused.
    """

    levels: Levels
    root: str
    on: date
    only_root: bool = False
    faults: list[Fault] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)

    def rows(self, path: Path) -> Iterator[Staged]:
        """Give the areas of one file; what is wrong goes to `faults`."""
        divisions = "code12" in header_of(path)
        if divisions and not self.root:
            self.faults.append(Fault(path.name, 0, "", "does not say which area is the root; name it by --root"))
        else:
            yield from self._divisions(path) if divisions else self._areas(path)

    def _areas(self, path: Path) -> Iterator[Staged]:
        for row in stream(path, AREA_CELLS, self.faults):
            if self._sound(row, row.values["code"], row.values["level"], row.values["parent"]):
                yield Staged(row.file, row.number, **row.values)

    def _divisions(self, path: Path) -> Iterator[Staged]:
        for row in stream(path, DIVISION_CELLS, self.faults):
            if self.only_root and not area.covers(self.root, row.values["code12"]):
                continue
            if not self._together(row):
                continue
            for code in reversed(area.chain(row.values["code12"])):
                yield from self._once(row, code)

    def _once(self, row: Row, code: str) -> Iterator[Staged]:
        """Give an area that a row names when no row before did; those wider than the root are not the register's."""
        if area.covers(code, self.root) and code != self.root:
            return
        found = area.parse(code)
        name = row.values[NAMES[found.level]]
        if found.level != "community" and code in self.named:
            if self.named[code] != name:
                self.faults.append(row.fault(NAMES[found.level], f"{code} is called {self.named[code]} above"))
            return
        if found.level != "community":
            self.named[code] = name
        parent = None if code == self.root else found.parent
        if self._sound(row, code, found.level, parent):
            yield Staged(row.file, row.number, code, name, found.level, parent, self.on)

    def _together(self, row: Row) -> bool:
        """Tell whether the three codes of a row lie in each other."""
        code, before = row.values["code12"], len(self.faults)
        if area.level_of(code) != "community":
            self.faults.append(row.fault("code12", f"is no community: {code}"))
        for column in ("street_code9", "district_code6"):
            if not code.startswith(row.values[column]):
                self.faults.append(row.fault(column, f"{code} does not lie in {row.values[column]}"))
        return len(self.faults) == before

    def _sound(self, row: Row, code: str, level: str, parent: str | None) -> bool:
        if parent is None and not self.root:
            self.root = code
        try:
            self.levels.check(code, level, parent, root=self.root)
        except Failure as failure:
            self.faults.append(row.fault(COLUMNS.get(failure.pointer or "", "code"), said(failure)))
            return False
        return True


def read_levels(path: Path, faults: list[Fault]) -> list[Level]:
    """Read a file of levels; what is wrong with a row, or with the levels together, goes to `faults`."""
    rows = list(stream(path, LEVEL_CELLS, faults))
    found = [Level(**row.values) for row in rows]
    try:
        Levels(found)
    except Failure as failure:
        at = next(row for row in rows if row.values["level"] == failure.facts["level"])
        faults.append(at.fault("level", failure.facts["reason"]))
    return found
