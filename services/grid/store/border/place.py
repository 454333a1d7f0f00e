"""SQL of what else lies in a community whose borders move: its codes at all times, and its premises."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely

from kernel.errors import Invalid
from kernel.rows import Reader
from services.grid.domain.ground.ground import Spot
from services.grid.domain.premises.parted import Bound, Parted, parted
from services.grid.store.border.case import Box

PARTED_MOST = 1000
_BOUND = """
SELECT one.id::text, one.kind, one.code, one.area, one.longitude, one.latitude,
       holder.code, holder.area, holder.longitude, holder.latitude
FROM premises AS one JOIN premises AS holder ON holder.id = coalesce(one.building, one.estate)
WHERE one.state = 'standing' AND one.kind <> 'unit' AND {side}.state = 'standing' AND {side}.area = %s
"""
BOUND = f"{_BOUND.format(side='one')} UNION {_BOUND.format(side='holder')} ORDER BY 3"
STANDING = "SELECT longitude, latitude, grid FROM premises WHERE state = 'standing' AND area = %s"


def codes(db: Reader, community: str) -> tuple[set[str], set[str]]:
    """Give all codes that grids of a community have or had, and those of them that ended."""
    rows = db.all("SELECT code, valid_until IS NOT NULL FROM grid WHERE community = %s", (community,))
    return {code for code, _ in rows}, {code for code, ended in rows if ended}


def box(shapes: Sequence[Any]) -> Box:
    """Give the box around shapes (west, south, east, north); one that holds nothing when there are none."""
    if not shapes:
        return (1.0, 1.0, 0.0, 0.0)
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object)).tolist()
    return west, south, east, north


def count_moved(db: Reader, locate: Callable[[float, float], Spot], community: str) -> int:
    """Count the premises of a community that would lie in another grid."""
    return sum(_grid(locate, lon, lat) != grid for lon, lat, grid in db.all(STANDING, (community,)))


def list_parted(db: Reader, locate: Callable[[float, float], Spot], community: str) -> list[Parted]:
    """Give the premises that would lie in another community than what they belong to, on either side of this one's borders."""

    def lies(area: str, lon: float, lat: float) -> str:
        return _community(locate, lon, lat) or area if area == community else area

    return parted([Bound(*row) for row in db.all(BOUND, (community, community))], lies)[:PARTED_MOST]


def _community(locate: Callable[[float, float], Spot], lon: float, lat: float) -> str:
    try:
        return locate(lon, lat).community
    except Invalid:
        return ""


def _grid(locate: Callable[[float, float], Spot], lon: float, lat: float) -> str | None:
    try:
        return locate(lon, lat).grid or None
    except Invalid:  # outside the district, where no border of a grid can be
        return None
