"""What the map shows as points: cases in scope, and what stands on the ground."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.grid.domain.chart import Feature

# a unit of a building (单元) stands at the building's own point, and is left out
SHOWN_KINDS = ("estate", "building", "place")


@dataclass(frozen=True, slots=True)
class Pin:
    """One case, as much of it as a map may read: codes, no position, no words, nobody's name. Fields as Incident's.

    Rule GR-93, architecture 3.5: a map shows nobody a case that no list would show them.
    """

    id: str
    state: str
    case_type: str | None
    unit: str | None
    area: str
    grid: str | None
    created_at: datetime
    closed_at: datetime | None

    @property
    def stands(self) -> tuple[str, str]:
        """Give the layer and the code whose one point it is shown at: what is wider than a community is no place."""
        return ("grids", self.grid) if self.grid else ("communities", self.area)


@dataclass(frozen=True, slots=True)
class Stand:
    """One of the premises, as much of it as anyone may read. Fields as Premises'."""

    id: str
    code: str
    name: str
    kind: str
    place_kind: str | None
    area: str
    grid: str | None
    longitude: float
    latitude: float
    created_at: datetime


def case(pin: Pin, at: list[float] | None, opened_on: date) -> Feature:
    """Give a case as a feature. at: the point of its grid, or of its community; None: nowhere drawn.

    Rule GR-91, domain 8.1: a map tells how far a matter is, and not what was written, at whose door, or by whom.
    """
    told = {
        "state": pin.state,
        "kind": pin.case_type,
        "opened": opened_on.isoformat(),
        "open": pin.closed_at is None,
        "unit": pin.unit,
        "area": pin.area,
        "grid": pin.grid,
    }
    return _feature(pin.id, at, told)


def place(stand: Stand) -> Feature:
    """Give premises as a feature.

    Rule GR-92, domain 8.1: anyone may see where an estate, a building or a public place is and what it is called; not its
    address, for in a small house that is a person's, nor how many live there.
    """
    shown = ("code", "name", "kind", "place_kind", "area", "grid")
    return _feature(stand.id, [stand.longitude, stand.latitude], {name: getattr(stand, name) for name in shown})


def _feature(id: str, at: list[float] | None, told: dict[str, Any]) -> Feature:
    geometry = {"type": "Point", "coordinates": at} if at else None
    return {"type": "Feature", "id": id, "geometry": geometry, "properties": told}
