"""The states of an item, every legal move between them, and who makes it."""

from __future__ import annotations

from datetime import datetime

from kernel.errors import Conflict, Denied
from kernel.machine import Machine, Move
from services.grid.domain.admission.item import Item
from services.grid.domain.doer import Doer
from services.grid.domain.role import let

MOVES = (
    Move("draft", "amend_item", "draft", "GR-70"),
    Move("draft", "submit_item", "submitted", "GR-70"),
    Move("draft", "withdraw_item", "withdrawn", "GR-70"),
    Move("submitted", "review_item", "reviewing", "GR-71"),
    Move("submitted", "refuse_item", "refused", "GR-71"),
    Move("submitted", "withdraw_item", "withdrawn", "GR-70"),
    Move("reviewing", "approve_item", "approved", "GR-71"),
    Move("reviewing", "refuse_item", "refused", "GR-71"),
    Move("reviewing", "withdraw_item", "withdrawn", "GR-70"),
    Move("approved", "suspend_item", "suspended", "GR-72"),
    Move("approved", "withdraw_item", "withdrawn", "GR-70"),
    Move("suspended", "resume_item", "approved", "GR-72"),
    Move("suspended", "withdraw_item", "withdrawn", "GR-70"),
)

LIFE = Machine("grid.item", MOVES, initial=("draft",))
ACTS = ("draft_item", *dict.fromkeys(move.act for move in MOVES))

ROLES: dict[str, frozenset[str]] = {
    "draft_item": frozenset({"officer"}),
    "amend_item": frozenset({"officer"}),
    "submit_item": frozenset({"officer"}),
    "withdraw_item": frozenset({"officer"}),
    "review_item": frozenset({"dispatcher", "leader"}),
    "refuse_item": frozenset({"dispatcher", "leader"}),
    "approve_item": frozenset({"leader"}),
    "suspend_item": frozenset({"leader"}),
    "resume_item": frozenset({"leader"}),
}
# what is decided in favour of the one who applied, or against: taking out of force favours nobody
JUDGED = ("review_item", "refuse_item", "approve_item", "resume_item")

PAST = {
    "submit_item": "submitted",
    "review_item": "reviewed",
    "approve_item": "approved",
    "refuse_item": "refused",
    "suspend_item": "suspended",
    "resume_item": "resumed",
    "withdraw_item": "withdrawn",
}
EVENTS = tuple(f"grid.item_{past}" for past in PAST.values())


def permit(item: Item, act: str, doer: Doer, *, at: datetime) -> Move:
    """Give the move an act makes when role, state and guards allow it, asked in this order.

    :raises Denied: grid.role_not_allowed, grid.unit_not_responsible, grid.item_reviewer_applied
    :raises Conflict: grid.item_act_not_allowed, grid.item_expired
    """
    has_role(act, doer)
    move = LIFE.step(item.state, act)
    if doer.role == "officer":
        of_own_department(item, doer)
    if act in JUDGED:
        not_the_applicant(item, doer)
    not_expired(item, act, at)
    return move


def acts(item: Item, doer: Doer, *, at: datetime) -> list[str]:
    """List what this person may do to the item now, in the order of the table of moves."""
    return LIFE.permitted(item.state, lambda act: permit(item, act, doer, at=at))


def has_role(act: str, doer: Doer) -> None:
    """Let only the roles named for an act do it.

    Rule GR-71, domain 9.6 and S36: the department applies, the leading group reviews and decides.

    :raises Denied: grid.role_not_allowed
    """
    let(ROLES, act, doer.role)


def of_own_department(item: Item, doer: Doer) -> None:
    """Let only the department that asks change or take back its own item.

    Rule GR-70, domain 9.6.

    :raises Denied: grid.unit_not_responsible
    """
    if doer.unit is None or doer.unit != item.unit:
        raise Denied("grid.unit_not_responsible", unit=item.unit)


def not_the_applicant(item: Item, doer: Doer) -> None:
    """Let nobody judge what they or their own unit applied for.

    Rule GR-71, architecture 3.4 applied to the access list.

    :raises Denied: grid.item_reviewer_applied
    """
    if doer.id == item.drafted_by or doer.unit == item.unit:
        raise Denied("grid.item_reviewer_applied", unit=item.unit)


def not_expired(item: Item, act: str, at: datetime) -> None:
    """Leave alone what has ended by its date, and enter nothing that has: who wants it again applies again.

    Rule GR-72, domain 9.6.

    :raises Conflict: grid.item_expired
    """
    if item.standing(at) == "expired" or (act == "approve_item" and item.over(at)):
        raise Conflict("grid.item_expired", valid_until=item.valid_until.isoformat())
