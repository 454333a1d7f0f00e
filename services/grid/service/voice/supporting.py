"""Standing behind a matter that somebody else reported, and hearing how it ends."""

from __future__ import annotations

from nameko.timer import timer

from kernel import outbox
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.errors import Unavailable
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.incident import Incident
from services.grid.domain.voice import support as rule
from services.grid.domain.voice.support import Support
from services.grid.schemas import voice as schemas
from services.grid.service.acting import Acting, Order
from services.grid.store import incident as incidents
from services.grid.store.voice import merge, support

TELL_SECONDS = 5


class Supporting(Acting):
    """Support counts, once for each account; nobody can list it."""

    @rpc
    def support(self, command: Order) -> Order:
        """Stand behind a matter, once; asked again, say anew whether to hear of its end.

        Of a report that is joined to another, the main one is supported.

        :raises Missing: grid.incident_missing
        :raises Conflict: grid.support_too_late, grid.supporter_reported
        :raises Denied: grid.role_not_allowed
        """
        order = load(schemas.Support, command)
        return perform(self.db, self.call, "support", command, lambda tx: self._supported(tx, order))

    @rpc
    def withdraw_support(self, command: Order) -> Order:
        """Stand behind a matter no longer; who did not is told the same.

        :raises Missing: grid.incident_missing
        :raises Denied: grid.role_not_allowed
        """
        order = load(schemas.WithdrawSupport, command)
        return perform(self.db, self.call, "withdraw_support", command, lambda tx: self._withdrawn(tx, order))

    @timer(interval=TELL_SECONDS, expected_exceptions=Unavailable)
    def tell_supporters(self) -> None:
        """Tell those who wished to hear how a matter ended, some at a time; each is told once."""
        while self._told_some():
            continue

    def _supported(self, tx: Tx, order: Order) -> Outcome:
        rule.may_support("support", self.doer())
        incident = incidents.lock(tx, merge.root(tx, order["incident"]).id)
        aliases = self.seal.aliases(self.call.actor.id)
        rule.supportable(incident, self.doer(incident))
        if support.has(tx, incident.id, aliases):
            support.hear(tx, incident.id, aliases, hear=order["hear"])
            return self._counted(incident, supporters=incident.supporters, supported=True, hear=order["hear"])
        support.add(tx, Support(incident.id, aliases[0], order["hear"], self.now))
        return self._counted(incident, supporters=incident.supporters + 1, supported=True, hear=order["hear"])

    def _withdrawn(self, tx: Tx, order: Order) -> Outcome:
        """Take the support back where it stands: with the report it was given to, or with its main one."""
        rule.may_support("withdraw_support", self.doer())
        aliases = self.seal.aliases(self.call.actor.id)
        incident = incidents.lock(tx, merge.root(tx, order["incident"]).id)
        stands = support.has(tx, incident.id, aliases)
        if not stands and incident.id != order["incident"]:
            incident = incidents.lock(tx, order["incident"])
            stands = support.has(tx, incident.id, aliases)
        if stands:
            support.remove(tx, incident.id, aliases)
        return self._counted(incident, supporters=incident.supporters - stands, supported=False, hear=False)

    def _counted(self, incident: Incident, *, supporters: int, supported: bool, hear: bool) -> Outcome:
        reply = {"id": incident.id, "supporters": supporters, "supported": supported, "hear": hear}
        return Outcome(reply, "incident", incident.id, incident.version, detail={"supporters": supporters})

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
