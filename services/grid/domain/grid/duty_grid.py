"""Duty grids (责任网格): unit grids that lie side by side, looked after together."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import shapely

from kernel.errors import Conflict, Invalid
from services.grid.domain.grid.grid import DUTY
from services.grid.domain.ground.ground import Border, polygon
from services.grid.domain.ground.register import Grid

# two drawings of one edge may differ by a hand's breadth; degrees, some 0.1 m
NEAR = 1e-6
# what two grids must share to be neighbours: more than a corner; degrees, some 2 m
EDGE = 2e-5


def check_kind(kind: str, members: Sequence[str]) -> None:
    """Ask members of a duty grid and of no other.

    :raises Invalid: grid.members_needed, grid.members_not_yours
    """
    if kind == DUTY and not members:
        raise Invalid("grid.members_needed", pointer="/members")
    if kind != DUTY and members:
        raise Invalid("grid.members_not_yours", pointer="/members", kind=kind)


def check_members(members: Sequence[str], grids: Mapping[str, Grid], *, community: str) -> None:
    """Let only unit grids of the community be members, each once. grids: those of the codes that are in force.

    :raises Invalid: grid.unit_grid_unfit, facts grid
    """
    for no, code in enumerate(members):
        grid = grids.get(code)
        fit = grid is not None and grid.kind == "unit" and grid.community == community and grid.valid_until is None
        if not fit or code in members[:no]:
            raise Invalid("grid.unit_grid_unfit", pointer=f"/members/{no}", grid=code)


def check_adjacent(outlines: Mapping[str, Any]) -> None:
    """Let members be one piece: from each to each there is a way over common edges.

    outlines: shapely polygon by code, WGS-84 degrees; of members that are not drawn there is none.

    Rule GR-38, domain 3.3: member unit grids of a duty grid must be adjacent.

    :raises Conflict: grid.members_apart, facts parts: each the codes of one piece, with blanks between
    """
    found = parts(outlines)
    if len(found) > 1:
        raise Conflict("grid.members_apart", parts=[" ".join(part) for part in found])


def check_drawn(members: Sequence[str], outlines: Mapping[str, Any]) -> None:
    """Let only what is drawn be joined: of anything else nobody can tell what it lies beside.

    :raises Conflict: grid.member_not_drawn, facts grids
    """
    missing = [code for code in members if code not in outlines]
    if missing:
        raise Conflict("grid.member_not_drawn", grids=missing)


def outlines(grids: Iterable[Grid]) -> dict[str, Any]:
    """Give the shapely polygons of the grids that are drawn, by code.

    :raises Invalid: grid.border_faulty
    """
    return {grid.code: polygon(Border(grid.code, grid.border)) for grid in grids if grid.border}


def parts(outlines: Mapping[str, Any]) -> list[list[str]]:
    """Give the codes in groups that hang together, each sorted, the group of the lowest code first."""
    codes = sorted(outlines)
    shapes = [outlines[code] for code in codes]
    group = list(range(len(codes)))
    for one, other in sorted(_neighbours(shapes)):
        low, high = sorted((group[one], group[other]))
        group = [low if no == high else no for no in group]
    return [[code for code, no in zip(codes, group, strict=True) if no == root] for root in sorted(set(group))]


def _neighbours(shapes: Sequence[Any]) -> list[tuple[int, int]]:
    """Give the pairs that share an edge; touching in a corner does not count, overlapping does."""
    tree = shapely.STRtree(shapes)
    pairs = tree.query(shapes, predicate="dwithin", distance=NEAR).T.tolist()
    return [(a, b) for a, b in pairs if a < b and _edge(shapes[a], shapes[b]) > EDGE]


def _edge(one: Any, other: Any) -> float:
    """Give how much of the rim of one runs along or in the other, in degrees."""
    return float(shapely.length(shapely.intersection(shapely.boundary(one), shapely.buffer(other, NEAR))))
