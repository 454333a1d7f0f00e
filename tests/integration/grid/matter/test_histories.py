"""Random acts of random people, thousands of histories long, leave nothing behind that must not be.

`LINLI_HISTORIES=100000 pytest ...` runs as many; without it a share that fits into the suite.
"""

from __future__ import annotations

import os
import random
from datetime import date, timedelta
from typing import Any

import pytest

from kernel import audit
from kernel.call import Actor
from kernel.clock import today
from kernel.errors import Conflict, Denied, Invalid, Missing
from services.grid.domain.evaluation.measure import MARKS, NAMES
from services.grid.domain.life import COMMAND, LIFE, MOVES
from services.grid.domain.permit import ROLES
from services.grid.domain.stage import running
from services.grid.service.reach import reach
from services.grid.store import incident as store
from services.grid.store import tally
from services.grid.store.evaluation import figure
from tests.integration.grid.recount import counts, lives
from tests.integration.grid.town import (
    ANYONE,
    BOTH_PHOTOS,
    CHECKER,
    DISPATCHER,
    EAST,
    ELSEWHERE,
    IN_EAST,
    LAMPS,
    LEADER,
    NEIGHBOUR,
    OFFICER,
    RESIDENT,
    USUAL,
    WEST,
    WORKER,
    Town,
    other,
)  # fmt: skip

MARKED = {name for names in MARKS.values() for name in names}
HISTORIES = int(os.environ.get("LINLI_HISTORIES", "600"))
BATCH = 60  # histories in one town
PEOPLE = (
    ANYONE, RESIDENT, NEIGHBOUR, WORKER, DISPATCHER, OFFICER, LAMPS, CHECKER, LEADER, ELSEWHERE,
    other(DISPATCHER, id="d-2", area=WEST), other(WORKER, id="w-2", area=WEST), Actor(id="op", role="operator"),
)  # fmt: skip
HOURS = (0, 0, 1, 3, 20, 90, 400)
EDGES = {(move.source, move.act): move.target for move in MOVES}
# what may not come of any act: a defect is no refusal
REFUSALS = (Conflict, Denied, Invalid, Missing)


class History:
    """One matter's life in a town. seen: how each incident was last read."""

    def __init__(self, town: Town, chance: random.Random) -> None:
        self.town, self.chance = town, chance
        self.done = self.refused = 0

    def live(self, acts: int) -> None:
        """Report once and act at random, mostly as the table of moves has it and by whoever usually does."""
        seen = self._reported()
        for _ in range(acts):
            if seen is None:
                return
            self.town.later(hours=self.chance.choice(HOURS))
            seen = self._acted(seen)

    def _reported(self) -> dict[str, Any] | None:
        place = self.chance.choice([{"point": IN_EAST}, {"point": None, "area": WEST}, {"point": None, "area": EAST}])
        who = self.chance.choice((RESIDENT, RESIDENT, WORKER, ANYONE, CHECKER))
        try:
            return self.town.report(who, case_type=self.chance.choice(["E1", "F1"]), **place)
        except REFUSALS:
            self.refused += 1
            return None

    def _acted(self, seen: dict[str, Any]) -> dict[str, Any]:
        legal = [act for act in LIFE.acts(seen["state"]) if act in USUAL]
        act = self.chance.choice(legal if legal and self.chance.random() < 0.85 else list(USUAL))
        usual, method, given = self._usual(act, seen)
        actor = usual if self.chance.random() < 0.8 else self.chance.choice(PEOPLE)
        asked = {**seen, "version": seen["version"] - (self.chance.random() < 0.05)}
        before = store.get(self.town.db, seen["id"])
        try:
            after = self.town.act(actor, method, asked, **given)
        except REFUSALS:
            self.refused += 1
            assert store.get(self.town.db, seen["id"]) == before, "what was refused has changed something"
            return seen
        self.done += 1
        self._within_scope(actor, act, before)
        return after

    def _usual(self, act: str, seen: dict[str, Any]) -> tuple[Actor, str, dict[str, Any]]:
        """Give who does an act here, and with what: the unit that has the matter, dates to come, both photos."""
        actor, method, given = USUAL[act]
        if actor == OFFICER and seen["unit"] == "lamps":
            actor = LAMPS
        more: dict[str, Any] = {}
        if "review_on" in given:
            more["review_on"] = (today(self.town.at) + timedelta(days=self.chance.randrange(1, 90))).isoformat()
        if "proposed" in given:
            more["proposed"] = self.chance.choice(["lamps", "sanitation"])
        if "evidence" in given:
            more["evidence"] = [{"kind": kind, "ref": f"{kind}-{next(self.town.keys)}"} for kind in BOTH_PHOTOS]
        return actor, method, given | more

    def _within_scope(self, actor: Actor, act: str, before: Any) -> None:
        scope = reach(actor, self.town.seal)
        assert scope.covers(area=before.area, unit=before.unit, party=before.party), (actor, act)
        assert actor.role in ROLES[act], (actor, act)


@pytest.fixture(scope="module")
def gone() -> set[str]:
    """The moves that some history has made."""
    return set()


