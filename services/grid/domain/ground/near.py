"""Whether a position is near where it should be: a site, or a grid."""

from __future__ import annotations

from math import cos, radians
from typing import Any

import shapely

from services.grid.domain.ground import distance
from services.grid.domain.ground.distance import METRES_PER_DEGREE
from services.grid.domain.ground.ground import Border, polygon
from services.grid.domain.ground.place import Position


def near_site(at: Position, site: Position, *, metres: float) -> bool:
    """Say whether two positions are at most `metres` apart."""
    return distance.metres(at, site) <= metres


def near_grid(at: Position, border: dict[str, Any], *, metres: float) -> bool:
    """Say whether a position lies in a border or at most `metres` outside. border: GeoJSON geometry, WGS-84."""
    shape = polygon(Border("", border))
    east = cos(radians(at.lat)) * METRES_PER_DEGREE

    def plane(points: Any) -> Any:
        return (points - [at.lon, at.lat]) * [east, METRES_PER_DEGREE]

    return bool(shapely.distance(shapely.transform(shape, plane), shapely.points(0.0, 0.0)) <= metres)
