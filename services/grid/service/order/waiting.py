"""The one clock of a supervision: until it is answered, then until the answer is accepted or sent back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kernel import deadline
from kernel.db import Tx
from kernel.obligation import Limit
from kernel.workdays import Calendar
from services.grid.domain.order.supervision import Supervision

ANSWER, CHECK = STAGES = ("answer", "check")


def start(tx: Tx, calendar: Calendar, one: Supervision, stage: str, limit: Limit, *, at: datetime) -> datetime:
    """Queue a clock and give its end. stage: one of STAGES; who answers owes the one, who ordered the other."""
    opened = deadline.open(
        tx, calendar, limit, subject=one.id, kind="supervision", stage=stage, rule="GR-159",
        owner=one.unit if stage == ANSWER else one.ordered_unit, area=one.area, at=at, number=one.number, round=one.version,
    )  # fmt: skip
    return opened.due_at or at + timedelta(days=limit.amount)


def turn(tx: Tx, calendar: Calendar, one: Supervision, stage: str, limit: Limit, *, at: datetime) -> datetime:
    """Queue the stop of the clock that runs and the start of the next, and give its end."""
    stop(tx, one, at=at)
    return start(tx, calendar, replace(one, version=one.version + 1), stage, limit, at=at)


def stop(tx: Tx, one: Supervision, *, at: datetime) -> None:
    """Queue the stop of the clock that runs."""
    for stage in STAGES:
        deadline.stop(tx, one.id, stage, at=at)
