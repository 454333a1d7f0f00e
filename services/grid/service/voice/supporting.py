"""Standing behind a matter that somebody else reported, and hearing how it ends."""

from __future__ import annotations

from dataclasses import replace

from nameko.timer import timer

from kernel import number, outbox
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.errors import Missing, Unavailable
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident
from services.grid.domain.voice import support as rule
from services.grid.domain.voice.support import Support
from services.grid.schemas import voice as schemas
from services.grid.service.acting import Acting, Order
from services.grid.store import incident as incidents
from services.grid.store.voice import merge, support

TELL_SECONDS = 5
# before the id of a report whose ticket stands for somebody, so that it is no account's name
TICKET = "ticket/"


class Supporting(Acting):
    """Support counts, once for each account or ticket; nobody can list it."""

    @rpc
    def support(self, command: Order) -> Order:
        """Stand behind a matter, once; asked again, say anew whether to hear of its end.

        Of a report that is joined to another, the main one is supported. Who has no account does it with number and query
        code of a report of their own, and reads there what they wish to hear.

        :raises Invalid: number.malformed, number.check_wrong, number.kind_unknown
        :raises Missing: grid.incident_missing, also when number or code is wrong
        :raises Conflict: grid.support_too_late, grid.supporter_reported
        :raises Denied: grid.role_not_allowed, grid.support_unproven
        """
        order = load(schemas.Support, command)
        return perform(self.db, self.call, "support", command, lambda tx: self._supported(tx, order))

    @rpc
    def withdraw_support(self, command: Order) -> Order:
        """Stand behind a matter no longer; who did not is told the same.

        :raises Invalid: number.malformed, number.check_wrong, number.kind_unknown
        :raises Missing: grid.incident_missing, also when number or code is wrong
        :raises Denied: grid.role_not_allowed, grid.support_unproven
        """
        order = load(schemas.WithdrawSupport, command)
        return perform(self.db, self.call, "withdraw_support", command, lambda tx: self._withdrawn(tx, order))

    @timer(interval=TELL_SECONDS, expected_exceptions=Unavailable)
    def tell_supporters(self) -> None:
        """Tell those who wished to hear how a matter ended, some at a time; each is told once."""
        while self._told_some():
            continue

    def _supported(self, tx: Tx, order: Order) -> Outcome:
        own = self._ticket(tx, order)
        rule.may_support("support", self.doer(), ticket=own is not None)
        incident = incidents.lock(tx, merge.root(tx, order["incident"]).id)
        aliases, hear = self._aliases(own), order["hear"] and own is None
        rule.supportable(incident, self._supporter(tx, incident, own))
        if support.has(tx, incident.id, aliases):
            support.hear(tx, incident.id, aliases, hear=hear)
            return self._counted(incident, supporters=incident.supporters, supported=True, hear=hear)
        support.add(tx, Support(incident.id, order["incident"], aliases[0], hear, self.now))
        return self._counted(incident, supporters=incident.supporters + 1, supported=True, hear=hear)

    def _withdrawn(self, tx: Tx, order: Order) -> Outcome:
        """Take the support back wherever it stands: with the main one, and with the report it was given to."""
        own = self._ticket(tx, order)
        rule.may_support("withdraw_support", self.doer(), ticket=own is not None)
        aliases = self._aliases(own)
        incident = incidents.lock(tx, merge.root(tx, order["incident"]).id)
        stands = support.has(tx, incident.id, aliases)
        if stands:
            support.remove(tx, incident.id, aliases)
        if incident.id != order["incident"] and support.has(tx, incidents.lock(tx, order["incident"]).id, aliases):
            support.remove(tx, order["incident"], aliases)
        return self._counted(incident, supporters=incident.supporters - stands, supported=False, hear=False)

    def _ticket(self, tx: Tx, order: Order) -> Incident | None:
        """Give the own report that somebody without an account proves to have made; None where none is named.

        :raises Missing: grid.incident_missing, when number or code is wrong
        """
        if self.call.actor.id or not (order["number"] and order["code"]):
            return None
        found = incidents.find_by_number(tx, str(number.parse(order["number"], kinds=("SJ",))))
        if found is None or not self.seal.code_matches(found.id, order["code"]):
            raise Missing("grid.incident_missing")
        return found

    def _aliases(self, own: Incident | None) -> tuple[str, ...]:
        """Give by what a supporter is counted once, under each live key: the account, or the ticket of the own report."""
        return self.seal.aliases(f"{TICKET}{own.id}" if own else self.call.actor.id)

    def _supporter(self, tx: Tx, incident: Incident, own: Incident | None) -> Doer:
        """Give the one who would support, as the reporter where the matter, or what is joined to it, is their own."""
        if own:
            reporter = merge.root(tx, own.id).id == incident.id
        else:
            reporter = self.doer(incident).reporter or merge.reported(tx, incident.id, self._aliases(None))
        return replace(self.doer(), reporter=reporter)

    def _counted(self, incident: Incident, *, supporters: int, supported: bool, hear: bool) -> Outcome:
        reply = {"id": incident.id, "supporters": supporters, "supported": supported, "hear": hear}
        # the matter itself stays at its version: what changed is who stands behind it
        return Outcome(reply, "support", incident.id, incident.version, detail={"supporters": supporters})

    def _told_some(self) -> bool:
        with self.db.transaction() as tx:
            id = support.claim_end(tx)
            if id is None:
                return False
            aliases = support.to_tell(tx, id)
            incident = incidents.get(tx, id)
            outbox.append(tx, self.call.system(), tuple(rule.ended(incident, alias) for alias in aliases))
            if len(aliases) < support.BATCH:
                support.told(tx, id)
        return True
