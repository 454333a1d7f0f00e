"""A task a department gives to a community or a grid under an item of the access list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.grid.domain.reason import Words

STATES: dict[str, Words] = {
    "given": ("已下达，待接收", "given, waiting to be received"),
    "received": ("已接收，办理中", "received, being done"),
    "done": ("已完成，待确认", "done, waiting to be confirmed"),
    "confirmed": ("已确认", "confirmed"),
    "returned": ("已退回", "returned"),
    "withdrawn": ("已撤回", "withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Task:
    """One task.

    number: what people know it by. item, item_code: under which it is asked. unit: id of the department that asks.
    place: the code that was asked, of a community or a grid. area: 12 digits, its community. grid: when a grid was
    asked. performer: id of the unit that answers for the community, '' where the register names none. due_at: end of
    the last local day. month: YYYY-MM in which it was given, whose burden it is. spell: name of the period of the
    item's frequency it was given in. stands: it counts as asked, for frequency and burden. minutes: of the item when it
    was given. words: what is to be done. answer: what the community says of it. done_at: None until it is done.
    """

    id: str
    number: str
    state: str
    version: int
    item: str
    item_code: str
    unit: str
    place: str
    area: str
    grid: str | None
    performer: str
    due_at: datetime
    month: str
    spell: str
    minutes: int
    words: str
    given_by: str
    created_at: datetime
    changed_at: datetime
    stands: bool = True
    answer: str = ""
    reason: str = ""
    done_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Tell whether the community still has to do it."""
        return self.state in ("given", "received")

    def late(self, at: datetime) -> bool:
        """Tell whether it was, or is, done later than its last day."""
        return self.stands and (self.done_at >= self.due_at if self.done_at else self.open and at >= self.due_at)
