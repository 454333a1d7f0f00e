"""What the surfaces of the daily duty share: who acts, what they reach, and records as answers."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.page import Part
from kernel.rows import Reader
from kernel.scope import Scope, subtree
from kernel.wire import Schema, load
from services.grid.domain.duty.duty import ROLES
from services.grid.domain.role import let
from services.grid.service.acting import Acting, Order
from services.grid.service.reach import reach
from services.grid.store.duty import duty as store

# what a list or a count by area asks of the scope: none of these records has a unit or a reporter
NO_UNIT, NO_PARTY = "NULL::text", "NULL::text"


class DutyActing(Acting):
    """The daily duty's share of every act."""

    @property
    def duty_account(self) -> str:
        """The account that acts."""
        return self.call.actor.id

    def duty_grids(self, db: Reader) -> list[str]:
        """Give the grids the one who acts stands on today. db: the act's own transaction where there is one."""
        return store.grids_of(db, self.duty_account, self.today)

    def duty_scope(self, area: str | None = None) -> Part:
        """Give the condition of lists and counts: the actor's area, and below it the one asked for."""
        mine, params = reach(self.call.actor, self.seal).predicate(unit=NO_UNIT, party=NO_PARTY)
        asked, more = Scope(area=subtree(area) if area else None).predicate()
        return f"{mine} AND {asked}", [*params, *more]

    def in_duty_scope(self, area: str) -> bool:
        """Say whether a record of an area is within the actor's reach."""
        scope = reach(self.call.actor, self.seal)
        return scope.unit is None and scope.party is None and scope.covers(area=area)

    def duty_act(
        self,
        act: str,
        schema: type[Schema],
        command: Order,
        work: Callable[[Tx, Order], Outcome],
        *,
        ask: Callable[[Order], Order] = lambda order: order,
    ) -> Order:
        """Do one act of the daily duty, once for its key.

        ask: gives the command with what others say of it, before anything is locked.

        :raises Invalid: wire.invalid
        :raises Denied: grid.role_not_allowed
        """
        order = load(schema, command)
        let(ROLES, act, self.call.actor.role)
        order = ask(order)
        return perform(self.db, self.call, act, command, lambda tx: work(tx, order))


def dumped(record: Any, names: Iterable[str] | None = None) -> Order:
    """Give a record as JSON data: the fields named, or all of them."""
    chosen = names if names is not None else [field.name for field in fields(record)]
    return {name: plain(getattr(record, name)) for name in chosen}


def shown(record: Any, view: type[Schema]) -> Order:
    """Give what a view shows of a record: the fields both have."""
    known = view().fields
    return dumped(record, [field.name for field in fields(record) if field.name in known])


def plain(value: Any) -> Any:
    """Give a field as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
