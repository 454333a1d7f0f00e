"""The desk's acts on reports of one matter: join, take apart, answer each, and list what is joined."""

from __future__ import annotations

from dataclasses import replace

from kernel.clock import new_id
from kernel.command import Outcome, perform, record
from kernel.db import Tx
from kernel.errors import Conflict
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.doer import SYSTEM
from services.grid.domain.incident import Incident
from services.grid.domain.life import LIFE
from services.grid.domain.permit import has_role
from services.grid.domain.staff.passing import pass_on
from services.grid.domain.voice import merge as rule
from services.grid.domain.voice.merge import Merge
from services.grid.domain.voice.merge_life import MERGED
from services.grid.schemas import voice as schemas
from services.grid.service import view
from services.grid.service.acting import Acting, Order
from services.grid.service.reach import reach, within
from services.grid.store import incident as incidents
from services.grid.store.voice import merge as store
from services.grid.store.voice import support


class Merging(Acting):
    """Joining and taking apart. Locks: the main one first, two mains by id; so crosswise desks cannot wait for each other."""

    @rpc
    def merge(self, command: Order) -> Order:
        """Join a report to another of the same matter; where that one is joined itself, to the one it is joined to.

        :raises Invalid: grid.merge_with_itself
        :raises Missing: grid.incident_missing, also when either is out of scope
        :raises Conflict: grid.incident_changed, grid.incident_act_not_allowed, grid.parts_open, grid.merge_moved
        """
        order = load(schemas.Merge, command)
        return perform(self.db, self.call, "merge", command, lambda tx: self._merged(tx, order))

    @rpc
    def unmerge(self, command: Order) -> Order:
        """Take a joined report out again, to where it stood, with what had been joined to it.

        :raises Missing: grid.incident_missing
        :raises Conflict: grid.incident_changed, grid.incident_act_not_allowed, grid.merge_moved
        """
        order = load(schemas.Unmerge, command)
        return perform(self.db, self.call, "unmerge", command, lambda tx: self._unmerged(tx, order))

    @rpc
    def respond(self, command: Order) -> Order:
        """Give the reporter of a joined report an answer of their own."""
        return self.act("respond", schemas.Respond, command, self.ruled(rule.respond))

    @rpc
    def list_merged(self, command: Order) -> Order:
        """Give one page of what is joined to an incident, the first reported first, within scope.

        :raises Missing: grid.incident_missing
        """
        order = load(schemas.ListMerged, command)
        main = incidents.get(self.db, order["incident"])
        scope = reach(self.call.actor, self.seal)
        within(scope, main)
        items, following = store.page(self.db, main.id, scope, limit=order["limit"], after=order["after"])
        rows = [view.row(one, self.doer(one), self.call.language, now=self.now, ground=self.ground) for one in items]
        return {"items": rows, "next": following}

    def _merged(self, tx: Tx, order: Order) -> Outcome:
        doer = self.doer()
        has_role("merge", doer)
        before, into = self._both(tx, order["incident"], order["into"])
        self._seen(before, into)
        incidents.same(before, order["version"])
        decision = rule.merge(before, doer, into=into, at=self.now)
        gathered = rule.gather(into, SYSTEM, joined=before, at=self.now)
        outcome = self.settle(tx, "merge", decision, before=before, doer=doer, order=order)
        joining = Merge(id=new_id(), incident=before.id, main=into.id, was=before.state, at=self.now)
        store.add(tx, joining, count=1 + before.merged)
        support.carry(tx, before.id, into.id)
        record(tx, self.call, "gather", self.settle(tx, "gather", gathered, before=into, doer=SYSTEM, order={}))
        return outcome

    def _unmerged(self, tx: Tx, order: Order) -> Outcome:
        doer = self.doer()
        has_role("unmerge", doer)
        main, before = self._held(tx, order["incident"])
        self._seen(before)
        incidents.same(before, order["version"])
        joining = store.current(tx, before.id)
        decision = rule.unmerge(before, doer, was=joining.was if joining else before.state, at=self.now)
        if joining is None or main is None:
            raise Conflict("grid.incident_not_merged")
        outcome = self.settle(tx, "unmerge", decision, before=before, doer=doer, order=order)
        with_it = store.under(tx, before.id)
        store.undo(tx, joining, main=main.id, with_it=with_it, at=self.now)
        support.carry(tx, main.id, before.id, via=(before.id, *with_it))
        scattered = rule.scatter(main, SYSTEM, joined=before, at=self.now)
        record(tx, self.call, "scatter", self.settle(tx, "scatter", scattered, before=main, doer=SYSTEM, order={}))
        return self._sent_back(tx, decision.record, outcome)

    def _sent_back(self, tx: Tx, after: Incident, outcome: Outcome) -> Outcome:
        """Let the desk have what nobody handles any more: who did has left while it was joined, and named no heir."""
        if after.handler is not None or not LIFE.has(after.state, "send_back"):
            return outcome
        tx.flush()
        sent = self.settle(tx, "send_back", pass_on(after, heir=None, at=self.now), before=after, doer=SYSTEM, order={})
        record(tx, self.call.system(), "send_back", sent)
        return replace(outcome, reply=sent.reply)

    def _both(self, tx: Tx, one: str, other: str) -> tuple[Incident, Incident]:
        """Lock a report and the main one of the other.

        :raises Conflict: grid.merge_moved, when others join and part them faster than they can be locked
        """
        main = store.root(tx, other)
        before, into = store.lock_both(tx, one, main.id)
        if into.state == MERGED:
            raise Conflict("grid.merge_moved")
        return before, into

    def _held(self, tx: Tx, id: str) -> tuple[Incident | None, Incident]:
        """Lock a joined report after the one it is joined to.

        :raises Conflict: grid.merge_moved
        """
        found = incidents.get(tx, id)
        main = incidents.lock(tx, found.main) if found.main and found.state == MERGED else None
        before = incidents.lock(tx, id)
        if before.state == MERGED and (main is None or before.main != main.id):
            raise Conflict("grid.merge_moved")
        return main, before

    def _seen(self, *incidents: Incident) -> None:
        scope = reach(self.call.actor, self.seal)
        for one in incidents:
            within(scope, one)
