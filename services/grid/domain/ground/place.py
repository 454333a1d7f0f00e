"""Positions and the three systems phones and maps give them in; everything is kept in WGS-84 (= CGCS2000) degrees."""
from __future__ import annotations

from collections.abc import Callable
from math import atan2, cos, hypot, isfinite, pi, sin, sqrt
from typing import NamedTuple

from kernel.errors import Invalid

# the ellipsoid of Krasovsky 1940, on which GCJ-02 computes its offsets
AXIS = 6378245.0
ECCENTRICITY = 0.00669342162296594323
# GCJ-02 leaves positions outside this window as they are: longitudes, latitudes in degrees
WINDOW = ((72.004, 137.8347), (0.8293, 55.8271))
BD_TURN = 3000.0 * pi / 180.0
ROUNDS = 10


class Position(NamedTuple):
    """A longitude (-180..180) and a latitude (-90..90), degrees."""

    lon: float
    lat: float


def to_wgs84(lon: float, lat: float, system: str) -> Position:
    """Give the WGS-84 position of a pair in `system` ('wgs84', 'gcj02' or 'bd09'), exact to 1e-9 degrees.

    :raises Invalid: grid.point_out_of_range, grid.system_unknown
    """
    if system not in SYSTEMS:
        raise Invalid("grid.system_unknown", pointer="/point/system", system=system, known=sorted(SYSTEMS))
    return SYSTEMS[system](check(lon, lat))


def check(lon: float, lat: float) -> Position:
    """Give the pair as a position when both are finite degrees in range.

    :raises Invalid: grid.point_out_of_range, pointer at the first that is wrong
    """
    for name, value, limit in (("lon", lon, 180.0), ("lat", lat, 90.0)):
        if not (isfinite(value) and -limit <= value <= limit):
            raise Invalid("grid.point_out_of_range", pointer=f"/point/{name}", field=name, lowest=-limit, highest=limit)
    return Position(float(lon), float(lat))


def gcj02(wgs: Position) -> Position:
    """Give the GCJ-02 position of a WGS-84 one; outside the window the two are equal."""
    return _shift(wgs) if _in_window(wgs) else wgs


def bd09(gcj: Position) -> Position:
    """Give the BD-09 position of a GCJ-02 one."""
    radius = hypot(gcj.lon, gcj.lat) + 2e-5 * sin(gcj.lat * BD_TURN)
    angle = atan2(gcj.lat, gcj.lon) + 3e-6 * cos(gcj.lon * BD_TURN)
    return Position(radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006)


def _from_gcj02(gcj: Position) -> Position:
    # the window is asked of the given position, not of the guesses: a guess that steps over its rim would never settle
    return _invert(_shift, gcj) if _in_window(gcj) else gcj


def _from_bd09(bd: Position) -> Position:
    return _from_gcj02(_invert(bd09, bd))


def _invert(forward: Callable[[Position], Position], goal: Position) -> Position:
    """Find what `forward` takes to `goal`: its offset hardly changes over its own length, so each round gains digits."""
    guess = goal
    for _ in range(ROUNDS):
        there = forward(guess)
        guess = Position(guess.lon + goal.lon - there.lon, guess.lat + goal.lat - there.lat)
    return guess


def _in_window(at: Position) -> bool:
    (west, east), (south, north) = WINDOW
    return west <= at.lon <= east and south <= at.lat <= north


def _shift(wgs: Position) -> Position:
    """Add GCJ-02's offset: waves in metres, turned into degrees on the ellipsoid."""
    x, y = wgs.lon - 105.0, wgs.lat - 35.0
    phi = wgs.lat / 180.0 * pi
    bulge = 1.0 - ECCENTRICITY * sin(phi) ** 2
    north = _north(x, y) * 180.0 / (AXIS * (1.0 - ECCENTRICITY) / (bulge * sqrt(bulge)) * pi)
    east = _east(x, y) * 180.0 / (AXIS / sqrt(bulge) * cos(phi) * pi)
    return Position(wgs.lon + east, wgs.lat + north)


def _ripple(x: float) -> float:
    return (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0


def _north(x: float, y: float) -> float:
    line = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    waves = 20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi) + 160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)
    return line + _ripple(x) + waves * 2.0 / 3.0


def _east(x: float, y: float) -> float:
    line = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    waves = 20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi) + 150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)
    return line + _ripple(x) + waves * 2.0 / 3.0


SYSTEMS: dict[str, Callable[[Position], Position]] = {
    "wgs84": lambda given: given,
    "gcj02": _from_gcj02,
    "bd09": _from_bd09,
}
