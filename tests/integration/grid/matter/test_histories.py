"""Random acts of random people, thousands of histories long, leave nothing behind that must not be.

`make histories N=5000` runs as many; without it a share that fits into the suite. Each run draws the same ones.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from kernel import audit
from kernel.call import Actor
from kernel.clock import today
from services.grid.domain.incident import Incident
from services.grid.domain.life import COMMAND, MOVES
from services.grid.store import incident as store
from services.grid.store import stale, tally
from services.grid.store.evaluation import figure
from tests.integration.grid.history import ACTS, ALONE, HOURS, PEOPLE, PLACES, World
from tests.integration.grid.recount import counts, of_round
from tests.integration.grid.town import BOTH_PHOTOS, DISPATCHER, LAMPS, LEADER, RESIDENT, WORKER, Town
from tests.integration.grid.whistle import CALLER

HISTORIES = int(os.environ.get("LINLI_HISTORIES", "200"))
ACTS_EACH = 20
FIXED = settings(
    max_examples=HISTORIES, stateful_step_count=ACTS_EACH, derandomize=True, database=None, deadline=None,
    suppress_health_check=list(HealthCheck), phases=(Phase.generate,),
)  # fmt: skip
EDGES = {(move.source, move.act): move.target for move in MOVES}
# the clocks of each state: what somebody owes there, told apart from the code that turns them
SOLVING = {"solve", "whole"}
CLOCKS: dict[str, set[str]] = {
    "reported": {"accept"}, "verifying": {"verify"}, "accepted": {"file"}, "filed": {"dispatch", *SOLVING},
    "arbitrating": {"arbitrate", *SOLVING}, "dispatched": {"take_up", *SOLVING}, "handling": SOLVING,
    "extension_requested": SOLVING, "rework": SOLVING, "hung": {"review", *SOLVING}, "handled": {"check", "whole"},
    "passed": {"close", "whole"}, "self_handled": {"close", "whole"}, "merged": {"whole"},
    "invalid": set(), "closed": set(), "archived": set(), "handed_over": set(),
}  # fmt: skip
ANY = st.integers(0, 9999)
MOSTLY = st.sampled_from([True, True, True, True, False])
TYPES = st.sampled_from(["E1", "F1"])
RARELY = st.sampled_from([False] * 9 + [True])
ACROSS = (date(2026, 1, 1), date(2029, 1, 1))  # of whole months: read from other rows than a day less
NEARLY = (date(2026, 1, 2), date(2029, 1, 1))


@dataclass(frozen=True)
class Deed:
    """One thing that is done. which, other: whatever is chosen from. who: in place of who usually does it, if not `usual`."""

    kind: str
    which: int
    other: int
    who: Actor
    usual: bool
    legal: bool
    stale: bool
    hours: float

    @property
    def doer(self) -> Actor | None:
        return None if self.usual else self.who


KINDS = (
    *("act",) * 8, *("go_on",) * 3, *("merge",) * 3, *("unmerge",) * 2, "report", "report", "support", "part", "whistle", "fold",
)  # fmt: skip
DEED = st.builds(
    Deed, kind=st.sampled_from(KINDS), which=ANY, other=ANY, who=st.sampled_from(PEOPLE), usual=MOSTLY, legal=MOSTLY,
    stale=RARELY, hours=st.sampled_from(HOURS),
)  # fmt: skip


# the straight way on, so that a history comes far, and that of what nobody says is theirs
FORWARD = {
    "reported": "accept", "verifying": "accept", "accepted": "file", "filed": "dispatch", "dispatched": "start",
    "handling": "finish", "handled": "pass", "passed": "close", "rework": "finish", "self_handled": "close",
    "extension_requested": "approve_extension", "hung": "resume", "arbitrating": "arbitrate",
}  # fmt: skip
BACK_AND_FORTH = {**FORWARD, "dispatched": "return"}
LONGER = {**FORWARD, "handling": "request_extension"}
NO_LONGER = {**LONGER, "extension_requested": "refuse_extension"}
LATER = {**FORWARD, "handling": "hang", "hung": "review"}
UP_AGAIN = {**LATER, "hung": "resume"}
SAFE = {**FORWARD, "dispatched": "make_safe"}
ANEW = {**FORWARD, "handled": "fail", "closed": "reopen"}
WAYS = st.sampled_from([FORWARD, FORWARD, BACK_AND_FORTH, LONGER, NO_LONGER, LATER, UP_AGAIN, SAFE, ANEW])


class Histories(RuleBasedStateMachine):
    """Somebody reports something, and then anybody does anything to any of it."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.world.begin()
        self.seen: dict[str, tuple[int, str | None]] = {}

    @initialize(who=st.sampled_from([RESIDENT, WORKER]), kind=TYPES, urgent=RARELY, steps=st.integers(2, 10), way=WAYS)
    def begin(self, who: Actor, kind: str, urgent: bool, steps: int, way: dict[str, str]) -> None:
        self.world.report(who, case_type=kind, urgent=urgent, **PLACES[0])
        self.world.report(PEOPLE[1], case_type=kind, **PLACES[1])
        self._forward(self.world.ids[0], steps, way)

    @rule(deed=DEED)
    def do(self, deed: Deed) -> None:
        DEEDS[deed.kind](self, deed)

    def report(self, deed: Deed) -> None:
        solved, keys = deed.which % 4 == 0, self.world.town.keys
        photos = [{"kind": one, "ref": f"{one}-{next(keys)}"} for one in BOTH_PHOTOS] if solved else []
        given = {"case_type": ("E1", "F1")[deed.which % 2], "urgent": deed.other % 5 == 0, **PLACES[deed.other % len(PLACES)]}
        self.world.report(deed.who, solved=solved, evidence=photos, **given)

    def act(self, deed: Deed) -> None:
        """Do anything to any of them; `legal`: what the table of moves has there."""
        self.world.pass_time(deed.hours)
        id = self._one(deed.which)
        acts = (deed.legal and self.world.legal(id)) or ALONE
        self.world.act(acts[deed.other % len(acts)], id, who=deed.doer, stale=deed.stale)

    def go_on(self, deed: Deed) -> None:
        """Go the straight way on, so that a history comes far."""
        self._forward(self._one(deed.which), deed.other % 5 + 1, FORWARD)

    def merge(self, deed: Deed) -> None:
        self.world.merge(self._one(deed.which), self._one(deed.which + 1 + deed.other % 3), who=deed.doer)

    def unmerge(self, deed: Deed) -> None:
        joined = [id for id in self.world.ids if self.world.read(id).state == "merged"] or self.world.ids
        self.world.unmerge(joined[deed.which % len(joined)], who=deed.doer)

    def support(self, deed: Deed) -> None:
        act = ("support", "support", "withdraw_support")[deed.other % 3]
        self.world.attempt(deed.who, act, {"incident": self._one(deed.which), **({"hear": True} if act == "support" else {})})

    def part(self, deed: Deed) -> None:
        sql = "SELECT id::text, version FROM part WHERE role = 'co' AND ended_at IS NULL ORDER BY given_at, id"
        if parts := self.world.town.db.all(sql):
            id, version = parts[deed.which % len(parts)]
            act = ("start_part", "finish_part", "release_part")[deed.other % 3]
            usual, given = (DISPATCHER, {"reason": "not_needed"}) if act == "release_part" else (LAMPS, {})
            self.world.attempt(deed.doer or usual, act, {"part": id, "version": version, **given})

    def whistle(self, deed: Deed) -> None:
        command = {"kind": "emergency", "words": "come", "departments": ["sanitation"], "incidents": [self._one(deed.which)]}
        self.world.attempt(deed.doer or CALLER, "blow_whistle", {**command, **PLACES[0]})

    def fold(self, deed: Deed) -> None:
        tally.fold(self.world.town.db)
        stale.catch_up(self.world.town.db)
        figure.fold(self.world.town.db)

    @invariant()
    def all_is_as_the_rules_have_it(self) -> None:
        for id, version in self.world.town.db.all("SELECT id::text, version FROM incident"):
            if version != self.seen.get(id, (0, None))[0]:
                self._legal_moves(id)
        no_lost_clock(self.world)
        groups_are_whole(self.world)
        counts_equal_recounts(self.world)

    def teardown(self) -> None:
        figures_equal_recounts(self.world, ACROSS)
        figures_equal_recounts(self.world, NEARLY)
        figures_equal_recounts(self.world, (today(self.world.town.at) - timedelta(days=9), today(self.world.town.at)))
        each_threshold_was_told_once(self.world)
        chains_are_whole(self.world)
        each_act_was_told_once(self.world)

    def _one(self, which: int) -> str:
        return self.world.ids[which % len(self.world.ids)]

    def _forward(self, id: str, steps: int, way: dict[str, str]) -> None:
        for _ in range(steps):
            act = way.get(self.world.read(id).state)
            if act is None or not self.world.act(act, id):
                return

    def _legal_moves(self, id: str) -> None:
        """Follow a thread from its first line: each is a row of the table of moves, or goes back to before a joining."""
        life = self.world.life(id)
        state: str | None = None
        came: list[str] = []
        for step in life.steps:
            if step.act == "merge":
                came.append(state or "")
            wanted = step.params["state"] if state is None else EDGES[state, step.act]
            state = came[-1] if step.act == "unmerge" else wanted
            assert state == step.params["state"], (life.incident.number, step)
            self.world.made.add(step.act)
        one = life.incident
        assert state == one.state
        assert [step.version for step in life.steps] == list(range(1, one.version + 1))
        assert (one.closed_at is None) == (one.outcome is None)
        assert self.seen.get(id, (0, one.party))[1] == one.party
        self.seen[id] = one.version, one.party


