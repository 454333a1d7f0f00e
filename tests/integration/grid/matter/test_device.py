"""Readings of devices on a real database."""
from __future__ import annotations

from datetime import timedelta

import orjson
import pytest

from kernel.call import Actor
from kernel.errors import Invalid
from services.grid.store.device import fault as fault_store
from tests.integration.grid.asks.test_premises import register
from tests.integration.grid.setting import choose
from tests.integration.grid.town import DISPATCHER, IN_EAST, Town
from tests.integration.race import together

CLIENT = "00000000-0000-7000-8000-0000000000c1"
HEATING = Actor(id=CLIENT, role="client")


SOURCE = {
    "client": CLIENT, "code": "room", "case_type": "E1", "side": "below", "threshold": 18.0, "unit": "℃",
    "same_day": True, "again": "round", "again_hours": 72,
}  # fmt: skip
HEAT = {"client": CLIENT, "code": "heat", "case_type": "E1", "standard": "heating"}


def set_up(town, **given):
    town.as_(DISPATCHER).set_source({**SOURCE, **given})
    devices = [{"device": f"s-{at}", "point": IN_EAST} for at in range(1, 4)]
    town.as_(DISPATCHER).place_devices({"client": CLIENT, "devices": devices})


def place(town, *devices, actor=DISPATCHER):
    rows = [{"device": device, "point": point, "version": version} for device, point, version in devices]
    items = town.as_(actor).place_devices({"client": CLIENT, "devices": rows})["items"]
    return [(one["outcome"], one["problem"], one["pointer"]) for one in items]


def read(town, *values, device="s-1", code="room", minutes=0, key=None):
    readings = [
        {"device": device, "code": code, "value": value, "at": (town.at + timedelta(minutes=minutes, seconds=at)).isoformat()}
        for at, value in enumerate(values)
    ]
    return [one["outcome"] for one in town.as_(HEATING, key=key).take_readings({"readings": readings})["items"]]


def case(town):
    (id,) = town.db.one("SELECT incident::text FROM fault WHERE incident IS NOT NULL")
    return town.find(DISPATCHER, {"id": id})


def test_a_flood_of_a_thousand_readings_of_one_fault_is_one_case_gr_180_gr_181(town: Town):
    set_up(town)
    outcomes = read(town, *[15.0] * 999, 14.0, minutes=-30)
    assert outcomes == ["opened", *["counted"] * 999]
    assert town.count("incident") == 1
    assert town.db.one("SELECT count, worst, last FROM fault") == (1000, 14.0, 14.0)
    assert [step["act"] for step in case(town)["steps"]] == ["report"]


def test_below_standard_makes_a_case_of_the_same_day_gr_184(town: Town):
    set_up(town)
    read(town, 15.0)
    seen = case(town)
    assert (seen["state"], seen["source"]) == ("filed", "device")
    seen = town.act(DISPATCHER, "dispatch", seen)
    assert seen["due_at"].startswith(("2026-03-03T15:59", "2026-03-03T23:59"))


def test_a_reading_on_the_right_side_makes_nothing(town: Town):
    set_up(town)
    assert read(town, 18.0, 21.5) == ["fine", "fine"]
    assert town.count("incident") == 0


def test_each_reading_has_its_own_outcome_gr_182(town: Town):
    set_up(town)
    assert read(town, 15.0, code="nonsense") == ["refused"]
    assert read(town, 15.0, device="unknown") == ["refused"]
    assert read(town, 15.0, minutes=-60 * 25) == ["refused"]
    assert read(town, 15.0, minutes=10) == ["refused"]
    assert town.count("incident") == 0


def test_what_comes_late_counts_and_opens_nothing_and_a_copy_counts_once(town: Town):
    set_up(town)
    assert read(town, 20.0) == ["fine"]
    assert read(town, 15.0, minutes=-10) == ["late"]
    assert town.count("incident") == 0
    assert read(town, 20.0) == ["repeated"]


def test_the_same_call_sent_again_is_answered_as_before(town: Town):
    set_up(town)
    assert read(town, 15.0, key="once") == read(town, 15.0, key="once") == ["opened"]
    assert town.db.one("SELECT count FROM fault") == (1,)


