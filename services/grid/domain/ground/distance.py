"""How far two points are, and the cells in which what is near must lie."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, ceil, cos, floor, radians, sin, sqrt

from services.grid.domain.ground.place import Position

RADIUS_METRES = 6_371_008.8
METRES_PER_DEGREE = 111_195.0
CELLS_PER_DEGREE = 200
SQUARES_PER_DEGREE = 500


@dataclass(frozen=True, slots=True)
class Cells:
    """Columns and rows of cells, inclusive; a cell is 1/200 of a degree wide and high."""

    west: int
    east: int
    south: int
    north: int


def metres(a: Position, b: Position) -> float:
    """Give the way between two points over a ball, metres; within half a percent of the ellipsoid."""
    phi, psi = radians(a.lat), radians(b.lat)
    half = sin((psi - phi) / 2) ** 2 + cos(phi) * cos(psi) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 2 * RADIUS_METRES * asin(min(1.0, sqrt(half)))


def coarse(at: Position) -> Position:
    """Give the middle of the square of 1/500 of a degree, about 200 m, in which a point lies."""
    return Position(*((floor(degrees * SQUARES_PER_DEGREE) + 0.5) / SQUARES_PER_DEGREE for degrees in (at.lon, at.lat)))


def around(at: Position, reach: float) -> Cells:
    """Give cells that hold every point within `reach` metres, and some more.

    at: latitude within 80 degrees of the equator, where degrees of longitude have not shrunk to nothing.
    """
    up = reach / METRES_PER_DEGREE * 1.01
    # the narrowest parallel of the box decides, so that none near its northern edge is missed
    side = up / cos(radians(min(80.0, abs(at.lat) + up)))
    return Cells(_low(at.lon - side), _high(at.lon + side), _low(at.lat - up), _high(at.lat + up))


def _low(degrees: float) -> int:
    return floor(degrees * CELLS_PER_DEGREE)


def _high(degrees: float) -> int:
    return ceil(degrees * CELLS_PER_DEGREE)
