"""A layer of the map: what lies in a window, page by page, drawn as finely as the map shows."""
from __future__ import annotations

from typing import Any

import orjson
import pytest
import shapely

from services.grid.domain import chart
from services.grid.domain.chart import Ask, Layer, Mark, Window


def square(west: float, south: float, size: float = 1.0) -> Any:
    return shapely.box(west, south, west + size, south + size)


def wavy(corners: int) -> Any:
    """Give a strip whose upper edge goes up and down by a hair."""
    top = [(10 - 10 * n / corners, 1 + (n % 2) * 1e-6) for n in range(corners + 1)]
    return shapely.Polygon([(0, 0), (10, 0), *top])


# four squares in a row, of which the last two are special, and one that nobody has drawn
MARKS = [
    *(Mark(f"10{n}", {"name": f"n{n}", "kind": "special" if n > 1 else "base"}, square(n, 0)) for n in range(4)),
    Mark("104", {"name": "n4", "kind": "base"}, None),
]
LAYER = Layer(reversed(MARKS))


def codes(ask: Ask) -> list[str]:
    return [one["id"] for one in LAYER.page(ask)[0]]


def test_pages_follow_one_another_without_gap_or_overlap() -> None:
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        items, after, matched = LAYER.page(Ask(limit=2, after=after))
        seen += [one["id"] for one in items]
        assert matched == 5
    assert seen == ["100", "101", "102", "103", "104"]


@pytest.mark.parametrize(
    ("window", "found"),
    [
        (Window(0.2, 0.2, 0.8, 0.8), ["100"]),
        (Window(1, 0.5, 1, 0.5), ["100", "101"]),
        (Window(-180, -90, 180, 90), ["100", "101", "102", "103"]),
        (Window(20, 20, 21, 21), []),
        (Window(3.5, 0, -179, 1), ["103"]),
        (Window(170, 0, 0.5, 1), ["100"]),
    ],
)
def test_a_window_shows_what_it_touches_and_nothing_that_is_not_drawn(window: Window, found: list[str]) -> None:
    assert codes(Ask(limit=10, window=window)) == found


def test_properties_narrow_a_page_together_with_its_window() -> None:
    ask = Ask(limit=10, where={"kind": "special"}, window=Window(0, 0, 2.5, 1))
    assert codes(ask) == ["102"]
    assert codes(Ask(limit=10, where={"kind": "special", "name": "n0"})) == []
    assert codes(Ask(limit=10, where={"colour": "red"})) == []


def test_a_page_ends_early_rather_than_grow_beyond_all_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chart, "MOST_CORNERS", 11)
    items, after, _ = LAYER.page(Ask(limit=10))
    assert ([one["id"] for one in items], after) == (["100", "101"], "101")
    monkeypatch.setattr(chart, "MOST_CORNERS", 1)
    assert len(LAYER.page(Ask(limit=10))[0]) == 1, "or nobody would ever come past a wide border"


def test_a_border_is_given_as_registered_or_as_finely_as_the_map_shows() -> None:
    layer = Layer([Mark("1", {}, wavy(500))])

    def corners(zoom: int | None) -> int:
        drawn = orjson.loads(orjson.dumps(layer.page(Ask(limit=1, zoom=zoom))[0][0]))
        return len(drawn["geometry"]["coordinates"][0])

    assert corners(None) == corners(24) == 504
    assert corners(8) == 5


def test_the_point_of_an_area_lies_inside_it_by_gr_90() -> None:
    bow = shapely.Polygon([(0, 0), (9, 0), (9, 9), (8, 9), (8, 1), (0, 1)])
    layer = Layer([Mark("1", {}, bow), Mark("2", {}, None)])
    x, y = layer.point("1") or (0, 0)
    assert (0 < x < 9 and 0 < y < 1) or (8 < x < 9 and 0 < y < 9)
    assert layer.point("2") is None
    assert layer.point("3") is None
    assert layer.standing_in(Window(0, 0, 9, 9)) == ["1"]
    assert layer.standing_in(Window(0, 2, 7, 9)) == [], "the bow is there, its point is not"


def test_the_same_content_has_one_name_whatever_the_order_and_any_change_another() -> None:
    assert Layer(MARKS).edition == LAYER.edition
    moved = [*MARKS[:4], Mark("104", MARKS[4].told, square(9, 9))]
    named = [*MARKS[:4], Mark("104", {**MARKS[4].told, "name": "new"}, None)]
    assert len({LAYER.edition, Layer(moved).edition, Layer(named).edition, Layer(MARKS[:4]).edition}) == 4


def test_a_map_of_nothing_is_empty_and_has_no_bounds() -> None:
    empty = Layer([])
    assert (empty.page(Ask(limit=5)), empty.bounds(), empty.find("1")) == (([], None, 0), None, None)
    assert empty.standing_in(Window(-180, -90, 180, 90)) == []
    assert LAYER.bounds() == [0, 0, 4, 1]


def test_one_is_found_by_its_code() -> None:
    found = LAYER.find("102") or {}
    assert (found["type"], found["id"], found["properties"]) == ("Feature", "102", {"name": "n2", "kind": "special"})
    assert shapely.geometry.shape(found["geometry"]).equals(square(2, 0))
    assert (LAYER.find("104") or {})["geometry"] is None
    assert LAYER.find("999") is None
