"""Monthly meetings on hard cases: read, held, concluded case by case, closed."""
from __future__ import annotations

from collections.abc import Callable

from kernel.command import Outcome
from kernel.db import Tx
from kernel.errors import Missing
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.duty import meeting as rule
from services.grid.domain.duty.meeting import Conclusion, Meeting
from services.grid.schemas.duty import meeting as schemas
from services.grid.service.acting import Order
from services.grid.service.duty.acting import DutyActing, dumped, shown
from services.grid.store.duty import meeting as store


class Convening(DutyActing):
    """What a leader does with a meeting of the own area."""

    @rpc
    def list_meetings(self, command: Order) -> Order:
        """Give one page of meetings in scope."""
        order = load(schemas.ListMeetings, command)
        items, following = store.page(
            self.db, self.duty_scope(order["area"]), limit=order["limit"], after=order["after"]
        )
        return {"items": [shown(one, schemas.MeetingRow) for one in items], "next": following}

    @rpc
    def find_meeting(self, command: Order) -> Order:
        """Give a meeting with cases of its list, in order, and why each is on it.

        :raises Missing: grid.meeting_missing, also when it is out of scope
        """
        order = load(schemas.FindMeeting, command)
        meeting = self._meeting_within(store.get(self.db, order["meeting"]))
        cases = store.cases(self.db, meeting.id, after=order["after_place"], limit=order["limit"])
        more = cases[-1].place if len(cases) == order["limit"] else None
        return {**shown(meeting, schemas.MeetingRow), "items": [dumped(one) for one in cases], "after_place": more}

    @rpc
    def hold_meeting(self, command: Order) -> Order:
        """Open a meeting.

        :raises Conflict: grid.meeting_changed, grid.meeting_not_prepared
        """
        return self._turn_meeting("hold_meeting", schemas.HoldMeeting, command, lambda one: rule.hold(one, at=self.now))

    @rpc
    def conclude_case(self, command: Order) -> Order:
        """Write down what was concluded on one case; once more replaces it.

        :raises Missing: grid.meeting_missing, grid.meeting_case_missing
        :raises Invalid: grid.unit_unknown, grid.conclusion_date_over
        :raises Conflict: grid.meeting_changed, grid.meeting_not_held
        """
        return self.duty_act("conclude_case", schemas.ConcludeCase, command, self._conclude_one)

    @rpc
    def close_meeting(self, command: Order) -> Order:
        """End a meeting.

        :raises Conflict: grid.meeting_changed, grid.meeting_not_held
        """
        return self._turn_meeting("close_meeting", schemas.CloseMeeting, command, lambda one: rule.close(one, at=self.now))

    def _turn_meeting(self, act: str, schema: type[schemas.HoldMeeting], command: Order, change: Change) -> Order:
        def work(tx: Tx, order: Order) -> Outcome:
            before = self._meeting_within(store.lock(tx, order["meeting"], version=order["version"]))
            return _saved(tx, before, change(before))

        return self.duty_act(act, schema, command, work)

    def _conclude_one(self, tx: Tx, order: Order) -> Outcome:
        ground = self.ground  # before the first statement: who holds a connection must not wait for another
        before = self._meeting_within(store.lock(tx, order["meeting"], version=order["version"]))
        ground.serving(order["unit"], before.area)
        already = store.decided(tx, before.id, order["incident"])
        conclusion = Conclusion(order["unit"], order["due_on"], order["words"])
        after = rule.conclude(before, conclusion, already=already, today=self.today)
        store.conclude(tx, before.id, order["incident"], conclusion, by=self.duty_account, at=self.now)
        return _saved(tx, before, after)

    def _meeting_within(self, meeting: Meeting) -> Meeting:
        if not self.in_duty_scope(meeting.area):
            raise Missing("grid.meeting_missing")
        return meeting


Change = Callable[[Meeting], Meeting]


def _saved(tx: Tx, before: Meeting, after: Meeting) -> Outcome:
    store.save(tx, before, after)
    reply = shown(after, schemas.MeetingRow)
    return Outcome(reply, "meeting", after.id, after.version, detail={"state": after.state, "area": after.area})
