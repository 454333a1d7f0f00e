"""Seeing who a party is: asked for with a reason, granted for minutes, approved where a second person must, listed above."""
from __future__ import annotations

from kernel.db import Tx
from kernel.errors import Missing
from kernel.rpc import rpc
from kernel.unmask import Case as Unmasked
from kernel.unmask import Unmasking
from kernel.unmask_act import Desk
from kernel.wire import load
from services.mediation import schemas
from services.mediation.domain import unmask as rule
from services.mediation.domain.dispute import Case
from services.mediation.domain.permit import has_role
from services.mediation.service.acting import Acting, Order
from services.mediation.store import dispute as store
from services.mediation.store import identity, person


class UnmaskingParties(Acting):
    """Acts on the sealed identities of parties; nothing personal but the answer of `find_party`."""

    @rpc
    def unmask_party(self, command: Order) -> Order:
        """Ask to see who a party is.

        Rule GR-391, domain 5.4: with a reason, for a quarter of an hour at most, written down and told.
        Rule GR-393, domain 5.4: what is unusual about it is told to who leads the ground.

        :raises Missing: mediation.dispute_missing, mediation.party_missing
        :raises Denied: mediation.role_not_allowed, and as `in_hands`
        :raises Conflict: unmask.person_unknown, unmask.grant_running, unmask.request_waiting
        """
        order = load(schemas.UnmaskParty, command)
        return self._unmask_desk().ask("unmask_party", order, lambda tx: self._party_held(tx, order))

    @rpc
    def find_party(self, command: Order) -> Order:
        """Give who a party is, while the caller's grant runs and the dispute is still in the caller's hands.

        Rule GR-394, domain 5.4: each seeing is in the audit before anything is seen.

        :raises Missing: mediation.dispute_missing, mediation.party_missing
        :raises Denied: mediation.role_not_allowed, unmask.grant_missing, and as `in_hands`
        """
        order = load(schemas.FindParty, command)
        return self._unmask_desk().see(lambda tx: self._party_held(tx, order), self._party_open)

    @rpc
    def approve_unmasking(self, command: Order) -> Order:
        """Let somebody else see who a party is.

        :raises Missing: unmask.request_missing
        :raises Denied: mediation.role_not_allowed, unmask.approver_asked
        :raises Conflict: unmask.request_changed, unmask.request_decided, unmask.request_expired, unmask.request_over
        """
        order = load(schemas.DecideUnmasking, command)
        return self._unmask_desk("approve_unmasking").approve("approve_unmasking", order, self._party_led)

    @rpc
    def refuse_unmasking(self, command: Order) -> Order:
        """Let somebody not see who a party is.

        :raises Missing: unmask.request_missing
        :raises Denied: mediation.role_not_allowed, unmask.approver_asked
        :raises Conflict: unmask.request_changed, unmask.request_decided, unmask.request_expired
        """
        order = load(schemas.DecideUnmasking, command)
        return self._unmask_desk("refuse_unmasking").refuse("refuse_unmasking", order, self._party_led)

    @rpc
    def list_unmaskings(self, command: Order) -> Order:
        """Give one page of who asked to see which party, on the own ground.

        Rule GR-395, domain 5.4: who leads sees every asking, its words and what came of it.
        """
        order = load(schemas.ListUnmaskings, command)
        return self._unmask_desk("list_unmaskings").page(order, self.scope().predicate())

    def _unmask_desk(self, act: str = "unmask_party") -> Desk:
        has_role(act, self.doer(None))
        return Desk(self, rule.SERVICE, rule.NOUN)

    def _party_held(self, tx: Tx, order: Order) -> Unmasked:
        """Lock a dispute that is in the caller's hands, and give one of its parties."""
        found = store.lock(tx, order["dispute"], self.scope())
        rule.in_hands(found, self.doer(found))
        return self._party_of(tx, found, order["party"])

    def _party_led(self, tx: Tx, asked: Unmasking) -> Unmasked:
        """Lock a dispute on the caller's ground."""
        return self._party_of(tx, store.lock(tx, asked.record, self.scope()), asked.subject)

    def _party_of(self, tx: Tx, case: Case, id: str) -> Unmasked:
        party = case.party(id)
        if party is None:
            raise Missing("mediation.party_missing")
        return rule.unmasked(case, party, **identity.traits(tx, party.id))

    def _party_open(self, tx: Tx, one: Unmasked) -> dict[str, str]:
        parties = [party for party in store.get(tx, one.id, self.scope()).parties if party.id == one.subject]
        who = person.open_all(tx, self.seal, parties)[one.subject]
        return {"name": who.name, "phone": who.phone, "address": who.address}
