"""Whistles: blown, answered, released by the blower alone, rated; limits told and counted; nobody else sees them."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from kernel import deadline_sweep, outbox
from kernel.call import Actor
from kernel.errors import Conflict, Denied, Failure, Invalid, Missing
from services.grid.domain.whistle.call_life import EVENTS, LIFE
from services.grid.domain.whistle.figure import LISTED, figures
from services.grid.store.whistle import tally
from services.grid.store.whistle.whistle import CALLS
from tests.integration.grid.incident.test_race import at_once
from tests.integration.grid.post import BEN, BENS_EYES, CAT, appoint, stand_in
from tests.integration.grid.setting import choose
from tests.integration.grid.town import (
    DISPATCHER,
    ELSEWHERE,
    IN_EAST,
    LAMPS,
    LEADER,
    OFFICER,
    RESIDENT,
    WEST,
    WORKER,
    Town,
    other,
)  # fmt: skip
from tests.integration.grid.whistle import CALLER, OFFICERS, USUAL, answer, blow, through
from tests.make import refused

ALL = ("acknowledge", "arrive", "handle", "release", "rate")


def names(town: Town) -> list[str]:
    return [one["name"] for one in town.told() if one["name"].startswith("grid.whistle")]


def line(town: Town, unit: str = "sanitation") -> dict[str, Any]:
    found = town.as_(LEADER).whistle_figures({})["items"]
    return next(one for one in found if one["unit"] == unit)


def test_gr_150_a_whistle_is_heard_answered_worked_on_released_and_rated(town: Town) -> None:
    seen = through(town, *ALL)
    assert (seen["state"], seen["score"], seen["breached"], seen["acts"]) == ("rated", 4, [], [])
    assert names(town) == list(EVENTS[:-1])
    whole = town.as_(CALLER).find_whistle({"whistle": seen["whistle"]})
    assert (whole["open"], whole["ended_at"]) == (0, town.at.isoformat())
    assert whole["calls"][0]["plan"] == "prop it up, then rebuild it"
    clocks = [(one["stage"], one["state"]) for one in whole["calls"][0]["clocks"]]
    assert clocks == [("acknowledge", "stopped"), ("arrive", "stopped")]


def test_gr_150_each_named_incident_tells_its_reporter_who_was_called_came_and_left(town: Town) -> None:
    matter = town.through("accept", "file")
    seen = through(town, "arrive", "release", incidents=[matter["id"]], departments=["sanitation", "lamps"])
    thread = town.as_(RESIDENT).find({"incident": matter["id"]})["steps"]
    assert [one["words"] for one in thread[3:]] == [
        "lamps was called to the place by whistle.".replace("lamps", name) for name in ("Sanitation", "Lamps")
    ] + ["Sanitation has answered the whistle and come.", "Sanitation may leave again: its work there is done."]
    found = town.as_(CALLER).list_whistles({"incident": matter["id"]})["items"]
    assert {one["whistle"] for one in found} == {seen["whistle"]}
    assert len(found) == 2


def test_an_incident_that_ended_meanwhile_keeps_its_thread_and_the_whistle_goes_on(town: Town) -> None:
    matter = town.through("accept", "file", "dispatch", "finish", "pass")
    seen = blow(town, incidents=[matter["id"]])["calls"][0]
    now = town.find(DISPATCHER, matter)
    town.act(DISPATCHER, "close", {"id": matter["id"], "version": now["version"]})
    answer(town, "arrive", seen, point=IN_EAST)
    assert town.find(DISPATCHER, matter)["steps"][-1]["act"] == "close"
    with refused(Conflict, "grid.incident_act_not_allowed"):
        blow(town, incidents=[matter["id"]])


def test_gr_150_only_who_holds_the_right_blows_on_the_own_ground(town: Town) -> None:
    with refused(Denied, "grid.whistle_not_your_right"):
        blow(town, WORKER)
    appoint(town, BEN, role="grid_head")
    assert blow(town, BENS_EYES)["calls"]
    with refused(Denied, "grid.whistle_not_your_right"):
        blow(town, BENS_EYES, point=None, area=WEST)
    with refused(Denied, "grid.whistle_not_your_right"):
        blow(town, ELSEWHERE)
    with refused(Denied, "grid.whistle_not_your_right"):
        blow(town, other(DISPATCHER, id="d-6", unit="lamps"), departments=["sanitation"])
    assert blow(town, other(DISPATCHER, id="d-6", unit="centre"))["calls"]
    with refused(Denied, "grid.role_not_allowed"):
        blow(town, OFFICER)


def test_gr_150_who_is_head_of_a_grid_for_a_day_calls_on_that_day_and_sees_nothing_on_the_next(town: Town) -> None:
    """Domain 9.4 (3-2) 我当一天网格长: the post's holder keeps it, a guest stands in on it for a day."""
    guest = Actor(id=CAT, role="grid_worker", unit="east_team")
    post = appoint(town, BEN, role="grid_head")
    matter = town.through("accept", "file")
    stand_in(town, post, CAT, "2026-03-03", "2026-03-04")
    assert town.find(guest, matter)["id"] == matter["id"]
    assert blow(town, guest, incidents=[matter["id"]])["calls"]
    town.later(days=1)
    with refused(Missing, "grid.incident_missing"):
        town.find(guest, matter)
    with refused(Denied, "grid.whistle_not_your_right"):
        blow(town, guest)
    assert blow(town, BENS_EYES)["calls"]


