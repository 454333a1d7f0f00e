"""Daily sweeps: the worker's list of today, what is found, and the counts of an area."""
from __future__ import annotations

from typing import Any

from kernel import clock
from kernel.command import Outcome, record
from kernel.db import Tx
from kernel.errors import Invalid, Missing
from kernel.rpc import rpc
from kernel.wire import load
from services.grid import schemas as incidents
from services.grid.domain.duty import sweep as rule
from services.grid.domain.duty.sweep import Finding, Item, Sweep
from services.grid.domain.report import Reporter, report
from services.grid.schemas.duty import sweep as schemas
from services.grid.service.acting import Order
from services.grid.service.duty.acting import DutyActing, dumped, shown
from services.grid.service.reporting import Reporting
from services.grid.store.duty import duty
from services.grid.store.duty import sweep as store
from services.grid.store.premises import premises

DAYS_MOST = 92


class Sweeping(DutyActing, Reporting):
    """What a worker does with a sweep, and who counts them."""

    @rpc
    def my_sweep(self, command: Order) -> Order:
        """Give the sweeps of today of the own grids, each with its checklist."""
        load(schemas.MySweep, command)
        found = store.of_grids(self.db, self.duty_grids(self.db), self.today)
        lines = store.items(self.db, [one.id for one in found])
        names = duty.sites(self.db, {line.site for line in lines if line.site})
        return {
            "on": self.today.isoformat(),
            "items": [
                {
                    **shown(one, schemas.SweepRow),
                    "lines": [_line(line, names, self.call.language) for line in lines if line.sweep == one.id],
                }
                for one in found
            ],
        }

    @rpc
    def record_sweep_item(self, command: Order) -> Order:
        """Write down what was found at one place; a hazard becomes an incident in the same transaction.

        :raises Missing: grid.sweep_missing, also when it is of a grid of somebody else; grid.sweep_item_missing
        :raises Conflict: grid.sweep_changed, grid.sweep_over, grid.sweep_item_recorded
        :raises Invalid: what reporting an incident raises
        :raises Unavailable: when nobody can say what a photo of the hazard is
        """
        work, ask = self._record_found, self._hazard_vouched
        return self.duty_act("record_sweep_item", schemas.RecordSweepItem, command, work, ask=ask)

    @rpc
    def list_sweeps(self, command: Order) -> Order:
        """Give one page of the sweeps of a day."""
        order = load(schemas.ListSweeps, command)
        items, following = store.page(
            self.db, order["on"] or self.today, self.duty_scope(order["area"]), limit=order["limit"], after=order["after"]
        )
        return {"items": [shown(one, schemas.SweepRow) for one in items], "next": following}

    @rpc
    def sweep_days(self, command: Order) -> Order:
        """Count sweeps day by day.

        :raises Invalid: grid.span_reversed, grid.span_too_long
        """
        order = load(schemas.SweepDays, command)
        first, last = order["first"], order["last"]
        if last < first:
            raise Invalid("grid.span_reversed", pointer="/last")
        if (last - first).days >= DAYS_MOST:
            raise Invalid("grid.span_too_long", pointer="/last", most=DAYS_MOST)
        days = store.days(self.db, self.duty_scope(order["area"]), first=first, last=last)
        return {"items": [dumped(day) for day in days]}

    def _record_found(self, tx: Tx, order: Order) -> Outcome:
        # number and ground before the first statement: who holds a connection must not wait for another
        number = self.numbers.next(self.today) if order["hazard"] and self.ground else ""
        before = store.lock(tx, order["sweep"], version=order["version"])
        if before.grid not in self.duty_grids(tx):
            raise Missing("grid.sweep_missing")
        item = store.item(tx, before.id, order["place"])
        found = Finding(order["result"], order["words"], None, self.duty_account, self.now)
        rule.record(before, item, found, today=self.today)  # refused before anything is reported
        made = self._report_hazard(tx, before, order, number) if order["hazard"] else {}
        found = Finding(order["result"], order["words"], made.get("id"), self.duty_account, self.now)
        after, line = rule.record(before, item, found, today=self.today)
        store.save(tx, before, after, line)
        if line.site and line.result != "not_reached":
            premises.looked(tx, [line.site], self.now)
        reply = {**shown(after, schemas.SweepRow), "incident": made.get("id"), "number": made.get("number")}
        detail = {"grid": after.grid, "place": line.place, "result": line.result, "incident": line.incident}
        return Outcome(reply, "sweep", after.id, after.version, detail=detail)

    def _hazard_vouched(self, order: Order) -> Order:
        """Give the command with what the front door says of a hazard's photos."""
        return {**order, "vouched": self.vouched(order["hazard"])["vouched"]} if order["hazard"] else order

    def _report_hazard(self, tx: Tx, sweep: Sweep, found: Order, number: str) -> Order:
        """Report a hazard as any other matter a worker has seen; without a point it is in the sweep's grid."""
        hazard = found["hazard"]
        place = {} if hazard["point"] else {"area": sweep.grid}
        order = {**load(incidents.Report, {**said(hazard), **place}), "vouched": found["vouched"]}
        doer = self.doer()
        decision = report(self._given(order, Reporter()), doer, id=clock.new_id(), number=number, at=self.now)
        outcome = self.settle(tx, "report", decision, before=None, doer=doer, order=order)
        record(tx, self.call, "report", outcome)
        return outcome.reply


def said(hazard: Order) -> dict[str, Any]:
    """Give a hazard as a report is sent: what was read once is written as it came, to be read by the report's schema.

    What was not sent is left out again: a photo has no words, and the schema would refuse empty ones.
    """
    evidence = [
        {name: value.isoformat() if name == "taken_at" else value for name, value in piece.items() if value}
        for piece in hazard["evidence"]
    ]
    return {**hazard, "evidence": evidence}


def _line(line: Item, names: dict[str, tuple[str, Any]], language: str) -> Order:
    name = rule.called(line.kind, language) if not line.site else names[line.site][0] if line.site in names else None
    return {**shown(line, schemas.SweepItemView), "name": name}


