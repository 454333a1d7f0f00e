"""Bulk intake at a running front door: a thousand rows in one call, in order, whoever behind it fails."""
from __future__ import annotations

import uuid

import eventlet
import pytest
from eventlet.event import Event

from kernel.call import CallProvider
from kernel.errors import Unavailable
from kernel.keyring import read_keys
from kernel.rpc import rpc
from kernel.seal import Sealer
from services.gateway import load
from services.gateway.bulk import desk
from services.gateway.routes.bulk import BYTES_MOST
from tests.integration.gateway.conftest import INCIDENT, PAPER, PASSWORD
from tests.integration.messaging.peer import until

OPERATOR = {
    "login": "operator1", "name": "运维", "role": "operator", "unit": "centre", "area": "210203000000", "language": "zh", **PAPER,
}  # fmt: skip
BULK = "bulk/incidents"


class Grid:
    """Stands for the grid service: does each row, refuses some, and is away for the part that has a row `away`."""

    name = "grid"
    call = CallProvider()
    parts: list[int] = []
    over = Event()

    @rpc
    def report_rows(self, command):
        self.parts.append(len(command["rows"]))
        keys = [row["key"] for row in command["rows"]]
        if "away" in keys:
            raise Unavailable("database.unavailable")
        if "broken" in keys:
            raise ZeroDivisionError
        if "slow" in keys:
            self.over.wait()
        return {"items": [self.outcome(key) for key in keys]}

    def outcome(self, key):
        if key.startswith("bad"):
            told = {"problem": "wire.required", "pointer": "/description", "facts": {}}
            return {"key": key, "outcome": "refused", "id": None, "number": None, "code": None, **told}
        told = {"problem": None, "pointer": None, "facts": {}}
        made = {"id": INCIDENT, "number": f"of {self.call.actor.role}", "code": "K7M4Q2XW", "masked": 2}
        return {"key": key, "outcome": "made", **made, **told}


@pytest.fixture
def door(client, run, database_of, seal_keys):
    Grid.parts, Grid.over = [], Event()
    run(Grid)
    load.load(database_of("gateway"), Sealer(read_keys(seal_keys)), [OPERATOR], password=PASSWORD)
    return client


def post(door, path, body, token):
    return door("POST", f"/api/v1/{path}", body, token=token, Idempotency_Key=str(uuid.uuid4()))


def key_for(door, *scopes):
    return post(door, "clients", {"label": "12345", "scopes": list(scopes)}, door.token("operator1")).json["key"]


def rows(*keys):
    return {"rows": [{"key": key, "description": "路灯不亮"} for key in keys]}


def test_gr_381_a_thousand_rows_are_sent_on_in_parts_and_answered_in_order(door):
    keys = [f"bad-{number}" if number % 7 == 3 else f"k-{number}" for number in range(1000)]
    got = post(door, BULK, rows(*keys), key_for(door, "bulk"))
    assert got.status == 200
    items = got.json["items"]
    assert [one["key"] for one in items] == keys
    assert [one["place"] for one in items] == list(range(1000))
    assert (got.json["made"], got.json["refused"], got.json["unsure"]) == (857, 143, 0)
    assert (items[3]["pointer"], items[3]["title"]) == ("/rows/3/description", "缺少必填项") or items[3]["title"]
    assert items[0]["number"] == "of client"
    assert (items[0]["masked"], items[3]["masked"], got.headers["Numbers-Masked"]) == (2, None, "1714")
    assert Grid.parts == [50] * 20


def test_gr_381_a_row_twice_in_one_call_is_made_once_also_when_its_parts_go_at_once(door):
    keys = [f"k-{number}" for number in range(60)]
    got = post(door, BULK, rows(*keys, "k-0", "k-59"), key_for(door, "bulk"))
    assert (got.json["made"], got.json["known"]) == (60, 2)
    assert [one["outcome"] for one in got.json["items"][60:]] == ["known", "known"]


@pytest.mark.parametrize(("key", "code"), [("away", "database.unavailable"), ("broken", "gateway.defect")])
def test_gr_381_a_part_that_does_not_come_back_leaves_the_others_as_they_are(door, key, code):
    keys = [*(f"k-{number}" for number in range(60)), key]
    got = post(door, BULK, rows(*keys), key_for(door, "bulk"))
    assert (got.status, got.json["made"], got.json["unsure"]) == (200, 50, 11)
    assert {(one["outcome"], one["problem"]) for one in got.json["items"][50:]} == {("unsure", code)}


def test_one_row_more_is_refused_before_anything_is_done(door):
    got = post(door, BULK, rows(*map(str, range(1001))), key_for(door, "bulk"))
    assert (got.status, got.json["code"], Grid.parts) == (422, "wire.wrong_count", [])


def test_a_large_body_is_taken_here_and_a_larger_one_is_not(door):
    key = key_for(door, "bulk")
    words = "字" * 1000
    large = {"rows": [{"key": f"k-{number}", "description": words} for number in range(1000)]}
    assert post(door, BULK, large, key).json["made"] == 1000
    line = door.connection
    line.putrequest("POST", f"/api/v1/{BULK}")
    for name, value in {"Authorization": f"Bearer {key}", "Idempotency-Key": "k", "Content-Length": BYTES_MOST + 1}.items():
        line.putheader(name, value)
    line.endheaders()
    assert line.getresponse().status == 413


def test_a_client_needs_the_scope_and_a_person_the_role(door):
    other = key_for(door, "take_readings")
    refused = post(door, BULK, rows("a"), other)
    assert (refused.status, refused.json["code"], refused.json["facts"]) == (403, "gateway.scope_missing", {"scope": "bulk"})
    assert post(door, BULK, rows("a"), door.token("worker1")).json["code"] == "gateway.role_refused"
    assert post(door, BULK, rows("a"), door.token("clerk1")).json["items"][0]["number"] == "of dispatcher"


def test_gr_188_a_client_does_not_report_where_anybody_may_without_the_scope(door):
    got = post(door, "incidents", {"description": "路灯不亮"}, key_for(door, "bulk"))
    assert (got.status, got.json["code"]) == (403, "gateway.scope_missing")


def test_so_many_calls_at_once_and_no_more(door, open_door, monkeypatch):
    key = key_for(door, "bulk")
    monkeypatch.setattr(desk, "AT_ONCE", 2)
    own = [type(door)(door.port) for _ in range(3)]
    calls = [eventlet.spawn(post, one, BULK, rows("slow"), key) for one in own]
    until(lambda: any(call.dead for call in calls))
    Grid.over.send()
    statuses = sorted(call.wait().status for call in calls)
    assert statuses == [200, 200, 503]
    assert post(door, BULK, rows("a"), key).status == 200
