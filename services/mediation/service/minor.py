"""Saying that a party is under age, after the dispute came in; and hearing it of the matter it was handed over from."""
from __future__ import annotations

from dataclasses import replace

from kernel import minor
from kernel.db import Tx
from kernel.errors import Missing
from kernel.events import event_handler
from kernel.minor_act import Held, Marking
from kernel.rpc import rpc
from kernel.wire import load
from services.mediation import schemas
from services.mediation.domain import unmask as rule
from services.mediation.domain.permit import LEADERS, has_role
from services.mediation.service.acting import Order
from services.mediation.service.correcting import Correcting, brought_by
from services.mediation.store import dispute as store
from services.mediation.store import identity
from services.mediation.store.minor import PEOPLE, lock_made_of


class MarkingParties(Correcting):
    """What is known of the age of parties."""

    @rpc
    def mark_minor(self, command: Order) -> Order:
        """Say that a party is under age, or no more; from then on they are named nowhere, and seen only with approval.

        Rule GR-455, 《未成年人网络保护条例》 art. 36.

        :raises Missing: mediation.dispute_missing, mediation.party_missing, minor.person_missing
        :raises Denied: mediation.role_not_allowed, minor.leader_needed, and as `in_hands`
        :raises Conflict: mediation.dispute_changed, minor.unchanged
        :raises Invalid: minor.reason_wrong
        """
        has_role(minor.ACT, self.doer(None))
        order = load(schemas.MarkPartyMinor, command)
        desk = Marking(self, rule.SERVICE, PEOPLE, LEADERS)
        return desk.mark(order, lambda tx: self._markable(tx, order))

    @event_handler("grid", "minor_marked")
    def hear_reporter_marked(self, event: Order) -> None:
        """Follow what was said of the reporter of a matter that was handed over here."""
        with self.db.transaction() as tx:
            for found in lock_made_of(tx, event["subject"]):
                self.follow_minor(tx, found, event["data"])

    def _markable(self, tx: Tx, order: Order) -> Held:
        found = store.lock(tx, order["dispute"], self.scope())
        if self.call.actor.role not in LEADERS:
            rule.in_hands(found, self.doer(found))
        store.same(found, order["version"])
        party, dispute = found.party(order["party"]), found.dispute
        if party is None:
            raise Missing("mediation.party_missing")
        case = rule.unmasked(found, party, **identity.traits(tx, party.id))
        bump = lambda: store.save_alone(tx, dispute, replace(dispute, version=dispute.version + 1))  # noqa: E731
        return Held(case, bump, dispute.origin if party == brought_by(found) else None)
