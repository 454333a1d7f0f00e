"""API clients opened, changed, rotated and closed at a running front door, and their calls counted over two of them."""
from __future__ import annotations

import time
import uuid

import pytest

from kernel.keyring import read_keys
from kernel.rpc import rpc
from kernel.seal import Sealer
from services.gateway import load
from services.gateway.client.record import STATES
from tests.integration.gateway.conftest import PAPER, PASSWORD

DISTRICT, STREET, OTHER = "210203000000", "210203001000", "210204000000"
OPERATORS = tuple(
    {"login": login, "name": "运维", "role": "operator", "unit": "centre", "area": area, "language": "zh", **PAPER}
    for login, area in (("operator1", DISTRICT), ("operator2", OTHER))
)
READINGS = {"readings": [{"device": "s-1", "code": "room", "value": 15.0, "at": "2026-11-22T09:00:00+08:00"}]}
SOON = 30.0  # seconds; far more than a front door needs to hear of a change


class Grid:
    """Stands for the grid service."""

    name = "grid"

    @rpc
    def take_readings(self, command):
        fine = {"place": 0, "outcome": "fine", "problem": None, "pointer": None, "facts": {}}
        old = {"place": 1, "outcome": "refused", "problem": "grid.reading_too_old", "pointer": "/readings/1/at",
               "facts": {"hours": 24}}  # fmt: skip
        return {"refused": 1, "items": [fine, old]}


@pytest.fixture
def doors(open_door, run, database_of, seal_keys):
    """Two front doors on one database, with operators of two districts."""
    run(Grid)
    load.load(database_of("gateway"), Sealer(read_keys(seal_keys)), OPERATORS, password=PASSWORD)
    return open_door(), open_door()


def post(door, path, body, token, version=None):
    more = {} if version is None else {"If_Match": f'"{version}"'}
    return door("POST", f"/api/v1/{path}", body, token=token, Idempotency_Key=str(uuid.uuid4()), **more)


def opened(door, token, **given):
    return post(door, "clients", {"label": "heat supply", "scopes": ["take_readings"], **given}, token)


def send(door, key):
    return post(door, "readings", READINGS, key)


def until(door, key, status):
    """Send until that is answered; give how long it took."""
    begun = time.monotonic()
    while send(door, key).status != status:
        assert time.monotonic() - begun < SOON
        time.sleep(0.2)


def test_a_client_is_opened_and_its_key_opens_every_door(doors, database_of):
    token = doors[0].token("operator1")
    got = opened(doors[0], token)
    assert (got.status, got.json["state"], got.json["area"], got.json["version"]) == (201, "open", DISTRICT, 1)
    assert got.headers["Location"] == f"/api/v1/clients/{got.json['id']}"
    assert [send(door, got.json["key"]).status for door in doors] == [200, 200]
    secret = got.json["key"].split("_", 2)[2]
    for table in ("client", "client_key", "once", "audit", "outbox"):
        assert secret not in str(database_of("gateway").all(f"SELECT t::text FROM {table} AS t"))
    read = doors[1]("GET", f"/api/v1/clients/{got.json['id']}", token=token)
    assert "key" not in read.json
    assert read.headers["ETag"].startswith('"1.')


def test_gr_188_the_key_is_shown_once_also_when_the_command_is_sent_again(doors):
    token, key = doors[0].token("operator1"), str(uuid.uuid4())
    body = {"label": "heat supply", "scopes": ["take_readings"]}
    first, second = (door("POST", "/api/v1/clients", body, token=token, Idempotency_Key=key) for door in doors)
    assert (first.json["id"], second.json["key"]) == (second.json["id"], None)
    assert len(doors[0]("GET", "/api/v1/clients", token=token).json["items"]) == 1


def test_gr_187_a_new_key_and_the_former_one_open_side_by_side_until_the_overlap_is_over(doors):
    token = doors[0].token("operator1")
    made = opened(doors[0], token).json
    rotated = post(doors[0], f"clients/{made['id']}/rotate", {}, token, made["version"]).json
    assert [send(doors[1], key).status for key in (made["key"], rotated["key"])] == [200, 200]
    again = post(doors[0], f"clients/{made['id']}/rotate", {"overlap_hours": 0}, token, rotated["version"]).json
    assert [send(doors[0], key).status for key in (made["key"], rotated["key"], again["key"])] == [401, 401, 200]
    until(doors[1], made["key"], 401)
    assert [one["prefix"] for one in again["keys"]] == [one["key"].split("_")[1] for one in (made, rotated, again)]


def test_gr_186_a_closed_client_is_let_in_nowhere_within_seconds(doors):
    token = doors[0].token("operator1")
    made = opened(doors[0], token).json
    assert [send(door, made["key"]).status for door in doors] == [200, 200]
    assert post(doors[0], f"clients/{made['id']}/close", {}, token, 1).json["state"] == "closed"
    assert send(doors[0], made["key"]).status == 401
    until(doors[1], made["key"], 401)
    got = post(doors[1], f"clients/{made['id']}/rotate", {}, token, 2)
    assert (got.status, got.json["code"]) == (409, "gateway.client_closed")


