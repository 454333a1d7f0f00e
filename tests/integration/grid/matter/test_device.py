"""Readings of devices on a real database."""
from __future__ import annotations

from datetime import timedelta

import pytest

from kernel.call import Actor
from kernel.errors import Denied, Invalid
from services.grid.store import incident as incidents
from tests.integration.grid.town import DISPATCHER, ELSEWHERE, IN_EAST, OFFICER, Town
from tests.integration.race import together

CLIENT = "00000000-0000-7000-8000-0000000000c1"
HEATING = Actor(id=CLIENT, role="client")


def set_up(town, **given):
    source = {
        "client": CLIENT, "code": "room", "case_type": "E1", "side": "below", "threshold": 18.0, "unit": "C",
        "same_day": True, "again": "round", "again_hours": 72,
    }  # fmt: skip
    town.as_(DISPATCHER).set_source({**source, **given})
    devices = [{"id": f"s-{at}", "point": IN_EAST} for at in range(1, 4)]
    town.as_(DISPATCHER).place_devices({"client": CLIENT, "devices": devices})


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


@pytest.mark.parametrize(
    ("given", "hours", "cases", "state"),
    [({}, 1, 1, "accepted"), ({"again": "new"}, 1, 2, "filed"), ({}, 80, 2, "filed")],
)
def test_a_fault_after_the_close_opens_a_new_round_or_a_new_case_gr_183(town: Town, given, hours, cases, state):
    set_up(town, **given)
    read(town, 15.0)
    seen = case(town)
    town.through("dispatch", "finish", "pass", "close", seen=seen)
    town.later(hours=hours)
    read(town, 15.0)
    assert town.count("incident") == cases
    assert case(town)["state"] == state
    assert incidents.get(town.db, seen["id"]).round == (2 if state == "accepted" else 1)


def test_one_case_for_all_devices_of_one_place_or_for_each(town: Town):
    set_up(town)
    for device in ("s-1", "s-2"):
        read(town, 15.0, device=device)
    assert town.count("incident") == 2


def test_two_replicas_with_the_same_fault_make_one_case(town: Town, database_of):
    set_up(town)
    towns = [town, town.aside(database_of("grid"))]
    towns[1].watch.refresh()
    got = together(2, lambda at: read(towns[at % 2], 15.0, minutes=-at))
    assert [one for each in got for one in each].count("opened") == 1
    assert town.count("incident") == 1
    assert town.db.one("SELECT count FROM fault") == (2,)


def test_only_a_client_sends_and_only_the_desk_sets_up_within_its_scope(town: Town):
    set_up(town)
    with pytest.raises(Denied, match=r"grid.role_not_allowed"):
        reading = {"device": "s-1", "code": "room", "value": 1.0, "at": town.at.isoformat()}
        town.as_(DISPATCHER).take_readings({"readings": [reading]})
    with pytest.raises(Denied, match=r"grid.role_not_allowed"):
        town.as_(OFFICER).place_devices({"client": CLIENT, "devices": [{"id": "s-9", "point": IN_EAST}]})
    with pytest.raises(Denied, match=r"grid.device_out_of_reach"):
        town.as_(ELSEWHERE).place_devices({"client": CLIENT, "devices": [{"id": "s-9", "point": IN_EAST}]})
    with pytest.raises(Invalid, match=r"grid.case_type_unknown"):
        set_up(town, case_type="X9")
    assert read(town, 15.0, device="s-9") == ["refused"]


def test_a_client_reaches_only_its_own_devices(town: Town):
    set_up(town)
    other = Actor(id=CLIENT[:-1] + "2", role="client")
    reading = {"device": "s-1", "code": "room", "value": 1.0, "at": town.at.isoformat()}
    assert town.as_(other).take_readings({"readings": [reading]})["items"][0]["outcome"] == "refused"