def test_a_recovery_is_noted_once_a_round_and_the_case_goes_on_gr_185(town: Town):
    set_up(town)
    read(town, 15.0)
    for minute in (10, 20, 30):
        town.later(minutes=minute)
        read(town, 19.0)
        town.later(minutes=1)
        read(town, 15.0)
    assert [step["act"] for step in case(town)["steps"]] == ["report", "recover"]
    assert case(town)["state"] == "filed"


def test_one_case_for_all_devices_of_one_place_or_for_each(town: Town):
    set_up(town)
    for device in ("s-1", "s-2"):
        read(town, 15.0, device=device)
    assert town.count("incident") == 2
    house = register(town)
    town.as_(DISPATCHER).set_source({**SOURCE, "code": "flat", "by": "premises"})
    rooms = [{"device": f"flat-{at}", "premises": house["id"]} for at in range(4)]
    town.as_(DISPATCHER).place_devices({"client": CLIENT, "devices": rooms})
    rows = [
        {"device": f"flat-{at}", "code": "flat", "value": value, "at": (town.at - timedelta(minutes=9 - at)).isoformat()}
        for at, value in enumerate((20.0, 15.0, 14.0, 19.0))
    ]
    items = town.as_(HEATING).take_readings({"readings": rows})["items"]
    assert [one["outcome"] for one in items] == ["fine", "opened", "counted", "fine"]
    assert town.count("incident") == 3
    (said,) = town.db.one("SELECT description FROM incident ORDER BY id DESC LIMIT 1")
    assert said == "flat-1: 15℃ < 18℃"


def test_two_replicas_with_the_same_fault_make_one_case(town: Town, database_of):
    set_up(town)
    towns = [town, town.aside(database_of("grid"))]
    towns[1].watch.refresh()
    got = together(2, lambda at: read(towns[at % 2], 15.0, minutes=-at))
    assert [one for each in got for one in each].count("opened") == 1
    assert town.count("incident") == 1
    assert town.db.one("SELECT count FROM fault") == (2,)


def test_a_client_reaches_only_its_own_devices(town: Town):
    set_up(town)
    other = Actor(id=CLIENT[:-1] + "2", role="client")
    reading = {"device": "s-1", "code": "room", "value": 1.0, "at": town.at.isoformat()}
    assert town.as_(other).take_readings({"readings": [reading]})["items"][0]["outcome"] == "refused"


def test_the_count_is_exact_out_of_order_over_two_replicas_and_when_a_batch_comes_again_gr_180(town: Town, database_of):
    set_up(town)
    towns = [town, town.aside(database_of("grid"))]
    towns[1].watch.refresh()
    minutes = [30, 5, 20, 15, 25, 10, 30, 5]  # two batches come twice, under a key of their own
    got = together(8, lambda at: read(towns[at % 2], *[15.0] * 125, minutes=-minutes[at]))
    told = [one for each in got for one in each]
    assert (told.count("opened"), told.count("repeated")) == (1, 250)
    assert town.count("incident") == 1
    assert town.db.one("SELECT count FROM fault") == (750,)


def test_what_was_counted_is_forgotten_once_it_cannot_come_again_gr_181(town: Town):
    set_up(town)
    read(town, *[15.0] * 10)
    assert town.count("fault_counted") == 10
    town.db.all("INSERT INTO fault_counted SELECT 'gone', key, code, device, at FROM fault_counted RETURNING 1")
    town.later(hours=25)
    read(town, 15.0)
    assert town.count("fault_counted") == 1, "of a client that comes no more neither"


def test_a_case_tells_what_its_devices_told_gr_185(town: Town):
    set_up(town)
    read(town, 15.0, 14.0)
    read(town, 19.0, minutes=1)
    told = case(town)["readings"]
    assert (told["count"], told["worst"], told["last"], told["devices"]) == (2, 14.0, 19.0, 1)
    assert told["recovered_at"]
    assert town.find(DISPATCHER, town.report())["readings"] is None


