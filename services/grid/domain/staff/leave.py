"""Leaving: when somebody goes, their posts end and their open work goes to somebody who stays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kernel.decision import Decision, Event
from kernel.errors import Conflict, Invalid
from services.grid.domain.ground.area import chain
from services.grid.domain.staff.leave_life import LIFE

REASONS = ("resigned", "retired", "reassigned", "term_ended", "unfit", "other")
AHEAD_DAYS, BACK_DAYS = 366, 31
STATES: Mapping[str, tuple[str, str]] = {
    "planned": ("已安排离任", "leaving is planned"),
    "done": ("已离任并交接", "left, work handed over"),
    "withdrawn": ("已撤回", "withdrawn, the person stays"),
}


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody leaves. account: UUID. area: 12 digits, the narrowest that holds all their posts. leave_on: local date, the
    first day they are gone. successors: rows of place and account, who takes over what is open there.
    """

    id: str
    account: str
    area: str
    leave_on: date
    reason: str
    successors: tuple[Mapping[str, str], ...]
    state: str
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """One thing handed over. kind: what it is, e.g. 'incident'. subject: its id. heir: account, None = the desk's queue."""

    leave: str
    kind: str
    subject: str
    place: str
    heir: str | None


def plan(leave: Leave, *, today: date) -> Decision[Leave]:
    """Note that somebody leaves on a day, today and a month back included.

    -> the record as given, event grid.staff_leave_planned; when the day has come it is carried out in the same act.

    Rule GR-54, domain 9.3 (2-7): nobody leaves without their work being handed over.

    :raises Invalid: grid.leave_too_far, grid.successor_leaves, grid.successor_twice
    """
    if not -BACK_DAYS <= (leave.leave_on - today).days <= AHEAD_DAYS:
        raise Invalid("grid.leave_too_far", pointer="/on", back=BACK_DAYS, ahead=AHEAD_DAYS)
    if any(row["account"] == leave.account for row in leave.successors):
        raise Invalid("grid.successor_leaves", pointer="/successors")
    if len({row["place"] for row in leave.successors}) < len(leave.successors):
        raise Invalid("grid.successor_twice", pointer="/successors")
    return Decision(leave, (tell("staff_leave_planned", leave),))


def withdraw(leave: Leave) -> Decision[Leave]:
    """Take back what is planned: the person stays.

    Rule GR-54.

    :raises Conflict: grid.leave_act_not_allowed
    """
    after = replace(leave, state=LIFE.step(leave.state, "withdraw").target, version=leave.version + 1)
    return Decision(after, (tell("staff_leave_withdrawn", after),))


def carry_out(leave: Leave, *, posts: int, moved: Sequence[Moved]) -> Decision[Leave]:
    """Note that posts are ended and work is handed over.

    posts: how many ended. moved: what was open. -> record done, event grid.staff_left with counts.

    Rule GR-54.

    :raises Conflict: grid.leave_act_not_allowed
    """
    after = replace(leave, state=LIFE.step(leave.state, "carry_out").target, version=leave.version + 1)
    waiting = sum(one.heir is None for one in moved)
    counts = {"posts": posts, "moved": len(moved), "waiting": waiting}
    return Decision(after, (tell("staff_left", after, counts),))


def heir(
    leave: Leave, *, grid: str | None, area: str, heads: Mapping[str, str], here: Collection[str]
) -> str | None:
    """Give who takes over what is open at a place: the successor named for the grid, for its area, the grid's head; None
    when nobody is left, and it goes back to the desk.

    heads: grid -> account of its head on the day, without the one who leaves. here: accounts that stand somewhere on the
    day; a successor named months before may have left too.

    Rule GR-54.
    """
    named = {row["place"]: row["account"] for row in leave.successors}
    wanted = (named.get(grid or ""), named.get(area), heads.get(grid or ""))
    return next((one for one in wanted if one in here), None)


def still_here(left: bool, standing: bool) -> None:
    """Refuse new work to somebody who has left and was not appointed again.

    Rule GR-54.

    :raises Conflict: grid.staff_gone
    """
    if left and not standing:
        raise Conflict("grid.staff_gone")


def narrowest(areas: Iterable[str]) -> str:
    """Give the narrowest area that holds all of these. areas: one 12-digit code at least."""
    chains = [chain(code) for code in areas]
    return next(code for code in chains[0] if all(code in other for other in chains))


def tell(name: str, leave: Leave, more: Mapping[str, Any] | None = None) -> Event:
    """Make the fact `grid.<name>` of a leave."""
    data = {"area": leave.area, "leave_on": leave.leave_on.isoformat(), **(more or {})}
    return Event(f"grid.{name}", leave.id, data, version=leave.version)
