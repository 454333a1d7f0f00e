"""A plain recount of what evaluation counts: from records, clocks and threads, one by one, without any figure kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kernel import deadline
from kernel.clock import today
from kernel.db import Database
from kernel.deadline import Obligation
from services.grid.domain.incident import Incident
from services.grid.domain.step import Step
from services.grid.store import incident as store

DONE = ("handled", "self_handled", "passed", "closed", "archived")


@dataclass(frozen=True)
class Life:
    """One incident in its latest round, with all that is known of it."""

    incident: Incident
    clocks: list[Obligation]
    steps: list[Step]

    def clock(self, *stages: str) -> Obligation | None:
        """Give the last clock of some stages in this round, one that is open before any other."""
        own = [one for one in self.clocks if one.stage in stages and one.round == self.incident.round]
        return max(
            own, key=lambda one: (one.started_at, one.state != "stopped", one.stopped_at or one.started_at, one.id), default=None
        )

    @property
    def stands(self) -> bool:
        one = self.incident
        return one.outcome in (None, "fixed") and one.state not in ("invalid", "handed_over")


def lives(db: Database) -> Iterator[Life]:
    """Give all incidents."""
    for one in store.INCIDENTS.all(db, "ORDER BY created_at, id"):
        yield Life(one, deadline.of(db, one.id), store.list_steps(db, one.id))


def counts(life: Life, first: date, end: date) -> Iterator[str]:
    """Give the measures that an incident in its latest round counts for in [first, end)."""
    yield from _reported(life.incident, first, end)
    yield from of_round(life, first, end)


def of_round(life: Life, first: date, end: date) -> Iterator[str]:
    """Give those of them that each round counts for anew; what was reported is counted once, however often it is reopened."""

    def within(at: datetime | None) -> bool:
        return at is not None and first <= today(at) < end

    def by_end(at: datetime | None) -> bool:
        return at is not None and today(at) < end

    yield from _ended(life.incident, within)
    yield from _filed(life, within)
    for kind, past, stages in (("verify", "verified", ("verify",)), ("check", "checked", ("check",))):
        clock = life.clock(*stages)
        if clock and within(clock.due_at) and (kind == "verify" or life.stands):
            yield f"should_{kind}"
            if _ontime(clock):
                yield f"ontime_{past}"
    yield from _dispatched(life, within)
    yield from _disposed(life, within, by_end)
    yield from _closed(life, within, by_end)


def _reported(one: Incident, first: date, end: date) -> Iterator[str]:
    if first <= today(one.created_at) < end:
        yield "reported"
        if one.state not in ("reported", "verifying", "invalid"):
            yield "valid"
        if one.closed_at is None or today(one.closed_at) >= end:
            yield "not_closed"


def _ended(one: Incident, within: Any) -> Iterator[str]:
    if within(one.closed_at):
        yield "ended"
        yield f"ended_{one.outcome}"
        if one.outcome == "fixed":
            yield f"closed_{one.tier}"


def _filed(life: Life, within: Any) -> Iterator[str]:
    whole, file = life.clock("whole"), life.clock("file")
    own = [step for step in life.steps if step.round == life.incident.round]
    filed = any(step.act == "file" or (step.act == "report" and step.params["state"] != "reported") for step in own)
    if whole and filed and within(whole.started_at):
        yield "filed"
        if file is None or _ontime(file):
            yield "ontime_filed"
        if life.stands:
            yield "accurate_filed"


def _dispatched(life: Life, within: Any) -> Iterator[str]:
    clock = life.clock("dispatch")
    if not clock or not life.stands or not within(clock.due_at):
        return
    if clock.stopped_at and life.incident.begun_at is None:
        return
    yield "should_dispatch"
    if _ontime(clock):
        yield "ontime_dispatched"
    if clock.stopped_at and not life.incident.returned:
        yield "accurate_dispatched"


def _disposed(life: Life, within: Any, by_end: Any) -> Iterator[str]:
    clock = life.clock("make_safe", "handle")
    if not clock or not life.stands or clock.due_at is None or (clock.stopped_at and life.incident.state not in DONE):
        return
    if within(clock.due_at):
        yield "should_dispose"
        if life.incident.extended:
            yield "extended"
        if _ontime(clock):
            yield "ontime_disposed"
        if by_end(clock.stopped_at) or _ontime(clock):
            yield "disposed"
    if by_end(clock.due_at) and not _ontime(clock) and not by_end(clock.stopped_at):
        yield "overdue_pending"


def _closed(life: Life, within: Any, by_end: Any) -> Iterator[str]:
    clock, one = life.clock("whole"), life.incident
    if not clock or not life.stands or not within(clock.due_at):
        return
    if clock.stopped_at and one.state not in ("closed", "archived"):
        return
    yield "should_close"
    if any(step.act == "fail" and step.round == one.round for step in life.steps):
        yield "rework"
    if _ontime(clock):
        yield from ("ontime_closed", "closed")
    elif by_end(clock.stopped_at):
        yield from ("late_closed", "closed")


def _ontime(clock: Obligation) -> bool:
    return clock.stopped_at is not None and clock.due_at is not None and clock.stopped_at <= clock.due_at
