"""Reads a border ring by ring and says what is no ring; a shape comes of it only when each ring is one."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from services.grid.domain.border import system
from services.grid.domain.border.drawn import Bounds, Drawn
from services.grid.domain.border.fault import Fault, fault

PARTS = {"Polygon": lambda coordinates: [coordinates], "MultiPolygon": lambda coordinates: coordinates}
LEAST = 4  # positions of a ring: three corners, and the first again
LIMITS = np.array([180.0, 90.0])
PLACE = re.compile(r"\[(-?[0-9.e+-]+) (-?[0-9.e+-]+)\]")
CROSSING = ("Self-intersection", "Ring Self-intersection")

Rings = list[list[Any]]


def understand(drawn: Drawn, bounds: Bounds, faults: list[Fault]) -> Any:
    """Give a border as a shape that may still cross itself, or None with faults that name each ring.

    Rule GR-40, domain 3.3: a border is a Polygon or MultiPolygon of closed rings in degrees.
    """
    parts = _parts(drawn, faults)
    rings = [_positions(ring) for part in parts for ring in part]
    if not parts or not all(_read(drawn, rings, faults)):
        return None
    if any(_beyond(ring).any() for ring in rings):
        faults.append(system.beyond(drawn, rings, bounds) or _out_of_range(drawn, rings))
        return None
    before = len(faults)
    faults.extend(_ringed(drawn, rings))
    if any(one.code != "grid.border_doubled" for one in faults[before:]):
        return None
    return _made(parts, rings)


def crossings(drawn: list[Drawn], shapes: Any) -> list[Fault]:
    """Say where borders cross themselves or lie in each other's way. shapes: an array that goes with `drawn`."""
    reasons = shapely.is_valid_reason(shapes)
    return [_crossing(one, shape, reason) for one, shape, reason in zip(drawn, shapes, reasons, strict=True)]


def _parts(drawn: Drawn, faults: list[Fault]) -> list[Rings]:
    geometry = drawn.geometry
    if not isinstance(geometry, dict) or geometry.get("type") not in PARTS:
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        faults.append(fault("grid.border_type", drawn, found=str(kind)[:32]))
        return []
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list | tuple) or not coordinates:
        faults.append(fault("grid.border_empty", drawn))
        return []
    parts = PARTS[geometry["type"]](coordinates)
    if not all(isinstance(part, list | tuple) and part for part in parts):
        faults.append(fault("grid.border_empty", drawn))
        return []
    return parts


def _positions(ring: Any) -> Any:
    """Give a ring as an array of positions (n, 2), or None when it is none. Heights are left out."""
    try:
        made = np.array(ring, dtype=float)
    except (ValueError, TypeError):
        return None
    return made[:, :2] if made.ndim == 2 and made.shape[1] in (2, 3) else None


def _read(drawn: Drawn, rings: list[Any], faults: list[Fault]) -> Iterator[bool]:
    for number, ring in enumerate(rings, start=1):
        if ring is None or not np.isfinite(ring).all():
            faults.append(fault("grid.border_unreadable", drawn, ring=number))
        yield ring is not None and bool(np.isfinite(ring).all())


def _beyond(ring: Any) -> Any:
    return (np.abs(ring) > LIMITS).any(axis=1)


def _out_of_range(drawn: Drawn, rings: list[Any]) -> Fault:
    number, ring = next((n, ring) for n, ring in enumerate(rings, start=1) if _beyond(ring).any())
    lon, lat = ring[_beyond(ring)][0].tolist()
    return fault("grid.border_out_of_range", drawn, ring=number, at=(lon, lat))


def _ringed(drawn: Drawn, rings: list[Any]) -> Iterator[Fault]:
    for number, ring in enumerate(rings, start=1):
        first = (float(ring[0][0]), float(ring[0][1])) if len(ring) else None
        if len(ring) < LEAST:
            yield fault("grid.border_short", drawn, ring=number, at=first, positions=len(ring))
        elif (ring[0] != ring[-1]).any():
            yield fault("grid.border_open", drawn, ring=number, at=first)
        elif (same := (ring[1:] == ring[:-1]).all(axis=1)).any():
            lon, lat = ring[1:][same][0].tolist()
            yield fault("grid.border_doubled", drawn, ring=number, at=(lon, lat), times=int(same.sum()))


def _made(parts: list[Rings], rings: list[Any]) -> Any:
    left = iter(rings)
    polygons = [shapely.Polygon(next(left), [next(left) for _ in part[1:]]) for part in parts]
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def _crossing(drawn: Drawn, shape: Any, reason: str) -> Fault:
    found = PLACE.search(reason)
    at = (float(found[1]), float(found[2])) if found else None
    ring = _nearest(shape, at)
    if reason.startswith(CROSSING):
        return fault("grid.border_crossing", drawn, ring=ring, at=at)
    return fault("grid.border_tangled", drawn, ring=ring, at=at)


def _nearest(shape: Any, at: tuple[float, float] | None) -> int:
    """Give the number of the ring that a place lies on."""
    if at is None:
        return 1
    rings = shapely.get_rings(shape)
    return int(np.argmin(shapely.distance(rings, shapely.points(*at)))) + 1
