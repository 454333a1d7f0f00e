"""Turns the clocks of an incident as its step demands, inside the act's own transaction."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast

from kernel import deadline
from kernel.clock import today
from kernel.db import Tx
from kernel.deadline import Obligation
from kernel.decision import Decision
from kernel.fact import FactKind
from kernel.obligation import Fact, Limit
from kernel.workdays import Calendar
from services.grid.domain import periods
from services.grid.domain.incident import Incident
from services.grid.domain.stage import Turn, running, turns
from services.grid.domain.tier import climbs_at
from services.grid.service.voice.reviving import revive

Limits = Mapping[str, Limit]


@dataclass(frozen=True, slots=True)
class Hand:
    """What turning one clock needs. own: the limits of the district and of the case type by stage."""

    tx: Tx
    calendar: Calendar
    incident: Incident
    own: Limits

    @property
    def at(self) -> datetime:
        """The instant of the step."""
        return self.incident.changed_at


def turn(
    tx: Tx, calendar: Calendar, before: Incident | None, decision: Decision[Incident], *, own: Limits
) -> Decision[Incident]:
    """Queue what a step does to the clocks, and give the decision with the dates they lead to. own: as `Hand` has them.

    -> record with due_at and near_at of the clock that is shown now and with climb_at; events with due_at and due_on.
    """
    after = decision.record
    found = turns(before, after)
    hand = Hand(tx, calendar, after, own)
    if stopped := [one.stage for one in found if one.kind == "stop"]:
        deadline.stop(tx, after.id, *stopped, at=hand.at)
    opened = {one.stage: clock for one in found if one.kind in TURNS and (clock := TURNS[one.kind](hand, one))}
    shown = next(iter(running(after)), None)
    if not found and before and before.tier == after.tier:
        return _dated(decision, after, None)
    clock = opened.get(shown or "") or _stands(hand, before, shown)
    return _dated(decision, dated(after, clock, calendar), clock.due_on if clock else None)


def dated(incident: Incident, clock: Obligation | None, calendar: Calendar) -> Incident:
    """Give an incident with the dates of the clock that is shown, None for none."""
    if clock is None:
        return replace(incident, due_at=None, near_at=None, climb_at=None)
    return replace(incident, due_at=clock.due_at, near_at=clock.near_at, climb_at=_climb_at(incident, clock, calendar))


def _climb_at(incident: Incident, clock: Obligation, calendar: Calendar) -> datetime | None:
    facts = [Fact.load(fact) for fact in clock.facts]
    return climbs_at(incident.tier, clock.stage, clock.limit, facts, calendar)


def _stands(hand: Hand, before: Incident | None, shown: str | None) -> Obligation | None:
    """Read the clock that is shown and that this step has not turned; a fresh report has none such."""
    return deadline.lock(hand.tx, hand.incident.id).get(shown) if before and shown else None


def _start(hand: Hand, one: Turn) -> Obligation:
    period = periods.BY_STAGE[one.stage]
    incident = hand.incident
    return deadline.open(
        hand.tx,
        hand.calendar,
        _limit(hand, one.stage),
        subject=incident.id,
        number=incident.number,
        kind="incident",
        stage=one.stage,
        rule=period.id,
        owner=(incident.unit or "") if period.who == "officer" else "",
        area=incident.area,
        at=hand.at,
        round=incident.round,
    )


def _revive(hand: Hand, one: Turn) -> Obligation | None:
    return revive(hand.tx, hand.calendar, hand.incident.id, one.stage, area=hand.incident.area)


def _limit(hand: Hand, stage: str) -> Limit:
    """Give the limit of a stage; of a review it is the day its plan names."""
    if stage == "review" and hand.incident.review_on:
        return Limit((hand.incident.review_on - today(hand.at)).days, "D")
    return periods.limit(stage, urgent=hand.incident.urgent, own=hand.own)


def _pass(hand: Hand, one: Turn) -> None:
    deadline.hand_over(hand.tx, hand.incident.id, one.stage, owner=hand.incident.unit or "")


def _move(hand: Hand, one: Turn) -> Obligation:
    clock = deadline.lock(hand.tx, hand.incident.id)[one.stage]
    fact = Fact(cast(FactKind, one.kind), hand.at, amount=_granted(hand, clock, one.days))
    return deadline.apply(hand.tx, hand.calendar, clock, fact)


def _granted(hand: Hand, clock: Obligation, days: int) -> float:
    """Give what an extension adds to a clock, in its unit; none where no day was granted."""
    if not days or clock.due_on is None:
        return 0
    return periods.extension(days, clock.limit.unit, due_on=clock.due_on, calendar=hand.calendar)


# those of a stop go together
TURNS: Mapping[str, Callable[[Hand, Turn], Obligation | None]] = {
    "start": _start,
    "revive": lambda hand, one: _revive(hand, one) or _start(hand, one),
    "pass": _pass,
    "pause": _move,
    "resume": _move,
    "extend": _move,
}


def _dated(decision: Decision[Incident], record: Incident, due_on: date | None) -> Decision[Incident]:
    due_on = due_on or (today(record.due_at) if record.due_at else None)
    dates: dict[str, Any] = {
        "due_at": record.due_at.isoformat() if record.due_at else None,
        "due_on": due_on.isoformat() if due_on else None,
    }
    events = tuple(replace(event, data=event.data | dates) for event in decision.events)
    return Decision(record, events)
