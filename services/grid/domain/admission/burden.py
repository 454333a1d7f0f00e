"""What departments ask of communities, in figures: the parts that one act adds to the report of a month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields

from services.grid.domain.admission.admission import ITEM, Refusal
from services.grid.domain.admission.task import Task


@dataclass(frozen=True, slots=True)
class Load:
    """Figures of one department, month and community, or what an act adds to them.

    given, minutes: tasks that stand, and the work they ask for. returned: given back by the community. refused: asked
    without an item. exceeded: asked more often than admitted. late: done after the last day.
    """

    given: int = 0
    minutes: int = 0
    returned: int = 0
    refused: int = 0
    exceeded: int = 0
    late: int = 0

    def __add__(self, other: Load) -> Load:
        return Load(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    def __sub__(self, other: Load) -> Load:
        return Load(*(a - b for a, b in zip(astuple(self), astuple(other), strict=True)))

    def __bool__(self) -> bool:
        return any(astuple(self))


FIGURES = tuple(field.name for field in fields(Load))
Cell = tuple[str, str, str]  # department, month, community


def of_task(task: Task) -> Load:
    """Give what a task weighs as it stands; lateness counts once it is done, and of open ones is read where they stand.

    Rule GR-79, domain 9.6: the burden of communities is shown per department, refused requests included.
    """
    return Load(
        given=int(task.stands),
        minutes=task.minutes * task.stands,
        returned=int(task.state == "returned"),
        late=int(task.done_at is not None and task.late(task.done_at)),
    )


def change(before: Task | None, after: Task) -> Load:
    """Give what a step of a task adds to its cell."""
    return of_task(after) - (of_task(before) if before else Load())


def cell(task: Task) -> Cell:
    """Give the cell a task counts in: the month it was given in."""
    return task.unit, task.month, task.area


def of_refusals(refusals: Iterable[Refusal], *, month: str) -> list[tuple[Cell, Load]]:
    """Give what refusals add, each place by itself."""
    return [
        ((one.asking.unit, month, one.asking.area), Load(refused=1) if one.want == ITEM else Load(exceeded=1))
        for one in refusals
    ]