@pytest.mark.parametrize("seed", range(max(1, HISTORIES // BATCH)))
def test_random_histories_leave_the_town_as_its_rules_have_it(town: Town, seed: int, gone: set[str]) -> None:
    chance, done = random.Random(seed), 0
    for _ in range(BATCH):
        history = History(town, chance)
        history.live(chance.randrange(4, 16))
        done += history.done
        if chance.random() < 0.2:
            tally.fold(town.db)
            figure.fold(town.db)
    assert done > BATCH * 2
    no_illegal_state(town, gone)
    no_lost_clock(town)
    figures_equal_recounts(town)
    chains_are_whole(town)
    each_act_was_told_once(town)


def no_illegal_state(town: Town, gone: set[str]) -> None:
    """Each step of each thread is a row of the table of moves, and the last leads to where the record stands."""
    for life in lives(town.db):
        state = None
        for step in life.steps:
            state = EDGES[state, step.act] if state else step.params["state"]
            assert state == step.params["state"], (life.incident.number, step)
            gone.add(step.act)
        assert state == life.incident.state
        assert [step.version for step in life.steps] == list(range(1, life.incident.version + 1))
        assert (life.incident.closed_at is None) == (life.incident.outcome is None)


def no_lost_clock(town: Town) -> None:
    """Exactly the clocks of its state run for each incident; none runs for nothing."""
    for life in lives(town.db):
        open_ones = sorted(clock.stage for clock in life.clocks if clock.state != "stopped")
        assert open_ones == sorted(running(life.incident)), life.incident.number
        shown = next(iter(running(life.incident)), None)
        dates = {clock.stage: clock.due_at for clock in life.clocks if clock.state != "stopped"}
        assert life.incident.due_at == dates.get(shown), life.incident.number
    waits = "SELECT count(*) FROM obligation WHERE state = 'running' AND (due_at IS NULL OR next_at IS NULL AND told <> 'missed')"
    assert town.db.one(waits) == (0,)


def figures_equal_recounts(town: Town) -> None:
    """Counts by state and tier and measures of the latest rounds are what a plain look at every record gives."""
    states = "SELECT state, coalesce(unit, ''), area, count(*) FROM incident GROUP BY 1, 2, 3"
    tiers = """SELECT tier, coalesce(outcome, ''), coalesce(climbed_for, ''), coalesce(unit, ''), area, count(*)
               FROM incident GROUP BY 1, 2, 3, 4, 5"""
    everything: tuple[str, list[object]] = ("TRUE", [])
    assert sorted((one.state, one.unit, one.area, one.n) for one in tally.read(town.db, everything)) == sorted(
        town.db.all(states)
    )
    found = [(one.tier, one.outcome, one.climbed_for, one.unit, one.area, one.n) for one in tally.read_tiers(town.db, everything)]
    assert sorted(found) == sorted(town.db.all(tiers))
    measured(town, date(2026, 1, 1), date(2027, 12, 31))
    measured(town, today(town.at) - timedelta(days=30), today(town.at))


def measured(town: Town, first: date, end: date) -> None:
    """Compare the figures of the whole district with a recount, of what was never opened again: older rounds count on."""
    once = [life for life in lives(town.db) if life.incident.round == 1]
    plain = sorted((life.incident.id, name) for life in once for name in counts(life, first, end) if name in MARKED)
    kept = """SELECT incident::text, mark FROM measure, unnest(marks) AS mark
              WHERE day >= %s AND day < %s AND incident IN (SELECT id FROM incident WHERE round = 1)"""
    assert sorted(town.db.all(kept, (first, end))) == plain
    command = {"from": first.isoformat(), "until": end.isoformat()}
    said = town.as_(LEADER).evaluate(command)["total"]["measures"]
    summed = dict(
        town.db.all(
            "SELECT mark, count(*) FROM measure, unnest(marks) AS mark WHERE day >= %s AND day < %s GROUP BY 1", (first, end)
        )
    )
    assert {one["code"]: one["count"] for one in said if one["code"] in MARKED and one["count"]} == summed
    for name in set(NAMES) - MARKED:
        listed = opened(town, {**command, "measure": name})
        assert {one["code"]: one["count"] for one in said}[name] == listed, (name, first, end)


def opened(town: Town, command: dict[str, Any]) -> int:
    """Count the list behind a figure, to its end."""
    page = town.as_(LEADER).evaluation_list({**command, "limit": 200})
    found = len(page["items"])
    while page["next"]:
        page = town.as_(LEADER).evaluation_list({**command, "limit": 200, "after": page["next"]})
        found += len(page["items"])
    return found


def chains_are_whole(town: Town) -> None:
    """Each record's audit rows follow one another by their hashes, and each act has one."""
    rows = town.db.all("SELECT subject, seq, body, prev, hash FROM audit ORDER BY subject, seq")
    last: dict[str, tuple[int, bytes]] = {}
    for subject, seq, body, prev, digest in rows:
        at, before = last.get(subject, (0, audit.GENESIS))
        assert (seq, prev, digest) == (at + 1, before, audit.link(prev, subject, seq, body))
        last[subject] = seq, digest
    audited = """SELECT id FROM incident
                 WHERE version <> (SELECT max((body::json ->> 'version')::int) FROM audit WHERE subject = incident.id::text)"""
    assert town.db.all(audited) == []


def each_act_was_told_once(town: Town) -> None:
    """Every step has one fact in the outbox, and no fact tells of a step that never was."""
    steps = town.db.all("SELECT incident::text, version FROM step ORDER BY 1, 2")
    told = """SELECT body::json ->> 'subject', (body::json ->> 'version')::int FROM outbox
              WHERE name LIKE 'grid.incident%' AND body::json ->> 'subject' IN (SELECT id::text FROM incident) ORDER BY 1, 2"""
    assert town.db.all(told) == steps


def test_most_moves_were_made_by_some_history(gone: set[str]) -> None:
    made = {COMMAND.get(act, act) for act in gone}
    usual = {COMMAND.get(act, act) for act in USUAL}
    assert len(usual - made) <= len(usual) // 4, sorted(usual - made)