def test_what_is_wrong_with_a_row_is_told_of_that_row_alone_gr_182(town: Town):
    set_up(town, least=-30.0, most=60.0)
    good = {"device": "s-1", "code": "room", "value": 15.0, "at": town.at.isoformat()}
    rows = [
        good,
        {**good, "device": "s-8"},
        {**good, "code": "noise"},
        {**good, "value": 85.0},
        {**good, "value": "cold"},
        {**good, "at": (town.at + timedelta(minutes=6)).isoformat()},
        {**good, "at": (town.at - timedelta(hours=25)).isoformat()},
        {**good, "at": "2026-03-03T09:00:00"},
        {"device": "s-1", "code": "room", "value": 15.0},
        {**good, "more": 1},
        "nonsense",
        {**good, "device": "s-2"},
    ]
    reply = town.as_(HEATING).take_readings({"readings": rows})
    assert [one["outcome"] for one in reply["items"]] == ["opened", *["refused"] * 10, "opened"]
    assert reply["refused"] == 10
    assert [(one["problem"], one["pointer"]) for one in reply["items"][1:11]] == [
        ("grid.device_unknown", "/readings/1/device"),
        ("grid.reading_code_unknown", "/readings/2/code"),
        ("grid.reading_out_of_range", "/readings/3/value"),
        ("wire.wrong_type", "/readings/4/value"),
        ("grid.reading_ahead", "/readings/5/at"),
        ("grid.reading_too_old", "/readings/6/at"),
        ("wire.zone_missing", "/readings/7/at"),
        ("wire.required", "/readings/8/at"),
        ("wire.unknown_field", "/readings/9/more"),
        ("wire.wrong_type", "/readings/10"),
    ]


def test_what_one_call_had_no_room_for_is_taken_when_it_is_sent_again(town: Town):
    set_up(town)
    names = [f"m-{at:03}" for at in range(103)]
    place(town, *[(name, IN_EAST, None) for name in names])
    rows = [{"device": name, "code": "room", "value": 15.0, "at": town.at.isoformat()} for name in names]
    first, second = (town.as_(HEATING).take_readings({"readings": rows})["items"] for _ in range(2))
    assert [[one["outcome"] for one in each].count("opened") for each in (first, second)] == [100, 3]
    assert {one["problem"] for one in first} == {None, "grid.readings_too_many_new"}
    assert town.count("incident") == 103


def test_heating_below_the_districts_standard_makes_a_case_of_the_same_day_gr_184_gr_199(town: Town):
    set_up(town)
    town.as_(DISPATCHER).set_source(HEAT)
    assert read(town, 18.0, 17.9, code="heat") == ["fine", "opened"]
    seen = town.act(DISPATCHER, "dispatch", case(town))
    assert seen["due_at"].startswith("2026-03-03T15:59")
    choose(town.db, "heating.least", "20")
    assert read(town, 19.5, code="heat", device="s-2") == ["opened"]


@pytest.mark.parametrize(("days", "outcome"), [(33, "opened"), (34, "off_season"), (246, "off_season"), (247, "opened")])
def test_out_of_the_season_a_cold_room_is_no_fault_gr_199(town: Town, days, outcome):
    set_up(town)
    town.as_(DISPATCHER).set_source(HEAT)
    town.later(days=days)
    assert read(town, 10.0, code="heat") == [outcome]


def test_a_longer_season_is_chosen_by_the_district_gr_199(town: Town):
    set_up(town)
    town.as_(DISPATCHER).set_source(HEAT)
    choose(town.db, "heating.until", "04-15")
    town.later(days=40)
    assert read(town, 10.0, code="heat") == ["opened"]


def test_a_client_of_a_street_reaches_no_device_of_another(town: Town):
    set_up(town)
    reading = {"device": "s-1", "code": "room", "value": 1.0, "at": town.at.isoformat()}
    for area, outcome in (("210203002000", "refused"), ("210203001000", "opened")):
        actor = Actor(id=CLIENT, role="client", area=area)
        assert town.as_(actor).take_readings({"readings": [reading]})["items"][0]["outcome"] == outcome


def send(town, *rows):
    """Send rows of device, value and minutes; give what became of each."""
    readings = [
        {"device": device, "code": "room", "value": value, "at": (town.at + timedelta(minutes=minutes)).isoformat()}
        for device, value, minutes in rows
    ]
    return [one["outcome"] for one in town.as_(HEATING).take_readings({"readings": readings})["items"]]


