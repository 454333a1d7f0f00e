"""Which grid a point lies in: an index in memory over the borders of a district."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import shape

from kernel.errors import Invalid
from services.grid.domain.area import DIGITS
from services.grid.domain.place import Position, check


@dataclass(frozen=True, slots=True)
class Border:
    """A border of one grid or area: code (15 or 12 digits) and GeoJSON geometry, Polygon or MultiPolygon, WGS-84."""

    code: str
    geometry: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a point or a code lies. grid '' = in the district, but in no grid: an area must be named by hand.

    district, street, community: 12 digits, '' when unknown. grid: 15 digits or ''.
    """

    district: str
    street: str = ""
    community: str = ""
    grid: str = ""

    @property
    def area(self) -> str:
        """The narrowest area known, 12 digits."""
        return self.community or self.street or self.district


class Ground:
    """Borders of one district, ready to be asked.

    district: its own border; a point outside is refused, the sea included. grids: borders in any order.

    :raises Invalid: grid.border_faulty, facts border (its code), reason
    """

    def __init__(self, district: Border, grids: Iterable[Border]) -> None:
        # sorted: a point on a common edge is in all its neighbours, the lowest code takes it
        ordered = sorted(grids, key=lambda border: border.code)
        self.district = district.code
        self.codes = [border.code for border in ordered]
        self._outline = polygon(district)
        self._tree = shapely.STRtree([polygon(border) for border in ordered])
        shapely.prepare(self._outline)

    def locate(self, lon: float, lat: float) -> Spot:
        """Find the grid of a WGS-84 point; edges and corners belong to the lowest code that touches them.

        :raises Invalid: grid.point_out_of_range, grid.point_outside
        """
        at = check(lon, lat)
        point = shapely.points(at.lon, at.lat)
        found = self._tree.query(point, predicate="intersects")
        if len(found):
            return spot(self.codes[int(found.min())])
        return self._in_district(point, at)

    def _in_district(self, point: Any, at: Position) -> Spot:
        if not shapely.intersects(self._outline, point):
            raise Invalid("grid.point_outside", pointer="/point", lon=at.lon, lat=at.lat, district=self.district)
        return Spot(self.district)


def spot(code: str) -> Spot:
    """Give what a code of a district or below (12 digits) or of a grid (15 digits) says about where it lies."""
    district, street, community = (code[: DIGITS[level]].ljust(12, "0") for level in ("district", "street", "community"))
    return Spot(
        district,
        street if code[6:9].strip("0") else "",
        community if code[9:12].strip("0") else "",
        code if len(code) > DIGITS["community"] else "",
    )


def polygon(border: Border) -> Any:
    """Read a border as a valid, not empty polygon.

    :raises Invalid: grid.border_faulty
    """
    try:
        made = shape(border.geometry)
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as error:
        raise Invalid("grid.border_faulty", border=border.code, reason=type(error).__name__) from error
    if made.geom_type not in ("Polygon", "MultiPolygon") or made.is_empty or not made.is_valid:
        raise Invalid("grid.border_faulty", border=border.code, reason=shapely.is_valid_reason(made))
    return made
