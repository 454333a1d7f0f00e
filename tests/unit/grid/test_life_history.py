"""Thousands of random histories of the rules alone: no illegal state, no lost clock, no act by who may not do it.

The same with the database, figures and scopes is in the integration tests; here a history costs a millisecond or two.
"""
from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from kernel.decision import Decision
from kernel.errors import Failure
from kernel.obligation import Fact, Limit, due
from kernel.workdays import Calendar
from services.grid.domain import check, dispatch, extension, filing, handover, periods, rating, tier
from services.grid.domain.doer import Doer
from services.grid.domain.evidence import Evidence, finish
from services.grid.domain.incident import Incident
from services.grid.domain.life import ACT_OF, ENDED, LIFE, MOVES
from services.grid.domain.permit import ROLES
from services.grid.domain.report import report
from services.grid.domain.staff import passing
from services.grid.domain.stage import Turn, running, turns
from services.grid.domain.step import steps_of
from services.grid.domain.voice import merge as joining
from tests.unit.grid.case import ARBITER, AT, CHECKER, DISPATCHER, LEADER, OFFICER, PEOPLE, RESIDENT, SYSTEM, WORKER

HISTORIES = int(os.environ.get("LINLI_HISTORIES", "2000"))
FIXED = settings(
    max_examples=HISTORIES, stateful_step_count=16, derandomize=True, database=None, deadline=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
EDGES = {(move.source, move.act): move.target for move in MOVES}
PROOF = (Evidence("photo_after", "photo-1"),)
Do = Callable[[Incident, Doer, datetime], Decision[Incident]]

DOES: dict[str, Do] = {
    "verify": lambda i, d, at: filing.verify(i, d, at=at),
    "accept": lambda i, d, at: filing.accept(i, d, case_type="E1", at=at),
    "reject": lambda i, d, at: filing.reject(i, d, reason="not_found", at=at),
    "file": lambda i, d, at: filing.file(i, d, case_type=None, urgent=None, reason="evident", at=at),
    "dispatch": lambda i, d, at: dispatch.dispatch(i, d, unit="sanitation", tier="street", at=at),
    "return": lambda i, d, at: dispatch.return_(i, d, reason="not_our_duty", proposed="lamps", at=at),
    "arbitrate": lambda i, d, at: dispatch.arbitrate(i, d, unit="sanitation", at=at, **ARBITER),
    "start": lambda i, d, at: dispatch.start(i, d, at=at),
    "make_safe": lambda i, d, at: dispatch.make_safe(i, d, at=at),
    "finish": lambda i, d, at: finish(i, d, pieces=PROOF, at=at),
    "request_extension": lambda i, d, at: extension.request(i, d, days=2, reason="weather", at=at),
    "approve_extension": lambda i, d, at: extension.approve(i, d, calendar=CALENDAR, at=at),
    "refuse_extension": lambda i, d, at: extension.refuse(i, d, at=at),
    "hang": lambda i, d, at: extension.hang(i, d, reason="season", plan="x", review_on=(at + timedelta(days=9)).date(), at=at),
    "review": lambda i, d, at: extension.review(i, d, plan="", review_on=(at + timedelta(days=40)).date(), at=at),
    "resume": lambda i, d, at: extension.resume(i, d, at=at),
    "pass": lambda i, d, at: check.pass_(i, d, at=at),
    "fail": lambda i, d, at: check.fail(i, d, reason="not_done", at=at),
    "close": lambda i, d, at: check.close(i, d, at=at),
    "archive": lambda i, d, at: check.archive(i, d, at=at),
    "rate": lambda i, d, at: rating.rate(i, d, score=4, solved=True, at=at),
    "reopen": lambda i, d, at: rating.reopen(i, d, reason="came_back", place=(i.area, i.grid), at=at),
    "hand_over": lambda i, d, at: handover.hand_over(i, d, to="petition", reason="claim", at=at),
    "take_back": lambda i, d, at: handover.take_back(i, d, reason="mistake", at=at),
    "conclude": lambda i, d, at: handover.hear(i, name="petition.answered", number="XF", at=at),
    "climb": lambda i, d, at: tier.climb(i, reason="time", at=at),
    "send_back": lambda i, d, at: LIFE.step(i.state, "send_back") and passing.pass_on(i, heir=None, at=at),
}  # fmt: skip
# acts of which nobody else is asked who does them
BY_ITSELF = ("conclude", "climb", "send_back")
RETURNED = {"return_again": "return"}
OF_UNIT = {"start", "finish", "return", "make_safe", "request_extension"}
CLOCKS: dict[str, set[str]] = {
    "reported": {"accept"}, "verifying": {"verify"}, "accepted": {"file"}, "filed": {"dispatch", "solve", "whole"},
    "arbitrating": {"arbitrate", "solve", "whole"}, "dispatched": {"take_up", "solve", "whole"}, "handling": {"solve", "whole"},
    "extension_requested": {"solve", "whole"}, "rework": {"solve", "whole"}, "hung": {"review", "solve", "whole"},
    "handled": {"check", "whole"}, "passed": {"close", "whole"}, "self_handled": {"close", "whole"}, "merged": {"whole"},
    "invalid": set(), "closed": set(), "archived": set(), "handed_over": set(),
}  # fmt: skip
USUALLY = (DISPATCHER, OFFICER, CHECKER, LEADER, RESIDENT, SYSTEM)
# the straight way on, so that a history comes far
FORWARD = {
    "reported": "accept", "accepted": "file", "filed": "dispatch", "dispatched": "start", "handling": "finish",
    "handled": "pass", "passed": "close",
}  # fmt: skip
# that of what nobody says is theirs
BACK_AND_FORTH = {**FORWARD, "dispatched": "return", "arbitrating": "arbitrate"}
CALENDAR = Calendar()


@dataclass
class Clock:
    """One clock as facts. owner: the unit that owes it."""

    limit: Limit
    facts: list[Fact]
    owner: str

    @property
    def due_at(self) -> datetime | None:
        return due(self.limit, self.facts, CALENDAR).due_at


@dataclass
class Matter:
    """One record with its clocks that run, and those that were stopped last."""

    record: Incident
    running: dict[str, Clock]
    stopped: dict[str, Clock]

    def turn(self, one: Turn, after: Incident) -> None:
        TURNS[one.kind](self, one, after)

    def start(self, one: Turn, after: Incident) -> None:
        assert one.stage not in self.running, "a clock was started twice"
        limit = Limit(9, "D") if one.stage == "review" else periods.limit(one.stage, urgent=after.urgent, own={})
        self.running[one.stage] = Clock(limit, [Fact("start", after.changed_at)], after.unit or "")

    def stop(self, one: Turn, after: Incident) -> None:
        self.stopped[one.stage] = self.running.pop(one.stage)

    def revive(self, one: Turn, after: Incident) -> None:
        self.running[one.stage] = self.stopped.pop(one.stage)

    def move(self, one: Turn, after: Incident) -> None:
        kind: Any = one.kind
        clock = self.running[one.stage]
        due_on = due(clock.limit, clock.facts, Calendar()).due_on
        given = {"due_on": due_on or after.changed_at.date(), "calendar": Calendar()}
        amount = periods.extension(one.days, clock.limit.unit, **given) if one.days else 0
        clock.facts.append(Fact(kind, after.changed_at, amount=amount))

    def hand(self, one: Turn, after: Incident) -> None:
        self.running[one.stage].owner = after.unit or ""


TURNS: dict[str, Callable[[Matter, Turn, Incident], None]] = {
    "start": Matter.start, "stop": Matter.stop, "revive": Matter.revive, "pass": Matter.hand,
    "pause": Matter.move, "resume": Matter.move, "extend": Matter.move,
}  # fmt: skip


def owed(one: Incident) -> set[str]:
    """Say which clocks somebody owes: until the danger is over that of making safe stands for that of the work."""
    found = set(CLOCKS[one.state])
    if "solve" in found:
        found.remove("solve")
        if one.state not in ("filed", "arbitrating") or one.begun_at:
            found.add("make_safe" if one.urgent and one.safe_at is None else "handle")
    return found


@dataclass(frozen=True)
class Deed:
    """One thing that is done. which, other: whatever is chosen from. legal: an act that the table of moves has there."""

    which: int
    other: int
    who: Doer
    usual: bool
    legal: bool
    hours: float
    join: bool


DEED = st.builds(
    Deed, which=st.integers(0, 99), other=st.integers(0, 99), who=st.sampled_from(PEOPLE),
    usual=st.sampled_from([True, True, True, False]), legal=st.sampled_from([True, True, True, False]),
    hours=st.sampled_from([0, 0.5, 4, 30, 200]), join=st.sampled_from([True, False, False, False]),
)  # fmt: skip


LONGER = {**FORWARD, "handling": "request_extension", "extension_requested": "approve_extension"}
NO_LONGER = {**LONGER, "extension_requested": "refuse_extension"}
LATER = {**FORWARD, "handling": "hang", "hung": "review"}
WAYS = st.sampled_from([FORWARD, FORWARD, BACK_AND_FORTH, LONGER, NO_LONGER, LATER])


class Histories(RuleBasedStateMachine):
    """Three reports, and anybody who does anything to any of them."""

    done: dict[str, int] = {}

    @initialize(who=st.sampled_from([RESIDENT, WORKER]), urgent=st.booleans(), steps=st.integers(0, 9), way=WAYS)
    def begin(self, who: Doer, urgent: bool, steps: int, way: dict[str, str]) -> None:
        self.at = AT
        self.was: dict[str, tuple[Incident, dict[str, Any]]] = {}
        self.into: dict[str, str] = {}
        self.matters: dict[str, Matter] = {}
        for at, doer in enumerate((who, RESIDENT, WORKER)):
            given = {"description": "x", "case_type": "E1", "area": "210203001001", "urgent": urgent, "party": f"p{at}"}
            decision = report(given, doer, solved=False, id=f"i{at}", number=f"n{at}", at=self.at)
            self.matters[f"i{at}"] = Matter(decision.record, {}, {})
            self._clocks(None, decision.record)
        for _ in range(steps):
            self._try(way.get(self.matters["i0"].record.state, "archive"), self.matters["i0"])

    @rule(deed=DEED)
    def do(self, deed: Deed) -> None:
        self.at += timedelta(hours=deed.hours)
        matter = list(self.matters.values())[deed.which % 3]
        if deed.join:
            self._part(matter) if matter.record.state == "merged" else self._join(matter, f"i{deed.other % 3}")
            return
        legal = [RETURNED.get(act, act) for act in (move.act for move in MOVES if move.source == matter.record.state)]
        acts = (deed.legal and [act for act in legal if act in DOES]) or list(DOES)
        self._try(acts[deed.other % len(acts)], matter, None if deed.usual else deed.who)

    def _try(self, act: str, matter: Matter, who: Doer | None = None) -> None:
        doer = who or self._usual(act, matter.record)
        try:
            decision = DOES[act](matter.record, doer, self.at)
        except Failure:
            return
        self._done(act, doer, matter, decision)

    @invariant()
    def clocks_are_those_of_the_state(self) -> None:
        for matter in getattr(self, "matters", {}).values():
            one = matter.record
            assert set(matter.running) == owed(one), one
            assert (one.closed_at is None) == (one.outcome is None) == (one.state not in ENDED), one
            assert all(clock.due_at or (stage == "handle" and one.state == "hung") for stage, clock in matter.running.items())
            joined = [other for other in self.matters.values() if other.record.state == "merged" and other.record.main == one.id]
            assert not joined or one.state not in ENDED, "who is joined waits for one that is over"

    def _usual(self, act: str, one: Incident) -> Doer:
        role = next(doer for doer in USUALLY if doer.role in ROLES[act])
        return replace(role, unit=one.unit) if act in OF_UNIT else role

    def _done(self, act: str, doer: Doer, matter: Matter, decision: Decision[Incident]) -> None:
        before, dues = matter.record, {stage: clock.due_at for stage, clock in matter.running.items()}
        self._may(act, doer, before)
        state = before.state
        for event in decision.events:
            assert event.data["state"] == EDGES[state, ACT_OF[event.name]], (state, event.name)
            state = event.data["state"]
        assert state == decision.record.state
        assert decision.record.version == before.version + len(decision.events)
        self._clocks(before, decision.record)
        moved = {stage for stage, at in dues.items() if stage in matter.running and matter.running[stage].due_at != at}
        assert not moved or act in ("approve_extension", "hang", "resume", "review", "send_back"), (act, moved)
        assert act == "reopen" or before.begun_at in (None, decision.record.begun_at), "time is given once a round (GR-120)"
        self._told(before, matter.record, decision, act, doer)
        self.done[act] = self.done.get(act, 0) + 1

    def _may(self, act: str, doer: Doer, before: Incident) -> None:
        assert act in BY_ITSELF or doer.role in ROLES[act], (act, doer)
        assert act not in OF_UNIT or doer.unit == before.unit is not None, (act, doer)
        assert act not in ("pass", "fail") or (doer.id != before.solver and doer.unit != before.solver_unit)
        assert act != "request_extension" or before.due_at is None or self.at < before.due_at, "asked too late (GR-206)"
        assert act not in ("approve_extension", "refuse_extension") or doer.id != before.asked_by
        assert act != "rate" or doer.reporter

    def _clocks(self, before: Incident | None, after: Incident) -> None:
        matter = self.matters[after.id]
        for one in turns(before, after):
            matter.turn(one, after)
        shown = next(iter(running(after)), "")
        matter.record = replace(after, due_at=matter.running[shown].due_at if shown else None)

    def _told(self, before: Incident, after: Incident, decision: Decision[Incident], act: str, doer: Doer) -> None:
        """Let those joined to it follow, as each act does."""
        ended = before.closed_at is None and after.closed_at is not None and after.state != "merged"
        for other in [one for one in self.matters.values() if one.record.state == "merged" and one.record.main == before.id]:
            told = joining.follow(other.record, after, steps_of(decision, act, doer), ended=ended)
            if told:
                if ended:
                    del self.into[other.record.id]
                assert (told.record.number, told.record.party) == (other.record.number, other.record.party)
                self._clocks(other.record, told.record)

    def _join(self, matter: Matter, into: str) -> None:
        main = self.matters[into].record
        root = self.matters[main.main].record if main.state == "merged" and main.main else main
        before = matter.record
        try:
            decision = joining.merge(before, DISPATCHER, into=root, at=self.at)
            gathered = joining.gather(root, SYSTEM, joined=before, at=self.at)
        except Failure:
            return
        self.was[before.id], self.into[before.id] = (before, self._picture(matter)), root.id
        self._clocks(before, decision.record)
        self._clocks(root, gathered.record)
        self._told(before, decision.record, decision, "merge", DISPATCHER)
        self.done["merge"] = self.done.get("merge", 0) + 1

    def _part(self, matter: Matter) -> None:
        """Take it apart again: the record and its clocks are what they were, and it answers for its own."""
        before, picture = self.was[matter.record.id]
        back = joining.unmerge(matter.record, DISPATCHER, was=before.state, at=self.at).record
        self._clocks(matter.record, back)
        assert replace(back, version=0, changed_at=AT, due_at=None) == replace(before, version=0, changed_at=AT, due_at=None)
        assert self._picture(matter) == picture
        self.done["unmerge"] = self.done.get("unmerge", 0) + 1
        del self.into[back.id]
        for id, other in self.matters.items():
            if other.record.state == "merged" and self._under(id, back.id):
                other.record = replace(other.record, main=back.id)

    def _under(self, id: str, main: str) -> bool:
        """Say whether one was joined to another, or to one that was."""
        while id in self.into:
            id = self.into[id]
            if id == main:
                return True
        return False

    def _picture(self, matter: Matter) -> dict[str, Any]:
        return {stage: (list(clock.facts), clock.due_at, clock.owner) for stage, clock in matter.running.items()}


@pytest.mark.timeout(max(600, HISTORIES))
def test_no_history_of_the_rules_ends_where_it_must_not() -> None:
    Histories.done.clear()
    run_state_machine_as_test(Histories, settings=FIXED)
    assert len({*DOES, "merge", "unmerge"} - set(Histories.done)) <= 2, "histories that come nowhere show nothing"
