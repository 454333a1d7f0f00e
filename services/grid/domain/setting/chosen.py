"""What was chosen where and from which day on, and what therefore holds at a place on a day."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.grid.domain.ground import area as code
from services.grid.domain.setting.registry import SETTINGS
from services.grid.domain.setting.setting import Setting

DEFAULT, DISTRICT, AREA = "default", "district", "area"
ORIGINS = (DEFAULT, DISTRICT, AREA)
ACT, FILE, MIGRATION, SUCCESSION = "act", "file", "migration", "succession"
MADE = (ACT, FILE, MIGRATION, SUCCESSION)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One choice; none is ever changed, a later one takes its place.

    area: 12 digits, '' for the whole district. grid_kind: '' where the setting is not chosen by kind. value: text as the
    setting reads it, '' = what a wider area chose, else the default. valid_from: local date. version: of the choices of this
    setting, area and kind, from 2 on: 1 is that nothing was chosen. origin: one of MADE. source: why.
    """

    id: str
    key: str
    area: str
    grid_kind: str
    value: str
    valid_from: date
    version: int
    origin: str
    source: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class InForce:
    """What holds. value: text, '' for none. by: the choice it comes from, None for the default."""

    value: str
    by: Chosen | None

    @property
    def origin(self) -> str:
        """Give one of ORIGINS."""
        if self.by is None:
            return DEFAULT
        return AREA if self.by.area else DISTRICT


class Values:
    """The choices that hold on one day, each the last of its setting, area and kind."""

    def __init__(self, rows: Iterable[Chosen]) -> None:
        self._rows: dict[tuple[str, str], list[Chosen]] = {}
        for row in rows:
            self._rows.setdefault((row.key, row.grid_kind), []).append(row)

    def get(self, key: str, *, area: str = "", grid_kind: str = "") -> Any:
        """Give what a setting is at a place, read by its kind. area: '' asks for the whole district."""
        setting = SETTINGS[key]
        return setting.read(self.in_force(setting, area=area, grid_kind=grid_kind).value)

    def in_force(self, setting: Setting, *, area: str = "", grid_kind: str = "") -> InForce:
        """Give what a setting is at a place, and where that comes from.

        Rule GR-102, architecture 4: the narrowest area that chose for itself wins over every wider one. A choice the code
        allows no longer counts as none, so that nothing beyond a bound ever holds.
        """
        there = [one for one in self._rows.get((setting.key, grid_kind), ()) if _holds(setting, one, area)]
        best = max(there, key=lambda one: len(prefix(one.area)), default=None)
        return InForce(best.value if best else setting.usual(grid_kind), best)

    def after(self, new: Chosen) -> Values:
        """Give what holds once a choice is made, in place of the one before it at the same place."""
        kept = [one for rows in self._rows.values() for one in rows]
        place = (new.key, new.area, new.grid_kind)
        return Values([*(one for one in kept if (one.key, one.area, one.grid_kind) != place), new])

    def narrower(self, key: str) -> list[Chosen]:
        """Give the choices of a setting that was chosen by area, the whole district's first, the narrowest last."""
        setting = SETTINGS[key]
        found = [one for one in self._rows.get((key, ""), ()) if one.value and setting.allows(one.value)]
        return sorted(found, key=lambda one: len(prefix(one.area)))


def standing(rows: Iterable[Chosen], on: date) -> Values:
    """Give what holds on a local date of all that was ever chosen: of each setting, area and kind the last by its day."""
    found = sorted((row for row in rows if row.valid_from <= on), key=lambda row: (row.valid_from, row.version))
    return Values({(row.key, row.area, row.grid_kind): row for row in found}.values())


def prefix(area: str) -> str:
    """Give what the codes within an area begin with, '' for the whole district."""
    return code.parse(area).prefix if area else ""


def _holds(setting: Setting, one: Chosen, area: str) -> bool:
    return bool(one.value) and area.startswith(prefix(one.area)) and setting.allows(one.value)
