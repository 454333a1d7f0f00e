"""Leaving: now or on a day to come, with everything open handed over in the same transaction."""

from __future__ import annotations

from datetime import date

from nameko.timer import timer

from kernel import command as kernel_command
from kernel import defect
from kernel.call import Call
from kernel.clock import new_id
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.errors import Conflict, Invalid, Missing, Unavailable
from kernel.rows import same
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.doer import SYSTEM
from services.grid.domain.ground.area import covers
from services.grid.domain.staff import leave as rule
from services.grid.domain.staff.leave import Leave
from services.grid.domain.staff.post import Post, goes_on
from services.grid.schemas.staff import leave as schemas
from services.grid.service.acting import Order
from services.grid.service.staff import view
from services.grid.service.staff.handover import HandingOver
from services.grid.store.staff import leave as staff_leave
from services.grid.store.staff import staff as store

SWEEP_SECONDS = 60


class StaffLeaving(HandingOver):
    """The acts by which people leave, and what carries out those whose day has come."""

    @rpc
    def leave(self, command: Order) -> Order:
        """Let somebody leave; when the day has come already it is carried out at once.

        :raises Missing: grid.staff_missing, when they stand nowhere
        :raises Invalid: grid.leave_too_far, grid.successor_leaves, grid.successor_twice, grid.successor_not_there
        :raises Conflict: grid.leave_planned_already, grid.staff_elsewhere
        """
        order = load(schemas.LeaveStaff, command)
        self.may("leave")

        def work(tx: Tx) -> Outcome:
            held = self._hold(tx, order["account"], (row["account"] for row in order["successors"]))
            standing = self._open_posts(tx, order)
            leave = self._new_leave(order, standing)
            decision = rule.plan(leave, today=self.today)
            self._heirs(tx, leave)
            if leave.leave_on > self.today:
                staff_leave.add(tx, leave)
                return self._left(leave, (), decision.events)
            outcome, done = self._carry_out(tx, leave, held, doer=self.doer(), call=self.call)
            staff_leave.LEAVES.insert(tx, done)
            self._list_moved(tx, outcome)
            return outcome

        return perform(self.db, self.call, "leave", command, work)

    @rpc
    def withdraw_leave(self, command: Order) -> Order:
        """Take back a leave that is planned.

        :raises Missing: grid.leave_missing
        :raises Conflict: grid.leave_changed, grid.leave_act_not_allowed
        """
        order = load(schemas.WithdrawLeave, command)
        self.may("withdraw_leave")

        def work(tx: Tx) -> Outcome:
            before = staff_leave.lock(tx, order["leave"])
            self.covered(before.area, Missing("grid.leave_missing"))
            same(before, order["version"], Conflict("grid.leave_changed"))
            decision = rule.withdraw(before)
            staff_leave.LEAVES.save(tx, before, decision.record)
            return self._left(decision.record, (), decision.events)

        return perform(self.db, self.call, "withdraw_leave", command, work)

    @rpc
    def find_leave(self, command: Order) -> Order:
        """Give a leave with the list of what moved.

        :raises Missing: grid.leave_missing
        """
        leave = staff_leave.get(self.db, load(schemas.FindLeave, command)["leave"])
        self.covered(leave.area, Missing("grid.leave_missing"))
        return view.leave(leave, staff_leave.list_moved(self.db, leave.id))

    @timer(interval=SWEEP_SECONDS, expected_exceptions=Unavailable)
    def carry_out_leaves(self) -> None:
        """Carry out the leaves whose day has come, those of an outage too; several processes share them out."""
        broken: list[str] = []
        while self._carry_one(broken):
            continue

    def _carry_one(self, broken: list[str]) -> bool:
        """Carry out one leave, and say whether there was one; a broken one is told as a defect and holds up no other."""
        call, before = self.call.system(), None
        try:
            with self.db.transaction() as tx:
                before = staff_leave.claim_due(tx, on=self.today, without=broken)
                if before is not None:
                    self._carry_due(tx, before, call)
        except Unavailable:
            raise
        except Exception as error:
            if before is None:
                raise
            defect.tell("leave_defect", before.id, error)
            broken.append(before.id)
        return before is not None

    def _carry_due(self, tx: Tx, before: Leave, call: Call) -> None:
        held = self._hold(tx, before.account, (row["account"] for row in before.successors))
        outcome, done = self._carry_out(tx, before, held, doer=SYSTEM, call=call)
        staff_leave.LEAVES.save(tx, before, done)
        self._list_moved(tx, outcome)
        kernel_command.record(tx, call, "carry_out_leave", outcome)

    def _open_posts(self, tx: Tx, order: Order) -> list[Post]:
        """Give the posts that are still to end, all within scope.

        :raises Missing: grid.staff_missing, also when all of them are out of scope
        :raises Conflict: grid.staff_elsewhere
        """
        open_ = [one for one in store.list_of(tx, order["account"]) if goes_on(one, order["on"])]
        mine = [one for one in open_ if self.staff_reach().covers(area=one.area)]
        if not mine:
            raise Missing("grid.staff_missing")
        if len(mine) < len(open_):
            raise Conflict("grid.staff_elsewhere")
        return mine

    def _new_leave(self, order: Order, standing: list[Post]) -> Leave:
        return Leave(
            id=new_id(),
            account=order["account"],
            area=rule.narrowest(one.area for one in standing),
            leave_on=order["on"],
            reason=order["reason"],
            successors=tuple(order["successors"]),
            state="planned",
            version=1,
            created_at=self.now,
        )

    def _heirs(self, tx: Tx, leave: Leave) -> None:
        """Refuse a successor who does not stand in the area of the place they are to take over.

        :raises Invalid: grid.successor_not_there, grid.post_place_unknown
        """
        for at, row in enumerate(leave.successors):
            pointer = f"/successors/{at}"
            day = max(leave.leave_on, self.today)
            place = self.place(tx, row["place"], on=day, pointer=f"{pointer}/place")
            if not _stands(store.list_of(tx, row["account"]), place.area, day):
                raise Invalid("grid.successor_not_there", pointer=f"{pointer}/account", place=place.code)


def _stands(own: list[Post], area: str, on: date) -> bool:
    return any(one.term.holds(on) and covers(area, one.area) for one in own)
