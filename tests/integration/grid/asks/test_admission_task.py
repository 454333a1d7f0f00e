"""Tasks under the access list: what is refused and counted, how often, by whom, and what two at once come to."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from kernel import deadline_sweep, outbox
from kernel.call import Actor
from kernel.db import Database
from kernel.errors import Conflict, Denied, Failure, Invalid, Missing
from tests.integration.grid.access import EAST_OFFICE, FAR_LEADER, FAR_OFFICER, WEST_WORKER, Access, attempt
from tests.integration.grid.town import (
    ANYONE,
    CHECKER,
    DISPATCHER,
    DISTRICT,
    EAST,
    EAST_GRID,
    LAMPS,
    LEADER,
    OFFICER,
    STREET,
    WEST,
    WORKER,
    other,
)
from tests.integration.race import together
from tests.make import refused

TOLD = {"told": "all bins counted"}


@pytest.fixture
def town(database_of: Callable[[str], Database]) -> Access:
    return Access(database_of("grid"))


def figures(town: Access, unit: str = "sanitation", **asked: Any) -> dict[str, Any]:
    found = town.burden(**asked).get(unit, {})
    return {name: n for name, n in found.items() if n and name not in ("unit", "unit_name")}


def test_gr_75_a_task_under_an_active_item_reaches_each_place_with_a_number_and_a_clock(town: Access) -> None:
    made = town.assign(town.active()["code"], EAST, WEST)
    assert (made["given"], made["refused"], [one["given"] for one in made["places"]]) == (2, 0, [True, True])
    found = town.call(OFFICER, "find_task", task=made["places"][0]["task"])
    assert (found["state"], found["place"], found["performer"], found["minutes"]) == ("given", EAST, "east_office", 30)
    assert [(clock["owner"], clock["rule"]) for clock in found["clocks"]] == [("east_office", "GR-P72")]
    assert found["due_at"].startswith("2026-05-19T15:59:59")
    assert [one["name"] for one in town.told()].count("grid.task_assigned") == 2


WITHOUT = {
    "unknown": lambda town: "ZR210203-20260303-000010",
    "not_in_force": lambda town: town.entered()["code"],
    "elsewhere": lambda town: town.active(areas=[WEST])["code"],
    "other_unit": lambda town: town.active(LAMPS)["code"],
    "negative": lambda town: town.active(kind="negative")["code"],
}


@pytest.mark.parametrize("why", WITHOUT)
def test_gr_75_without_an_item_for_that_place_and_day_it_is_refused_told_why_and_counted(town: Access, why: str) -> None:
    code = WITHOUT[why](town)
    with refused(Invalid, "grid.item_not_admitted") as caught:
        town.assign(code)
    assert (caught.value.facts["why"], caught.value.facts["item"], caught.value.pointer) == (why, code, "/places/0")
    assert ("a regulation, art. 1" in caught.value.facts["said"]) == (why == "negative")
    assert figures(town) == {"refused": 1}
    assert town.count("task") == 0


def test_gr_75_suspended_and_expired_items_admit_nothing(town: Access) -> None:
    seen = town.active()
    suspended = town.on(LEADER, "suspend_item", seen, told="x")
    with refused(Invalid, "grid.item_not_admitted"):
        town.assign(seen["code"])
    town.on(LEADER, "resume_item", suspended)
    assert town.assign(seen["code"])["given"] == 1
    town.later(days=400)
    with refused(Invalid, "grid.item_not_admitted"):
        town.assign(seen["code"])


def test_gr_79_a_refusal_is_counted_once_for_its_key_and_told_again_alike(town: Access) -> None:
    town.later(days=70)
    told = [attempt(town, town.assign, "none", key="same") for _ in range(3)]
    assert {(one.code, str(one.facts)) for one in told} == {(told[0].code, str(told[0].facts))}
    assert figures(town) == {"refused": 1}
    with refused(Invalid, "once.key_reused"):
        town.assign("another", key="same")
    assert town.db.one("SELECT count(*) FROM audit WHERE body LIKE '%%task_order%%'") == (1,)


def test_gr_78_a_key_that_comes_again_after_the_last_day_gets_the_answer_it_had(town: Access) -> None:
    code, due_on = town.active()["code"], f"{replace(town).later(days=3).at:%Y-%m-%d}"
    first = town.assign(code, key="slow", due_on=due_on)
    town.later(days=5)
    assert town.assign(code, key="slow", due_on=due_on) == first


def test_a_refusal_is_counted_once_by_twenty_at_once(town: Access) -> None:
    town.later(days=70)
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: attempt(town, town.assign, "none", key="same"), range(20)))
    assert {one.code for one in told} == {"grid.item_not_admitted"}
    assert figures(town) == {"refused": 1}


@pytest.mark.parametrize("known", [True, False])
def test_gr_79_one_key_at_two_replicas_at_once_is_one_task_or_one_refusal(
    town: Access, database_of: Callable[..., Database], known: bool
) -> None:
    code = town.active(period="once")["code"] if known else "none"
    towns = [town.aside(database_of("grid", size=2)) for _ in range(4)]
    answers = together(8, lambda n: towns[n % 4].assign(code, key="same"))
    assert len({str(answer) for answer in answers}) == 1
    assert isinstance(answers[0], dict) == known
    assert figures(town) == ({"communities": 1, "given": 1, "minutes": 30} if known else {"refused": 1})
    assert town.db.one("SELECT count(*) FROM audit WHERE body LIKE '%%task_order%%'") == (1,)


def test_some_places_may_be_asked_and_others_not_and_each_is_told(town: Access) -> None:
    seen = town.active(areas=[EAST])
    made = town.assign(seen["code"], WEST, EAST, EAST_GRID)
    assert [(one["given"], one["code"]) for one in made["places"]] == [
        (False, "grid.item_not_admitted"), (True, None), (True, None),
    ]  # fmt: skip
    assert figures(town) == {"communities": 1, "given": 2, "minutes": 60, "refused": 1}
    assert made["places"][0]["facts"]["why"] == "elsewhere"


def test_all_places_refused_are_one_failure_with_a_problem_each(town: Access) -> None:
    with refused(Invalid, "grid.item_not_admitted") as caught:
        town.assign("none", EAST, WEST)
    assert [one.pointer for one in caught.value.problems] == ["/places/0", "/places/1"]
    assert figures(town) == {"refused": 2}


@pytest.mark.parametrize(
    ("period", "days"), [("once", 200), ("yearly", 0), ("quarterly", 20), ("monthly", 2), ("weekly", 0), ("daily", 0)]
)
def test_gr_74_beyond_its_frequency_a_task_is_refused_and_counted(town: Access, period: str, days: int) -> None:
    times = 1 if period == "once" else 2
    seen = town.active(period=period, times=times)
    for _ in range(times):
        town.assign(seen["code"])
    town.later(days=days)
    with refused(Invalid, "grid.item_frequency_exceeded") as caught:
        town.assign(seen["code"])
    assert (caught.value.facts["times"], caught.value.facts["period"]) == (times, period)
    assert town.assign(seen["code"], WEST)["given"] == 1
    assert sum(figures(town, month=month).get("exceeded", 0) for month in ("2026-05", "2026-06", "2026-11")) == 1


@pytest.mark.parametrize(("period", "days"), [("yearly", 240), ("quarterly", 60), ("monthly", 20), ("weekly", 6), ("daily", 1)])
def test_gr_74_the_next_period_may_be_asked_again(town: Access, period: str, days: int) -> None:
    seen = town.active(period=period, times=1)
    town.assign(seen["code"])
    assert town.later(days=days).assign(seen["code"])["given"] == 1


def test_gr_74_a_community_is_asked_with_its_grids(town: Access) -> None:
    seen = town.active(period="yearly", times=1)
    town.assign(seen["code"], EAST_GRID)
    with refused(Invalid, "grid.item_frequency_exceeded"):
        town.assign(seen["code"], EAST)
    with refused(Invalid, "grid.item_frequency_exceeded"):
        town.assign(seen["code"], EAST_GRID)
    assert town.assign(seen["code"], WEST)["given"] == 1


def test_gr_74_of_two_tasks_for_the_last_of_a_year_one_loses(town: Access, database_of: Callable[..., Database]) -> None:
    code = town.active(period="yearly", times=3)["code"]
    town.assign(code)
    towns = [town, town.aside(database_of("grid"))]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda n: attempt(town, towns[n % 2].assign, code), range(6)))
    won = [one for one in answers if not isinstance(one, Failure)]
    assert {one.code for one in answers if isinstance(one, Failure)} == {"grid.item_frequency_exceeded"}
    assert (len(won), town.count("task")) == (2, 3)
    assert figures(town) == {"communities": 1, "given": 3, "minutes": 90, "exceeded": 4}


def test_gr_76_a_task_is_received_done_and_confirmed_each_by_its_side(town: Access) -> None:
    seen = town.given(EAST)
    assert (seen["acts"], town.call(WORKER, "find_task", task=seen["id"])["acts"]) == (
        ["withdraw_task"], ["receive_task", "finish_task", "return_task"],
    )  # fmt: skip
    for actor, act in ((OFFICER, "receive_task"), (EAST_OFFICE, "withdraw_task")):
        with refused(Denied, "grid.unit_not_responsible"):
            town.on_task(actor, act, seen)
    with refused(Denied, "grid.role_not_allowed"):
        town.on_task(LEADER, "receive_task", seen)
    seen = town.on_task(WORKER, "receive_task", seen)
    seen = town.on_task(EAST_OFFICE, "finish_task", seen, **TOLD)
    seen = town.on_task(OFFICER, "confirm_task", seen)
    found = town.call(OFFICER, "find_task", task=seen["id"])
    assert (found["state"], found["answer"], found["late"], found["clocks"][0]["state"]) == (
        "confirmed", "all bins counted", False, "stopped",
    )  # fmt: skip
    assert town.told_of(seen) == [f"grid.task_{past}" for past in ("assigned", "received", "finished", "confirmed")]
    assert town.db.one("SELECT count(*) FROM audit WHERE subject = %s", (seen["id"],)) == (4,)


def test_gr_77_the_community_returns_what_is_not_as_admitted_and_it_no_longer_counts(town: Access) -> None:
    seen = town.given(EAST, period="yearly", times=1)
    town.on_task(WORKER, "return_task", seen, reason="not_as_admitted", told="three forms more")
    assert figures(town) == {"returned": 1}
    assert town.assign(seen["item_code"])["given"] == 1


def test_gr_76_taken_back_before_it_was_received_it_weighs_nothing_and_afterwards_all(town: Access) -> None:
    first = town.given(EAST, period="yearly", times=1)
    town.on_task(OFFICER, "withdraw_task", first)
    assert figures(town) == {}
    made = town.assign(first["item_code"])
    second = town.call(OFFICER, "find_task", task=made["places"][0]["task"])
    town.on_task(OFFICER, "withdraw_task", town.on_task(WORKER, "receive_task", second))
    assert figures(town) == {"communities": 1, "given": 1, "minutes": 30}
    with refused(Invalid, "grid.item_frequency_exceeded"):
        town.assign(first["item_code"])


def test_gr_78_nothing_is_due_the_day_it_is_asked(town: Access) -> None:
    seen = town.active()
    with refused(Invalid, "grid.task_due_early"):
        town.assign(seen["code"], due_on="2026-05-12")
    assert town.assign(seen["code"], due_on="2026-05-13")["given"] == 1


def test_what_is_late_is_told_listed_and_counted_while_open_and_when_done(town: Access) -> None:
    seen = town.given(EAST)
    assert figures(town).get("late") is None
    town.later(days=8)
    deadline_sweep.sweep(town.db, town.at)
    missed = [one for one in town.told() if one["name"] == "grid.deadline_missed"]
    assert [(one["subject"], one["data"]["owner"]) for one in missed] == [(seen["id"], "east_office")]
    assert [one["id"] for one in town.call(WORKER, "list_tasks", queue="late")["items"]] == [seen["id"]]
    assert figures(town)["late"] == 1
    town.on_task(WORKER, "finish_task", seen, **TOLD)
    assert figures(town)["late"] == 1
    assert town.call(WORKER, "list_tasks", queue="late")["items"] == []


def test_who_is_asked_is_a_community_or_a_grid_once_and_within_the_departments_ground(town: Access) -> None:
    code = town.active()["code"]
    for places, refusal in (
        ([STREET], "grid.task_place_wide"),
        ([DISTRICT], "grid.task_place_wide"),
        ([EAST, EAST], "grid.task_place_twice"),
        (["210204001001"], "grid.area_outside"),
    ):
        with refused(Invalid, refusal):
            town.assign(code, *places)
    with refused(Invalid, "grid.unit_elsewhere"):
        town.assign(code, WEST, actor=FAR_OFFICER)
    with refused(Denied, "grid.role_not_allowed"):
        town.assign(code, actor=LEADER)
    assert (town.count("task"), figures(town)) == (0, {})


@pytest.mark.parametrize(
    ("actor", "reached"),
    [
        (OFFICER, True), (EAST_OFFICE, True), (WORKER, True), (DISPATCHER, True), (LEADER, True), (CHECKER, True),
        (LAMPS, False), (WEST_WORKER, False), (FAR_LEADER, False), (ANYONE, False), (other(OFFICER, unit=None), False),
        (other(ANYONE, id="r-1", role="resident"), False), (other(ANYONE, id="op", role="operator"), False),
    ],
    ids=str,
)  # fmt: skip
def test_lists_files_and_figures_of_tasks_reach_the_same(town: Access, actor: Actor, reached: bool) -> None:
    seen = town.given(EAST)
    assert [one["id"] for one in town.call(actor, "list_tasks")["items"]] == [seen["id"]] * reached
    if actor in (OFFICER, DISPATCHER, LEADER, LAMPS, FAR_LEADER):
        assert ("sanitation" in town.burden(actor)) == reached
    if not reached:
        with refused(Missing, "grid.task_missing"):
            town.call(actor, "find_task", task=seen["id"])
        with refused(Missing, "grid.task_missing"):
            town.on_task(actor, "receive_task", seen)


def test_of_two_on_one_task_one_wins(town: Access) -> None:
    seen = town.given(EAST)
    with ThreadPoolExecutor(2) as pool:
        calls = [(WORKER, "receive_task", {}), (OFFICER, "withdraw_task", {})]
        answers = list(pool.map(lambda one: attempt(town, town.on_task, one[0], one[1], seen, **one[2]), calls))
    assert [one.code for one in answers if isinstance(one, Conflict)] == ["grid.task_changed"]


def test_a_fall_before_the_commit_leaves_neither_task_nor_count(town: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    code = town.active()["code"]

    def fall(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(outbox, "append", fall)
    for asked in (code, "none"):
        with pytest.raises(RuntimeError):
            town.assign(asked)
    monkeypatch.undo()
    assert (town.count("task"), town.count("burden_delta"), town.count("obligation WHERE kind = 'task'")) == (0, 0, 0)
