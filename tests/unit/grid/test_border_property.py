"""A drawn town has no fault, and one that is planted is found once, at its place."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from services.grid.domain.border.drawn import Bounds, Drawn
from services.grid.domain.border.system import swapped
from services.grid.domain.ground.place import Position, bd09, gcj02
from tests.unit.grid.drawing import plain, ringed, told, town

SEEDS = st.integers(0, 10_000)
QUICK = settings(max_examples=25, deadline=None)


def whole(drawn: list[Drawn], pick: int) -> int:
    """Choose a border of one plain polygon with four corners at least."""
    usable = [n for n, one in enumerate(drawn) if one.geometry["type"] == "Polygon" and len(plain(one)) > 5]
    return usable[pick % len(usable)]


def spoiled(drawn: list[Drawn], at: int, made: Drawn) -> list[Drawn]:
    return [*drawn[:at], made, *drawn[at + 1 :]]


@QUICK
@given(seed=SEEDS, grids=st.integers(3, 40), bordered=st.booleans())
def test_gr_42_a_drawn_town_has_no_fault(seed: int, grids: int, bordered: bool) -> None:
    drawn, bounds = town(seed, grids, bordered=bordered)
    assert len(drawn) == grids
    assert told(drawn, bounds) == []


@QUICK
@given(seed=SEEDS)
def test_the_same_seed_draws_the_same_town(seed: int) -> None:
    assert town(seed)[0] == town(seed)[0]


@QUICK
@given(seed=SEEDS, grids=st.integers(3, 40))
def test_corners_are_rounded_and_common_to_all_neighbours(seed: int, grids: int) -> None:
    drawn, _ = town(seed, grids)
    shapes = [shape(one.geometry) for one in drawn]
    corners = shapely.get_coordinates(shapes)
    assert (np.round(corners, 7) == corners).all()
    assert shapely.coverage_is_valid(shapes)


@QUICK
@given(seed=SEEDS, pick=st.integers(0, 99))
def test_gr_44_a_planted_overlap_is_found_once_at_its_place(seed: int, pick: int) -> None:
    drawn, bounds = town(seed)
    at, other, moved = widened(drawn, pick)
    if moved is None:
        return
    found = told(spoiled(drawn, at, replace(drawn[at], geometry=shapely.geometry.mapping(moved))), bounds)
    common = shapely.intersection(moved, shape(drawn[other].geometry))
    assert [one.code for one in found] == ["grid.border_overlap"]
    assert {found[0].grid, found[0].other} == {drawn[at].grid, drawn[other].grid}
    assert shapely.distance(common, shapely.points(found[0].lon, found[0].lat)) < 2e-7


def widened(drawn: list[Drawn], pick: int) -> tuple[int, int, Any]:
    """Let a grid take a bite out of one neighbour of the same community, away from everybody else."""
    shapes = [shape(one.geometry) for one in drawn]
    at = pick % len(drawn)
    for other, one in enumerate(drawn):
        edge = shapely.intersection(shapes[at], shapes[other])
        if other == at or one.community != drawn[at].community or shapely.length(edge) < 4e-4:
            continue
        bite = shapely.buffer(shapely.line_interpolate_point(shapely.line_merge(edge), 0.5, normalized=True), 4e-5, quad_segs=2)
        bite = shapely.intersection(bite, shapes[other])
        made = shapely.union(shapes[at], bite)
        touched = [n for n, near in enumerate(shapes) if n not in (at, other) and shapely.intersects(near, bite)]
        if made.geom_type == "Polygon" and bite.geom_type == "Polygon" and not touched:
            return at, other, made
    return at, at, None


@QUICK
@given(seed=SEEDS, pick=st.integers(0, 99))
def test_gr_45_a_planted_gap_is_found_once_at_its_place(seed: int, pick: int) -> None:
    drawn, bounds = town(seed)
    at = whole(drawn, pick)
    middle = shapely.point_on_surface(shape(drawn[at].geometry))
    hole = [list(corner) for corner in shapely.buffer(middle, 2e-5, quad_segs=2).exterior.coords]
    found = told(spoiled(drawn, at, ringed(drawn[at], plain(drawn[at]), hole)), bounds)
    assert [one.code for one in found] == ["grid.border_gap"]
    assert found[0].other == drawn[at].community
    assert shapely.distance(shapely.Polygon(hole), shapely.points(found[0].lon, found[0].lat)) < 2e-7


@QUICK
@given(seed=SEEDS, pick=st.integers(0, 99))
def test_gr_40_a_planted_bow_tie_is_found_once_at_its_place(seed: int, pick: int) -> None:
    drawn, bounds = town(seed)
    at = whole(drawn, pick)
    ring = plain(drawn[at])
    ring[1], ring[2] = ring[2], ring[1]
    if shapely.Polygon(ring).is_valid:
        return
    found = told(spoiled(drawn, at, ringed(drawn[at], ring)), bounds)
    assert [(one.code, one.grid, one.ring) for one in found] == [("grid.border_crossing", drawn[at].grid, 1)]
    assert shapely.distance(shapely.LinearRing(ring), shapely.points(found[0].lon, found[0].lat)) < 1e-7


def shifted(name: str) -> Callable[[Any], Any]:
    forward: dict[str, Callable[[Position], Position]] = {"gcj02": gcj02, "bd09": lambda at: bd09(gcj02(at))}
    return lambda points: np.array([forward[name](Position(*at)) for at in points.tolist()])


def mercator(points: Any) -> Any:
    lons, lats = np.radians(points).T
    return 6378137.0 * np.column_stack([lons, np.log(np.tan(np.pi / 4 + lats / 2))])


def gauss(points: Any) -> Any:
    return np.column_stack([40_500_000 + (points[:, 0] - 120) * 86_000, points[:, 1] * 111_000])


SYSTEMS: dict[str, Callable[[Any], Any]] = {
    "gcj02": shifted("gcj02"),
    "bd09": shifted("bd09"),
    "swapped": swapped,
    "epsg3857": mercator,
    "metres": gauss,
}


def moved(one: Drawn, read: Callable[[Any], Any]) -> Drawn:
    made = shapely.transform(shape(one.geometry), read)
    return replace(one, geometry=shapely.geometry.mapping(made) | {"coordinates": listed(made)})


def listed(made: Any) -> Any:
    parts = [[ring.coords[:] for ring in (one.exterior, *one.interiors)] for one in shapely.get_parts(made)]
    return parts if made.geom_type == "MultiPolygon" else parts[0]


@pytest.mark.parametrize("name", SYSTEMS)
@settings(max_examples=8, deadline=None)
@given(seed=SEEDS)
def test_gr_41_a_town_in_another_system_is_told_once_by_its_name(name: str, seed: int) -> None:
    drawn, bounds = town(seed, 24)
    found = told([moved(one, SYSTEMS[name]) for one in drawn], bounds)
    assert [(one.code, one.facts["system"], one.facts["count"]) for one in found] == [("grid.border_system", name, 24)]


@pytest.mark.parametrize("name", SYSTEMS)
@settings(max_examples=8, deadline=None)
@given(seed=SEEDS, pick=st.integers(0, 99))
def test_gr_41_one_border_in_another_system_is_told_once_by_its_name(name: str, seed: int, pick: int) -> None:
    drawn, bounds = town(seed, 24)
    at = pick % len(drawn)
    found = told(spoiled(drawn, at, moved(drawn[at], SYSTEMS[name])), bounds)
    assert [(one.code, one.grid, one.facts.get("system")) for one in found] == [
        ("grid.border_system", drawn[at].grid, name)
    ]


@QUICK
@given(seed=SEEDS, pick=st.integers(0, 99))
def test_gr_43_a_border_moved_away_is_told_with_its_distance(seed: int, pick: int) -> None:
    drawn, bounds = town(seed)
    at = pick % len(drawn)
    found = told(spoiled(drawn, at, moved(drawn[at], lambda points: points + np.array([1.5, 0.0]))), bounds)
    assert [(one.code, one.grid) for one in found] == [("grid.border_far", drawn[at].grid)]
    assert 100_000 < (found[0].size or 0) < 160_000


def test_a_town_without_borders_of_communities_is_held_against_the_outline() -> None:
    drawn, bounds = town(3, bordered=False)
    left = Bounds(shapely.box(*shapely.bounds(bounds.outline)) - shape(drawn[0].geometry))
    assert {one.code for one in told(drawn, left)} == {"grid.border_outside"} or told(drawn, left)[0].grid == drawn[0].grid
