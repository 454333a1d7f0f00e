"""Items, tasks and figures as answers: JSON data in the reader's language."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from kernel.deadline import Obligation
from kernel.shape import instant
from kernel.workdays import Calendar
from services.grid.domain.admission import item as items
from services.grid.domain.admission import item_life, task_life
from services.grid.domain.admission import task as tasks
from services.grid.domain.admission.item import Item
from services.grid.domain.admission.task import Task
from services.grid.domain.doer import Doer
from services.grid.domain.ground.territory import Territory
from services.grid.domain.reason import REFUSE_ITEM
from services.grid.store.admission.burden import Line

View = dict[str, Any]

LISTED = (
    "id", "code", "unit", "title", "kind", "basis", "period", "times", "forms", "minutes", "budget_cents", "areas",
    "valid_from", "valid_until",
)  # fmt: skip
ROW = (*LISTED, "version", "area", "reason", "told", "created_at", "changed_at", "entered_at")
TASK = ("id", "number", "version", "state", "item_code", "unit", "place", "area", "grid", "performer", "due_at")
TASK_ROW = (*TASK, "minutes", "words", "answer", "reason", "created_at", "changed_at", "done_at")


def listed(item: Item, language: str, *, now: datetime, ground: Territory) -> View:
    """Give an item as anybody may read it."""
    return {**_kept(item, LISTED), **_said(item, language, now, ground)}


def item_row(item: Item, doer: Doer, language: str, *, now: datetime, ground: Territory) -> View:
    """Give an item as those who work with it see it."""
    return {
        **_kept(item, ROW),
        **_said(item, language, now, ground),
        "reason_words": REFUSE_ITEM[item.reason][_which(language)] if item.reason else "",
        "acts": item_life.acts(item, doer, at=now),
    }


def item_short(item: Item, doer: Doer, language: str, *, now: datetime) -> View:
    """Give what an act answers: no free words, because the answer is stored with its key."""
    state = item.standing(now)
    return {
        **_kept(item, ("id", "code", "version", "unit", "area", "kind")),
        "state": state,
        "state_words": items.STATES[state][_which(language)],
        "acts": item_life.acts(item, doer, at=now),
    }


def task_short(task: Task, doer: Doer, language: str) -> View:
    """Give what an act answers: no free words, because the answer is stored with its key."""
    said = {"state_words": tasks.STATES[task.state][_which(language)], "acts": task_life.acts(task, doer)}
    return {**_kept(task, TASK), **said}


def task_row(task: Task, doer: Doer, language: str, *, now: datetime, ground: Territory) -> View:
    """Give one line of a list."""
    named = {"unit_name": _unit(task.unit, language, ground), "late": task.late(now)}
    return {**task_short(task, doer, language), **_kept(task, TASK_ROW), **named}


def line(one: Line, language: str, ground: Territory) -> View:
    """Give one department's month."""
    named = {"unit": one.unit, "unit_name": _unit(one.unit, language, ground), "communities": one.communities}
    return {**named, **asdict(one.load)}


def clocks(found: list[Obligation], calendar: Calendar) -> list[View]:
    """Give the clocks of a record with their working."""
    return [one.view() | {"working": list(one.reckon(calendar).working)} for one in found]


def _said(item: Item, language: str, now: datetime, ground: Territory) -> View:
    state, which = item.standing(now), _which(language)
    return {
        "state": state,
        "state_words": items.STATES[state][which],
        "kind_words": items.KINDS[item.kind][which],
        "frequency": item.frequency.words(language),
        "unit_name": _unit(item.unit, language, ground),
    }


def _unit(id: str, language: str, ground: Territory) -> str | None:
    unit = ground.units.get(id)
    return unit.called(language) if unit else None


def _kept(record: Item | Task, names: tuple[str, ...]) -> View:
    return {name: _plain(getattr(record, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return instant(value) if isinstance(value, datetime) else value.isoformat() if hasattr(value, "isoformat") else value


def _which(language: str) -> int:
    return 1 if language == "en" else 0
