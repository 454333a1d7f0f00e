"""A town whose departments ask its communities: items on the access list, and tasks under them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from kernel.call import Actor
from kernel.errors import Failure
from services.grid.domain.ground.register import Unit
from services.grid.store.ground import ground
from tests.integration.grid.town import (
    DISPATCHER,
    DISTRICT,
    EAST,
    LEADER,
    OFFICER,
    STREET,
    WEST,
    WORKER,
    Town,
    other,
)

TASK_WORKER = WORKER
EAST_OFFICE = Actor(id="o-5", role="officer", unit="east_office", area=EAST)
WEST_WORKER = other(WORKER, id="w-9", unit="west_team", area=WEST)
STREET_LEADER = other(LEADER, id="l-5", unit="street_office", area=STREET)
FAR_LEADER = other(LEADER, id="l-9", area="210204000000")
FAR_OFFICER = other(OFFICER, id="o-9", unit="far_office", area="210204000000")

ITEM: dict[str, Any] = {
    "title": "street cleaning survey",
    "kind": "assisting",
    "basis": "a regulation, art. 1",
    "period": "none",
    "forms": ["table A"],
    "minutes": 30,
    "budget_cents": 120_000,
    "areas": [DISTRICT],
    "valid_from": "2026-05-01",
    "valid_until": "2027-05-01",
}


@dataclass
class Access(Town):
    """The town, and the ways of its access list."""

    def __post_init__(self) -> None:
        super().__post_init__()
        offices = [
            Unit("east_office", "east office", "East office", "community", EAST),
            Unit("far_office", "far office", "Far office", "department", EAST),
        ]
        with self.db.transaction() as tx:
            ground.put(tx, ground.UNITS, offices)
            ground.touch(tx)

    def draft(self, actor: Actor = OFFICER, **given: Any) -> dict[str, Any]:
        """Draft an item."""
        return self.call(actor, "draft_item", **{**ITEM, **given})

    def on(self, actor: Actor, act: str, seen: dict[str, Any], **given: Any) -> dict[str, Any]:
        """Act on an item as it was seen."""
        return self.call(actor, act, item=seen["id"], version=seen["version"], **given)

    def entered(self, actor: Actor = OFFICER, **given: Any) -> dict[str, Any]:
        """Lead an item onto the list."""
        seen = self.on(actor, "submit_item", self.draft(actor, **given))
        return self.on(LEADER, "approve_item", self.on(DISPATCHER, "review_item", seen))

    def active(self, actor: Actor = OFFICER, **given: Any) -> dict[str, Any]:
        """Lead an item onto the list, and wait for its first day."""
        seen = self.entered(actor, **given)
        self.later(days=70)
        return seen

    def assign(self, code: str, *places: str, actor: Actor = OFFICER, key: str | None = None, **given: Any) -> Any:
        """Give a task, due in a week."""
        due_on = f"{replace(self).later(days=7).at:%Y-%m-%d}"
        command = {"item": code, "places": list(places) or [EAST], "due_on": due_on, "words": "count the bins", **given}
        return self.as_(actor, key=key).assign_task(command)

    def given(self, *places: str, **item: Any) -> dict[str, Any]:
        """Give a task under a fresh item, and read it."""
        made = self.assign(self.active(**item)["code"], *places)
        found: dict[str, Any] = self.call(OFFICER, "find_task", task=made["places"][0]["task"])
        return found

    def on_task(self, actor: Actor, act: str, seen: dict[str, Any], **given: Any) -> dict[str, Any]:
        """Act on a task as it was seen."""
        return self.call(actor, act, task=seen["id"], version=seen["version"], **given)

    def call(self, actor: Actor, act: str, **command: Any) -> dict[str, Any]:
        """Call one act."""
        found: dict[str, Any] = getattr(self.as_(actor), act)(command)
        return found

    def burden(self, actor: Actor = LEADER, **asked: Any) -> dict[str, dict[str, Any]]:
        """Give the burden report by department."""
        return {line["unit"]: line for line in self.call(actor, "burden", **asked)["items"]}


def attempt(town: Access, act: Any, *args: Any, **kwargs: Any) -> Any:
    """Try something, and give what came of it or why it did not."""
    try:
        return act(*args, **kwargs)
    except Failure as failure:
        return failure
