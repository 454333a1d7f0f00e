"""Acts on the roster, the three lists and the providers of a neighbourhood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, TypeVar

from kernel import clock
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.decision import Decision
from kernel.errors import Invalid, Missing
from kernel.rows import Table
from kernel.wire import Schema, load
from services.grid.domain.ground.territory import Territory
from services.grid.domain.neighbour.neighbour import Neighbour
from services.grid.service.acting import Order
from services.grid.service.neighbour.neighbourhood import Neighbourhood
from services.grid.store import neighbour as store

Record = TypeVar("Record", bound=Neighbour)
# table -> the field by which a command names one of its records
SUBJECTS = {"member_unit": "member", "co_project": "project", "provider": "provider", "help_need": "need"}


class KeepingNeighbours(Neighbourhood):
    """How every record of the neighbourhood begins, goes on and is listed."""

    def begin_neighbour(
        self, act: str, schema: type[Schema], command: Order, *, table: Table[Record],
        make: Callable[[Tx, Order, str], Decision[Record]],
    ) -> Order:  # fmt: skip
        """Write down a fresh record. make: gives it from the transaction, the order and its new id.

        :raises Invalid: wire.invalid, grid.area_unknown, grid.area_outside, what `make` raises
        :raises Denied: grid.role_not_allowed, grid.area_not_yours
        """
        order = load(schema, command)
        self.let(act)
        named(self.ground, order["area"])
        self.own_ground(order["area"])

        def work(tx: Tx) -> Outcome:
            decision = make(tx, order, clock.new_id())
            store.save(tx, table, None, decision.record)
            return outcome(table, decision)

        return perform(self.db, self.call, act, command, work)

    def step_neighbour(
        self, act: str, schema: type[Schema], command: Order, *, table: Table[Record],
        decide: Callable[[Tx, Record, Order], Decision[Record]],
    ) -> Order:  # fmt: skip
        """Act on a record, which the command names by the field in SUBJECTS.

        :raises Missing: grid.neighbour_missing, also when it is out of scope
        :raises Conflict: grid.neighbour_changed, what `decide` raises
        """
        order = load(schema, command)
        self.let(act)

        def work(tx: Tx) -> Outcome:
            before = store.lock(tx, table, order[SUBJECTS[table.name]])
            self.in_reach(before.area, Missing("grid.neighbour_missing"))
            store.same(before, order["version"])
            decision = decide(tx, before, order)
            store.save(tx, table, before, decision.record)
            return outcome(table, decision)

        return perform(self.db, self.call, act, command, work)

    def page_neighbours(
        self, schema: type[Schema], command: Order, table: Table[Any], *, filters: tuple[str, ...]
    ) -> Order:
        """Give one page of a register within scope."""
        asked = load(schema, command)
        items, following = store.page(self.db, table, self.reached, asked, filters=filters)
        return {"items": [shown(one) for one in items], "next": following}


def outcome(table: Table[Record], decision: Decision[Record]) -> Outcome:
    """Give what is kept and answered of an act."""
    one = decision.record
    return Outcome(shown(one), table.name, one.id, one.version, decision.events, {"area": one.area, "state": one.state})


def shown(one: Any) -> Order:
    """Give a record as JSON data."""
    return {name: plain(value) for name, value in asdict(one).items()}


def plain(value: Any) -> Any:
    """Give a field as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def named(ground: Territory, area: str) -> None:
    """Refuse an area the register does not hold.

    :raises Invalid: grid.area_malformed, grid.area_outside, grid.area_unknown
    """
    ground.place(area)


def community(ground: Territory, area: str) -> None:
    """Refuse an area that is no community.

    :raises Invalid: grid.community_needed
    """
    if not ground.place(area).community:
        raise Invalid("grid.community_needed", pointer="/area")
