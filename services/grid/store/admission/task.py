"""Tasks as rows: read, lock, save with their figures, and how often a place was asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from kernel import page as keyset
from kernel import rows
from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.page import Ask, Order, Part
from kernel.rows import Reader, Table
from services.grid.domain.admission import burden
from services.grid.domain.admission.task import Task
from services.grid.store.admission import burden as admission_burden

TASKS = Table("task", Task)
CREATED, DUE = Order("created_at", descending=True), Order("due_at")
OPEN = "state IN ('given', 'received')"

# a community is asked with its own tasks and with those of its grids
ASKED = """
SELECT area, grid, count(*) FROM task WHERE item = %s AND spell = %s AND area = ANY(%s) AND stands GROUP BY area, grid
"""

QUEUES: Mapping[str, tuple[Order, Callable[[Ask], Part]]] = {
    "open": (DUE, lambda ask: (OPEN, [])),
    "late": (DUE, lambda ask: (f"{OPEN} AND due_at <= %s", [ask.now])),
    "done": (CREATED, lambda ask: ("state = 'done'", [])),
    "all": (CREATED, lambda ask: ("TRUE", [])),
}


def get(db: Reader, id: str) -> Task:
    """Read a task.

    :raises Missing: grid.task_missing
    """
    return TASKS.get(db, id, Missing("grid.task_missing"))


def lock(tx: Tx, id: str) -> Task:
    """Read a task to change it; others who want to change it wait.

    :raises Missing: grid.task_missing
    """
    return TASKS.lock(tx, id, Missing("grid.task_missing"))


def same(task: Task, version: int) -> None:
    """Refuse to act on what has changed since it was read.

    :raises Conflict: grid.task_changed, facts version (the present one)
    """
    rows.same(task, version, Conflict("grid.task_changed"))


def save(tx: Tx, before: Task | None, after: Task) -> None:
    """Queue a fresh task, or what changed of one, with what it adds to the figures."""
    if before is None:
        TASKS.insert(tx, after)
    else:
        TASKS.save(tx, before, after)
    admission_burden.append(tx, [(burden.cell(after), burden.change(before, after))])


def asked(db: Reader, item: str, spell: str, areas: Iterable[str]) -> Counter[tuple[str, str | None]]:
    """Give how often places were asked for an item in one period, by community and grid (None: the community itself)."""
    found: Counter[tuple[str, str | None]] = Counter()
    for area, grid, count in db.all(ASKED, (item, spell, sorted(set(areas)))):
        found[area, grid] += count
    return found


def page(db: Reader, ask: Ask, filters: list[Part]) -> tuple[list[Task], dict[str, str] | None]:
    """Give one page of a queue, and what to ask the next with, or None at the end."""
    order, queue = QUEUES[ask.queue]
    return keyset.page(db, TASKS, order, [queue(ask), within(ask), *filters], limit=ask.limit, after=ask.after)


def within(ask: Ask) -> Part:
    """Give what a reader reaches: a unit's are the tasks it gives and those it is given."""
    given, params = ask.scope.predicate(party="NULL::text")
    if ask.scope.unit is None or ask.scope.nothing:
        return given, params
    taken, more = ask.scope.predicate(unit="performer", party="NULL::text")
    return f"({given}) OR ({taken})", [*params, *more]
