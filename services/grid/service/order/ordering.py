"""Work orders: given inside a case, done, checked by another, taken back."""

from __future__ import annotations

from datetime import timedelta

from kernel import clock, deadline
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.decision import Decision
from kernel.errors import Denied, Invalid, Missing
from kernel.obligation import Limit
from kernel.rpc import rpc
from kernel.scope import Scope
from kernel.wire import load
from services.grid.domain.admission.assignment import days_left
from services.grid.domain.doer import SYSTEM, Doer
from services.grid.domain.incident import Incident
from services.grid.domain.order import work
from services.grid.domain.order.work import Worker, WorkOrder
from services.grid.domain.order.work_life import ENDED, PAST, ROLES
from services.grid.domain.role import let
from services.grid.domain.step import take
from services.grid.schemas import order as schemas
from services.grid.service.acting import Order
from services.grid.service.order import view
from services.grid.service.reach import reach, within
from services.grid.service.thread import Threading
from services.grid.store import incident as incidents
from services.grid.store.duty import duty
from services.grid.store.order import work as store


class Ordering(Threading):
    """Acts on work orders, and their list."""

    @rpc
    def give_order(self, command: Order) -> Order:
        """Give a unit or a grid a task inside a case.

        :raises Invalid: grid.unit_unknown, grid.unit_elsewhere, grid.area_unknown, grid.order_grid_elsewhere,
            grid.task_due_early
        :raises Denied: grid.role_not_allowed, grid.unit_not_responsible
        :raises Missing: grid.incident_missing
        :raises Conflict: grid.incident_changed, grid.incident_act_not_allowed
        """
        order = load(schemas.GiveOrder, command)
        let(ROLES, "give_order", self.call.actor.role)
        days_left(order["due_on"], self.now)
        on_grid = self.ground.place(order["on_grid"], pointer="/on_grid").area if order["on_grid"] else None
        return perform(self.db, self.call, "give_order", command, lambda tx: self._give_order(tx, order, on_grid))

    @rpc
    def finish_order(self, command: Order) -> Order:
        """Say that it is done, with words and evidence."""
        order = self.vouched(load(schemas.FinishOrder, command))

        def rule(one: WorkOrder, who: Worker) -> Decision[WorkOrder]:
            return work.finish(one, who, answer=order["words"], at=self.now)

        return perform(self.db, self.call, "finish_order", command, lambda tx: self._on_order(tx, order, rule))

    @rpc
    def check_order(self, command: Order) -> Order:
        """Check what was done; nobody checks their own."""
        order = load(schemas.CheckOrder, command)

        def rule(one: WorkOrder, who: Worker) -> Decision[WorkOrder]:
            return work.check(one, who, reason=order["reason"], at=self.now)

        return perform(self.db, self.call, "check_order", command, lambda tx: self._on_order(tx, order, rule))

    @rpc
    def withdraw_order(self, command: Order) -> Order:
        """Take a task back."""
        order = load(schemas.WithdrawOrder, command)

        def rule(one: WorkOrder, who: Worker) -> Decision[WorkOrder]:
            return work.withdraw(one, who, at=self.now)

        return perform(self.db, self.call, "withdraw_order", command, lambda tx: self._on_order(tx, order, rule))

    @rpc
    def list_orders(self, command: Order) -> Order:
        """Give one page of work orders within scope, the soonest due first."""
        order = load(schemas.ListOrders, command)
        asked = {**order, "now": self.now}
        items, following = store.page(self.db, self._order_scope(), asked, limit=order["limit"], after=order["after"])
        who, language = self._order_worker(), self.call.language
        return {"items": [view.order(one, who, language, schemas.OrderRow) for one in items], "next": following}

    def _give_order(self, tx: Tx, order: Order, grid_area: str | None) -> Outcome:
        incident, doer = incidents.lock(tx, order["incident"]), self.doer()
        within(reach(self.call.actor, self.seal), incident, unit=doer.unit)
        incidents.same(incident, order["version"])
        take(incident, "give_order", SYSTEM, at=self.now)
        self._order_giver(incident, doer)
        if order["unit"]:
            self.ground.serving(order["unit"], incident.area)
        # whoever stands on another ground reaches neither the matter nor the task
        if grid_area is not None and grid_area != incident.area:
            raise Invalid("grid.order_grid_elsewhere", pointer="/on_grid", area=incident.area)
        made = self._made_order(tx, incident, order)
        store.add(tx, made)
        self.write_thread(tx, incident, "give_order", doer, [_order_line(made)])
        reply = view.order(made, Worker(doer), self.call.language)
        told = (work.tell(made, "give_order"),)
        return Outcome(reply, "order", made.id, 1, told, detail={"incident": incident.id, "unit": made.unit, "grid": made.grid})

    def _order_giver(self, incident: Incident, doer: Doer) -> None:
        """Let a unit give tasks only inside the case it answers for.

        :raises Denied: grid.unit_not_responsible
        """
        if doer.unit is None or (doer.role == "officer" and doer.unit != incident.unit):
            raise Denied("grid.unit_not_responsible", unit=incident.unit)

    def _made_order(self, tx: Tx, incident: Incident, order: Order) -> WorkOrder:
        id, days = clock.new_id(), days_left(order["due_on"], self.now)
        opened = deadline.open(
            tx, self.calendar, Limit(days, "D"), subject=id, kind="order", stage="order", rule="GR-157",
            owner=order["unit"] or "", area=incident.area, at=self.now, number=incident.number,
        )  # fmt: skip
        return WorkOrder(
            id=id,
            incident=incident.id,
            number=incident.number,
            unit=order["unit"],
            grid=order["on_grid"],
            area=incident.area,
            words=order["words"],
            given_by=self.call.actor.id,
            given_unit=self.call.actor.unit or "",
            due_on=order["due_on"],
            due_at=opened.due_at or self.now + timedelta(days=days),
            created_at=self.now,
            changed_at=self.now,
        )

    def _on_order(self, tx: Tx, order: Order, rule: work.Rule) -> Outcome:
        """Do one act on a work order.

        :raises Missing: grid.order_missing, also when it is out of scope
        :raises Conflict: grid.order_changed, grid.order_act_not_allowed
        """
        before, who = store.lock(tx, order["order"], order["version"]), self._order_worker(tx)
        scope = self._order_scope()
        if not any(scope.covers(area=before.area, unit=unit) for unit in (before.unit, before.given_unit)):
            raise Missing("grid.order_missing")
        moved = rule(before, who)
        after = moved.record
        store.save(tx, before, after)
        if after.state in ENDED:
            deadline.stop(tx, after.id, at=self.now)
        act = moved.events[0].name.removeprefix("grid.order_")
        step = next(name for name, past in PAST.items() if past == act)
        self.write_thread(tx, incidents.lock(tx, after.incident), step, who.doer, [_order_line(after)], brought=order)
        reply = view.order(after, who, self.call.language)
        detail = {"state": after.state, "reason": after.reason}
        return Outcome(reply, "order", after.id, after.version, moved.events, detail=detail)

    def _order_worker(self, tx: Tx | None = None) -> Worker:
        doer = self.doer()
        grids = duty.grids_of(tx or self.db, doer.id, clock.today(self.now)) if doer.role == "grid_worker" else []
        return Worker(doer, grids)

    def _order_scope(self) -> Scope:
        return reach(self.call.actor, self.seal)


def _order_line(one: WorkOrder) -> Order:
    reason = {"reason": one.reason} if one.reason and one.state == "given" else {}
    return {"helper": one.unit, "order": one.id, "until": one.due_on.isoformat(), **reason}
