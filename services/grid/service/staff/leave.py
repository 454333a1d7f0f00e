"""Leaving: now or on a day to come, with everything open handed over in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from nameko.timer import timer

from kernel import command as kernel_command
from kernel import defect
from kernel.call import Call
from kernel.clock import new_id
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.decision import Event
from kernel.errors import Conflict, Invalid, Missing, Unavailable
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.doer import SYSTEM, Doer
from services.grid.domain.ground.area import covers
from services.grid.domain.incident import Incident
from services.grid.domain.staff import leave as rule
from services.grid.domain.staff import post as posts
from services.grid.domain.staff.leave import Leave, Moved
from services.grid.domain.staff.passing import pass_on
from services.grid.domain.staff.post import HEAD, Post
from services.grid.schemas.staff import leave as schemas
from services.grid.service.acting import Order
from services.grid.service.staff import view
from services.grid.service.staff.acting import StaffActing
from services.grid.store.staff import leave as staff_leave
from services.grid.store.staff import staff as store

SWEEP_SECONDS = 60


class StaffLeaving(StaffActing):
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
            store.same(before.version, order["version"], Conflict("grid.leave_changed", version=before.version))
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

    def _hold(self, tx: Tx, account: str, successors: Iterable[str]) -> frozenset[str]:
        """Hold who leaves and whoever may take over, and give them: two who leave at once must not be each other's heirs."""
        heads = self._heads(tx, staff_leave.list_open_grids(tx, account))
        held = frozenset((account, *successors, *heads.values()))
        store.hold(tx, *held)
        return held

    def _heads(self, tx: Tx, grids: Iterable[str], on: date | None = None) -> dict[str, str]:
        return {one.place: one.account for one in store.holders(tx, grids, on or self.today) if one.role == HEAD}

    def _carry_out(
        self, tx: Tx, leave: Leave, held: frozenset[str], *, doer: Doer, call: Call
    ) -> tuple[Outcome, Leave]:
        """End the posts of somebody who is held, and hand over what they have open."""
        ended, over = self._end_posts(tx, leave)
        moved = self._hand_over(tx, leave, held, doer=doer, call=call)
        decision = rule.carry_out(leave, posts=ended, moved=moved)
        store.touch(tx)
        return self._left(decision.record, moved, decision.events, also=over), decision.record

    def _end_posts(self, tx: Tx, leave: Leave) -> tuple[int, tuple[Event, ...]]:
        open_ = [one for one in store.list_of(tx, leave.account) if _goes_on(one, leave.leave_on)]
        for one in open_:
            store.POSTS.save(tx, one, posts.end(one, on=leave.leave_on, ending="left"))
        over = self.end_stand_ins(tx, open_, account=leave.account, on=leave.leave_on)
        tx.flush()  # who is head of a grid is asked as of after this
        return len(open_), over

    def _hand_over(
        self, tx: Tx, leave: Leave, held: frozenset[str], *, doer: Doer, call: Call
    ) -> tuple[Moved, ...]:
        found = staff_leave.lock_open_incidents(tx, leave.account)
        day = max(leave.leave_on, self.today)
        heads = self._heads(tx, {one.grid for one in found if one.grid}, day)
        # a head who came between the look and the hold is not held, and so is no heir: the desk decides
        here = held & store.standing(tx, held, on=day)
        heirs = {one.id: rule.heir(leave, grid=one.grid, area=one.area, heads=heads, here=here) for one in found}
        return tuple(self._pass_on(tx, leave, one, heirs[one.id], doer=doer, call=call) for one in found)

    def _pass_on(
        self, tx: Tx, leave: Leave, incident: Incident, heir: str | None, *, doer: Doer, call: Call
    ) -> Moved:
        decision = pass_on(incident, heir=heir, at=self.now)
        act = "reassign" if decision.record.state == incident.state else "send_back"
        outcome = self.settle(tx, act, decision, before=incident, doer=doer, order={})
        if heir is not None:
            outcome = replace(outcome, events=tuple(self.heard(event, heir=heir) for event in outcome.events))
        kernel_command.record(tx, call, act, outcome)
        return Moved(leave.id, "incident", incident.id, incident.grid or incident.area, heir)

    def _open_posts(self, tx: Tx, order: Order) -> list[Post]:
        """Give the posts that are still to end, all within scope.

        :raises Missing: grid.staff_missing, also when all of them are out of scope
        :raises Conflict: grid.staff_elsewhere
        """
        open_ = [one for one in store.list_of(tx, order["account"]) if _goes_on(one, order["on"])]
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

    def _list_moved(self, tx: Tx, outcome: Outcome) -> None:
        rows: list[dict[str, Any]] = outcome.reply["moved"]
        staff_leave.add_moved(tx, [Moved(leave=outcome.subject, **row) for row in rows])

    def _left(
        self, leave: Leave, moved: tuple[Moved, ...], events: tuple[Event, ...], *, also: tuple[Event, ...] = ()
    ) -> Outcome:
        told = tuple(self.heard(event, party=leave.account) for event in events)
        detail = {"area": leave.area, "state": leave.state, "leave_on": leave.leave_on.isoformat(), "moved": len(moved)}
        return Outcome(view.leave(leave, moved), "staff_leave", leave.id, leave.version, (*told, *also), detail=detail)


def _goes_on(post: Post, on: date) -> bool:
    return post.valid_until is None or post.valid_until > max(on, post.valid_from)


def _stands(own: list[Post], area: str, on: date) -> bool:
    return any(one.term.holds(on) and covers(area, one.area) for one in own)