DEEDS: dict[str, Callable[[Histories, Deed], None]] = {kind: getattr(Histories, kind) for kind in KINDS}


def owed(one: Incident) -> set[str]:
    """Say which clocks somebody owes: until the danger is over that of making safe stands for that of the work."""
    stages = set(CLOCKS[one.state])
    if one.state in ("filed", "arbitrating") and one.begun_at is None:
        stages.discard("solve")
    if "solve" in stages:
        stages.remove("solve")
        stages.add("make_safe" if one.urgent and one.safe_at is None else "handle")
    return stages


def no_lost_clock(world: World) -> None:
    """Exactly the clocks of its state run for each matter and each part that is not over; none runs for nothing."""
    db = world.town.db
    going: dict[str, dict[str, Any]] = {}
    running = "SELECT subject, stage, due_at FROM obligation WHERE state <> 'stopped' AND kind = 'incident'"
    for subject, stage, due_at in db.all(running):
        assert stage not in going.setdefault(subject, {}), (subject, stage)
        going[subject][stage] = due_at
    for one in store.INCIDENTS.all(db, ""):
        assert set(going.get(one.id, {})) == owed(one), (one.number, one.state)
        assert one.due_at in {*going.get(one.id, {None: None}).values(), None}, one.number
    # a part not taken up yet owes that besides its work
    parts = """SELECT id FROM part WHERE role = 'co' AND CASE state WHEN 'given' THEN 2 WHEN 'started' THEN 1 ELSE 0 END <> (
                   SELECT count(*) FROM obligation WHERE subject = part.id::text AND state <> 'stopped')"""
    assert db.all(parts) == []
    waits = "SELECT id FROM obligation WHERE state = 'running' AND (due_at IS NULL OR next_at IS NULL AND told <> 'missed')"
    assert db.all(waits) == []
    helpers = """SELECT id FROM incident WHERE jsonb_array_length(helpers) <> (
                     SELECT count(*) FROM part WHERE incident = incident.id AND role = 'co' AND ended_at IS NULL)"""
    assert db.all(helpers) == []


