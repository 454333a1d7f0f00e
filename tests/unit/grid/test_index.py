"""The index against plain geometry: a generated town, a hundred thousand points, edges, corners and what lies beside them."""
from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from services.grid.domain.ground.ground import RANK, Ground, Plot
from tools.draw_ground import Plan, draw, made_up

DISTRICT = "210203000000"
COMMUNITIES = [f"21020300{street}{community:03d}" for street in (1, 2) for community in (1, 2, 3, 4)]
POINTS = 100_000
BESIDE = 1e-9


def layer(grids: int, seed: int) -> tuple[Any, list[tuple[str, Any, Any]]]:
    plan = Plan({"210203": COMMUNITIES}, made_up(["210203"], 200, 7), grids, seed)
    features = [(one["properties"], shape(one["geometry"])) for one in draw(plan)]
    grids_only = [(own["code"], own["kind"], outline) for own, outline in features if own["kind"] in RANK]
    return features[0][1], grids_only


@cache
def town() -> tuple[Any, list[Plot]]:
    """Give the rim, and two layers that cross each other: base and special grids, and three times as many unit grids."""
    rim, serving = layer(200, 1)
    _, cells = layer(600, 2)
    # numbered past the base grids, for a code is one grid's alone
    units = [(code[:12] + f"{no:03d}", "unit", outline) for no, (code, _, outline) in enumerate(cells, 201)]
    return rim, [Plot(code, code[:12], kind, outline) for code, kind, outline in (*serving, *units)]


@cache
def points() -> Any:
    """Give points of four sorts: anywhere, along edges, corners, and as near beside them as a phone can tell and nearer."""
    rim, plots = town()
    chance = np.random.default_rng(3)
    west, south, east, north = shapely.bounds(rim)
    anywhere = chance.uniform((west, south), (east, north), (POINTS // 2, 2))
    corners = shapely.get_coordinates([plot.outline for plot in plots])
    rings = [shapely.get_coordinates(plot.outline) for plot in plots]
    starts, ends = (np.concatenate([ring[s] for ring in rings]) for s in (slice(None, -1), slice(1, None)))
    chosen = chance.integers(len(starts), size=POINTS // 4)
    edges = starts[chosen] + (ends - starts)[chosen] * chance.uniform(size=(POINTS // 4, 1))
    near = corners[chance.integers(len(corners), size=POINTS // 8)]
    beside = np.concatenate([near, edges])[chance.integers(len(near) + len(edges), size=POINTS - POINTS * 7 // 8)]
    return np.concatenate([anywhere, edges, near, beside + chance.choice([-BESIDE, 0, BESIDE], beside.shape)])


def by_hand(plots: list[Plot], at: Any) -> list[str]:
    """Ask every polygon about every point, without an index; of those that touch a point the first of `plots` has it."""
    found = np.full(len(at), len(plots))
    for no, plot in reversed(list(enumerate(plots))):
        west, south, east, north = plot.outline.bounds
        near = np.flatnonzero((at[:, 0] >= west) & (at[:, 0] <= east) & (at[:, 1] >= south) & (at[:, 1] <= north))
        found[near[shapely.intersects_xy(plot.outline, at[near])]] = no
    return [plots[no].code if no < len(plots) else "" for no in found]


@pytest.mark.parametrize("turned", [False, True], ids=["as drawn", "given backwards"])
def test_a_hundred_thousand_points_get_what_plain_geometry_gives_gr_33(turned: bool) -> None:
    rim, plots = town()
    at = points()[shapely.intersects_xy(rim, points())]
    assert len(at) > POINTS * 0.7
    ordered = sorted(plots, key=lambda plot: (RANK[plot.kind], plot.code))
    ground = Ground(DISTRICT, rim, reversed(plots) if turned else plots)
    spots = [ground.locate(lon, lat) for lon, lat in at.tolist()]
    assert [spot.grid for spot in spots] == by_hand(ordered, at)
    assert [spot.unit_grid for spot in spots] == by_hand([plot for plot in ordered if plot.kind == "unit"], at)


def test_where_no_base_grid_is_drawn_the_unit_grid_answers_gr_33() -> None:
    rim, plots = town()
    ground = Ground(DISTRICT, rim, [plot for plot in plots if plot.kind == "unit"])
    lon, lat = shapely.get_coordinates(plots[-1].outline.representative_point())[0].tolist()
    spot = ground.locate(lon, lat)
    assert (spot.grid, spot.unit_grid, spot.community) == (plots[-1].code, plots[-1].code, plots[-1].community)


def test_a_special_grid_inside_a_base_grid_answers_for_itself_gr_33() -> None:
    rim, plots = town()
    base = next(plot for plot in plots if plot.kind == "base")
    middle = base.outline.representative_point()
    mall = Plot(base.community + "999", base.community, "special", middle.buffer(1e-4).intersection(base.outline))
    ground = Ground(DISTRICT, rim, [base, mall])
    assert ground.locate(middle.x, middle.y).grid == mall.code


def test_a_unit_grid_lies_in_the_grid_that_holds_most_of_it_gr_36() -> None:
    rim, plots = town()
    ground = Ground(DISTRICT, rim, plots)
    serving = [plot for plot in plots if plot.kind != "unit"]
    for unit in [plot for plot in plots if plot.kind == "unit"][::20]:
        shared = shapely.area(shapely.intersection([plot.outline for plot in serving], unit.outline))
        assert ground.above(unit.code) == serving[int(shared.argmax())].code
    assert ground.above(serving[0].code) == ground.above("nowhere") == ""
