"""What an address asks of the map, read as the standard writes it; and how the map's answers name themselves."""
from __future__ import annotations

import pytest

from kernel.errors import Invalid
from services.gateway.http.address import Proxies
from services.gateway.http.held import Held, Shape
from services.gateway.http.visit import Visit
from services.gateway.ogc import ask, picture
from services.gateway.ogc.collection import CASES, COLLECTIONS, GRIDS
from services.gateway.routes.chart import LAYERS, ROWS
from services.grid.schemas import chart
from tests.make import refused


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (None, (None, None)),
        ("2026-03-01", ("2026-03-01", "2026-03-01")),
        ("2026-03-01T20:00:00Z", ("2026-03-02", "2026-03-02")),
        ("2026-03-01T20:00:00+08:00", ("2026-03-01", "2026-03-01")),
        ("2026-03-01/2026-03-05", ("2026-03-01", "2026-03-05")),
        ("2026-03-01T00:00:00Z/..", ("2026-03-01", None)),
        ("../2026-03-05", (None, "2026-03-05")),
        ("/2026-03-05", (None, "2026-03-05")),
        ("2026-03-01/", ("2026-03-01", None)),
    ],
)
def test_a_time_is_a_day_or_from_day_to_day(text, days):
    assert ask.interval(text) == days


@pytest.mark.parametrize(
    "text", ["", "..", "/", "../..", "2026-02-30", "2026-03-05/2026-03-01", "a/b", "2026-03-01 20:00:00Z", "1/2/3"]
)
def test_a_time_that_cannot_be_read_is_refused(text):
    with refused(Invalid, "gateway.datetime_malformed"):
        ask.interval(text)


def test_a_window_is_four_numbers_or_six_with_heights():
    expected = {"west": 1.0, "south": 2.0, "east": 3.0, "north": 4.0}
    assert ask.window("1,2,3,4") == ask.window("1,2,0,3,4,99.5") == expected
    assert ask.window("170,2,-170,4") == {"west": 170.0, "south": 2.0, "east": -170.0, "north": 4.0}
    with refused(Invalid, "gateway.bbox_malformed"):
        ask.window("1,4,3,2")


def test_only_what_has_days_is_narrowed_by_them_and_no_page_is_longer_than_there_is():
    command = {"datetime": "2026-03-01", "limit": 5000, "kind": "base", "state": None}
    assert "since_on" not in ask.page(GRIDS, command)
    assert ask.page(GRIDS, command)["limit"] == chart.LIMIT_MOST
    assert ask.page(CASES, command)["since_on"] == "2026-03-01"
    assert ask.page(GRIDS, command)["where"] == {"kind": "base"}


def test_collections_layers_and_rows_are_the_same_four():
    assert tuple(COLLECTIONS) == chart.LAYERS == tuple(name for name, *_ in LAYERS)


@pytest.mark.parametrize(("name", "drawn", "items", "said", "roles"), LAYERS)
def test_each_filter_of_a_collection_is_a_parameter_of_its_rows(name, drawn, items, said, roles):
    one = COLLECTIONS[name]
    for schema in (drawn, items):
        assert set(one.filters) == schema().fields.keys() & one.told.keys()
    assert (roles is None) == (not one.private)


def test_what_a_case_tells_says_neither_where_nor_who_by_gr_91():
    forbidden = {"address", "description", "longitude", "latitude", "party", "reporter", "name", "number", "handler"}
    assert not forbidden & CASES.told.keys()
    assert any(row.act == "map_cases" and row.roles for row in ROWS)


def visit(**environ):
    given = {"REQUEST_METHOD": "GET", "RAW_PATH_INFO": "/ogc", "REMOTE_ADDR": "10.0.0.7", "HTTP_HOST": "a.example", **environ}
    return Visit(given, Proxies("10.0.0.0/8"))


@pytest.mark.parametrize(
    ("environ", "origin"),
    [
        ({}, "http://a.example"),
        ({"HTTP_X_FORWARDED_PROTO": "https"}, "https://a.example"),
        ({"HTTP_X_FORWARDED_PROTO": "https", "REMOTE_ADDR": "192.0.2.1"}, "http://a.example"),
        ({"HTTP_X_FORWARDED_PROTO": "gopher"}, "http://a.example"),
        ({"HTTP_HOST": "[::1]:8210"}, "http://[::1]:8210"),
        ({"HTTP_HOST": "a.example/<b>"}, ""),
        ({"HTTP_HOST": ""}, ""),
    ],
)
def test_links_begin_where_the_client_came_in_and_nobody_else_decides_that(environ, origin):
    assert visit(**environ).origin == origin


def test_a_tag_names_what_was_asked_and_how():
    shape = Shape("application/geo+json")
    tag = dict(Held(visit(), shape).give(b"{}", "abc").headers)["ETag"]
    assert Held(visit(HTTP_IF_NONE_MATCH=tag), shape).edition() == "abc"
    assert Held(visit(HTTP_IF_NONE_MATCH=f'"x", W/{tag}'), shape).edition() == "abc"
    for other in ({"HTTP_HOST": "b.example"}, {"QUERY_STRING": "limit=1"}, {"HTTP_ACCEPT_LANGUAGE": "en"}):
        assert Held(visit(HTTP_IF_NONE_MATCH=tag, **other), shape).edition() is None
    assert Held(visit(HTTP_IF_NONE_MATCH=tag), Shape("text/html")).edition() is None


def test_a_small_answer_is_not_compressed():
    given = Held(visit(HTTP_ACCEPT_ENCODING="gzip"), Shape("application/json")).give(b"{}")
    assert "Content-Encoding" not in dict(given.headers)


def test_a_picture_holds_each_shape_and_nothing_when_nothing_is_drawn():
    point = {"geometry": {"type": "Point", "coordinates": [1.0, 2.0]}}
    ring = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]
    many = {"geometry": {"type": "MultiPolygon", "coordinates": [[ring], [ring]]}}
    drawn = picture.draw([point, many, {"geometry": None}])
    assert (drawn.count("<circle"), drawn.count("<path"), drawn.count("M")) == (1, 1, 2)
    assert picture.draw([{"geometry": None}]) == ""
    assert picture.draw([point]).count("<circle") == 1, "one point has no width"