def groups_are_whole(world: World) -> None:
    """Who is joined has a main one that is joined to none; each counts those joined to it, and who stands behind it."""
    db = world.town.db
    assert db.all(
        """SELECT one.id FROM incident AS one WHERE merged <> (
               SELECT count(*) FROM incident AS other WHERE other.main = one.id AND other.state = 'merged')
           OR supporters <> (SELECT count(*) FROM support WHERE support.incident = one.id)
           OR state = 'merged' AND (SELECT state FROM incident AS main WHERE main.id = one.main) NOT IN (
               'reported', 'verifying', 'accepted', 'filed', 'arbitrating', 'dispatched', 'handling', 'extension_requested',
               'hung', 'handled', 'rework', 'passed', 'self_handled', 'handed_over')
           OR (state = 'merged') <> EXISTS (SELECT FROM merge WHERE merge.incident = one.id AND ended_at IS NULL)"""
    ) == []


def counts_equal_recounts(world: World) -> None:
    """Counts by state and tier are what a plain look at every record gives, and deltas sum up to them."""
    db = world.town.db
    everything: tuple[str, list[object]] = ("TRUE", [])
    states = "SELECT state, coalesce(unit, ''), area, count(*) FROM incident GROUP BY 1, 2, 3"
    tiers = """SELECT tier, coalesce(outcome, ''), coalesce(climbed_for, ''), coalesce(unit, ''), area, count(*)
               FROM incident GROUP BY 1, 2, 3, 4, 5"""
    found = [(one.state, one.unit, one.area, one.n) for one in tally.read(db, everything)]
    assert sorted(found) == sorted(db.all(states))
    stood = [(one.tier, one.outcome, one.climbed_for, one.unit, one.area, one.n) for one in tally.read_tiers(db, everything)]
    assert sorted(stood) == sorted(db.all(tiers))


