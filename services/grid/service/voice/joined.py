"""Lets what is joined to a matter follow it, in the transaction of each of its steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kernel.call import Call
from kernel.command import Outcome, record
from kernel.db import Tx
from services.grid.domain.doer import SYSTEM
from services.grid.domain.incident import Incident
from services.grid.domain.step import Step
from services.grid.domain.voice import merge as rule
from services.grid.store.voice import merge as store
from services.grid.store.voice import support

Settle = Callable[..., Outcome]


def follow(
    tx: Tx, call: Call, settle: Settle, *, before: Incident | None, after: Incident, steps: Sequence[Step]
) -> None:
    """Queue what a matter's steps tell and do to each that is joined to it, and that its supporters hear of its end.

    Rules GR-174, GR-176. No statement is sent for a matter that stands alone.
    """
    ended = before is not None and before.closed_at is None and after.closed_at is not None
    if ended and after.supporters and after.main is None:
        support.ends(tx, after.id, at=after.changed_at)
    if before is None or not before.merged:
        return
    for one in store.joined(tx, after.id):
        decision = rule.follow(one, after, steps, ended=ended and after.main is None)
        if decision:
            _settled(tx, call, settle, one, decision)
    if ended and after.main is None:
        store.over(tx, after.id, at=after.changed_at)


def _settled(tx: Tx, call: Call, settle: Settle, one: Incident, decision: Any) -> None:
    act = "answer" if decision.record.closed_at != one.closed_at else "echo"
    outcome = settle(tx, act, decision, before=one, doer=SYSTEM, order={})
    record(tx, call.system(), act, outcome)
    if act == "answer" and one.supporters:
        support.ends(tx, one.id, at=decision.record.changed_at)
