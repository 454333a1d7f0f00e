"""Lets a clock go on as if it had never been stopped."""

from __future__ import annotations

from dataclasses import replace

from kernel import deadline
from kernel.db import Tx
from kernel.deadline import Obligation
from kernel.workdays import Calendar

STOPPED = "stopped"


def revive(tx: Tx, calendar: Calendar, subject: str, stage: str, *, area: str) -> Obligation | None:
    """Queue that the last clock of a stage runs, or waits, by what was before its stop; None where there was none.

    area: where the record lies now; it may have another code than when the clock was stopped.

    Rule GR-173: a report that is handled apart again owes what it would have owed.
    """
    found = [one for one in deadline.of(tx, subject) if one.stage == stage and one.state == STOPPED]
    if not found:
        return None
    last = found[-1]
    before = replace(last, facts=last.facts[:-1], area=area, stopped_at=None, version=last.version + 1)
    going = deadline.settled(before, calendar)
    deadline.save(tx, going)
    return going
