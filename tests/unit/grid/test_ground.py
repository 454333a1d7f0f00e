"""Point to grid: the index against exact geometry, edges and corners included, and what lies outside."""
from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import pairwise

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Invalid
from services.grid.domain.ground.ground import Border, Ground, Plot, Region, Spot, polygon, spot
from tests.make import refused
from tools.draw_grids import draw

Corner = tuple[float, float]
DISTRICT = "210203000000"
WEST, EAST, SOUTH, NORTH = 121.58, 121.64, 38.88, 38.94
OUTLINE = [(WEST, SOUTH), (EAST, SOUTH), (EAST, NORTH), (WEST, NORTH), (WEST, SOUTH)]
RINGS: dict[str, list[Corner]] = {
    f["properties"]["code"]: [(x, y) for x, y in f["geometry"]["coordinates"][0]] for f in draw()["features"]
}
CORNERS = sorted({corner for ring in RINGS.values() for corner in ring})
EDGES = [edge for ring in RINGS.values() for edge in pairwise(ring)]


def square(code: str, ring: list[Corner]) -> Border:
    return Border(code, {"type": "Polygon", "coordinates": [ring]})


def plot(code: str, ring: list[Corner], kind: str = "base") -> Plot:
    return Plot(code, code[:12], kind, polygon(square(code, ring)))


def made(plots: list[Plot]) -> Ground:
    return Ground(DISTRICT, polygon(square(DISTRICT, OUTLINE)), plots)


@cache
def ground() -> Ground:
    # given backwards: the order of the borders must not matter
    return made([plot(code, RINGS[code]) for code in sorted(RINGS, reverse=True)])


def touches(ring: list[Corner], lon: float, lat: float) -> bool:
    """Tell by exact fractions whether a point is inside a ring or on it."""
    x, y = Fraction(lon), Fraction(lat)
    inside = False
    for (ax, ay), (bx, by) in pairwise([(Fraction(px), Fraction(py)) for px, py in ring]):
        side = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        if side == 0 and min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by):
            return True
        inside ^= (ay > y) != (by > y) and (side > 0) == (by > ay)
    return inside


def exact(lon: float, lat: float) -> str:
    return min((code for code, ring in RINGS.items() if touches(ring, lon, lat)), default="")


@given(st.floats(121.595, 121.627), st.floats(38.895, 38.916))
def test_any_point_gets_the_grid_that_exact_geometry_gives(lon: float, lat: float) -> None:
    assert ground().locate(lon, lat).grid == exact(lon, lat)


@given(st.sampled_from(EDGES), st.floats(0, 1))
def test_points_along_an_edge_get_the_grid_that_exact_geometry_gives(edge: tuple[Corner, Corner], part: float) -> None:
    (ax, ay), (bx, by) = edge
    lon, lat = ax + (bx - ax) * part, ay + (by - ay) * part
    assert ground().locate(lon, lat).grid == exact(lon, lat)


@pytest.mark.parametrize("corner", CORNERS)
def test_a_corner_belongs_to_the_lowest_code_that_touches_it(corner: Corner) -> None:
    found = ground().locate(*corner).grid
    assert found == min(code for code, ring in RINGS.items() if corner in ring)


def test_a_common_edge_belongs_to_the_lower_code() -> None:
    left, right = ([(x, 38.9), (x + 0.01, 38.9), (x + 0.01, 38.91), (x, 38.91), (x, 38.9)] for x in (121.6, 121.61))
    two = made([plot("210203011003002", left), plot("210203011003001", right)])
    assert two.locate(121.61, 38.905).grid == "210203011003001"


def test_a_grid_tells_its_community_and_street() -> None:
    lon, lat = (sum(axis) / len(axis) for axis in zip(*RINGS["210203011003001"][:-1], strict=True))
    assert ground().locate(lon, lat) == Spot(DISTRICT, "210203011000", "210203011003", "210203011003001")


