"""Whether borders lie inside what is around them, and if not, whether another coordinate system explains it."""
from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely

from services.grid.domain.border import measure, system
from services.grid.domain.border.drawn import Bounds, Drawn, Limits
from services.grid.domain.border.fault import Fault, fault, softened
from services.grid.domain.border.neighbour import Shared, crowd

SAMPLE = 60  # borders by which a whole file is judged
TRIES = 300  # borders that are read in other systems one by one; where more are astray, a few of them tell enough


@dataclass(slots=True)
class Misfits:
    """What was found. systems: borders drawn in another system. outside: others not where they should be. wrong: indices of
    those whose place means nothing. whole: the system all are drawn in, '' for none."""

    systems: list[Fault] = field(default_factory=list)
    outside: list[Fault] = field(default_factory=list)
    wrong: set[int] = field(default_factory=set)
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """All borders as arrays. parts: how much of each lies outside, 0..1. sizes: the same in m2. meeting: what they share.
    bordered: whether the community of each has a border of its own."""

    drawn: Sequence[Drawn]
    shapes: Any
    around: Any
    parts: Any
    sizes: Any
    meeting: Sequence[Shared]
    bordered: Any

    def crowd(self, wrong: Collection[int] = ()) -> Any:
        """Give how much of each lies on the ground of others, 0..1 and more; those found wrong crowd nobody."""
        return crowd(self.shapes, [one for one in self.meeting if one.first not in wrong and one.second not in wrong])

    @property
    def astray(self) -> Any:
        """Which lie outside for more than a slip."""
        return self.parts > system.ASTRAY

    def doubtful(self) -> Any:
        """Give which may be drawn in another system, the likeliest first."""
        # lying on others tells of another system only where a border says that there is a hole left to lie in
        doubt = self.parts + self.crowd() * self.bordered
        # by ground and not by part: a small grid wholly under a misplaced large one is its victim
        order = np.argsort(-doubt * measure.areas(self.shapes), kind="stable")
        return order[self.astray[order] | (doubt[order] > system.CROWDED)]


def misfits(drawn: Sequence[Drawn], shapes: Any, bounds: Bounds, limits: Limits, *, meeting: Sequence[Shared]) -> Misfits:
    """Find borders that leave what is around them by more than a tolerance.

    Rule GR-43, domain 3.3: a grid belongs to exactly one community and lies inside its border.
    """
    ground = _ground(drawn, shapes, bounds, meeting)
    found = Misfits()
    astray = np.flatnonzero(ground.astray).tolist()
    found.whole = _whole(ground, astray)
    if found.whole:
        found.systems = [system.named(drawn[at], shapes[at], found.whole) for at in astray[:1]]
        return found
    _doubted(ground, found)
    for at in np.flatnonzero(ground.sizes > limits.overlap_max).tolist():
        _left(ground, at, found)
    _former(drawn, shapes, bounds, limits, found)
    return found


def told(drawn: Sequence[Drawn], systems: list[Fault], found: Misfits) -> list[Fault]:
    """Give all misfits, what is wrong with most alike only once. systems: told already, of numbers that are no degrees."""
    if not found.whole:
        return [*system.together(drawn, systems + found.systems), *found.outside]
    first = found.systems[0]
    at = (first.lon or 0.0, first.lat or 0.0)
    whole = fault("grid.border_system", None, at=at, size=first.size, unit="m", system=found.whole, count=len(drawn))
    return [*systems, whole]


def _ground(drawn: Sequence[Drawn], shapes: Any, bounds: Bounds, meeting: Sequence[Shared]) -> Ground:
    around = np.array([*(bounds.around(one.community) for one in drawn), None], dtype=object)[:-1]
    for one in {id(shape): shape for shape in around}.values():
        shapely.prepare(one)
    bordered = np.array([one.community in bounds.borders for one in drawn], dtype=bool)
    there = shapely.is_geometry(shapes)
    out = np.flatnonzero(there & ~shapely.covers(around, shapes))
    left = shapely.difference(shapes[out], around[out])
    sizes, parts = np.zeros(len(shapes)), np.zeros(len(shapes))
    sizes[out] = measure.areas(left)
    parts[out] = sizes[out] / np.maximum(measure.areas(shapes[out]), 1e-9)
    return Ground(drawn, shapes, around, parts, sizes, meeting, bordered)


def _whole(ground: Ground, astray: list[Any]) -> str:
    """Name the system that explains a whole file: read in it, those astray come inside and the others stay there."""
    there = np.flatnonzero(shapely.is_geometry(ground.shapes))
    if not astray or (len(there) > 1 and len(astray) < 3):
        return ""
    spread = there[:: max(1, len(there) // SAMPLE)].tolist() + astray[:: max(1, len(astray) // SAMPLE)]
    return system.within([ground.shapes[at] for at in spread], [ground.around[at] for at in spread])


def _doubted(ground: Ground, found: Misfits) -> None:
    """Name the system of single borders, if another explains where they lie."""
    doubtful = ground.doubtful()
    sound = shapely.is_geometry(ground.shapes)
    sound[doubtful] = False
    for at in doubtful[:TRIES].tolist():
        # whoever was only covered by one that is named meanwhile is in doubt no longer
        if not ground.astray[at] and ground.crowd(found.wrong)[at] <= system.CROWDED:
            continue
        one, shape = ground.drawn[at], ground.shapes[at]
        others = [ground.shapes[n] for n in np.flatnonzero(sound).tolist() if ground.drawn[n].community == one.community]
        if name := system.within([shape], [ground.around[at]], others=others):
            found.wrong.add(at)
            found.systems.append(system.named(one, shape, name))


def _left(ground: Ground, at: int, found: Misfits) -> None:
    """Tell of one border that leaves what is around it."""
    if at not in found.wrong:
        found.outside.append(_outside(ground.drawn[at], ground.shapes[at], ground.around[at]))
        if ground.astray[at]:
            found.wrong.add(at)


def _outside(one: Drawn, shape: Any, around: Any) -> Fault:
    left = shapely.difference(shape, around)
    at = measure.place(left)
    if not shapely.disjoint(shape, around):
        return fault("grid.border_outside", one, at=at, size=measure.area(left), unit="m2", other=one.community)
    near = shapely.get_coordinates(shapely.shortest_line(around, shape)).tolist()
    return fault("grid.border_far", one, at=at, size=measure.distance(*near), unit="m", other=one.community)


def _former(drawn: Sequence[Drawn], shapes: Any, bounds: Bounds, limits: Limits, found: Misfits) -> None:
    """Warn of ground that a community without a border of its own did not have before."""
    for at, (one, shape) in enumerate(zip(drawn, shapes, strict=True)):
        former = bounds.former.get(one.community)
        if shape is None or former is None or at in found.wrong or shapely.covers(former, shape):
            continue
        misfit = _outside(one, shape, former)
        if misfit.unit == "m" or (misfit.size or 0) > limits.overlap_max:
            found.outside.append(softened(misfit))
