"""Seeing who petitions: asked for with a reason, granted for minutes, approved where a second person must, listed above."""
from __future__ import annotations

from kernel.db import Tx
from kernel.rpc import rpc
from kernel.unmask import Case, Unmasking
from kernel.unmask_act import Desk
from kernel.wire import load
from services.petition.domain import unmask as rule
from services.petition.domain.permit import has_role
from services.petition.schemas import unmask as schemas
from services.petition.service.acting import Acting, Order
from services.petition.store import identity, petitioner
from services.petition.store import petition as store


class UnmaskingPetitioners(Acting):
    """Acts on the sealed identity of who petitions; nothing personal but the answer of `find_petitioner`."""

    @rpc
    def unmask_petitioner(self, command: Order) -> Order:
        """Ask to see who petitions.

        Rule GR-391, domain 5.4: with a reason, for a quarter of an hour at most, written down and told.
        Rule GR-393, domain 5.4: what is unusual about it is told to who leads the ground.

        :raises Missing: petition.petition_missing
        :raises Denied: petition.role_not_allowed, and as `in_hands`
        :raises Conflict: unmask.person_unknown, unmask.grant_running, unmask.request_waiting
        """
        order = load(schemas.UnmaskPetitioner, command)
        return self._unmask_desk().ask("unmask_petitioner", order, lambda tx: self._petitioner_held(tx, order["petition"]))

    @rpc
    def find_petitioner(self, command: Order) -> Order:
        """Give who petitions, while the caller's grant runs and the matter is still in the caller's hands.

        Rule GR-394, domain 5.4: each seeing is in the audit before anything is seen.

        :raises Missing: petition.petition_missing
        :raises Denied: petition.role_not_allowed, unmask.grant_missing, and as `in_hands`
        """
        order = load(schemas.FindPetitioner, command)
        return self._unmask_desk().see(lambda tx: self._petitioner_held(tx, order["petition"]), self._petitioner_open)

    @rpc
    def approve_unmasking(self, command: Order) -> Order:
        """Let somebody else see who petitions.

        :raises Missing: unmask.request_missing
        :raises Denied: petition.role_not_allowed, unmask.approver_asked
        :raises Conflict: unmask.request_changed, unmask.request_decided, unmask.request_expired, unmask.request_over
        """
        order = load(schemas.DecideUnmasking, command)
        return self._unmask_desk("approve_unmasking").approve("approve_unmasking", order, self._petitioner_led)

    @rpc
    def refuse_unmasking(self, command: Order) -> Order:
        """Let somebody not see who petitions.

        :raises Missing: unmask.request_missing
        :raises Denied: petition.role_not_allowed, unmask.approver_asked
        :raises Conflict: unmask.request_changed, unmask.request_decided, unmask.request_expired
        """
        order = load(schemas.DecideUnmasking, command)
        return self._unmask_desk("refuse_unmasking").refuse("refuse_unmasking", order, self._petitioner_led)

    @rpc
    def list_unmaskings(self, command: Order) -> Order:
        """Give one page of who asked to see who petitioned, on the own ground.

        Rule GR-395, domain 5.4: who leads sees every asking, its words and what came of it.
        """
        order = load(schemas.ListUnmaskings, command)
        return self._unmask_desk("list_unmaskings").page(order, self.scope().predicate())

    def _unmask_desk(self, act: str = "unmask_petitioner") -> Desk:
        has_role(act, self.doer(None))
        return Desk(self, rule.SERVICE, rule.NOUN)

    def _petitioner_held(self, tx: Tx, petition: str) -> Case:
        """Lock a petition that is in the caller's hands."""
        found = store.lock(tx, petition, self.scope())
        rule.in_hands(found, self.doer(found))
        return rule.case(found, **identity.traits(tx, found.id))

    def _petitioner_led(self, tx: Tx, asked: Unmasking) -> Case:
        """Lock a petition on the caller's ground."""
        found = store.lock(tx, asked.record, self.scope())
        return rule.case(found, **identity.traits(tx, found.id))

    def _petitioner_open(self, tx: Tx, case: Case) -> dict[str, str]:
        who = petitioner.open_(tx, self.seal, case.subject)
        return {"name": who.name, "phone": who.phone, "address": who.address}
