"""What part of the access list and of tasks an actor reaches."""

from __future__ import annotations

from kernel import scope
from kernel.call import Actor
from kernel.errors import Missing
from kernel.scope import AREA, UNIT, Scope
from services.grid.domain.admission.item import Item
from services.grid.domain.admission.task import Task

# a department sees its own; who decides, and a community's people, see their ground
REACHES = {"officer": UNIT, "dispatcher": AREA, "leader": AREA, "checker": AREA, "grid_worker": AREA}


def reach(actor: Actor) -> Scope:
    """Give the scope of an actor; a role without a row reaches nothing."""
    return scope.reach(REACHES, actor.role, unit=actor.unit, area=actor.area, aliases=(), also=actor.also)


def within_item(reached: Scope, item: Item) -> None:
    """Refuse an item out of scope as if there were none.

    :raises Missing: grid.item_missing
    """
    reached.within(Missing("grid.item_missing"), area=item.area, unit=item.unit)


def within_task(reached: Scope, task: Task) -> None:
    """Refuse a task out of scope as if there were none; a unit reaches what it gives and what it is given.

    :raises Missing: grid.task_missing
    """
    if not any(reached.covers(area=task.area, unit=unit) for unit in (task.unit, task.performer)):
        raise Missing("grid.task_missing")
