"""Metres and square metres of shapes drawn in degrees."""
from __future__ import annotations

from math import cos, hypot, radians
from typing import Any

import numpy as np
import shapely

# metres of one degree of latitude, and of one of longitude at the equator; what borders need is exact to 0.5 %
NORTH, EAST = 111_000.0, 111_320.0


def scale(lat: float) -> float:
    """Give the square metres of a square degree at a latitude, degrees."""
    return NORTH * EAST * cos(radians(lat))


def areas(shapes: Any) -> Any:
    """Give the areas of an array of shapes in degrees, m2; 0 where there is no shape."""
    bounds = shapely.bounds(shapes)
    middles = np.nan_to_num((bounds[..., 1] + bounds[..., 3]) / 2)
    return np.nan_to_num(shapely.area(shapes)) * NORTH * EAST * np.cos(np.radians(middles))


def area(shape: Any) -> float:
    """Give the area of one shape, m2."""
    return float(areas(np.array([shape]))[0])


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Give the way between two near points (lon, lat), metres."""
    middle = radians((one[1] + other[1]) / 2)
    return hypot((one[0] - other[0]) * EAST * cos(middle), (one[1] - other[1]) * NORTH)


def place(shape: Any) -> tuple[float, float]:
    """Give a point to mark a shape by: one in its largest part, lon and lat."""
    parts = shapely.get_parts(shape)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    point = shapely.point_on_surface(largest)
    return float(point.x), float(point.y)
