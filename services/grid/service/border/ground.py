"""The ground around a change of borders: what it is checked against, and where points lie once it is in force."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from services.grid.domain.border import member
from services.grid.domain.border.change import BorderChange, Plan, drawn
from services.grid.domain.border.check import check
from services.grid.domain.border.drawn import Bounds, Drawn, Kept, Limits
from services.grid.domain.border.fault import Fault, is_sound, sorted_faults
from services.grid.domain.ground.ground import RANK, Ground, Plot, Spot
from services.grid.domain.ground.register import Grid
from services.grid.domain.ground.territory import Territory

NEAR = 0.002  # degrees around a community within which others may be concerned


@dataclass(frozen=True, slots=True)
class Scene:
    """A change over the ground as it is. border: of the community, shapely, or None where it has none.

    duties: duty grids with a member whose border changes -> all their members.
    """

    change: BorderChange
    plan: Plan
    territory: Territory
    border: Any
    limits: Limits
    duties: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def drawn(self) -> list[Drawn]:
        """Every border of the community as it will be."""
        return drawn(self.change, self.plan)

    def faults(self) -> list[Fault]:
        """Give what is wrong with the change, by the ground as it is now."""
        found = check(self.drawn, self.bounds(), self.limits)
        if not self.duties or not is_sound(found):  # what cannot be read lies beside nothing
            return found
        before, after = ({one.code: one.outline for one in side} for side in (self._mine(), self._after()))
        return sorted_faults([*found, *member.apart(self.duties, before, after)])

    def bounds(self) -> Bounds:
        """Give what the community must fit into."""
        community = self.change.community
        former = self._former()
        return Bounds(
            outline=root_border(self.territory),
            borders={community: self.border} if self.border is not None else {},
            former={community: former} if self.border is None and former is not None else {},
            kept=[Kept(one.code, one.community, one.kind, one.outline) for one in self._beside()],
        )

    def locate(self) -> Callable[[float, float], Spot]:
        """Give how points are found by the new borders; new grids are called 'new:n' by the number of their feature."""
        own = {one.code: one for one in self._after()}
        gone = {*own, *(one.code for one in self.plan.ended)}
        others = [one for one in self.territory.ground.by_code.values() if one.code not in gone]
        return Ground(self.territory.ground.district, root_border(self.territory), [*others, *own.values()]).locate

    def box(self) -> tuple[float, float, float, float]:
        """Give the box (west, south, east, north) of everything the community had and will have."""
        every = [one.outline for one in (*self._mine(), *self._after())]
        west, south, east, north = shapely.total_bounds(every).tolist() if every else (0.0, 0.0, 0.0, 0.0)
        return west, south, east, north

    def named(self, codes: Sequence[str]) -> Scene:
        """Give the scene with codes for the new grids, in their order."""
        opened = tuple(_coded(one, code) for one, code in zip(self.plan.opened, codes, strict=True))
        return replace(self, plan=replace(self.plan, opened=opened))

    @property
    def own(self) -> set[str]:
        """Codes of all grids of the community, before and after."""
        return {one.code for one in (*self._mine(), *self._after())} | self.gone

    @property
    def gone(self) -> set[str]:
        """Codes of the grids that end."""
        return {one.code for one in self.plan.ended}

    def _mine(self) -> list[Plot]:
        return [one for one in self.territory.ground.by_code.values() if one.community == self.change.community]

    def _after(self) -> list[Plot]:
        """Give the grids of the community as they will be."""
        left = [*self.plan.changed, *self.plan.kept]
        added = [one for one in self.change.features if one["way"] == "add"]
        numbers = [self.change.features.index(one) + 1 for one in added]
        named = [_coded(one, one.code or f"new:{n}") for n, one in zip(numbers, self.plan.opened, strict=True)]
        return [
            Plot(one.code, one.community, one.kind, shape(one.border))
            for one in (*named, *left)
            if one.border is not None and one.kind in RANK
        ]

    def _former(self) -> Any:
        shapes = [one.outline for one in self._mine() if one.kind != "unit"]
        return shapely.union_all(shapes) if shapes else None

    def _beside(self) -> list[Plot]:
        """Give the grids of other communities around this one."""
        others = [one for one in self.territory.ground.by_code.values() if one.community != self.change.community]
        mine = [one.outline for one in self._mine()] + ([self.border] if self.border is not None else [])
        if not mine or not others:
            return others
        west, south, east, north = shapely.total_bounds(mine).tolist()
        boxes = shapely.bounds(np.array([one.outline for one in others], dtype=object))
        near = (boxes[:, 0] <= east + NEAR) & (boxes[:, 2] >= west - NEAR)
        near &= (boxes[:, 1] <= north + NEAR) & (boxes[:, 3] >= south - NEAR)
        return [others[at] for at in np.flatnonzero(near).tolist()]


def root_border(territory: Territory) -> Any:
    """Give the border of the whole district as a shape."""
    found = territory.areas[territory.ground.district].border
    return shape(found)


def _coded(grid: Grid, code: str) -> Grid:
    return replace(grid, code=code)