def test_a_thousand_readings_of_ten_faults_in_any_order_are_ten_cases_gr_180(town: Town):
    set_up(town)
    names = [f"m-{at}" for at in range(10)]
    place(town, *[(name, IN_EAST, None) for name in names])
    rows = [(names[at % 10], 10.0 + at % 7, -(at * 37 % 1000) / 60) for at in range(1000)]
    told = send(town, *rows)
    assert (told.count("opened"), told.count("counted")) == (10, 990)
    assert town.count("incident") == 10
    assert town.db.all("SELECT count, worst FROM fault") == [(100, 10.0)] * 10


def test_when_a_case_cannot_be_made_nothing_was_counted_and_the_call_can_be_sent_again_gr_180(town: Town, monkeypatch):
    set_up(town)

    def killed(*_):
        raise RuntimeError("killed between count and case")

    with monkeypatch.context() as broken:
        broken.setattr(fault_store, "save", killed)
        with pytest.raises(RuntimeError):
            read(town, 15.0, key="once")
    assert [town.count(table) for table in ("incident", "fault", "fault_counted", "once")] == [0, 0, 0, 2]
    assert read(town, 15.0, key="once") == ["opened"]
    assert (town.count("incident"), town.db.one("SELECT count FROM fault")) == (1, (1,))


def test_no_value_of_a_home_is_kept_where_nothing_is_wrong_gr_181(town: Town):
    set_up(town)
    read(town, 21.375, 22.375)
    for table in ("fault", "fault_counted", "audit", "outbox", "once"):
        assert "2.375" not in str(town.db.all(f"SELECT t::text FROM {table} AS t"))


def test_what_is_told_of_a_case_of_a_device_names_no_place_nearer_than_its_grid(town: Town):
    set_up(town)
    read(town, 15.0)
    (data,) = town.db.one("SELECT body::json->>'data' FROM outbox WHERE body::json->>'name' = 'grid.incident_reported'")
    assert not {"address", "longitude", "latitude", "description", "premises"} & orjson.loads(data).keys()
    assert "s-1" not in data


def test_who_must_go_and_look_reads_where_and_no_fact_says_it(town: Town):
    set_up(town, by="premises")
    house = register(town, name="三号楼", address="同泰街12号")
    town.as_(DISPATCHER).place_devices({"client": CLIENT, "devices": [{"device": "room-1", "premises": house["id"]}]})
    assert send(town, ("room-1", 15.0, 0)) == ["opened"]
    assert case(town)["place"]["address"] == "同泰街12号 三号楼"
    facts = town.db.all("SELECT body FROM outbox WHERE name = 'grid.incident_reported'")
    acts = town.db.all("SELECT body FROM audit WHERE subject = %s", (case(town)["id"],))
    assert (len(facts), len(acts)) == (1, 1)
    assert "三号楼" not in str(facts + acts)


@pytest.mark.parametrize("count", [0, 1001])
def test_a_call_has_a_reading_and_a_thousand_at_most(town: Town, count):
    with pytest.raises(Invalid) as refused:
        send(town, *[("s-1", 15.0, 0)] * count)
    assert refused.value.problems[0].pointer == "/readings"


@pytest.mark.parametrize(("field", "given"), [
    ("device", ""), ("device", "d" * 65), ("device", "客厅"), ("device", None), ("code", "a b"), ("code", 7),
    ("value", True), ("value", 1e12), ("value", None), ("value", [1]), ("value", "15"),
    ("at", "9999-12-31T23:59:59Z"), ("at", "0001-01-01T00:00:00Z"), ("at", 1), ("at", ""),
])  # fmt: skip
def test_nothing_a_row_may_hold_hurts_another_gr_182(town: Town, field, given):
    set_up(town)
    good = {"device": "s-1", "code": "room", "value": 15.0, "at": town.at.isoformat()}
    items = town.as_(HEATING).take_readings({"readings": [{**good, field: given}, good]})["items"]
    assert [one["outcome"] for one in items] == ["refused", "opened"]
    assert items[0]["pointer"] == f"/readings/0/{field}"
