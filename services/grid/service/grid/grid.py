"""Acts on grids: open, change, end. Borders are drawn elsewhere."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kernel import clock
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.decision import Decision
from kernel.errors import Missing
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.grid import duty_grid, grid
from services.grid.domain.grid import permit as grid_permit
from services.grid.domain.grid.grid import DUTY
from services.grid.domain.ground.register import Grid
from services.grid.domain.role import let
from services.grid.schemas import grid as schemas
from services.grid.service.acting import Acting, Order
from services.grid.service.grid import view as grid_view
from services.grid.service.grid.reach import reach_ground
from services.grid.service.ground import leaving
from services.grid.store import grid as store
from services.grid.store.ground.ground import hold, touch


class KeepingGrids(Acting):
    """What the desk of an area writes down of its grids."""

    @rpc
    def open_grid(self, command: Order) -> Order:
        """Open a grid and give it its code; a duty grid brings its own and the unit grids it consists of.

        :raises Invalid: wire.invalid, grid.community_needed, grid.code_needed, grid.code_not_yours, grid.members_needed,
            grid.members_not_yours, grid.unit_grid_unfit
        :raises Missing: grid.community_missing, also when it is out of scope
        :raises Conflict: grid.codes_exhausted, grid.code_taken, grid.member_taken, grid.members_apart,
            grid.member_not_drawn
        :raises Denied: grid.role_not_allowed
        """
        order = load(schemas.OpenGrid, command)
        let(grid_permit.ROLES, "open_grid", self.call.actor.role)
        duty_grid.check_kind(order["kind"], order["members"])
        grid.coded(order["kind"], order["code"])

        def work(tx: Tx) -> Outcome:
            today = clock.today(self.now)
            reach_ground(self.call.actor).within(Missing("grid.community_missing", pointer="/community"), area=order["community"])
            hold(tx)
            store.lock_community(tx, order["community"], on=today)
            self._check_duty(tx, order["members"], order["community"])
            code = order["code"] or store.allocate(tx, order["community"], order["kind"])
            decision = grid.open_grid(order, code=code, on=today)
            store.add(tx, decision.record)
            if order["kind"] == DUTY:
                store.put_members(tx, code, order["members"], on=today)
            return self._grid_outcome(tx, decision, sorted(order["members"]))

        return perform(self.db, self.call, "open_grid", command, work)

    @rpc
    def change_grid(self, command: Order) -> Order:
        """Change name, households, kind or members of a grid.

        :raises Invalid: wire.invalid, grid.members_needed, grid.members_not_yours, grid.unit_grid_unfit
        :raises Missing: grid.grid_missing, also when it is out of scope
        :raises Conflict: grid.grid_changed, grid.grid_over, grid.kind_fixed, grid.member_taken, grid.members_apart,
            grid.member_not_drawn
        :raises Denied: grid.role_not_allowed
        """
        order = load(schemas.ChangeGrid, command)
        let(grid_permit.ROLES, "change_grid", self.call.actor.role)

        def work(tx: Tx) -> Outcome:
            before = self._lock_grid(tx, order)
            decision = grid.change_grid(before, order, coded=store.find_coded(tx))
            members = order["members"]
            if members is None:
                members = store.list_members(tx, before.code)
            else:
                duty_grid.check_kind(before.kind, members)
                self._check_duty(tx, members, before.community)
                store.put_members(tx, before.code, members, on=clock.today(self.now))
            store.save(tx, before, decision.record)
            return self._grid_outcome(tx, decision, sorted(members))

        return perform(self.db, self.call, "change_grid", command, work)

    @rpc
    def end_grid(self, command: Order) -> Order:
        """Let a grid be no more; its code stays readable and is given to no other, and nobody stands on it any more.

        :raises Invalid: wire.invalid, grid.end_too_early
        :raises Missing: grid.grid_missing, also when it is out of scope
        :raises Conflict: grid.grid_changed, grid.grid_over, grid.grid_is_member, grid.grid_answers
        :raises Denied: grid.role_not_allowed
        """
        order = load(schemas.EndGrid, command)
        let(grid_permit.ROLES, "end_grid", self.call.actor.role)

        def work(tx: Tx) -> Outcome:
            before = self._lock_grid(tx, order)
            today = clock.today(self.now)
            on = order["on"] or today
            decision = grid.end_grid(before, on=on, today=today, duty=store.find_duty(tx, before.code))
            members = store.list_members(tx, before.code)
            if members:
                store.put_members(tx, before.code, (), on=on)
            store.save(tx, before, decision.record)
            left = leaving.release(tx, self.seal, [before.code], on=on, today=today)
            return self._grid_outcome(tx, replace(decision, events=(*decision.events, *left)), members)

        return perform(self.db, self.call, "end_grid", command, work)

    def _lock_grid(self, tx: Tx, order: Order) -> Grid:
        hold(tx)
        before = store.lock(tx, order["grid"])
        reach_ground(self.call.actor).within(Missing("grid.grid_missing"), area=before.community)
        store.same(before, order["version"])
        return before

    def _check_duty(self, tx: Tx, members: Sequence[str], community: str) -> None:
        if not members:
            return
        known = store.find_some(tx, members)
        duty_grid.check_members(members, known, community=community)
        outlines = duty_grid.outlines(known.values())
        duty_grid.check_drawn(members, outlines)
        duty_grid.check_adjacent(outlines)

    def _grid_outcome(self, tx: Tx, decision: Decision[Grid], members: Sequence[str]) -> Outcome:
        after = decision.record
        touch(tx, [after.code])
        reply = grid_view.whole(after, members, self.ground)
        return Outcome(reply, "grid", after.code, after.version, decision.events, detail=_audited(after))


def _audited(after: Grid) -> dict[str, Any]:
    return {"community": after.community, "kind": after.kind, "ended": after.valid_until is not None}
