"""Open cases that lie in another grid once borders have moved."""
from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from kernel.errors import Invalid
from services.grid.domain.ground.ground import Spot

ACT = "rezone"  # the line of the thread that says so is that of a change of areas


@dataclass(frozen=True, slots=True)
class Case:
    """Where an open case lies. grid: code or None. lon, lat: WGS-84 degrees, None where only a code was named."""

    id: str
    version: int
    grid: str | None
    area: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A case and where it lies now. version: after the move. grid None: in no grid any more; its area stays what it was."""

    id: str
    version: int
    was: str | None
    grid: str | None
    area: str


def moves(
    cases: Iterable[Case], locate: Callable[[float, float], Spot], *, own: Collection[str], gone: Collection[str]
) -> list[Moved]:
    """Give the cases that change their grid.

    locate: finds a point by the new borders. own: codes of the community's grids, before and after; cases of others stay
    untouched. gone: codes that end.
    """
    found = (_moved(one, locate, gone) for one in cases)
    return [one for one in found if one and (one.was in own or one.grid in own)]


def _moved(one: Case, locate: Callable[[float, float], Spot], gone: Collection[str]) -> Moved | None:
    if one.lon is None or one.lat is None:
        return Moved(one.id, one.version + 1, one.grid, None, one.area) if one.grid in gone else None
    try:
        spot = locate(one.lon, one.lat)
    except Invalid:  # outside every border since the district's own was drawn anew; its area still says who answers
        return None
    if (spot.grid or None) == one.grid:
        return None
    return Moved(one.id, one.version + 1, one.grid, spot.grid or None, spot.community if spot.grid else one.area)
