"""Another system that sends readings by a key of its own, through HTTP: a flood of one fault is one case."""
from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.journey.office import V1, made, seen, unseen
from tests.journey.person import INCIDENTS, Person
from tests.journey.piece import inside

PLACE = inside("210203013008008")
COLD = "E0601"
MADE = "SELECT id::text FROM grid.incident WHERE source = 'device'"


def test_another_system_sends_readings_and_one_fault_is_one_case(people, ledger):
    operator, desk = people["operator1"], people["dispatcher1"]
    client = made(operator, f"{V1}/clients", {"label": "示例供热监测", "scopes": ["take_readings"]})
    device = Person(people.base, client["key"])
    source = {"client": client["id"], "code": "room", "case_type": COLD, "side": "below", "threshold": 18, "unit": "℃",
              "same_day": True}  # fmt: skip
    assert operator.post(f"{V1}/device-sources", source).code == "gateway.role_refused"
    made(desk, f"{V1}/device-sources", source)
    made(desk, f"{V1}/devices", {"client": client["id"], "devices": [{"device": "s-1", "point": PLACE}]}, 200)
    flood = [_reading(at, 14.5) for at in range(500)]
    assert desk.post(f"{V1}/readings", {"readings": flood[:1]}).code == "gateway.role_refused"
    assert device.ask("GET", INCIDENTS).code == "gateway.role_refused"
    there = ledger.rows(MADE)
    outcomes = [one["outcome"] for one in made(device, f"{V1}/readings", {"readings": flood}, 200)["items"]]
    assert (outcomes[0], set(outcomes[1:])) == ("opened", {"counted"})
    strange = made(device, f"{V1}/readings", {"readings": [_reading(600, 10) | {"device": "s-9"}]}, 200)
    assert strange["items"][0]["problem"] == "grid.device_unknown"
    rows = [row for row in ledger.rows(MADE) if row not in there]
    assert len(rows) == 1
    case = desk.read(f"{INCIDENTS}/{rows[0][0]}")
    assert (case["state"], case["case_type"], unseen(people["shengli1"], case)) == ("filed", COLD, "grid.incident_missing")
    view = desk.act(case, "dispatch")
    assert datetime.fromisoformat(view["due_at"]) <= datetime.now(UTC) + timedelta(days=1)
    made(device, f"{V1}/readings", {"readings": [_reading(700, 20)]}, 200)
    assert seen(desk, view)["steps"][-1]["act"] == "recover"
    device.close()


def _reading(at, value):
    taken = datetime.now(UTC) - timedelta(minutes=20) + timedelta(seconds=at)
    return {"device": "s-1", "code": "room", "value": value, "at": taken.isoformat()}
