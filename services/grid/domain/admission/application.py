"""What is done to an item: drafted, applied for, reviewed, decided, suspended, taken up again, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from kernel.decision import Decision, Event
from kernel.errors import Invalid
from services.grid.domain.admission.item import Item
from services.grid.domain.admission.item_life import PAST, has_role, permit
from services.grid.domain.doer import Doer
from services.grid.domain.reason import known


def draft(given: dict[str, Any], doer: Doer, *, id: str, code: str, at: datetime) -> Decision[Item]:
    """Begin an item. given: the fields the department fills in, `area` with them.

    -> record in state draft; nobody is told of a draft.

    Rule GR-70, domain 9.6: basis, department, frequency, resources and validity stand on every item.

    :raises Denied: grid.role_not_allowed. :raises Invalid: grid.item_period_empty, grid.unit_unknown
    """
    has_role("draft_item", doer)
    if doer.unit is None:
        raise Invalid("grid.unit_unknown", pointer="/unit", unit="")
    made = Item(
        id=id, code=code, state="draft", version=1, unit=doer.unit, drafted_by=doer.id, created_at=at, changed_at=at, **given
    )  # fmt: skip
    return Decision(_sound(made))


def amend(item: Item, doer: Doer, *, given: dict[str, Any], at: datetime) -> Decision[Item]:
    """Fill in a draft anew.

    Rule GR-70, domain 9.6.

    :raises Invalid: grid.item_period_empty
    """
    return Decision(_sound(_moved(item, "amend_item", doer, at=at, **given)))


def take(item: Item, act: str, doer: Doer, *, at: datetime, **changes: Any) -> Decision[Item]:
    """Move an item on by one act -> record one version on, event `grid.item_<past participle>`."""
    after = _moved(item, act, doer, at=at, **changes)
    return Decision(after, (tell(after, act),))


def approve(item: Item, doer: Doer, *, at: datetime) -> Decision[Item]:
    """Enter an item on the list: in force from its first day on.

    Rule GR-71, domain 9.6.
    """
    return take(item, "approve_item", doer, at=at, entered_at=at, told="")


def refuse(item: Item, doer: Doer, *, reason: str, told: str, at: datetime) -> Decision[Item]:
    """Refuse an item, with a reason from the list that names what else to do, and words.

    Rule GR-71, domain 9.6 and architecture 3.7.

    :raises Invalid: grid.reason_unknown
    """
    return take(item, "refuse_item", doer, at=at, reason=known("refuse_item", reason), told=told)


def tell(item: Item, act: str) -> Event:
    """Make the fact of an act."""
    data = {
        "number": item.code,
        "state": item.state,
        "kind": item.kind,
        "unit": item.unit,
        "area": item.area,
        "valid_from": item.valid_from.isoformat(),
        "valid_until": item.valid_until.isoformat(),
        "reason": item.reason,
    }
    return Event(f"grid.item_{PAST[act]}", item.id, data, version=item.version)


def _moved(item: Item, act: str, doer: Doer, *, at: datetime, **changes: Any) -> Item:
    move = permit(item, act, doer, at=at)
    return replace(item, state=move.target, version=item.version + 1, changed_at=at, **changes)


def _sound(item: Item) -> Item:
    if item.valid_until <= item.valid_from:
        raise Invalid("grid.item_period_empty", pointer="/valid_until")
    return item
