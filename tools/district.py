"""The files that describe a district, read into the records of the register; nothing is written here."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from services.grid.domain.case_type import ROOTS, STAGES, CaseType, Period
from services.grid.domain.evidence import KINDS as EVIDENCE
from services.grid.domain.grid import scheme
from services.grid.domain.grid.grid import DUTY
from services.grid.domain.ground import register
from services.grid.domain.ground.level import STATISTICAL, Level
from services.grid.domain.staff.employment import KINDS as EMPLOYMENTS
from services.grid.domain.tier import TIERS
from services.grid.store.ground.area_import import Staged
from tools.area_rows import AREA_CELLS, area_code, read_levels
from tools.cell import Cell, choice, day, flag, limit, optional, text, whole, words
from tools.feature import drawn, features
from tools.settings_file import read_settings
from tools.sheet import Fault, Faulty, Row, header_of, read

FILES = ("areas.csv", "outline.geojson", "grids.geojson", "units.csv", "case_types.csv", "accounts.csv", "posts.csv", "teams.csv")
ROLES = ("resident", "grid_worker", "dispatcher", "officer", "checker", "leader", "operator")
LANGUAGES = ("zh", "en")


def grid_code(cell: str) -> str:
    """Read a grid's code, by any scheme."""
    scheme.community(cell)
    return cell


def scheme_name(cell: str) -> str:
    """Read the name of a code scheme."""
    return scheme.named(cell).name


GRID_CELLS: dict[str, Cell] = {
    "code": grid_code,
    "name": text,
    # a duty grid is no border but a list of unit grids; it is opened by an act
    "kind": choice(*(kind for kind in register.GRID_KINDS if kind != DUTY)),
    "households": whole,
    "valid_from": day,
    "valid_until": optional(day),
}
UNIT_CELLS: dict[str, Cell] = {
    "id": text,
    "name": text,
    "name_en": text,
    "kind": choice(*register.UNIT_KINDS),
    "area": area_code,
}
# stages whose limit few kinds set for themselves
USUAL = ("arbitrate", "take_up", "make_safe", "whole")
TYPE_CELLS: dict[str, Cell] = {
    **dict.fromkeys(("code", "major", "minor", "major_zh", "major_en", "name_zh", "name_en", "unit"), text),
    "root": choice(*ROOTS),
    "urgent": flag,
    "evidence": words(*EVIDENCE),
    "tier": optional(choice(*TIERS)),
    **{stage: optional(limit) if stage in USUAL else limit for stage in STAGES},
    "handle_source": text,
    "other_source": text,
}
ACCOUNT_CELLS: dict[str, Cell] = {
    "login": text,
    "name": text,
    "role": choice(*ROLES),
    "unit": optional(text),
    "area": optional(area_code),
    "language": choice(*LANGUAGES),
    "confidentiality_signed_on": optional(day),
}
# columns a file may leave out: the usual is meant then
OPTIONAL = {"confidentiality_signed_on", "tier", *USUAL}
POST_CELLS: dict[str, Cell] = {
    **dict.fromkeys(("login", "place", "role"), text),
    "employment": choice(*EMPLOYMENTS),
    "valid_from": day,
    "valid_until": optional(day),
}
TEAM_CELLS: dict[str, Cell] = {"area": area_code, "kind": choice(*register.GRID_KINDS), "team": text, "valid_from": day}


@dataclass(frozen=True, slots=True)
class District:
    """All rows of a district's files, each file sound by itself and with the others.

    settings: what it chooses for itself. levels: of its areas, the statistical ones when it has no file of them. scheme: of
    its grids' codes, None without a file.
    """

    areas: list[Row]
    grids: list[Row]
    units: list[Row]
    case_types: list[Row]
    accounts: list[Row]
    posts: list[Row]
    teams: list[Row]
    settings: list[Row]
    borders: dict[str, dict[str, Any]] = field(default_factory=dict)
    levels: tuple[Level, ...] = STATISTICAL
    scheme: str | None = None

    def counts(self) -> dict[str, int]:
        """Give how many rows each kind has."""
        kinds = ("areas", "grids", "units", "case_types", "accounts", "posts", "teams", "settings")
        return {kind: len(getattr(self, kind)) for kind in kinds}

    def registered_areas(self) -> Iterator[register.RegisteredArea]:
        """Give the areas, the wider before the narrower."""
        for row in sorted(self.areas, key=lambda row: str(row.values["code"])):
            yield register.RegisteredArea(**row.values, border=self.borders.get(row.values["code"]))

    def staged_areas(self) -> Iterator[Staged]:
        """Give the areas with their places in the file."""
        return (Staged(row.file, row.number, **row.values) for row in self.areas)

    def registered_grids(self) -> Iterator[register.Grid]:
        """Give the grids with their borders."""
        for row in self.grids:
            code = row.values["code"]
            yield register.Grid(**row.values, community=scheme.community(code), border=self.borders[code])

    def registered_units(self) -> Iterator[register.Unit]:
        """Give the units."""
        return (register.Unit(**row.values) for row in self.units)

    def kinds(self) -> Iterator[CaseType]:
        """Give the kinds of matters."""
        names = CaseType.__dataclass_fields__
        return (CaseType(**{name: row.values[name] for name in names if name in row.values}) for row in self.case_types)

    def periods(self) -> Iterator[Period]:
        """Give the time limit of each stage of each kind, with its source."""
        for row in self.case_types:
            for stage in STAGES:
                given = row.values.get(stage)
                if given is None:
                    continue
                source = row.values["handle_source" if stage == "handle" else "other_source"]
                yield Period(row.values["code"], stage, given.amount, given.unit, source)


def _cells(path: Path, known: Mapping[str, Cell]) -> dict[str, Cell]:
    """Give how a row of a file is read; one without the columns that may be left out is whole too."""
    header = header_of(path)
    return {column: cell for column, cell in known.items() if column not in OPTIONAL or column in header}


def understand_district(folder: Path) -> District:
    """Read all files of a district, each by itself; whether they agree is another question.

    :raises Faulty: with every fault of every file
    """
    faults: list[Fault] = []
    borders: dict[str, dict[str, Any]] = {}
    features(folder / "outline.geojson", {"code": area_code}, borders, faults)
    found = District(
        areas=read(folder / "areas.csv", AREA_CELLS, faults),
        grids=drawn(folder / "grids.geojson", GRID_CELLS, borders, faults),
        units=read(folder / "units.csv", UNIT_CELLS, faults),
        case_types=read(folder / "case_types.csv", _cells(folder / "case_types.csv", TYPE_CELLS), faults),
        accounts=read(folder / "accounts.csv", _cells(folder / "accounts.csv", ACCOUNT_CELLS), faults),
        posts=read(folder / "posts.csv", POST_CELLS, faults),
        teams=read(folder / "teams.csv", TEAM_CELLS, faults) if (folder / "teams.csv").exists() else [],
        settings=read_settings(folder, faults),
        borders=borders,
        levels=_levels(folder / "levels.csv", faults),
        scheme=_scheme(folder / "scheme.csv", faults),
    )
    if faults:
        raise Faulty(faults)
    return found


def _levels(path: Path, faults: list[Fault]) -> tuple[Level, ...]:
    return tuple(read_levels(path, faults)) if path.exists() else STATISTICAL


def _scheme(path: Path, faults: list[Fault]) -> str | None:
    rows = read(path, {"scheme": scheme_name}, faults) if path.exists() else []
    faults += [row.fault("scheme", "one row says it") for row in rows[1:]]
    return rows[0].values["scheme"] if rows else None
