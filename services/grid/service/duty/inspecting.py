"""Roving inspections: ordered by a leader, drawn at random, recorded and looked at again by checkers."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kernel import clock
from kernel.command import Outcome
from kernel.db import Tx
from kernel.errors import Missing
from kernel.rpc import rpc
from kernel.scope import subtree
from kernel.wire import Schema, load
from services.grid.domain.duty import inspection as rule
from services.grid.domain.duty.inspection import Inspection, Visited
from services.grid.schemas.duty import inspection as schemas
from services.grid.service.acting import Order
from services.grid.service.duty.acting import DutyActing, shown
from services.grid.store.duty import inspection as store

Change = Callable[[Visited, Order, list[str]], Visited]


class Inspecting(DutyActing):
    """What leaders order and checkers find."""

    @rpc
    def order_inspection(self, command: Order) -> Order:
        """Draw grids of an area at random and have them inspected; the seed is kept.

        :raises Missing: grid.area_out_of_reach
        :raises Invalid: grid.inspection_too_large
        """
        return self.duty_act("order_inspection", schemas.OrderInspection, command, self._draw_grids)

    @rpc
    def record_inspection(self, command: Order) -> Order:
        """Write down what was found in one grid.

        :raises Missing: grid.inspection_missing
        :raises Denied: grid.inspection_own_grid
        :raises Conflict: grid.inspection_changed, grid.inspection_recorded
        :raises Invalid: grid.recheck_date_wrong
        """
        return self._inspect("record_inspection", schemas.RecordInspection, command, self._found_in_grid)

    @rpc
    def recheck_inspection(self, command: Order) -> Order:
        """Write down whether a fault was mended.

        :raises Missing: grid.inspection_missing
        :raises Denied: grid.inspection_own_grid
        :raises Conflict: grid.inspection_changed, grid.inspection_nothing_faulty
        """
        return self._inspect("recheck_inspection", schemas.RecheckInspection, command, self._rechecked_grid)

    @rpc
    def list_inspections(self, command: Order) -> Order:
        """Give one page of inspections in scope."""
        order = load(schemas.ListInspections, command)
        items, following = store.page(
            self.db, self.duty_scope(order["area"]), limit=order["limit"], after=order["after"]
        )
        return {"items": [shown(one, schemas.InspectionRow) for one in items], "next": following}

    @rpc
    def find_inspection(self, command: Order) -> Order:
        """Give an inspection with its grids in the order they were drawn.

        :raises Missing: grid.inspection_missing, also when it is out of scope
        """
        found = self._inspection_within(store.get(self.db, load(schemas.FindInspection, command)["inspection"]))
        grids = store.visited(self.db, found.id).values()
        return {**shown(found, schemas.InspectionRow), "items": [shown(one, schemas.InspectedView) for one in grids]}

    def _draw_grids(self, tx: Tx, order: Order) -> Outcome:
        area, number = order["area"], order["number"]
        if not self.in_duty_scope(area):
            raise Missing("grid.area_out_of_reach")
        seed = clock.new_id()
        drawn = rule.draw(store.grids(tx, subtree(area), self.today), number, seed)
        made = Inspection(
            id=clock.new_id(),
            area=area,
            seed=seed,
            state="ordered",
            grids=number,
            ordered_by=self.duty_account,
            ordered_at=self.now,
        )
        store.add(tx, made, drawn)
        return _outcome(made)

    def _inspect(self, act: str, schema: type[Schema], command: Order, change: Change) -> Order:
        def work(tx: Tx, order: Order) -> Outcome:
            before = self._inspection_within(store.lock(tx, order["inspection"], version=order["version"]))
            grids = store.visited(tx, before.id)
            if order["grid"] not in grids:
                raise Missing("grid.inspection_missing")
            seen = change(grids[order["grid"]], order, self.duty_grids(tx))
            after = rule.after(before, {**grids, seen.grid: seen}.values())
            store.save(tx, before, after, seen)
            return _outcome(after)

        return self.duty_act(act, schema, command, work)

    def _found_in_grid(self, visited: Visited, order: Order, own: list[str]) -> Visited:
        found = replace(
            visited,
            result=order["result"],
            words=order["words"],
            recheck_on=order["recheck_on"],
            found_by=self.duty_account,
            found_at=self.now,
        )
        return rule.find(visited, found, own=own, today=self.today)

    def _rechecked_grid(self, visited: Visited, order: Order, own: list[str]) -> Visited:
        return rule.recheck(visited, mended=order["mended"], by=self.duty_account, at=self.now, own=own)

    def _inspection_within(self, inspection: Inspection) -> Inspection:
        if not self.in_duty_scope(inspection.area):
            raise Missing("grid.inspection_missing")
        return inspection


def _outcome(inspection: Inspection) -> Outcome:
    reply = shown(inspection, schemas.InspectionRow)
    return Outcome(reply, "inspection", inspection.id, inspection.version, detail={"area": inspection.area})
