"""The states of a task, every legal move between them, and who makes it."""

from __future__ import annotations

from kernel.errors import Denied
from kernel.machine import Machine, Move
from services.grid.domain.admission.task import Task
from services.grid.domain.doer import Doer
from services.grid.domain.role import let

MOVES = (
    Move("given", "receive_task", "received", "GR-76"),
    Move("given", "finish_task", "done", "GR-76"),
    Move("given", "return_task", "returned", "GR-77"),
    Move("given", "withdraw_task", "withdrawn", "GR-76"),
    Move("received", "finish_task", "done", "GR-76"),
    Move("received", "return_task", "returned", "GR-77"),
    Move("received", "withdraw_task", "withdrawn", "GR-76"),
    Move("done", "confirm_task", "confirmed", "GR-76"),
)

LIFE = Machine("grid.task", MOVES, initial=("given",))
ACTS = ("assign_task", *dict.fromkeys(move.act for move in MOVES))

DEPARTMENT, COMMUNITY = frozenset({"officer"}), frozenset({"grid_worker", "officer"})
ROLES: dict[str, frozenset[str]] = {
    "assign_task": DEPARTMENT,
    "receive_task": COMMUNITY,
    "finish_task": COMMUNITY,
    "return_task": COMMUNITY,
    "confirm_task": DEPARTMENT,
    "withdraw_task": DEPARTMENT,
}

PAST = {
    "assign_task": "assigned",
    "receive_task": "received",
    "finish_task": "finished",
    "return_task": "returned",
    "confirm_task": "confirmed",
    "withdraw_task": "withdrawn",
}
EVENTS = tuple(f"grid.task_{past}" for past in PAST.values())


def permit(task: Task, act: str, doer: Doer) -> Move:
    """Give the move an act makes when role, state and unit allow it, asked in this order.

    :raises Denied: grid.role_not_allowed, grid.unit_not_responsible
    :raises Conflict: grid.task_act_not_allowed
    """
    has_role(act, doer)
    move = LIFE.step(task.state, act)
    of_its_side(task, act, doer)
    return move


def acts(task: Task, doer: Doer) -> list[str]:
    """List what this person may do to the task now, in the order of the table of moves."""
    return LIFE.permitted(task.state, lambda act: permit(task, act, doer))


def has_role(act: str, doer: Doer) -> None:
    """Let only the roles named for an act do it.

    Rule GR-76, domain 9.6: the department gives, confirms and takes back; the community receives, does and returns.

    :raises Denied: grid.role_not_allowed
    """
    let(ROLES, act, doer.role)


def of_its_side(task: Task, act: str, doer: Doer) -> None:
    """Let the department not answer for the community, nor the community for the department.

    Rule GR-76, domain 9.6. A grid worker is of the community whose ground they reach.

    :raises Denied: grid.unit_not_responsible
    """
    wanted = task.unit if ROLES[act] == DEPARTMENT else task.performer
    if doer.role == "officer" and (not doer.unit or doer.unit != wanted):
        raise Denied("grid.unit_not_responsible", unit=wanted)
