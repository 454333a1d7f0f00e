"""A work order: a task inside a case, given to a unit or a grid, done by a day, checked by another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kernel.decision import Decision, Event
from kernel.errors import Denied
from kernel.machine import Move
from services.grid.domain.doer import Doer
from services.grid.domain.order.work_life import LIFE, PAST, ROLES
from services.grid.domain.reason import Words
from services.grid.domain.role import let

STATES: Mapping[str, Words] = {
    "given": ("已下达", "given"),
    "finished": ("已完成，待核查", "done, not yet checked"),
    "passed": ("核查通过", "passed its check"),
    "withdrawn": ("已撤回", "taken back"),
}


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """One task. number: of the incident. unit or grid: who does it, the other is None. area: of the incident.

    words: what is to be done. due_on: last local day. answer: what was done. failed: how often its check was not passed;
    reason: why the last time.
    """

    id: str
    incident: str
    number: str
    unit: str | None
    grid: str | None
    area: str
    words: str
    given_by: str
    given_unit: str
    due_on: date
    due_at: datetime
    created_at: datetime
    changed_at: datetime
    state: str = "given"
    answer: str = ""
    finished_by: str | None = None
    finished_unit: str | None = None
    checked_by: str | None = None
    reason: str | None = None
    failed: int = 0
    version: int = 1


@dataclass(frozen=True, slots=True)
class Worker:
    """Who acts on a work order. grids: codes of those they stand on today."""

    doer: Doer
    grids: Iterable[str] = ()


def permit(order: WorkOrder, act: str, who: Worker) -> Move:
    """Give the move an act makes when role, state and side allow it, asked in this order.

    Rule GR-157, domain 3.5: the unit or grid it was given to does it, who gave it takes it back.
    Rule GR-158, architecture 3.4: it is checked by another person of another unit.

    :raises Denied: grid.role_not_allowed, grid.order_not_yours, grid.order_checker_finished
    :raises Conflict: grid.order_act_not_allowed
    """
    let(ROLES, act, who.doer.role)
    move = LIFE.step(order.state, act)
    SIDES[act](order, who)
    return move


def acts(order: WorkOrder, who: Worker) -> list[str]:
    """List the commands this person may send now."""
    found = LIFE.permitted(order.state, lambda act: permit(order, act, who))
    return list(dict.fromkeys("check_order" if act in ("pass_order", "fail_order") else act for act in found))


def finish(order: WorkOrder, who: Worker, *, answer: str, at: datetime) -> Decision[WorkOrder]:
    """Say that it is done -> record finished, event grid.order_finished."""
    move = permit(order, "finish_order", who)
    changes = {"answer": answer, "finished_by": who.doer.id, "finished_unit": who.doer.unit}
    return _moved(order, "finish_order", move, at, **changes)


def check(order: WorkOrder, who: Worker, *, reason: str | None, at: datetime) -> Decision[WorkOrder]:
    """Find it done, or give it back with a reason -> record passed, or given once more; its day stays.

    Rule GR-158, architecture 3.4.
    """
    act = "fail_order" if reason else "pass_order"
    move = permit(order, act, who)
    return _moved(order, act, move, at, checked_by=who.doer.id, reason=reason, failed=order.failed + bool(reason))


def withdraw(order: WorkOrder, who: Worker, *, at: datetime) -> Decision[WorkOrder]:
    """Take it back -> record withdrawn, event grid.order_withdrawn."""
    return _moved(order, "withdraw_order", permit(order, "withdraw_order", who), at)


def tell(order: WorkOrder, act: str) -> Event:
    """Make the fact of an act."""
    names = ("incident", "number", "state", "unit", "grid", "area", "given_unit", "reason")
    data = {name: getattr(order, name) for name in names} | {"due_at": order.due_at.isoformat()}
    return Event(f"grid.order_{PAST[act]}", order.id, data, version=order.version)


def _moved(order: WorkOrder, act: str, move: Move, at: datetime, **changes: Any) -> Decision[WorkOrder]:
    after = replace(order, state=move.target, version=order.version + 1, changed_at=at, **changes)
    return Decision(after, (tell(after, act),))


def _does(order: WorkOrder, who: Worker) -> None:
    own = who.doer.unit == order.unit if order.unit else order.grid in tuple(who.grids)
    if not own:
        raise Denied("grid.order_not_yours", unit=order.unit, grid=order.grid)


def _gave(order: WorkOrder, who: Worker) -> None:
    if who.doer.unit != order.given_unit:
        raise Denied("grid.order_not_yours", unit=order.given_unit, grid=None)


def _other(order: WorkOrder, who: Worker) -> None:
    if who.doer.id == order.finished_by or (who.doer.unit and who.doer.unit == order.finished_unit):
        raise Denied("grid.order_checker_finished")
    if who.doer.role == "officer":
        _gave(order, who)


SIDES = {"finish_order": _does, "withdraw_order": _gave, "pass_order": _other, "fail_order": _other}


Rule = Callable[[WorkOrder, Worker], Decision[WorkOrder]]
