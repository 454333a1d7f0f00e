"""Finds borders drawn in another coordinate system: read the other way, they come to lie where they should."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from math import atan, degrees, exp, pi
from typing import Any

import numpy as np
import shapely

from services.grid.domain.border import measure
from services.grid.domain.border.drawn import Bounds, Drawn
from services.grid.domain.border.fault import Fault, fault
from services.grid.domain.ground.place import to_wgs84

SPHERE = 6378137.0  # radius that Web Mercator reckons with, metres
METRES = 1000.0  # numbers beyond this are no degrees mistyped but metres
FITS = 0.99  # part of a border that must come to lie inside before a system is named
ASTRAY = 0.2  # part that must lie outside before one is looked for: a hand's breadth over the line is no other system
CROWDED = 0.5  # part that lies outside or on the ground of others, which makes one likely as well

Read = Callable[[Any], Any]


def swapped(points: Any) -> Any:
    """Read latitude before longitude."""
    return points[:, ::-1]


def mercator(points: Any) -> Any:
    """Read metres of Web Mercator (EPSG:3857)."""
    lats = [degrees(2.0 * atan(exp(max(min(y / SPHERE, 10.0), -10.0))) - pi / 2.0) for y in points[:, 1]]
    return np.column_stack([np.degrees(points[:, 0] / SPHERE), lats])


def _shifted(name: str) -> Read:
    return lambda points: np.array([to_wgs84(lon, lat, name) for lon, lat in points.tolist()])


# name -> how to read it; what is in degrees already may be shifted, what is not may be something else
BEYOND: dict[str, Read] = {"swapped": swapped, "epsg3857": mercator}
WITHIN: dict[str, Read] = {"gcj02": _shifted("gcj02"), "bd09": _shifted("bd09"), "swapped": swapped}
SYSTEMS = (*BEYOND, "gcj02", "bd09", "metres")


def beyond(drawn: Drawn, rings: Sequence[Any], bounds: Bounds) -> Fault | None:
    """Name the system of a border whose numbers are no degrees of longitude and latitude; None when none is likely.

    Rule GR-41, domain 3.3: borders are kept in CGCS2000 degrees; another system is named, never taken over silently.
    """
    points = np.vstack(rings)
    for name, read in BEYOND.items():
        if _near(read(points), shapely.bounds(bounds.outline)):
            return _told(drawn, name, points[0])
    return _told(drawn, "metres", points[0]) if (np.abs(points) > METRES).all() else None


def within(shapes: Sequence[Any], arounds: Sequence[Any], *, others: Sequence[Any] = ()) -> str:
    """Name the system that borders in degrees, but in a wrong place, were drawn in; '' when none explains it.

    arounds: what each must lie in. others: shapes they must not cover, once they are read rightly. Nine in ten must fit.
    """
    found = {name: _fitting(shapes, arounds, others, read) for name, read in WITHIN.items()}
    name = max(found, key=lambda one: found[one])
    return name if found[name][0] >= 0.9 else ""


def _fitting(shapes: Sequence[Any], arounds: Sequence[Any], others: Sequence[Any], read: Read) -> tuple[float, float]:
    """Give how many borders fit when read in a system, 0..1, and how well they do on the whole."""
    moved = [shapely.transform(shape, read) for shape in shapes]
    inside = np.array([_inside(*pair) for pair in zip(moved, arounds, strict=True)])
    fits = (inside >= FITS) & ~np.array([_covers(shape, others) for shape in moved])
    return float(fits.mean()), float(inside.mean())


def named(drawn: Drawn, shape: Any, name: str) -> Fault:
    """Say that a border in degrees looks like drawn in a system, and how far that is off."""
    first = shapely.get_coordinates(shape)[0]
    right = WITHIN[name](first[None, :])[0]
    return _told(drawn, name, first, size=measure.distance(tuple(first), tuple(right)))


def together(drawn: Sequence[Drawn], found: Sequence[Fault]) -> list[Fault]:
    """Say once of all what is wrong with most borders alike."""
    names = [one.facts["system"] for one in found]
    most = max(names, key=names.count) if names else ""
    if len(drawn) < 2 or names.count(most) * 2 <= len(drawn):
        return list(found)
    first = next(one for one in found if one.facts["system"] == most)
    at = (first.lon, first.lat) if first.lon is not None and first.lat is not None else None
    rest = [one for one in found if one.facts["system"] != most]
    return [_of_all(most, at, first.size, names.count(most)), *rest]


def _near(points: Any, box: Any) -> bool:
    """Tell whether all points lie in a box, or by its rim."""
    rim = 0.05 * (box[2:] - box[:2])
    return bool(((points >= box[:2] - rim) & (points <= box[2:] + rim)).all())


def _of_all(name: str, at: tuple[float, float] | None, size: float | None, count: int) -> Fault:
    return fault("grid.border_system", None, at=at, size=size, unit="m" if size else "", system=name, count=count)


def _told(drawn: Drawn, name: str, first: Any, *, size: float | None = None) -> Fault:
    at = (float(first[0]), float(first[1]))
    return fault("grid.border_system", drawn, at=at, size=size, unit="m" if size else "", system=name, count=1)


def _inside(shape: Any, around: Any) -> float:
    """Give the part of a shape that lies in another, 0..1."""
    whole = shapely.area(shape)
    return float(shapely.area(shapely.intersection(shape, around)) / whole) if whole and shapely.is_valid(shape) else 0.0


def _covers(shape: Any, others: Sequence[Any]) -> bool:
    near = [other for other in others if shapely.intersects(shape, other)]
    return bool(near) and float(shapely.area(shapely.intersection(shape, np.array(near))).sum()) > 0.1 * shapely.area(shape)
