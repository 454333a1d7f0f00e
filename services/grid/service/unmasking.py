"""Seeing who reported: asked for with a reason, granted for minutes, approved where a second person must, listed above."""

from __future__ import annotations

from kernel.db import Tx
from kernel.rpc import rpc
from kernel.unmask import Case, Unmasking
from kernel.unmask_act import Desk
from kernel.wire import load
from services.grid.domain import unmask as rule
from services.grid.domain.role import let
from services.grid.schemas import unmask as schemas
from services.grid.service.acting import Acting, Order
from services.grid.service.reach import reach, within
from services.grid.store import identity, reporter
from services.grid.store import incident as store


class UnmaskingReporters(Acting):
    """Acts on the sealed identity of who reported; nothing personal but the answer of `find_reporter`."""

    @rpc
    def unmask_reporter(self, command: Order) -> Order:
        """Ask to see who reported.

        Rule GR-391, domain 5.4: with a reason, for a quarter of an hour at most, written down and told.
        Rule GR-393, domain 5.4: what is unusual about it is told to who leads the ground.

        :raises Missing: grid.incident_missing
        :raises Denied: grid.role_not_allowed, grid.reporter_not_in_hands
        :raises Conflict: unmask.person_unknown, unmask.grant_running, unmask.request_waiting
        """
        order = load(schemas.UnmaskReporter, command)
        return self._unmask_desk().ask("unmask_reporter", order, lambda tx: self._reporter_held(tx, order["incident"]))

    @rpc
    def find_reporter(self, command: Order) -> Order:
        """Give who reported, while the caller's grant runs and the matter is still in the caller's hands.

        Rule GR-394, domain 5.4: each seeing is in the audit before anything is seen.

        :raises Missing: grid.incident_missing
        :raises Denied: grid.role_not_allowed, grid.reporter_not_in_hands, unmask.grant_missing
        """
        order = load(schemas.FindReporter, command)
        return self._unmask_desk().see(lambda tx: self._reporter_held(tx, order["incident"]), self._reporter_open)

    @rpc
    def approve_unmasking(self, command: Order) -> Order:
        """Let somebody else see who reported.

        :raises Missing: unmask.request_missing
        :raises Denied: grid.role_not_allowed, unmask.approver_asked
        :raises Conflict: unmask.request_changed, unmask.request_decided, unmask.request_expired, unmask.request_over
        """
        order = load(schemas.DecideUnmasking, command)
        return self._unmask_desk("approve_unmasking").approve("approve_unmasking", order, self._reporter_led)

    @rpc
    def refuse_unmasking(self, command: Order) -> Order:
        """Let somebody not see who reported.

        :raises Missing: unmask.request_missing
        :raises Denied: grid.role_not_allowed, unmask.approver_asked
        :raises Conflict: unmask.request_changed, unmask.request_decided, unmask.request_expired
        """
        order = load(schemas.DecideUnmasking, command)
        return self._unmask_desk("refuse_unmasking").refuse("refuse_unmasking", order, self._reporter_led)

    @rpc
    def list_unmaskings(self, command: Order) -> Order:
        """Give one page of who asked to see who reported what, on the own ground.

        Rule GR-395, domain 5.4: who leads sees every asking, its words and what came of it.
        """
        order = load(schemas.ListUnmaskings, command)
        return self._unmask_desk("list_unmaskings").page(order, reach(self.call.actor, self.seal).predicate())

    def _unmask_desk(self, act: str = "unmask_reporter") -> Desk:
        let(rule.ROLES, act, self.call.actor.role)
        return Desk(self, rule.SERVICE, rule.NOUN)

    def _reporter_held(self, tx: Tx, incident: str) -> Case:
        """Lock an incident that is in the caller's hands."""
        found = store.lock(tx, incident)
        doer = self.doer(found)
        within(reach(self.call.actor, self.seal), found, unit=doer.unit)
        rule.in_hands(found, doer)
        return rule.case(found, **identity.traits(tx, found.id))

    def _reporter_led(self, tx: Tx, asked: Unmasking) -> Case:
        """Lock an incident on the caller's ground."""
        found = store.lock(tx, asked.record)
        within(reach(self.call.actor, self.seal), found)
        return rule.case(found, **identity.traits(tx, found.id))

    def _reporter_open(self, tx: Tx, case: Case) -> dict[str, str]:
        who = reporter.open_(tx, self.seal, case.subject)
        return {"name": who.name, "phone": who.phone}
