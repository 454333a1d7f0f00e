"""Counts kept beside the records agree with the records, whatever happened."""
from __future__ import annotations

import random
from dataclasses import asdict
from typing import Any

import pytest

from kernel.errors import Failure
from services.grid.domain.life import ENDED, LIFE
from services.grid.domain.stage import running
from services.grid.store import tally
from services.grid.store.incident import INCIDENTS
from tests.integration.grid.town import DISPATCHER, LEADER, OFFICER, RESIDENT, TO_CLOSED, USUAL, WEST, WORKER, Town

STOOD = """SELECT tier, coalesce(outcome, ''), coalesce(climbed_for, ''), coalesce(unit, ''), area, count(*)
           FROM incident GROUP BY 1, 2, 3, 4, 5"""
RECOUNT = "SELECT state, coalesce(unit, ''), area, count(*) FROM incident GROUP BY 1, 2, 3"
EVERYTHING: tuple[str, list[object]] = ("TRUE", [])


def wander(town: Town, chance: random.Random, steps: int) -> int:
    """Report and act at random, mostly legally, fold now and then -> how many acts were done."""
    seen: list[dict[str, Any]] = [town.report()]
    done = 0
    for _ in range(steps):
        if chance.random() < 0.15:
            place: dict[str, Any] = chance.choice([{}, {"point": None, "area": WEST}])
            seen.append(town.report(chance.choice([RESIDENT, WORKER]), **place))
        if chance.random() < 0.15:
            tally.fold(town.db)
        one = chance.randrange(len(seen))
        legal = [act for act in LIFE.acts(seen[one]["state"]) if act in USUAL]
        act = chance.choice(legal if legal and chance.random() < 0.9 else list(USUAL))
        try:
            seen[one] = town.through(act, seen=seen[one])
            done += 1
        except Failure:
            continue
    return done


@pytest.mark.parametrize("seed", range(3))
def test_counts_equal_a_recount_after_random_histories_folded_or_not(town: Town, seed: int) -> None:
    assert wander(town, random.Random(seed), 150) > 40
    recount = sorted(town.db.all(RECOUNT))
    assert sorted((one.state, one.unit, one.area, one.n) for one in tally.read(town.db, EVERYTHING)) == recount
    while tally.fold(town.db):
        pass
    assert town.db.one("SELECT count(*) FROM incident_delta") == (0,)
    assert sorted((one.state, one.unit, one.area, one.n) for one in tally.read(town.db, EVERYTHING)) == recount


@pytest.mark.parametrize("seed", range(3, 5))
def test_in_18_after_random_histories_each_has_the_clocks_of_its_state_and_an_audit_row_for_each_step(
    town: Town, seed: int
) -> None:
    wander(town, random.Random(seed), 150)
    clocks = "SELECT stage FROM obligation WHERE subject = %s AND state <> 'stopped'"
    for one in INCIDENTS.all(town.db, ""):
        assert sorted(stage for (stage,) in town.db.all(clocks, (one.id,))) == sorted(running(one)), one
        assert len(running(one)) == 0 or one.due_at is not None
    odd = town.db.all(
        """SELECT incident.state, array_agg(clock.stage || ' ' || clock.state)
           FROM incident LEFT JOIN obligation AS clock ON clock.subject = incident.id::text AND clock.state <> 'stopped'
           GROUP BY incident.id
           HAVING bool_or(clock.state = 'paused') <> (incident.state = 'hung')
           OR (incident.closed_at IS NULL) <> (incident.state NOT IN ('invalid', 'closed', 'archived'))
           OR (incident.outcome IS NULL) <> (incident.closed_at IS NULL)
           OR NOT bool_or(clock.due_at IS NOT DISTINCT FROM incident.due_at)"""
    )
    assert odd == []
    assert town.db.all("SELECT incident FROM step GROUP BY incident HAVING count(*) <> max(version)") == []
    unaudited = """SELECT id FROM incident
                   WHERE version <> (SELECT count(*) FROM audit WHERE subject = incident.id::text)"""
    assert town.db.all(unaudited) == []


@pytest.mark.parametrize("seed", range(5, 7))
def test_gr_130_what_stands_and_closed_at_each_tier_equals_a_recount_folded_or_not(town: Town, seed: int) -> None:
    wander(town, random.Random(seed), 150)
    recount = sorted(town.db.all(STOOD))
    for _ in range(2):
        assert sorted(tuple(asdict(one).values()) for one in tally.read_tiers(town.db, EVERYTHING)) == recount
        while tally.fold(town.db):
            continue
    assert town.db.one("SELECT count(*) FROM tier_delta") == (0,)
    for line in town.as_(LEADER).tiers({})["items"]:
        asked = {"queue": "all", "limit": 200, "tier": line["tier"], "outcome": line["outcome"]}
        behind = town.as_(LEADER).list_incidents(asked)["items"]
        same = [one for one in behind if (one["outcome"], one["climbed_for"]) == (line["outcome"], line["climbed_for"])]
        assert len(same) == line["count"]


def test_a_leader_sees_counts_by_state_unit_and_area(town: Town) -> None:
    town.report()
    town.through("accept", "file", "dispatch")
    found = town.as_(LEADER).overview({})
    assert [(line["key"], line["count"]) for line in found["by_state"]] == [("dispatched", 1), ("reported", 1)]
    assert [(line["key"], line["count"]) for line in found["by_unit"] if line["count"]] == [("", 1), ("sanitation", 1)]
    assert [(line["key"], line["count"]) for line in town.as_(OFFICER).overview({})["by_unit"]] == [("sanitation", 1)]


def test_gr_110_what_was_fixed_refused_not_ours_and_a_duplicate_are_counted_apart(town: Town) -> None:
    for reason in ("not_found", "not_found", "elsewhere", "duplicate"):
        town.act(DISPATCHER, "reject", town.report(), reason=reason)
    town.through(*TO_CLOSED)
    for _ in range(2):
        found = town.as_(LEADER).overview({})
        ended = {"duplicate": 1, "fixed": 1, "not_ours": 1, "refused": 2}
        assert {line["outcome"]: line["count"] for line in found["by_outcome"]} == ended
        assert {line["outcome"]: line["count"] for line in found["by_area"] if line.get("outcome")} == ended
        by_unit = {(line["key"], line["outcome"]): line["count"] for line in found["by_unit"] if line.get("outcome")}
        assert by_unit == {("", "duplicate"): 1, ("", "not_ours"): 1, ("", "refused"): 2, ("sanitation", "fixed"): 1}
        while tally.fold(town.db):
            continue


def test_late_ones_are_counted_under_their_unit_and_area(town: Town) -> None:
    town.through("accept", "file", "dispatch")
    town.later(days=1)
    found = town.as_(LEADER).overview({})
    assert (found["late"], found["near"]) == (1, 0)
    assert [(line["key"], line["late"]) for line in found["by_unit"] if line.get("late")] == [("sanitation", 1)]


def test_the_states_of_the_table_are_those_of_the_code(town: Town) -> None:
    stored = dict(town.db.all("SELECT state, ended FROM incident_state"))
    assert stored == {state: state in ENDED for state in LIFE.states}