@pytest.mark.parametrize(
    ("given", "code", "pointer"),
    [
        ({"departments": ["lamps", "lamps"]}, "grid.whistle_unit_twice", "/departments/1"),
        ({"departments": ["east_team"]}, "grid.whistle_own_unit", "/departments/0"),
        ({"departments": ["lamps", "nobody"]}, "grid.unit_unknown", "/departments/1"),
        ({"point": None}, "grid.whistle_place_wide", "/area"),
    ],
)
def test_what_cannot_be_called_is_refused(town: Town, given: dict[str, Any], code: str, pointer: str) -> None:
    with refused(Invalid, code) as caught:
        blow(town, **given)
    assert caught.value.pointer == pointer
    assert town.count("whistle") == 0


def test_a_department_that_was_not_called_sees_nothing(town: Town) -> None:
    seen = blow(town)["calls"][0]
    with refused(Missing, "grid.whistle_missing"):
        town.as_(LAMPS).find_whistle({"whistle": seen["whistle"]})
    with refused(Missing, "grid.whistle_missing"):
        answer(town, "acknowledge", seen, LAMPS)
    for nobody in (LAMPS, ELSEWHERE):
        assert town.as_(nobody).list_whistles({})["items"] == []
        assert town.as_(nobody).whistle_figures({})["items"] == []
    two = blow(town, departments=["sanitation", "lamps"])
    assert [one["unit"] for one in town.as_(LAMPS).find_whistle({"whistle": two["id"]})["calls"]] == ["lamps"]


def test_gr_153_nobody_but_the_blower_releases_or_rates(town: Town) -> None:
    seen = through(town, "arrive")
    with refused(Denied, "grid.whistle_not_yours"):
        answer(town, "release", seen, DISPATCHER, reason="work_done")
    with refused(Denied, "grid.role_not_allowed"):
        answer(town, "release", seen, OFFICER, reason="work_done")
    gone = answer(town, "release", seen, CALLER, reason="work_done")
    with refused(Denied, "grid.whistle_not_yours"):
        answer(town, "rate", gone, DISPATCHER, score=1)
    with refused(Invalid, "grid.whistle_nothing_done"):
        answer(town, "release", blow(town)["calls"][0], CALLER, reason="work_done")


def test_gr_152_a_hard_problem_wants_a_plan(town: Town) -> None:
    seen = through(town, "arrive", kind="hard")
    with refused(Invalid, "grid.whistle_plan_missing"):
        answer(town, "handle", seen)
    assert answer(town, "handle", seen, plan="three steps")["planned_at"]


