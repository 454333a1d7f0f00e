"""The ground as one process knows it at one moment: areas, grids, units and kinds of matters, all in memory."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kernel.errors import Invalid
from services.grid.domain.case_type import CaseType, Period
from services.grid.domain.grid import scheme
from services.grid.domain.ground import area
from services.grid.domain.ground.ground import RANK, Border, Ground, Plot, Region, Spot, polygon, spot
from services.grid.domain.ground.place import to_wgs84
from services.grid.domain.ground.register import Grid, RegisteredArea, Unit


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Territory:
    """Everything valid on one day. areas and grids by code, units by id, case_types by code; periods by type and stage.

    areas: those with a statistical code. grids: their borders are in `ground`. version: of the register it was read from;
    it grows with each change.
    """

    ground: Ground
    areas: Mapping[str, RegisteredArea]
    grids: Mapping[str, Grid]
    units: Mapping[str, Unit]
    case_types: Mapping[str, CaseType]
    periods: Mapping[str, Mapping[str, Period]]
    version: int = 0

    def areas_under(self, code: str) -> Sequence[RegisteredArea]:
        """Give the areas right under an area, by code."""
        return sorted((one for one in self.areas.values() if one.parent == code), key=lambda one: one.code)

    def locate(self, lon: float, lat: float, system: str = "wgs84") -> Spot:
        """Find where a pair in a coordinate system lies.

        :raises Invalid: grid.system_unknown, grid.point_out_of_range, grid.point_outside
        """
        return self.ground.locate(*to_wgs84(lon, lat, system))

    def place(self, code: str, *, pointer: str = "/area") -> Spot:
        """Find what a code names: an area (12 digits) or a grid of this district. The register tells a grid's community.

        :raises Invalid: grid.area_malformed, grid.grid_malformed, grid.area_outside, grid.area_unknown
        """
        if code in self.grids:
            return self._spot(self.grids[code])
        if code in self.areas and area.covers(self.ground.district, code):
            return spot(code)
        raise self._nowhere(code, pointer)

    def above(self, code: str) -> str:
        """Give what a grid lies in: the grid of the service layer for a unit grid, else its community; '' for none known.

        Rule GR-36, domain 9.3: grids form levels, and each knows the one above it.
        """
        return self.ground.above(code) or (self.grids[code].community if code in self.grids else "")

    def named(self, code: str) -> str | None:
        """Give the name of an area or a grid, None for one that is not known."""
        known = self.areas.get(code) or self.grids.get(code)
        return known.name if known else None

    def _spot(self, grid: Grid) -> Spot:
        return replace(spot(grid.community), grid=grid.code, unit_grid=grid.code if grid.kind == "unit" else "")

    def _nowhere(self, code: str, pointer: str) -> Invalid:
        """Tell what is wrong with a code that names nothing here.

        :raises Invalid: grid.area_malformed, grid.grid_malformed
        """
        free = scheme.free(code)
        community = code if len(code) <= area.DIGITS["community"] else scheme.community(code, pointer=pointer)
        if not free and not area.covers(self.ground.district, area.parse(community, pointer=pointer).code):
            return Invalid("grid.area_outside", pointer=pointer, area=code, district=self.ground.district)
        return Invalid("grid.area_unknown", pointer=pointer, area=code)

    def case_type(self, code: str, *, pointer: str = "/case_type") -> CaseType:
        """Give a kind of matter by its code.

        :raises Invalid: grid.case_type_unknown
        """
        if code not in self.case_types:
            raise Invalid("grid.case_type_unknown", pointer=pointer, case_type=code)
        return self.case_types[code]

    def unit(self, id: str, *, pointer: str = "/unit") -> Unit:
        """Give a unit by its id.

        :raises Invalid: grid.unit_unknown
        """
        if id not in self.units:
            raise Invalid("grid.unit_unknown", pointer=pointer, unit=id)
        return self.units[id]

    def serving(self, id: str, place: str, *, pointer: str = "/unit") -> Unit:
        """Give a unit that serves an area, for people of another could neither see the matter nor give it back.

        place: code of the area.

        :raises Invalid: grid.unit_unknown, grid.unit_elsewhere
        """
        unit = self.unit(id, pointer=pointer)
        if not area.covers(unit.area, place):
            raise Invalid("grid.unit_elsewhere", pointer=pointer, unit=id, area=place)
        return unit


def build(
    *,
    areas: Iterable[RegisteredArea],
    grids: Iterable[Grid],
    units: Iterable[Unit],
    case_types: Iterable[CaseType],
    periods: Iterable[Period],
    version: int = 0,
) -> Territory | None:
    """Put the register together, or give None while it has no root area with a border.

    :raises Invalid: grid.border_faulty
    """
    known, rows = list(grids), list(areas)
    plots = [
        Plot(one.code, one.community, one.kind, polygon(Border(one.code, one.border)))
        for one in known
        if one.border and one.kind in RANK
    ]
    return assemble(
        areas={row.code: row for row in rows},
        grids={one.code: one for one in known},
        plots=plots,
        regions=[Region(row.code, polygon(Border(row.code, row.border))) for row in rows if row.border and row.parent],
        units={row.id: row for row in units},
        case_types={row.code: row for row in case_types},
        periods=by_stage(periods),
        version=version,
    )


def assemble(
    *,
    areas: Mapping[str, RegisteredArea],
    grids: Mapping[str, Grid],
    plots: Iterable[Plot],
    units: Mapping[str, Unit],
    case_types: Mapping[str, CaseType],
    periods: Mapping[str, Mapping[str, Period]],
    version: int,
    regions: Iterable[Region] = (),
) -> Territory | None:
    """Put the register together with grids that are drawn already; None while it has no root area with a border.

    :raises Invalid: grid.border_faulty
    """
    root = next((row for row in areas.values() if row.parent is None and row.border), None)
    if root is None or root.border is None:
        return None
    return Territory(
        ground=Ground(root.code, polygon(Border(root.code, root.border)), plots, regions),
        areas=areas,
        grids=grids,
        units=units,
        case_types=case_types,
        periods=periods,
        version=version,
    )


def by_stage(periods: Iterable[Period]) -> dict[str, dict[str, Period]]:
    """Give time limits by kind of matter and stage."""
    found: dict[str, dict[str, Period]] = {}
    for period in periods:
        found.setdefault(period.case_type, {})[period.stage] = period
    return found