def test_gr_189_a_quota_is_counted_over_all_doors_and_tells_what_is_left(doors):
    token = doors[0].token("operator1")
    key = opened(doors[0], token, per_minute=20).json["key"]
    time.sleep(max(0.0, 62 - time.time() % 60) if time.time() % 60 > 45 else 0)  # a minute of the clock must not end between
    got = [send(doors[at % 2], key) for at in range(30)]
    assert [one.status for one in got].count(200) == 20
    refused = next(one for one in got if one.status == 429)
    assert refused.json["code"] == "gateway.too_many_requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit-Policy"] == '"client";q=20;w=60'
    assert refused.headers["RateLimit"].startswith('"client";r=0;')


def test_a_change_counts_and_is_refused_to_who_read_another_version(doors):
    token = doors[0].token("operator1")
    made = opened(doors[0], token).json
    got = post(doors[0], f"clients/{made['id']}/change", {"label": "heating", "area": STREET}, token, 1).json
    assert (got["label"], got["area"], got["version"], got["per_minute"]) == ("heating", STREET, 2, 60)
    late = post(doors[1], f"clients/{made['id']}/change", {"label": "x"}, token, 1)
    assert (late.status, late.json["code"]) == (412, "gateway.client_changed")


def test_each_act_stands_in_the_audit_and_no_key_does(doors, database_of):
    token = doors[0].token("operator1")
    made = opened(doors[0], token).json
    post(doors[0], f"clients/{made['id']}/rotate", {}, token, 1)
    post(doors[0], f"clients/{made['id']}/change", {"per_minute": 5}, token, 2)
    post(doors[0], f"clients/{made['id']}/close", {}, token, 3)
    rows = database_of("gateway").all(
        "SELECT body::json->>'act', body::json->>'role', seq FROM audit WHERE subject = %s ORDER BY seq", (made["id"],)
    )
    assert rows == [(act, "operator", at) for at, act in enumerate(
        ("open_client", "rotate_client", "change_client", "close_client"), 1)]  # fmt: skip


def test_an_operator_reaches_the_clients_of_the_own_ground_alone(doors):
    own, other = (doors[0].token(login) for login in ("operator1", "operator2"))
    made = opened(doors[0], own).json
    assert doors[0]("GET", f"/api/v1/clients/{made['id']}", token=other).json["code"] == "gateway.client_missing"
    assert post(doors[0], f"clients/{made['id']}/close", {}, other, 1).json["code"] == "gateway.client_missing"
    assert doors[0]("GET", "/api/v1/clients", token=other).json["items"] == []
    outside = opened(doors[0], own, area=OTHER)
    assert (outside.status, outside.json["code"]) == (422, "gateway.client_area_outside")


def test_clients_are_listed_page_by_page_the_newest_first(doors):
    token = doors[0].token("operator1")
    made = [opened(doors[0], token).json["id"] for _ in range(3)]
    first = doors[0]("GET", "/api/v1/clients?limit=2&state=open", token=token).json
    rest = doors[0]("GET", f"/api/v1/clients?limit=2&state=open&cursor={first['next']}", token=token).json
    assert [one["id"] for one in first["items"] + rest["items"]] == made[::-1]
    assert rest["next"] is None


def test_only_operators_open_clients_and_a_client_acts_only_in_its_scopes(doors):
    clerk, token = doors[0].token("clerk1"), doors[0].token("operator1")
    assert opened(doors[0], clerk).json["code"] == "gateway.role_refused"
    key = opened(doors[0], token).json["key"]
    assert opened(doors[0], key).json["code"] == "gateway.role_refused"
    assert opened(doors[0], token, scopes=["close_client"]).status == 422


def test_a_refused_row_says_why_in_the_language_of_who_sent_it(doors):
    key = opened(doors[0], doors[0].token("operator1")).json["key"]
    for language, words in (("en", "24 hours"), ("zh", "24小时")):
        fine, old = doors[0]("POST", "/api/v1/readings", READINGS, token=key, Idempotency_Key=str(uuid.uuid4()),
                             Accept_Language=language).json["items"]  # fmt: skip
        assert (fine["title"], fine["detail"]) == (None, None)
        assert old["title"]
        assert words in old["detail"]


def test_gr_187_a_leaked_key_ends_however_many_newer_ones_there_are(doors):
    token = doors[0].token("operator1")
    made = opened(doors[0], token).json
    for version in range(1, 13):
        last = post(doors[0], f"clients/{made['id']}/rotate", {"overlap_hours": 168}, token, version).json
    assert send(doors[0], made["key"]).status == 200
    new = post(doors[0], f"clients/{made['id']}/rotate", {"overlap_hours": 0}, token, last["version"]).json
    assert [send(doors[0], key).status for key in (made["key"], last["key"], new["key"])] == [401, 401, 200]


def test_the_table_knows_the_states_the_rules_know(doors, database_of):
    assert {state for (state,) in database_of("gateway").all("SELECT state FROM client_state")} == set(STATES)


def test_a_client_that_has_not_its_form_is_refused(doors):
    token = doors[0].token("operator1")
    for given in (
        {"label": ""}, {"label": "x" * 81}, {"scopes": []}, {"scopes": ["dispatch"]}, {"per_minute": 0}, {"per_minute": 6001},
        {"area": "21"}, {"expires_at": "2020-01-01T00:00:00Z"}, {"expires_at": "tomorrow"}, {"days": 0}, {"days": 731},
        {"more": 1},
    ):  # fmt: skip
        got = opened(doors[0], token, **given)
        assert (got.status, got.json.get("pointer", str(got.json)).split("/")[1:2]) == (422, [next(iter(given))]), given
