"""What somebody who leaves has open: their posts end, their incidents go to an heir or back to the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from kernel import command as kernel_command
from kernel.call import Call
from kernel.command import Outcome
from kernel.db import Tx
from kernel.decision import Event
from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident
from services.grid.domain.staff import leave as rule
from services.grid.domain.staff import post as posts
from services.grid.domain.staff.leave import Leave, Moved
from services.grid.domain.staff.passing import pass_on
from services.grid.domain.staff.post import HEAD, goes_on
from services.grid.domain.voice.merge_life import MERGED
from services.grid.service.staff import view
from services.grid.service.staff.acting import StaffActing
from services.grid.store.staff import leave as staff_leave
from services.grid.store.staff import staff as store


class HandingOver(StaffActing):
    """What a leave that is made at once and one whose day has come share."""

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
        open_ = [one for one in store.list_of(tx, leave.account) if goes_on(one, leave.leave_on)]
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
        moved = []
        for one in reversed(found):  # what is joined to another before that one, whose thread it then hears
            moved.append(self._pass_on(tx, leave, one, heirs[one.id], doer=doer, call=call))
            if one.state == MERGED:
                tx.flush()
        return tuple(moved)

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

    def _list_moved(self, tx: Tx, outcome: Outcome) -> None:
        rows: list[dict[str, Any]] = outcome.reply["moved"]
        staff_leave.add_moved(tx, [Moved(leave=outcome.subject, **row) for row in rows])

    def _left(
        self, leave: Leave, moved: tuple[Moved, ...], events: tuple[Event, ...], *, also: tuple[Event, ...] = ()
    ) -> Outcome:
        told = tuple(self.heard(event, party=leave.account) for event in events)
        detail = {"area": leave.area, "state": leave.state, "leave_on": leave.leave_on.isoformat(), "moved": len(moved)}
        return Outcome(view.leave(leave, moved), "staff_leave", leave.id, leave.version, (*told, *also), detail=detail)
