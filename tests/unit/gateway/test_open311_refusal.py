"""What goes wrong below Open311 is told as that standard tells it: also where there is no row, and in the format asked for."""
from __future__ import annotations

from xml.etree import ElementTree as ET

import orjson
import pytest

from services.gateway.http.table import Table
from services.gateway.routes import ROWS

BASE = "/open311/v2"
FORM = {"CONTENT_TYPE": "application/x-www-form-urlencoded"}


@pytest.fixture
def app(app):
    app.table = Table(ROWS)
    app._intakes = app.intakes(ROWS)
    return app


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [
        ("GET", "", 404),
        ("GET", "/", 404),
        ("GET", "/nothing", 404),
        ("GET", "/nothing.json", 404),
        ("GET", "/servicerequestupdates.xml", 404),
        ("GET", "/requests/a/b.json", 404),
        ("GET", "/requests/.json/", 404),
        ("PUT", "/requests.json", 405),
        ("DELETE", "/requests/0123.XML", 405),
        ("PATCH", "/services.JSON", 405),
        ("POST", "/services/E1.json", 405),
        ("POST", "/requests.json?api_key=a", 400),
    ],
)
def test_a_path_or_a_verb_there_is_not_is_told_in_the_form_of_the_standard(client, verb, path, status):
    got = client(verb, BASE + path, role="")
    named = path.partition("?")[0].lower().endswith(".json")
    fault = orjson.loads(got.body)[0] if named else {one.tag: one.text for one in ET.fromstring(got.body)[0]}
    assert (got.status, int(fault["code"])) == (status, status)
    assert got.headers["Content-Type"] == ("application/json" if named else "text/xml") + "; charset=utf-8"
    assert ("Allow" in got.headers) == (status == 405)


@pytest.mark.parametrize(("accept", "media"), [("application/json", "application/json"), ("text/html", "text/xml")])
def test_without_an_ending_accept_chooses_how_it_is_told(client, accept, media):
    assert client("GET", f"{BASE}/nothing", role="", HTTP_ACCEPT=accept).headers["Content-Type"].startswith(media)


def test_who_is_turned_away_or_not_known_is_told_the_same_way(app, client):
    refused = client("GET", f"{BASE}/services.json", role="", HTTP_AUTHORIZATION="Bearer nobody")
    assert (refused.status, orjson.loads(refused.body)[0]["code"]) == (403, 403)
    app._most = 0
    busy = client("GET", f"{BASE}/services.xml", role="")
    assert (busy.status, ET.fromstring(busy.body).find("error/code").text) == (503, "503")
    assert busy.headers["Retry-After"]


def test_a_head_has_the_headers_and_no_body(client):
    got = client("HEAD", f"{BASE}/nothing.json", role="")
    assert (got.status, got.body) == (404, b"")
    assert got.headers["Content-Type"].startswith("application/json")


@pytest.mark.parametrize("path", ["/services.XML", "/requests.Json", "/discovery.JSON"])
def test_an_ending_in_capitals_is_the_same_ending(app, path):
    found, _ = app.table.find("GET", BASE + path)
    assert found is app.table.find("GET", BASE + path.lower())[0]


@pytest.mark.parametrize("path", ["/open311", "/open311/v3/services.json", "/open311/v2x", "/api/v1/nothing", "/windows"])
def test_what_is_not_below_it_is_told_as_this_house_does(client, path):
    assert client("GET", path, role="").headers["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize(("verb", "path", "status"), [("GET", "/window/confirm/x", 404), ("PUT", "/window", 405)])
def test_below_the_window_it_is_a_page(client, verb, path, status):
    got = client(verb, path, role="")
    assert (got.status, got.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