def figures_equal_recounts(world: World, span: tuple[date, date]) -> None:
    """Compare the figures of the whole district with a recount of each round of each matter, and with their lists."""
    plain = Counter(name for id in world.ids for name in counts(world.life(id), *span))
    plain.update(name for life in world.frozen for name in of_round(life, *span))
    command = {"from": span[0].isoformat(), "until": span[1].isoformat()}
    said = world.town.as_(LEADER).evaluate(command)["total"]["measures"]
    figures = {one["code"]: one["count"] for one in said if one["count"]}
    assert figures == dict(plain), span
    for name in figures:
        assert opened(world.town, {**command, "measure": name}) == plain[name], (name, span)


def opened(town: Town, command: dict[str, Any]) -> int:
    """Count the list behind a figure, to its end."""
    page = town.as_(LEADER).evaluation_list({**command, "limit": 200})
    assert page["next"] is None
    return len(page["items"])


def each_threshold_was_told_once(world: World) -> None:
    """Near and missed are told once for each date of each clock, and whatever is past its date has been told of."""
    world.pass_time(1)
    twice = """SELECT body::json -> 'data' ->> 'obligation', name, body::json -> 'data' ->> 'due_at' FROM outbox
               WHERE name IN ('grid.deadline_near', 'grid.deadline_missed') GROUP BY 1, 2, 3 HAVING count(*) > 1"""
    assert world.town.db.all(twice) == []
    untold = "SELECT id FROM obligation WHERE state = 'running' AND due_at <= %s AND told <> 'missed'"
    assert world.town.db.all(untold, (world.town.at,)) == []


def chains_are_whole(world: World) -> None:
    """Each record's audit rows follow one another by their hashes, and each act has one."""
    db = world.town.db
    last: dict[str, tuple[int, bytes]] = {}
    for subject, seq, body, prev, digest in db.all("SELECT subject, seq, body, prev, hash FROM audit ORDER BY subject, seq"):
        at, before = last.get(subject, (0, audit.GENESIS))
        assert (seq, prev, digest) == (at + 1, before, audit.link(prev, subject, seq, body))
        last[subject] = seq, digest
    audited = """SELECT id FROM incident
                 WHERE version <> (SELECT max((body::json ->> 'version')::int) FROM audit WHERE subject = incident.id::text)"""
    assert db.all(audited) == []


def each_act_was_told_once(world: World) -> None:
    """Every step has one fact in the outbox, and no fact tells of a step that never was."""
    steps = world.town.db.all("SELECT incident::text, version FROM step ORDER BY 1, 2")
    told = """SELECT body::json ->> 'subject', (body::json ->> 'version')::int FROM outbox
              WHERE name LIKE 'grid.incident%' AND body::json ->> 'subject' IN (SELECT id::text FROM incident) ORDER BY 1, 2"""
    assert world.town.db.all(told) == steps


@pytest.fixture
def world(town: Town, admin_url: str) -> World:
    return World(town, admin_url)


@pytest.mark.timeout(max(600, 2 * HISTORIES))
def test_no_history_leaves_an_illegal_state_a_lost_clock_an_act_out_of_scope_or_a_wrong_figure(world: World) -> None:
    run_state_machine_as_test(type("Histories", (Histories,), {"world": world}), settings=FIXED)
    usual = {COMMAND.get(act, act) for act in ACTS}
    made = {COMMAND.get(act, act) for act in world.made}
    print(f"{HISTORIES} histories, {world.done} acts done, {world.refused} refused, never made: {sorted(usual - made)}")
    assert world.done > HISTORIES * 3
    assert HISTORIES < 100 or len(usual - made) <= 3, sorted(usual - made)
