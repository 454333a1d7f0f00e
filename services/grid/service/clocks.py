"""Turns the clocks of an incident as its step demands, inside the act's own transaction."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kernel import deadline
from kernel.clock import today
from kernel.db import Tx
from kernel.deadline import Obligation
from kernel.decision import Decision
from kernel.obligation import Fact, Limit
from kernel.workdays import Calendar
from services.grid.domain import periods
from services.grid.domain.incident import Incident
from services.grid.domain.stage import Turn, turns

Limits = Mapping[str, Limit]


@dataclass(frozen=True, slots=True)
class Hand:
    """What turning one clock needs. own: the case type's limits by stage."""

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
    """Queue what a step does to the clocks, and give the decision with the dates they lead to.

    -> record with due_at and near_at of the clock that runs now; events with due_at and due_on.
    """
    after = decision.record
    hand = Hand(tx, calendar, after, own)
    clock: Obligation | None = None
    found = turns(before, after)
    for one in found:
        clock = TURNS[one.kind](hand, one)
    if not found:
        return _dated(decision, after, None)
    due_at, near_at = (clock.due_at, clock.near_at) if clock else (None, None)
    return _dated(decision, replace(after, due_at=due_at, near_at=near_at), clock.due_on if clock else None)


def _start(hand: Hand, one: Turn) -> Obligation:
    period = periods.BY_STAGE[one.stage]
    incident = hand.incident
    return deadline.open(
        hand.tx,
        hand.calendar,
        periods.limit(one.stage, urgent=incident.urgent, own=hand.own),
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


def _stop(hand: Hand, one: Turn) -> None:
    deadline.stop(hand.tx, hand.incident.id, one.stage, at=hand.at)


def _move(hand: Hand, one: Turn) -> Obligation:
    clock = deadline.lock(hand.tx, hand.incident.id)[one.stage]
    amount = periods.extension(one.days, clock.limit.unit)
    fact = Fact(one.kind, hand.at, amount=amount)
    return deadline.apply(hand.tx, hand.calendar, clock, fact)


TURNS: Mapping[str, Callable[[Hand, Turn], Obligation | None]] = {
    "start": _start,
    "stop": _stop,
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
