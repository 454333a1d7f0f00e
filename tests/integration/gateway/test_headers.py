"""Headers that shield: on every row of the route table, by whomever asked, and on what no row has answered."""

from __future__ import annotations

import re
import socket

import pytest

from services.gateway import account
from services.gateway.http.route import JSON
from services.gateway.http.server import FrontDoor
from services.gateway.routes import ROWS
from services.gateway.service import Service
from tests.integration.gateway.conftest import PASSWORD, Client
from tests.integration.gateway.shield import lacking

ID = "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f"
PAGES = [row for row in ROWS if row.verb == "GET" and (row.media != JSON or row.service == "gateway")]
ASSETS = (
    "/sign-in/sign-in.js", "/sign-in/sign-in.css", "/map/map.js", "/map/map.css", "/window/window.css", "/window/window.js",
    "/api/v1/docs/docs.js",
    "/api/v1/docs/swagger-ui-bundle.js", "/api/v1/docs/swagger-ui.css", "/api/v1/docs/docs.css",
)  # fmt: skip
# answers of the server itself, before any row: each is the last of its connection
RAW = {
    "a line that is none": b"nonsense\r\n\r\n",
    "a header too large": b"GET /map HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 40_000 + b"\r\n\r\n",
    "a path too long": b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    "two lengths": b"POST /window HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
}


def path(row):
    return re.sub(r"\{[^}]*\}", ID, row.path)


def wrong(got, **more):
    return lacking(list(got.headers.items()), **more)


@pytest.fixture
def door(run, people, settings):
    object.__setattr__(settings, "proxies", "127.0.0.0/8")
    client = Client(next(part for part in run(Service).entrypoints if isinstance(part, FrontDoor)).port)
    yield client
    client.connection.close()


def asked(door, verb, place, **headers):
    """Ask, without waiting for a stream to go on."""
    return door("HEAD" if place.startswith("/api/v1/stream") else verb, place, **headers)


def test_gr_446_each_row_the_door_answers_itself_is_shielded_for_nobody_and_for_staff(door):
    token, bad = door.token("clerk1"), []
    for row in PAGES:
        for given in ({}, {"token": token}):
            got = asked(door, "GET", path(row), X_Forwarded_Proto="https", **given)
            found = wrong(got, tls=True, personal=bool(given) and row.roles is not None, asking=row.path.startswith("/window"))
            bad += [(row.path, got.status, found)] if found else []
    assert bad == []


def test_gr_446_each_row_refuses_nobody_another_verb_and_a_preflight_with_all_of_them(door):
    bad, statuses = [], set()
    for row in ROWS:
        verbs = ["OPTIONS", "PATCH" if row.verb != "PATCH" else "PUT", *([row.verb] if row.roles is not None else [])]
        for verb in verbs:
            got = asked(door, verb, path(row), X_Forwarded_Proto="https", Origin="https://elsewhere.example")
            found = wrong(got, tls=True, personal=verb == row.verb)
            statuses.add(got.status)
            bad += [(verb, row.path, got.status, found)] if found else []
    assert bad == []
    assert {204, 401, 405} <= statuses
    assert not [status for status in statuses if status >= 500]


def test_gr_446_what_pages_load_is_shielded_also_when_it_is_held_already(door):
    for asset in ASSETS:
        got = door("GET", asset)
        again = door("GET", asset, If_None_Match=got.headers["ETag"])
        assert (asset, got.status, again.status in (200, 304), wrong(got), wrong(again)) == (asset, 200, True, [], [])


def test_gr_446_what_no_row_answers_is_shielded(door):
    for raw in RAW.values():
        _refused(door, raw)


def _refused(door, raw):
    with socket.create_connection(("127.0.0.1", door.port), timeout=10) as line:
        line.sendall(raw)
        head = b"".join(iter(lambda: line.recv(65536), b"")).partition(b"\r\n\r\n")[0].decode()
    status, *lines = head.split("\r\n")
    assert status.split()[1] in ("400", "414", "431")
    assert lacking([tuple(one.split(": ", 1)) for one in lines]) == []


def test_gr_446_a_stranger_cannot_say_that_they_came_by_tls(client):
    assert "Strict-Transport-Security" not in client("GET", "/sign-in", X_Forwarded_Proto="https").headers
    assert wrong(client("GET", "/nowhere", X_Forwarded_Proto="https")) == []


def test_gr_446_a_defect_is_shielded_and_its_words_reach_neither_answer_nor_log(door, monkeypatch, capfd):
    def broken(found, password):
        raise ValueError(f"cannot read {password}")

    monkeypatch.setattr(account, "opens", broken)
    got = door.sign_in("clerk1")
    assert (got.status, wrong(got)) == (500, [])
    told = got.body.decode() + "".join(capfd.readouterr())
    assert "http_defect" in told
    assert PASSWORD not in told
