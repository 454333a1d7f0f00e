"""A whistle: who calls which departments to which place, and the part each of them is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from kernel.errors import Denied, Invalid
from services.grid.domain.doer import Doer
from services.grid.domain.ground.area import covers, level_of
from services.grid.domain.reason import Words

DAILY, HARD, EMERGENCY = KINDS = ("daily", "hard", "emergency")
CALLED: Mapping[str, Words] = {
    DAILY: ("日常哨", "daily whistle"),
    HARD: ("攻坚哨", "whistle for a hard problem"),
    EMERGENCY: ("应急哨", "emergency whistle"),
}
PLACED = ("street", "community")
# kinds of units whose desk may call: those of the place, and the district's centre, where a matter's way up ends
CALLING = frozenset({"street", "community", "centre"})
DISPATCHER, WORKER = "dispatcher", "grid_worker"


@dataclass(frozen=True, slots=True)
class Whistle:
    """One call to a place. kind: one of KINDS. area: 12 digits of a street or a community; grid: code or None.

    longitude, latitude: degrees, CGCS2000, where a point was given. words: what is wanted. blown_by: account of staff;
    unit: theirs, which alone releases and rates. incidents: ids. open: departments that are not released; ended_at: when
    the last one was.
    """

    id: str
    number: str
    kind: str
    area: str
    grid: str | None
    longitude: float | None
    latitude: float | None
    words: str
    blown_by: str
    unit: str
    incidents: tuple[str, ...]
    open: int
    created_at: datetime
    ended_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Call:
    """One department's part of a whistle. whistle, number, kind, area: of the whistle; blower: its unit.

    arrived_grid, arrived_metres: where staff reported in, by grid and by the way to the whistle's point; the position
    itself is not kept. plan: what was decided. breached: stages whose limit was missed. score: 1..5 by the blower.
    """

    id: str
    whistle: str
    number: str
    kind: str
    unit: str
    blower: str
    area: str
    state: str
    created_at: datetime
    changed_at: datetime
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    arrived_at: datetime | None = None
    arrived_by: str | None = None
    arrived_grid: str | None = None
    arrived_metres: int | None = None
    planned_at: datetime | None = None
    plan: str = ""
    released_at: datetime | None = None
    released_for: str | None = None
    rated_at: datetime | None = None
    score: int | None = None
    breached: tuple[str, ...] = ()
    version: int = 1

    def done_at(self, stage: str) -> datetime | None:
        """Give when a stage was done, None while it is not."""
        return {"acknowledge": self.acknowledged_at, "arrive": self.arrived_at, "plan": self.planned_at}[stage]


def may_blow(doer: Doer, area: str, *, kind: str | None, heads: Iterable[str]) -> None:
    """Let the desk of a street, a community or the district's centre call departments, and a grid's head on the own ground.

    area: code of the place. kind: of the doer's unit, None without one. heads: codes of the areas of the posts as head that
    the doer stands on today.

    Rule GR-150, domain 4.5: the street and the community hold the right to call. Domain 3.5 小循环: the district's centre may
    call too. The desk of a department is itself called, and calls nobody.

    :raises Denied: grid.whistle_not_your_right
    """
    head = any(covers(one, area) for one in heads)
    if kind is None or not (head if doer.role == WORKER else kind in CALLING):
        raise Denied("grid.whistle_not_your_right")


def placed(area: str) -> None:
    """Let departments be called to a street or a community, not to a whole district.

    Rule GR-150, domain 4.5.

    :raises Invalid: grid.whistle_place_wide
    """
    if level_of(area) not in PLACED:
        raise Invalid("grid.whistle_place_wide", pointer="/area", area=area)


def departments(units: Iterable[str], own: str | None) -> tuple[str, ...]:
    """Give the departments called, each once, and none of them the caller's own.

    Rule GR-150, domain 4.5: who is called does not release or rate itself.

    :raises Invalid: grid.whistle_unit_twice, grid.whistle_own_unit
    """
    found: list[str] = []
    for index, unit in enumerate(units):
        if unit in found:
            raise Invalid("grid.whistle_unit_twice", pointer=f"/departments/{index}", unit=unit)
        if unit == own:
            raise Invalid("grid.whistle_own_unit", pointer=f"/departments/{index}", unit=unit)
        found.append(unit)
    return tuple(found)


def called(whistle: Whistle, unit: str, *, id: str) -> Call:
    """Give the part of one department, notified at once."""
    return Call(
        id=id,
        whistle=whistle.id,
        number=whistle.number,
        kind=whistle.kind,
        unit=unit,
        blower=whistle.unit,
        area=whistle.area,
        state="notified",
        created_at=whistle.created_at,
        changed_at=whistle.created_at,
    )


def left(whistle: Whistle, *, at: datetime) -> Whistle:
    """Give a whistle with one department less; the last one's release ends it."""
    return replace(whistle, open=whistle.open - 1, ended_at=at if whistle.open == 1 else None, version=whistle.version + 1)
