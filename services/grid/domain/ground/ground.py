"""Which grid a point lies in: an index in memory over the borders of a district."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import shapely
from shapely.geometry import shape

from kernel.errors import Invalid
from services.grid.domain.ground.area import DIGITS, level_of
from services.grid.domain.ground.place import Position, check

# who answers for a point that several kinds cover: the grid made for the place, then the ordinary one, then the cell
RANK = {"special": 0, "base": 1, "unit": 2}
UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Border:
    """A border of one grid or area: its code and GeoJSON geometry, Polygon or MultiPolygon, WGS-84."""

    code: str
    geometry: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plot:
    """One grid on the map. community: 12 digits. kind: one of RANK. outline: shapely polygon, WGS-84 degrees."""

    code: str
    community: str
    kind: str
    outline: Any


@dataclass(frozen=True, slots=True)
class Region:
    """One area below the root whose border is drawn. code: 12 digits. outline: as of a plot."""

    code: str
    outline: Any


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a point or a code lies. grid '' = in the district, but in no grid: an area must be named by hand.

    district, street, community: 12 digits, '' when unknown. grid: code of the grid that answers for it, or ''. unit_grid:
    code of the unit grid (单元网格) it lies in, or ''.
    """

    district: str
    street: str = ""
    community: str = ""
    grid: str = ""
    unit_grid: str = ""

    @property
    def area(self) -> str:
        """The narrowest area known, 12 digits."""
        return self.community or self.street or self.district


class Ground:
    """Borders of one district, or of a city as the root, ready to be asked; never changed, a change makes another.

    district: code of the root. outline: its own border; a point outside is refused, the sea included. plots: grids in any
    order. regions: areas below the root that are drawn; they say as much as can be known of a point in no grid.
    """

    def __init__(self, district: str, outline: Any, plots: Iterable[Plot], regions: Iterable[Region] = ()) -> None:
        # sorted: of all that touch a point the first takes it, so a common edge belongs to the lower code
        self._plots = sorted(plots, key=lambda plot: (RANK[plot.kind], plot.code))
        self.district = district
        self._outline = outline
        self._serving = sum(plot.kind != UNIT for plot in self._plots)
        # made when first asked for: to make all of them takes longer than all the rest
        self._spots: dict[int, Spot] = {}
        self._tree = shapely.STRtree([plot.outline for plot in self._plots])
        self._regions = sorted(regions, key=lambda region: (-DIGITS[level_of(region.code)], region.code))
        self._region_tree = shapely.STRtree([region.outline for region in self._regions])
        shapely.prepare(outline)
        # the tree is built with the first question: better here than under somebody's report
        self._tree.query(outline.centroid)

    @cached_property
    def by_code(self) -> dict[str, Plot]:
        """The grids that are drawn, by code."""
        return {plot.code: plot for plot in self._plots}

    def locate(self, lon: float, lat: float) -> Spot:
        """Find the grid of a WGS-84 point; edges and corners belong to the lowest code that touches them.

        Rule GR-33, domain 3.3: of the layers that cover a point the special grid answers, then the base grid; where
        neither is drawn the unit grid does. A point in no grid lies in the narrowest area whose border holds it.

        :raises Invalid: grid.point_out_of_range, grid.point_outside
        """
        at = check(lon, lat)
        point = shapely.Point(at)
        found = self._tree.query(point, predicate="intersects").tolist()
        return self._chosen(found) if found else self._in_district(point, at)

    def above(self, code: str) -> str:
        """Give the grid of the service layer that holds a unit grid, '' for any other and where none is drawn.

        The one that most of it lies in; when two hold as much, the lower code.
        """
        plot = self.by_code.get(code)
        if plot is None or plot.kind != UNIT:
            return ""
        near = [int(no) for no in sorted(self._tree.query(plot.outline, predicate="intersects")) if no < self._serving]
        shared = [shapely.area(shapely.intersection(self._plots[no].outline, plot.outline)) for no in near]
        most = max(shared, default=0.0)
        return self._plots[near[shared.index(most)]].code if most else ""

    def _chosen(self, found: Sequence[int]) -> Spot:
        first = min(found)
        spot = self._spots.get(first) or self._spots.setdefault(first, _spot(self._plots[first]))
        units = [no for no in found if no >= self._serving] if first < self._serving else ()
        return replace(spot, unit_grid=self._plots[min(units)].code) if units else spot

    def _in_district(self, point: Any, at: Position) -> Spot:
        if not shapely.intersects(self._outline, point):
            raise Invalid("grid.point_outside", pointer="/point", lon=at.lon, lat=at.lat, district=self.district)
        regions = self._region_tree.query(point, predicate="intersects").tolist()
        return spot(self._regions[min(regions)].code) if regions else Spot(self.district)


def spot(code: str) -> Spot:
    """Give what the code of an area of 12 digits says about where it lies."""
    district, street, community = (code[: DIGITS[level]].ljust(12, "0") for level in ("district", "street", "community"))
    return Spot(district, street if code[6:9].strip("0") else "", community if code[9:12].strip("0") else "")


def _spot(plot: Plot) -> Spot:
    return replace(spot(plot.community), grid=plot.code, unit_grid=plot.code if plot.kind == UNIT else "")


def polygon(border: Border) -> Any:
    """Read a border as a valid, not empty polygon.

    :raises Invalid: grid.border_faulty
    """
    try:
        made = shape(border.geometry)
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as error:
        raise Invalid("grid.border_faulty", border=border.code, reason=type(error).__name__) from error
    return sound(border.code, made)


def sound(code: str, outline: Any) -> Any:
    """Give an outline back when it is a valid, not empty polygon.

    :raises Invalid: grid.border_faulty, facts border (its code), reason
    """
    if outline.geom_type not in ("Polygon", "MultiPolygon") or outline.is_empty or not outline.is_valid:
        raise Invalid("grid.border_faulty", border=code, reason=shapely.is_valid_reason(outline))
    return outline


def outlines(codes: Sequence[str], texts: Sequence[str]) -> list[Any]:
    """Read many borders at once, each GeoJSON text, several times as fast as one by one.

    :raises Invalid: grid.border_faulty
    """
    made = shapely.from_geojson(list(texts), on_invalid="ignore")
    return [sound(code, one) if one is not None else _unread(code) for code, one in zip(codes, made, strict=True)]


def _unread(code: str) -> Any:
    raise Invalid("grid.border_faulty", border=code, reason="unreadable")
