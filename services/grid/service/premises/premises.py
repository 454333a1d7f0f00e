"""Acts on premises: register, change, move, end."""

from __future__ import annotations

from typing import Any

from kernel import clock
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.decision import Decision
from kernel.errors import Invalid, Missing
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.premises import premises
from services.grid.domain.premises.premises import Premises, Site
from services.grid.domain.premises.site import site
from services.grid.schemas import premises as schemas
from services.grid.service.acting import Order
from services.grid.service.neighbour.neighbourhood import Neighbourhood
from services.grid.service.premises.view import view
from services.grid.store.ground import hanging
from services.grid.store.premises import ground as premises_ground
from services.grid.store.premises import premises as store

HOLDERS = {"estate": premises.ESTATE, "building": premises.BUILDING}


class KeepingPremises(Neighbourhood):
    """What grid workers and the desk write down of their ground."""

    @rpc
    def register_premises(self, command: Order) -> Order:
        """Register an estate, a building, a unit or a public place; its code and its grid are found for it.

        :raises Invalid: wire.invalid, grid.point_outside, grid.point_needed, grid.community_needed,
            grid.place_contradicts, grid.premises_field_unfit, grid.premises_field_missing, grid.premises_holder_unfit
        :raises Conflict: grid.premises_numbers_used_up, grid.premises_reference_taken, grid.premises_ended
        :raises Denied: grid.role_not_allowed, grid.area_not_yours
        """
        order = load(schemas.RegisterPremises, command)
        self.let("register_premises")
        self._known_keeper(order)

        def work(tx: Tx) -> Outcome:
            holders = self._holders_of(tx, order)
            where = self._site_of(order, holders.get("building"))
            self._fit(holders, where.area)
            premises.fitting(order["kind"], order, area=where.area)
            inside = holders["building"].code if order["kind"] == premises.UNIT else where.area
            code = premises.code(order["kind"], inside, store.number(tx, order["kind"], inside))
            decision = premises.register(order, where, id=clock.new_id(), code=code, at=self.now)
            store.add(tx, decision.record)
            return self._kept_premises(decision)

        return perform(self.db, self.call, "register_premises", command, work)

    @rpc
    def change_premises(self, command: Order) -> Order:
        """Put fields right.

        :raises Missing: grid.premises_missing, also when it is out of scope
        :raises Conflict: grid.premises_changed, grid.premises_ended, grid.premises_reference_taken
        :raises Invalid: wire.invalid, and as register_premises
        """
        order = load(schemas.ChangePremises, command)
        self.let("change_premises")
        self._known_keeper(order)

        def work(tx: Tx) -> Outcome:
            before = self._locked_premises(tx, order)
            self._fit(self._holders_of(tx, order), before.area)
            decision = premises.change(before, order, at=self.now)
            store.save(tx, before, decision.record)
            return self._kept_premises(decision)

        return perform(self.db, self.call, "change_premises", command, work)

    @rpc
    def move_premises(self, command: Order) -> Order:
        """Put the point right; community and grid follow, and the units of a building.

        :raises Missing: grid.premises_missing
        :raises Conflict: grid.premises_changed, grid.premises_ended, grid.premises_bound
        :raises Invalid: wire.invalid, grid.point_outside, grid.community_needed, grid.place_contradicts
        :raises Denied: grid.role_not_allowed, grid.area_not_yours
        """
        order = load(schemas.MovePremises, command)
        self.let("move_premises")

        def work(tx: Tx) -> Outcome:
            before = self._locked_premises(tx, order)
            where = self._site_of(order, None)
            self.own_ground(where.area)
            decision = premises.move(before, where, holds=store.holds_others(tx, before.id), at=self.now)
            store.save(tx, before, decision.record)
            units = [(id, where) for id in premises_ground.units_of(tx, before.id)]
            premises_ground.relocate(tx, units, at=self.now)
            hanging.with_premises(tx, before.id, *(id for id, _ in units))
            return self._kept_premises(decision)

        return perform(self.db, self.call, "move_premises", command, work)

    @rpc
    def end_premises(self, command: Order) -> Order:
        """Say that it is no more.

        :raises Missing: grid.premises_missing
        :raises Conflict: grid.premises_changed, grid.premises_ended, grid.premises_not_empty
        """
        order = load(schemas.EndPremises, command)
        self.let("end_premises")

        def work(tx: Tx) -> Outcome:
            before = self._locked_premises(tx, order)
            decision = premises.end(before, holds=store.holds(tx, before.id), at=self.now)
            store.save(tx, before, decision.record)
            return self._kept_premises(decision)

        return perform(self.db, self.call, "end_premises", command, work)

    def _locked_premises(self, tx: Tx, order: Order) -> Premises:
        before = store.lock(tx, order["premises"])
        self.in_reach(before.area, Missing("grid.premises_missing"))
        store.same(before, order["version"])
        return before

    def _known_keeper(self, order: Order) -> None:
        """Refuse a keeper the register of units does not hold."""
        if order.get("keeper"):
            self.ground.unit(order["keeper"], pointer="/keeper")

    def _holders_of(self, tx: Tx, order: Order) -> dict[str, Premises]:
        """Give what it is put into, held so that it cannot end meanwhile.

        :raises Invalid: grid.premises_holder_unknown
        """
        found = {}
        for field in HOLDERS:
            if order.get(field):
                holder = store.hold(tx, order[field])
                if holder is None:
                    raise Invalid("grid.premises_holder_unknown", pointer=f"/{field}")
                found[field] = holder
        return found

    def _fit(self, holders: dict[str, Premises], area: str) -> None:
        for field, holder in holders.items():
            premises.belongs(holder, HOLDERS[field], pointer=f"/{field}", area=area)
        self.own_ground(area)

    def _site_of(self, order: Order, building: Premises | None) -> Site:
        """Find where it stands: by its point, or a unit by its building.

        :raises Invalid: grid.point_needed
        """
        if order.get("kind") == premises.UNIT and building:
            return Site(building.area, building.grid, building.longitude, building.latitude)
        point: dict[str, Any] | None = order["point"]
        if not point:
            raise Invalid("grid.point_needed", pointer="/point")
        return site(self.ground, point["lon"], point["lat"], system=point["system"], named=order["area"])

    def _kept_premises(self, decision: Decision[Premises]) -> Outcome:
        one = decision.record
        detail = {"kind": one.kind, "number": one.code, "area": one.area, "grid": one.grid, "state": one.state}
        return Outcome(view(one, self.call.language), "premises", one.id, one.version, decision.events, detail)
