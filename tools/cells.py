"""Cuts ground into cells that share their corners to the last digit, so that no gap and no overlap can be between them."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import numpy as np
import shapely

DIGITS = 7
STEP = 10.0**-DIGITS  # degrees, about a centimetre: all corners stand on this lattice before cells are made of them
JITTER = 0.3


@dataclass(frozen=True, slots=True)
class Cells:
    """Cut ground. shapes: a valid polygon each. seeds: (lon, lat) that each was grown from. part: index of its ground."""

    shapes: Any
    seeds: Any
    part: Any


def cut(grounds: Sequence[Any], counts: Sequence[int], chance: np.random.Generator) -> Cells:
    """Cut each ground (a valid polygon in degrees) into as many cells as its count says.

    All lines are laid over each other and rounded together, and only then made into cells: rounding cells one by one would
    tear their common edges apart.
    """
    seeds = [scatter(ground, count, chance) for ground, count in zip(grounds, counts, strict=True)]
    lines = [line for ground, points in zip(grounds, seeds, strict=True) for line in _lines(ground, points)]
    noded = shapely.union_all(np.array(lines, dtype=object), grid_size=STEP)
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    part = _part(pieces, grounds)
    pieces, part = pieces[part >= 0], part[part >= 0]
    every = np.vstack(seeds)
    first = np.cumsum([0, *(len(points) for points in seeds)])
    owner = _owner(pieces, part, seeds, first)
    owner = _settle(pieces, owner)
    shapes = join(pieces, owner, len(every))
    return Cells(shapes, every, np.repeat(np.arange(len(seeds)), [len(points) for points in seeds]))


def scatter(ground: Any, count: int, chance: np.random.Generator) -> Any:
    """Scatter points evenly, but not like a chessboard. -> array (count, 2)"""
    west, south, east, north = shapely.bounds(ground).tolist()
    slant = cos(radians((south + north) / 2))
    step = (shapely.area(ground) * slant / count) ** 0.5
    for _ in range(40):
        points = _lattice((west, south, east, north), step, slant, chance)
        inside = points[shapely.contains_xy(ground, points[:, 0], points[:, 1])]
        if len(inside) >= count:
            return inside[np.sort(chance.permutation(len(inside))[:count])]
        step *= 0.97
    raise ValueError(f"the ground is too narrow for {count} cells")


def _lattice(box: tuple[float, float, float, float], step: float, slant: float, chance: np.random.Generator) -> Any:
    west, south, east, north = box
    rows = np.arange(south, north + step, step)
    columns = np.arange(west - step / slant, east + step / slant, step / slant)
    lons, lats = np.meshgrid(columns, rows)
    lons = lons + (np.arange(len(rows)) % 2)[:, None] * step / slant / 2
    points = np.column_stack([lons.ravel(), lats.ravel()])
    return points + chance.uniform(-JITTER, JITTER, points.shape) * (step / slant, step)


def _lines(ground: Any, points: Any) -> list[Any]:
    """Give the rim of a ground and the lines between its points, none of which leaves it."""
    rim = [shapely.boundary(ground)]
    if len(points) < 2:
        return rim
    # cells are nearest ground as people walk it, so longitudes are drawn together first
    slant = cos(radians(float(points[:, 1].mean())))
    spread = shapely.multipoints(points * (slant, 1.0))
    between = shapely.voronoi_polygons(spread, extend_to=_narrow(ground, slant), only_edges=True)
    edges = shapely.get_parts(shapely.transform(between, lambda all_: all_ / (slant, 1.0)))
    shapely.prepare(ground)
    whole = shapely.contains_properly(ground, edges)
    return [*rim, *edges[whole], *shapely.intersection(edges[~whole], ground)]


def _narrow(ground: Any, slant: float) -> Any:
    return shapely.transform(ground, lambda all_: all_ * (slant, 1.0))


def _part(pieces: Any, grounds: Sequence[Any]) -> Any:
    """Tell which ground each piece lies in; -1 for none."""
    tree = shapely.STRtree(np.array(grounds, dtype=object))
    piece, ground = tree.query(shapely.point_on_surface(pieces), predicate="intersects")
    part = np.full(len(pieces), -1)
    part[piece[::-1]] = ground[::-1]
    return part


def _owner(pieces: Any, part: Any, seeds: list[Any], first: Any) -> Any:
    """Tell which seed of its own ground each piece is nearest to."""
    owner = np.zeros(len(pieces), dtype=int)
    for n, points in enumerate(seeds):
        mine = np.flatnonzero(part == n)
        slant = cos(radians(float(points[:, 1].mean())))
        tree = shapely.STRtree(shapely.points(points * (slant, 1.0)))
        middles = shapely.get_coordinates(shapely.point_on_surface(pieces[mine])) * (slant, 1.0)
        owner[mine] = first[n] + tree.nearest(shapely.points(middles))
    return owner


def _settle(pieces: Any, owner: Any) -> Any:
    """Give each piece that a bay cut off from its cell to the neighbour it shares the longest edge with, if any."""
    sizes = shapely.area(pieces)
    order = np.lexsort((-sizes, owner))
    main = np.zeros(len(pieces), dtype=bool)
    main[order[np.r_[True, owner[order][1:] != owner[order][:-1]]]] = True
    settled = owner.copy()
    loose = np.flatnonzero(~main)
    piece, beside = shapely.STRtree(pieces).query(pieces[loose], predicate="touches")
    keep = main[beside]
    piece, beside = piece[keep], beside[keep]
    edges = shapely.length(shapely.intersection(pieces[loose[piece]], pieces[beside]))
    for at in np.argsort(edges, kind="stable"):
        if edges[at] > 0:
            settled[loose[piece[at]]] = owner[beside[at]]
    return settled


def join(shapes: Any, owner: Any, count: int) -> Any:
    """Join shapes that share whole edges, by owner. -> array of `count` shapes"""
    order = np.argsort(owner, kind="stable")
    ends = np.searchsorted(owner[order], np.arange(count + 1))
    made = [_joined(shapes[order[ends[n] : ends[n + 1]]]) for n in range(count)]
    return np.array([*made, None], dtype=object)[:-1]


def _joined(shapes: Any) -> Any:
    whole = shapes[0] if len(shapes) == 1 else shapely.coverage_union_all(shapes)
    # a corner may be met by two pieces only: such a polygon is valid as two
    return whole if shapely.is_valid(whole) else shapely.union_all(shapes)
