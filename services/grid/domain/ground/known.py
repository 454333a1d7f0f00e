"""What one process has read of the ground, as of one version and day; each reading makes another from the last."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.grid.domain.case_type import CaseType, Period
from services.grid.domain.ground.ground import RANK, Plot, Region, outlines
from services.grid.domain.ground.register import Grid, RegisteredArea, Unit
from services.grid.domain.ground.territory import Territory, assemble, by_stage


@dataclass(frozen=True, slots=True)
class Drawn:
    """A grid as it is read for the index. grid: without its border. border: GeoJSON text, None while it is not drawn."""

    grid: Grid
    border: str | None


@dataclass(frozen=True, slots=True)
class Register:
    """All but the grids: areas with a statistical code, units, kinds of matters, time limits; areas drawn below the root."""

    areas: Sequence[RegisteredArea]
    units: Sequence[Unit]
    case_types: Sequence[CaseType]
    periods: Sequence[Period]
    regions: Sequence[Region] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """The ground as read. version: of the register. on: local date. plots: the grids that are drawn; both by code."""

    version: int
    on: date
    register: Register
    grids: Mapping[str, Grid]
    plots: Mapping[str, Plot]

    def without(self, codes: Iterable[str]) -> Known:
        """Forget some grids: what is read of them anew takes their place, what ended does not come back."""
        gone = set(codes)
        return replace(
            self,
            grids={code: one for code, one in self.grids.items() if code not in gone},
            plots={code: one for code, one in self.plots.items() if code not in gone},
        )

    def more(self, page: Sequence[Drawn]) -> Known:
        """Add grids that were read.

        :raises Invalid: grid.border_faulty
        """
        grids, plots = dict(self.grids), dict(self.plots)
        take(page, grids, plots)
        return replace(self, grids=grids, plots=plots)

    def territory(self) -> Territory | None:
        """Put it together; None while there is no root area with a border."""
        register = self.register
        return assemble(
            areas={one.code: one for one in register.areas},
            grids=self.grids,
            plots=self.plots.values(),
            units={one.id: one for one in register.units},
            case_types={one.code: one for one in register.case_types},
            periods=by_stage(register.periods),
            version=self.version,
            regions=register.regions,
        )


def take(page: Sequence[Drawn], grids: dict[str, Grid], plots: dict[str, Plot]) -> None:
    """Add grids that were read to those there are.

    :raises Invalid: grid.border_faulty
    """
    grids.update((one.grid.code, one.grid) for one in page)
    on_map = [(one.grid, one.border) for one in page if one.border is not None and one.grid.kind in RANK]
    made = outlines([grid.code for grid, _ in on_map], [border for _, border in on_map])
    for (grid, _), outline in zip(on_map, made, strict=True):
        plots[grid.code] = Plot(grid.code, grid.community, grid.kind, outline)
