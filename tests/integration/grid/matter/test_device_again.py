"""A fault that comes back once its case has ended, on a real database."""
from __future__ import annotations

import pytest

from services.grid.store import incident as incidents
from tests.integration.grid.asks.test_premises import register
from tests.integration.grid.matter.test_device import CLIENT, case, read, send, set_up
from tests.integration.grid.town import DISPATCHER, Town


def ended(town):
    """Bring the one case to its end; give it."""
    seen = case(town)
    town.through("dispatch", "finish", "pass", "close", seen=seen)
    return seen


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


def test_the_case_before_keeps_what_its_devices_told_when_another_counts_on_gr_181(town: Town):
    set_up(town, again="new")
    read(town, 15.0, 12.0, 16.0)
    seen = ended(town)
    told = town.find(DISPATCHER, seen)["readings"]
    assert (told["count"], told["worst"], told["last"]) == (3, 12.0, 16.0)
    town.later(hours=1)
    assert read(town, 17.0, 14.0) == ["opened", "counted"]
    assert town.find(DISPATCHER, seen)["readings"] == told
    fresh = case(town)["readings"]
    assert (fresh["count"], fresh["worst"], fresh["last"]) == (2, 14.0, 14.0)


def test_what_was_measured_before_the_close_opens_nothing_again_gr_183(town: Town):
    set_up(town)
    read(town, 15.0)
    town.later(minutes=30)
    seen = ended(town)
    town.later(hours=1)
    assert send(town, ("s-1", 14.0, -100)) == ["late"]
    assert send(town, ("s-1", 15.0, -75)) == ["counted"], "between the case's first reading and its end"
    assert (town.count("incident"), incidents.get(town.db, seen["id"]).state) == (1, "closed")
    assert send(town, ("s-1", 15.0, 0)) == ["reopened"]


def test_a_device_that_fell_silent_opens_nothing_by_what_another_of_its_place_tells_gr_183(town: Town):
    set_up(town, by="premises")
    house = register(town)
    rooms = [{"device": f"room-{at}", "premises": house["id"]} for at in (1, 2)]
    town.as_(DISPATCHER).place_devices({"client": CLIENT, "devices": rooms})
    assert send(town, ("room-1", 15.0, 0)) == ["opened"]
    ended(town)
    for hours in (1, 100):
        town.later(hours=hours)
        assert send(town, ("room-2", 21.0, 0)) == ["fine"]
    assert send(town, ("room-2", 21.0, 1), ("room-2", 14.5, 2)) == ["fine", "opened"]
    (said,) = town.db.one("SELECT description FROM incident ORDER BY id DESC LIMIT 1")
    assert said == "room-2: 14.5℃ < 18℃", "of the device that measured it"


def test_of_a_case_that_was_joined_to_another_who_works_on_that_hears_of_the_recovery_gr_185(town: Town):
    set_up(town)
    read(town, 15.0)
    main, joined = town.through("accept", "file", seen=town.report()), case(town)
    town.act(DISPATCHER, "merge", joined, into=main["id"])
    assert read(town, 19.0, minutes=1) == ["recovered"]
    assert town.find(DISPATCHER, main)["steps"][-1]["act"] == "recover"
    assert town.find(DISPATCHER, joined)["steps"][-1]["act"] == "echo"
    assert read(town, 15.0, 19.0, minutes=2) == ["counted", "recovered"], "told, and noted once a round"
    assert [step["act"] for step in town.find(DISPATCHER, main)["steps"]].count("recover") == 1
