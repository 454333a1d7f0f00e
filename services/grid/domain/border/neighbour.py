"""Borders against each other: ground that two share, ground that nobody has, grids that touch no other."""
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from services.grid.domain.border import measure
from services.grid.domain.border.drawn import LAYER, Bounds, Drawn, Kept, Limits
from services.grid.domain.border.fault import WARNING, Fault, fault

# interiors that meet, as the DE-9IM tells it; borders that only touch do not
MEET = "T********"
GAPLESS = "service"  # the layer that leaves no ground out


@dataclass(frozen=True, slots=True)
class Shared:
    """Ground that two borders of a layer have both. first: index of a border drawn. second: of another, -1 for one kept.

    other: what the second is called. size: m2.
    """

    first: int
    second: int
    other: str
    shape: Any
    size: float


def shared(drawn: Sequence[Drawn], shapes: Any, kept: Sequence[Kept], limits: Limits) -> list[Shared]:
    """Find ground that two borders of one layer have both, beyond the tenant's tolerance; each pair once."""
    found: list[Shared] = []
    for layer in sorted(set(LAYER.values())):
        own = [at for at, one in enumerate(drawn) if LAYER[one.kind] == layer and shapes[at] is not None]
        found += _shared(drawn, shapes, own, [one for one in kept if LAYER.get(one.kind) == layer], limits)
    return found


def overlaps(drawn: Sequence[Drawn], found: Iterable[Shared], *, wrong: Collection[int]) -> list[Fault]:
    """Tell of shared ground. wrong: indices of borders whose place means nothing, so that they overlap by chance only.

    Rule GR-44, domain 3.3: 无缝覆盖 - no overlap within a layer beyond the tenant's tolerance.
    """
    return [
        fault(
            "grid.border_overlap",
            drawn[one.first],
            at=measure.place(one.shape),
            size=one.size,
            unit="m2",
            other=one.other,
        )
        for one in found
        if one.first not in wrong and one.second not in wrong
    ]


def crowd(shapes: Any, found: Iterable[Shared]) -> Any:
    """Give how much of each border lies on the ground of others, 0..1 and more."""
    sizes = np.zeros(len(shapes))
    for one in found:
        for at in (one.first, one.second):
            if at >= 0:
                sizes[at] += one.size
    return sizes / np.maximum(measure.areas(shapes), 1e-9)


def _shared(
    drawn: Sequence[Drawn], shapes: Any, own: list[int], kept: list[Kept], limits: Limits
) -> Iterator[Shared]:
    every = np.array([*shapes[own], *(one.shape for one in kept), None], dtype=object)[:-1]
    indices = [*own, *([-1] * len(kept))]
    names = [drawn[at].grid or f"#{drawn[at].feature}" for at in own] + [one.grid for one in kept]
    first, second = _pairs(every[: len(own)], every)
    common = shapely.intersection(every[first], every[second])
    sizes = measure.areas(common)
    for at in np.flatnonzero(sizes > limits.overlap_max):
        one, other = int(first[at]), int(second[at])
        yield Shared(indices[one], indices[other], names[other], common[at], float(sizes[at]))


def _pairs(shapes: Any, every: Any) -> tuple[Any, Any]:
    """Give the pairs whose interiors meet, each once: places in `every`, whose beginning `shapes` is."""
    shapely.prepare(shapes)
    first, second = shapely.STRtree(every).query(shapes, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    meet = shapely.relate_pattern(every[first], every[second], MEET)
    return first[meet], second[meet]


def apart(drawn: Sequence[Drawn], shapes: Any, kept: Sequence[Kept]) -> list[Fault]:
    """Warn of grids in several pieces, and of those that touch no other of their community though there are others.

    Rule GR-47, domain 3.3: 方便管理 - who walks a grid and its neighbours should not have to cross foreign ground.
    """
    there = np.flatnonzero(shapely.is_geometry(shapes))
    every = np.array([*shapes[there], *(one.shape for one in kept), None], dtype=object)[:-1]
    homes = [drawn[at].community for at in there.tolist()] + [one.community for one in kept]
    first, second = shapely.STRtree(every).query(shapes[there], predicate="intersects")
    of = np.unique(np.array(homes), return_inverse=True)[1] if homes else np.array([], dtype=int)
    met = set(first[(first != second) & (of[first] == of[second])].tolist())
    many = Counter(homes)
    alone = [int(at) for n, at in enumerate(there) if n not in met and many[homes[n]] > 1]
    told = [fault("grid.border_apart", drawn[at], at=measure.place(shapes[at]), other=drawn[at].community) for at in alone]
    return told + list(_scattered(drawn, shapes, there))


def _scattered(drawn: Sequence[Drawn], shapes: Any, there: Any) -> Iterator[Fault]:
    for at in there[shapely.get_num_geometries(shapes[there]) > 1].tolist():
        pieces = int(shapely.get_num_geometries(shapes[at]))
        yield fault("grid.border_scattered", drawn[at], at=measure.place(shapes[at]), pieces=pieces)


def gaps(drawn: Sequence[Drawn], shapes: Any, bounds: Bounds, limits: Limits) -> Iterator[Fault]:
    """Find ground of a community that lies in none of its grids; where one of them is unsound, it may be just that.

    Rule GR-45, domain 3.3: 无缝覆盖 - no gap within a community beyond the tenant's tolerance.
    """
    mine: dict[str, list[Any]] = defaultdict(list)
    for one, shape in zip(drawn, shapes, strict=True):
        if LAYER[one.kind] == GAPLESS:
            mine[one.community].append(shape)
    for community, own in sorted(mine.items()):
        if all(shape is not None for shape in own):
            beside = [one.shape for one in bounds.kept if one.community == community and LAYER.get(one.kind) == GAPLESS]
            yield from _gaps(community, own + beside, bounds, limits)


def _gaps(community: str, shapes: list[Any], bounds: Bounds, limits: Limits) -> Iterator[Fault]:
    border, severity = bounds.borders.get(community), ""
    if border is None:
        border, severity = bounds.former.get(community), WARNING
    if border is None:
        return
    left = shapely.get_parts(shapely.difference(border, shapely.union_all(shapes)))
    for part in _large(left, limits):
        size = measure.area(part)
        at = measure.place(part)
        yield fault("grid.border_gap", None, at=at, size=size, unit="m2", other=community, severity=severity)


def _large(parts: Any, limits: Limits) -> Iterable[Any]:
    return parts[measure.areas(parts) > limits.gap_max]
