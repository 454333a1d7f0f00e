"""The burden report kept beside the tasks agrees with a recount, whatever happened."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from kernel.db import Database
from kernel.errors import Failure
from services.grid.store.admission import burden as store
from tests.integration.grid.access import Access, attempt
from tests.integration.grid.town import EAST, EAST_GRID, LAMPS, LEADER, OFFICER, WEST, WORKER, other

EVERYTHING: tuple[str, list[Any]] = ("TRUE", [])
RECOUNT = """
SELECT unit, count(DISTINCT area) FILTER (WHERE stands), count(*) FILTER (WHERE stands),
       coalesce(sum(minutes) FILTER (WHERE stands), 0), count(*) FILTER (WHERE state = 'returned'),
       count(*) FILTER (WHERE stands AND (done_at >= due_at
           OR done_at IS NULL AND state IN ('given', 'received') AND due_at <= %s))
FROM task WHERE month = %s GROUP BY unit ORDER BY unit
"""
MONTHS = ("2026-05", "2026-06", "2026-07", "2026-08")
ACTS = ("receive_task", "finish_task", "return_task", "confirm_task", "withdraw_task")
SIDES = {"confirm_task": (OFFICER, LAMPS), "withdraw_task": (OFFICER, LAMPS)}
WORKERS = (WORKER, other(WORKER, area=WEST))
ORDER = {"finish_task": {"told": "x"}, "return_task": {"reason": "unclear"}}


@pytest.fixture
def town(database_of: Callable[[str], Database]) -> Access:
    return Access(database_of("grid"))


def wander(town: Access, chance: random.Random, steps: int) -> dict[tuple[str, str, str], int]:
    """Give, refuse and act at random, fold now and then -> refusals by department, month and code."""
    codes = [town.entered(period="monthly", times=2)["code"], town.entered(LAMPS)["code"], "none"]
    town.later(days=70)
    refusals: dict[tuple[str, str, str], int] = {}
    for _ in range(steps):
        town.later(hours=chance.choice([1, 30]))
        if chance.random() < 0.4:
            give(town, chance, codes, refusals)
        if chance.random() < 0.2:
            store.fold(town.db)
        act(town, chance)
    return refusals


def give(town: Access, chance: random.Random, codes: list[str], refusals: dict[tuple[str, str, str], int]) -> None:
    actor = chance.choice([OFFICER, LAMPS])
    places = chance.sample([EAST, WEST, EAST_GRID], chance.choice([1, 2]))
    made = attempt(town, town.assign, chance.choice(codes), *places, actor=actor)
    if isinstance(made, Failure):
        found = [problem.code for problem in made.problems]
    else:
        found = [one["code"] for one in made["places"] if one["code"]]
    for code in found:
        key = (actor.unit or "", f"{town.at:%Y-%m}", code)
        refusals[key] = refusals.get(key, 0) + 1


def act(town: Access, chance: random.Random) -> None:
    rows = town.db.all("SELECT id, version FROM task ORDER BY id")
    if rows:
        id, version = chance.choice(rows)
        name = chance.choice(ACTS)
        for actor in SIDES.get(name, WORKERS):
            attempt(town, town.on_task, actor, name, {"id": id, "version": version}, **ORDER.get(name, {}))


def kept(town: Access, month: str) -> dict[str, tuple[int, ...]]:
    lines = store.read(town.db, EVERYTHING, month=month, now=town.at)
    return {
        line.unit: (line.communities, line.load.given, line.load.minutes, line.load.returned, line.load.late) for line in lines
    }


@pytest.mark.parametrize("seed", range(3))
def test_gr_79_figures_equal_a_recount_after_random_histories_folded_or_not(town: Access, seed: int) -> None:
    refusals = wander(town, random.Random(seed), 90)
    assert len(refusals) > 3
    for folded in (False, True):
        while folded and store.fold(town.db):
            pass
        for month in MONTHS:
            recount = {row[0]: tuple(row[1:]) for row in town.db.all(RECOUNT, (town.at, month))}
            assert {unit: row for unit, row in kept(town, month).items() if any(row)} == {
                unit: row for unit, row in recount.items() if any(row)
            }
            report = town.burden(LEADER, month=month)
            for unit in ("sanitation", "lamps"):
                line = report.get(unit, {"refused": 0, "exceeded": 0})
                assert line["refused"] == refusals.get((unit, month, "grid.item_not_admitted"), 0)
                assert line["exceeded"] == refusals.get((unit, month, "grid.item_frequency_exceeded"), 0)
    assert town.count("burden_delta") == 0


def test_a_department_sees_its_own_figures_and_a_leader_those_of_the_area(town: Access) -> None:
    code = town.active()["code"]
    town.assign(code, EAST, WEST)
    attempt(town, town.assign, "none", actor=LAMPS)
    assert set(town.burden(OFFICER)) == {"sanitation"}
    assert set(town.burden(LEADER)) == {"sanitation", "lamps"}
    assert town.burden(other(LEADER, area=WEST))["sanitation"]["given"] == 1
    assert town.burden(LEADER, area=EAST)["sanitation"]["communities"] == 1
    assert town.burden(LEADER, month="2026-04") == {}