def test_gr_151_near_and_missed_are_told_once_and_a_breach_is_counted_once(town: Town) -> None:
    seen = blow(town)["calls"][0]
    town.later(minutes=6)
    for _ in range(2):
        deadline_sweep.sweep(town.db, town.at)
        town.as_(OFFICER).count_whistle_breaches()
    told = [(one["name"], one["data"]["stage"]) for one in town.told() if one["name"] != "grid.whistle_blown"]
    assert told == [("grid.deadline_missed", "acknowledge"), ("grid.whistle_breached", "acknowledge")]
    late = answer(town, "acknowledge", seen)
    assert late["breached"] == ["acknowledge"]
    town.later(minutes=30)
    there = answer(town, "arrive", late, point=IN_EAST)
    assert there["breached"] == ["acknowledge", "arrive"]
    town.as_(OFFICER).count_whistle_breaches()
    assert names(town).count("grid.whistle_breached") == 2
    assert line(town)["breaches"] == 2


def test_gr_155_one_look_counts_all_that_was_missed_however_much_it_is(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.grid.store.whistle.whistle.BATCH", 2)
    # each has missed two limits: a batch of two clocks holds one part
    for _ in range(3):
        blow(town)
        town.later(hours=1)
    town.as_(DISPATCHER).count_whistle_breaches()
    assert {tuple(call.breached) for call in CALLS.all(town.db, "")} == {("acknowledge", "arrive")}
    assert names(town).count("grid.whistle_breached") == 6


def test_gr_151_a_district_may_shorten_a_limit_and_not_lengthen_it(town: Town) -> None:
    for key, value in (("whistle.daily_acknowledge", "60"), ("whistle.hard_plan", "99")):
        choose(town.db, key, value)
    daily = town.as_(CALLER).find_whistle({"whistle": blow(town, kind="daily")["id"]})
    assert daily["calls"][0]["clocks"][0]["due_at"] == "2026-03-03T02:00:00+00:00"
    hard = town.as_(CALLER).find_whistle({"whistle": blow(town, kind="hard")["id"]})
    clocks = [(one["stage"], one["due_on"]) for one in hard["calls"][0]["clocks"]]
    assert clocks == [("arrive", "2026-03-06"), ("plan", "2026-03-17")]


def test_gr_156_where_staff_stood_is_kept_as_a_grid_and_a_way(town: Town) -> None:
    seen = answer(town, "arrive", blow(town)["calls"][0], point={**IN_EAST, "lat": 38.911})
    assert (seen["arrived_grid"], seen["arrived_metres"]) == ("210203001001001", 111)
    for table in ("whistle_call", "outbox", "once", "audit"):
        assert "38.911" not in str(town.db.all(f"SELECT to_jsonb({table})::text FROM {table}")), table


def test_gr_156_who_reports_in_says_where_by_a_point_or_by_the_code_of_a_grid(town: Town) -> None:
    seen = blow(town)["calls"][0]
    for given in ({}, {"point": None, "grid": None}):
        with refused(Invalid, "wire.invalid") as caught:
            answer(town, "arrive", seen, **given)
        assert [(one.code, one.pointer) for one in caught.value.problems] == [("grid.whistle_place_missing", "/point")]
    with refused(Invalid, "grid.area_unknown") as unknown:
        answer(town, "arrive", seen, grid=WEST + "999")
    assert unknown.value.pointer == "/grid"
    there = answer(town, "arrive", seen, grid="210203001001001")
    assert (there["arrived_grid"], there["arrived_metres"]) == ("210203001001001", None)
    with refused(Conflict, "grid.whistle_changed"):
        answer(town, "arrive", seen, grid="210203001001001")


def test_gr_154_the_mean_rating_shows_of_how_many(town: Town) -> None:
    assert through(town, *ALL)["score"] == 4
    through(town, "arrive", "release")
    found = line(town)
    assert (found["called"], found["rated"], found["mean"]) == (2, 1, 4.0)
    stages = [(one["on_time"], one["breached"], one["share"]) for one in found["stages"]]
    assert stages == [(2, 0, 1.0), (2, 0, 1.0), (0, 0, None)]


def test_of_two_acknowledgements_at_once_one_counts(town: Town) -> None:
    seen = blow(town)["calls"][0]
    command = {"call": seen["id"], "version": seen["version"]}
    answers = at_once(*((town.as_(OFFICER).acknowledge_whistle, command) for _ in range(2)))
    assert sorted(type(one).__name__ for one in answers) == ["Conflict", "dict"]
    assert names(town).count("grid.whistle_acknowledged") == 1
    assert line(town)["stages"][0]["on_time"] == 1


def test_released_while_it_arrives_one_of_the_two_is_told_to_look_again(town: Town) -> None:
    seen = blow(town)["calls"][0]
    command = {"call": seen["id"], "version": seen["version"]}
    answers = at_once(
        (town.as_(OFFICER).arrive_whistle, {**command, "point": IN_EAST}),
        (town.as_(CALLER).release_whistle, {**command, "reason": "not_needed"}),
    )
    lost = [one for one in answers if isinstance(one, Failure)]
    assert [one.code for one in lost] == ["grid.whistle_changed"]


def test_two_departments_released_at_once_end_the_whistle_once(town: Town) -> None:
    calls = blow(town, departments=["sanitation", "lamps"])["calls"]
    commands = [{"call": one["id"], "version": one["version"], "reason": "not_needed"} for one in calls]
    answers = at_once(*((town.as_(CALLER).release_whistle, command) for command in commands))
    assert not [one for one in answers if isinstance(one, Failure)]
    assert town.db.one("SELECT open, ended_at IS NOT NULL FROM whistle") == (0, True)


def test_one_key_twice_is_one_whistle_and_one_answer(town: Town) -> None:
    command = {"kind": "daily", "words": "a lamp", "point": IN_EAST, "departments": ["lamps"]}
    answers = [town.as_(CALLER, key="same").blow_whistle(command) for _ in range(2)]
    assert answers[0] == answers[1]
    assert town.count("whistle") == 1


def test_a_fall_before_the_commit_leaves_nothing_of_a_whistle(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    matter = town.through("accept", "file")

    def fall(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(outbox, "append", fall)
    with pytest.raises(RuntimeError):
        blow(town, incidents=[matter["id"]])
    monkeypatch.undo()
    assert [town.count(one) for one in ("whistle", "whistle_call", "whistle_delta")] == [0, 0, 0]
    assert town.find(DISPATCHER, matter)["version"] == matter["version"]


def wander(town: Town, chance: random.Random, steps: int) -> None:
    """Blow and act at random, late or in time, count and fold now and then."""
    seen: list[dict[str, Any]] = []
    for _ in range(steps):
        town.later(minutes=chance.choice([1, 4, 40, 900]))
        if chance.random() < 0.3 or not seen:
            kind = chance.choice(["daily", "hard", "emergency"])
            seen += blow(town, kind=kind, departments=chance.choice([["lamps"], ["sanitation", "lamps"]]))["calls"]
        town.as_(OFFICER).count_whistle_breaches() if chance.random() < 0.3 else tally.CUBE.fold(town.db)
        at = chance.randrange(len(seen))
        seen[at] = any_act(town, chance, seen[at])


def any_act(town: Town, chance: random.Random, seen: dict[str, Any]) -> dict[str, Any]:
    legal = [act.removesuffix("_whistle") for act in LIFE.acts(seen["state"])]
    if not legal:
        return seen
    act = chance.choice(legal)
    given = {**USUAL.get(act, {}), **({"reason": "not_needed"} if act == "release" else {})}
    return answer(town, act, seen, CALLER if act in ("release", "rate") else OFFICERS[seen["unit"]], **given)


@pytest.mark.parametrize("seed", range(3))
def test_gr_155_figures_equal_a_recount_and_each_opens_the_list_behind_it(town: Town, seed: int) -> None:
    wander(town, random.Random(seed), 60)
    recount: Counter[tuple[str, ...]] = Counter()
    for one in CALLS.all(town.db, ""):
        for figure, n in figures(one).items():
            recount[figure, one.kind, one.unit, one.area] += n
    for _ in range(2):
        assert sorted((*cell, n) for cell, n in recount.items()) == sorted(tally.CUBE.read(town.db, ("TRUE", [])))
        while tally.CUBE.fold(town.db):
            continue
    for figure in LISTED:
        behind = town.as_(LEADER).list_whistles({"figure": figure, "limit": 200})["items"]
        assert len(behind) == sum(n for cell, n in recount.items() if cell[0] == figure), figure


def test_the_states_of_the_table_are_those_of_the_code(town: Town) -> None:
    assert {state for (state,) in town.db.all("SELECT state FROM whistle_state")} == set(LIFE.states)
