"""Needs, resources and joint projects (需求、资源、项目清单) of a community and the units in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kernel.decision import Decision
from kernel.errors import Conflict, Invalid
from services.grid.domain.neighbour import neighbour
from services.grid.domain.neighbour.project_life import LIFE, OVER, PAST

NEED, RESOURCE, PROJECT = LISTS = ("need", "resource", "project")
STATES: dict[str, tuple[str, str]] = {
    "proposed": ("已提出", "Proposed"),
    "agreed": ("已议定", "Agreed"),
    "doing": ("实施中", "Being done"),
    "done": ("已完成", "Done"),
    "dropped": ("已撤销", "Dropped"),
}
CHANGEABLE = ("title", "member", "owner", "due_on")


@dataclass(frozen=True, slots=True)
class Project:
    """One line of one list. member: id of the unit that asks, offers or joins. owner: id of the unit that answers for it.

    due_on: local date. need, resource: ids of the lines a project meets and uses.
    """

    id: str
    area: str
    list: str
    title: str
    member: str | None
    owner: str | None
    due_on: date | None
    need: str | None
    resource: str | None
    state: str
    created_at: datetime
    changed_at: datetime
    version: int


def propose(given: Mapping[str, Any], *, id: str, at: datetime) -> Decision[Project]:
    """Put a line on a list. given: area, list, title, and what else is known.

    :raises Invalid: grid.project_link_unfit, for a link on a line that is no project
    """
    for link in ("need", "resource"):
        if given.get(link) and given["list"] != PROJECT:
            raise Invalid("grid.project_link_unfit", pointer=f"/{link}", list=given["list"])
    fields = {name: given.get(name) for name in (*CHANGEABLE, "need", "resource")}
    made = Project(
        **fields,  # type: ignore[arg-type]  # shapes are the schema's
        id=id, area=given["area"], list=given["list"], state=LIFE.initial[0], created_at=at, changed_at=at,
        version=1,
    )  # fmt: skip
    return neighbour.begin(made, "grid.project_proposed", list=made.list)


def linked(line: Project | None, list_: str, *, area: str) -> None:
    """Refuse a link to what is not on that list, is over, or belongs to another community.

    :raises Invalid: grid.project_link_unfit
    """
    if line is None or line.list != list_ or line.area != area or line.state in OVER:
        raise Invalid("grid.project_link_unfit", pointer=f"/{list_}", list=list_)


def change(before: Project, given: Mapping[str, Any], *, at: datetime) -> Decision[Project]:
    """Put a line right while it is not over; what was agreed keeps an owner and a date.

    :raises Conflict: grid.neighbour_ended, grid.project_not_owned
    """
    if before.state in OVER:
        raise Conflict("grid.neighbour_ended")
    changes = {name: given[name] for name in CHANGEABLE if name in given}
    owned(replace(before, **changes))
    return neighbour.step(before, "grid.project_changed", changes, at=at)


def act(before: Project, name: str, *, at: datetime) -> Decision[Project]:
    """Lead a line on.

    Rule GR-86, domain 9.1: three lists of needs, resources and projects; a line is proposed, agreed, done or dropped.

    :raises Conflict: grid.project_act_not_allowed, grid.project_not_owned
    """
    target = LIFE.step(before.state, name).target
    owned(replace(before, state=target))
    return neighbour.step(before, f"grid.project_{PAST[name]}", {"state": target}, at=at)


def owned(line: Project) -> None:
    """Refuse to agree on what nobody answers for by a day.

    Rule GR-86, domain 9.4: lists with owner and due date.

    :raises Conflict: grid.project_not_owned
    """
    if line.state not in ("proposed", "dropped") and not (line.owner and line.due_on):
        raise Conflict("grid.project_not_owned")
