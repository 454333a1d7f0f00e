"""What is done to a task: given, received, done, confirmed, returned, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from kernel.decision import Decision, Event
from kernel.errors import Invalid
from kernel.office import SHANGHAI
from services.grid.domain.admission.admission import Asking
from services.grid.domain.admission.item import Item
from services.grid.domain.admission.task import Task
from services.grid.domain.admission.task_life import PAST, permit
from services.grid.domain.doer import Doer
from services.grid.domain.reason import known


def month_of(at: datetime) -> str:
    """Name the local month of an instant, YYYY-MM."""
    return f"{at.astimezone(SHANGHAI):%Y-%m}"


def days_left(due_on: date, at: datetime) -> int:
    """Give how many days a task has. due_on: its last local day, later than today.

    Rule GR-78, domain 9.6: what is asked of a community is never due the day it is asked.

    :raises Invalid: grid.task_due_early
    """
    days = (due_on - at.astimezone(SHANGHAI).date()).days
    if days < 1:
        raise Invalid("grid.task_due_early", pointer="/due_on")
    return days


def assign(item: Item, asking: Asking, doer: Doer, *, id: str, number: str, **given: Any) -> Decision[Task]:
    """Give a task to one place that may be asked. given: performer, due_at, words.

    -> record in state given, event grid.task_assigned.

    Rule GR-75, domain 9.6.
    """
    task = Task(
        id=id,
        number=number,
        state="given",
        version=1,
        item=item.id,
        item_code=item.code,
        unit=item.unit,
        place=asking.place,
        area=asking.area,
        grid=asking.grid,
        month=month_of(asking.at),
        spell=item.frequency.key(asking.at.astimezone(SHANGHAI).date()),
        minutes=item.minutes,
        given_by=doer.id,
        created_at=asking.at,
        changed_at=asking.at,
        **given,
    )
    return Decision(task, (tell(task, "assign_task"),))


def take(task: Task, act: str, doer: Doer, *, at: datetime, order: Mapping[str, Any]) -> Decision[Task]:
    """Move a task on by one act -> record one version on, event `grid.task_<past participle>`.

    order: the command; an act takes from it what belongs to it.
    """
    move = permit(task, act, doer)
    changes = CHANGES[act](task, order, at) if act in CHANGES else {}
    after = replace(task, state=move.target, version=task.version + 1, changed_at=at, **changes)
    return Decision(after, (tell(after, act),))


def tell(task: Task, act: str) -> Event:
    """Make the fact of an act."""
    data = {
        "number": task.number,
        "state": task.state,
        "item": task.item_code,
        "unit": task.unit,
        "performer": task.performer,
        "area": task.area,
        "grid": task.grid,
        "due_at": task.due_at.isoformat(),
        "reason": task.reason,
    }
    return Event(f"grid.task_{PAST[act]}", task.id, data, version=task.version)


def _finish(task: Task, order: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    return {"answer": order["told"], "done_at": at}


def _return(task: Task, order: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Give a task back that is not as it was admitted: it no longer counts as asked.

    Rule GR-77, domain 9.6: communities may refuse unapproved work, with a reason that is counted.

    :raises Invalid: grid.reason_unknown
    """
    return {"answer": order["told"], "reason": known("return_task", order["reason"]), "stands": False}


def _withdraw(task: Task, order: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Take a task back: what was received already stays counted, or asking and taking back would be free.

    Rule GR-76, domain 9.6.
    """
    return {"stands": task.state == "received"}


CHANGES = {"finish_task": _finish, "return_task": _return, "withdraw_task": _withdraw}