def test_a_point_in_the_district_without_a_grid_names_the_district_alone() -> None:
    found = ground().locate(121.585, 38.885)
    assert found == Spot(DISTRICT)
    assert found.area == DISTRICT


@pytest.mark.parametrize(("lon", "lat"), [(121.66, 38.80), (121.5, 38.9), (0.0, 0.0), (121.6400001, 38.9)])
def test_a_point_outside_the_district_is_refused(lon: float, lat: float) -> None:
    with pytest.raises(Invalid) as refused:
        ground().locate(lon, lat)
    assert (refused.value.code, refused.value.pointer) == ("grid.point_outside", "/point")


def test_the_rim_of_the_district_is_still_inside() -> None:
    assert ground().locate(WEST, SOUTH) == Spot(DISTRICT)


@pytest.mark.parametrize(
    ("code", "area"),
    [
        ("210203000000", "210203000000"),
        ("210203011000", "210203011000"),
        ("210203011003", "210203011003"),
    ],
)
def test_a_code_tells_where_it_lies(code: str, area: str) -> None:
    assert spot(code).area == area
    assert spot(code).district == DISTRICT


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "coordinates": [[(0, 0), (1, 1), (1, 0), (0, 1), (0, 0)]]},
        {"type": "Point", "coordinates": (0, 0)},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[(0, 0), (1, 1)]]},
        {"type": "Polygon"},
        {"type": "Circle", "coordinates": []},
        {},
        [],
    ],
)
def test_a_border_that_is_no_sound_polygon_is_refused_by_its_code(geometry: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        polygon(Border("210203011003001", geometry))
    assert refused.value.code == "grid.border_faulty"
    assert refused.value.facts["border"] == "210203011003001"


def test_the_drawing_has_no_gap_and_no_overlap_inside_a_community() -> None:
    for community in {code[:12] for code in RINGS}:
        rings = [ring for code, ring in RINGS.items() if code.startswith(community)]
        rim = _walk(_outer_edges(rings))
        # edges of neighbours cancel; what is left is one closed line, so no hole, and holds exactly the ground of all
        assert len(rim) == len(_outer_edges(rings))
        assert _area([*rim, rim[0]]) == sum(map(_area, rings))


def _outer_edges(rings: list[list[Corner]]) -> dict[Corner, Corner]:
    edges = {edge for ring in rings for edge in pairwise(ring if _signed(ring) > 0 else ring[::-1])}
    return {a: b for a, b in edges if (b, a) not in edges}


def _walk(edges: dict[Corner, Corner]) -> list[Corner]:
    start = next(iter(edges))
    line = [start]
    while edges[line[-1]] != start:
        line.append(edges[line[-1]])
    return line


def _area(ring: list[Corner]) -> Fraction:
    return abs(_signed(ring))


def _signed(ring: list[Corner]) -> Fraction:
    points = [(Fraction(x), Fraction(y)) for x, y in ring]
    return sum(((ax * by - bx * ay) / 2 for (ax, ay), (bx, by) in pairwise(points)), Fraction(0))


def test_gr_33_a_point_in_no_grid_of_a_city_lies_in_the_narrowest_area_that_is_drawn() -> None:
    city = "210200000000"
    rim = polygon(square(city, OUTLINE))
    west, south, east, north = rim.bounds
    half, part = (west + east) / 2, (west * 3 + east) / 4
    district = Region("210210000000", shapely.box(west, south, half, north))
    street = Region("210210003000", shapely.box(west, south, part, north))
    root = Ground(city, rim, [], [street, district])
    tell = (south + north) / 2
    assert root.locate((west + part) / 2, tell) == Spot("210210000000", "210210003000")
    assert root.locate((part + half) / 2, tell) == Spot("210210000000")
    assert root.locate((half + east) / 2, tell) == Spot(city)
    with refused(Invalid, "grid.point_outside"):
        root.locate(east + 1, tell)
