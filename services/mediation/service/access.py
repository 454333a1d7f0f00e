"""What the front door asks when it tells who saw what."""

from __future__ import annotations

from kernel import whose
from kernel.rpc import rpc
from kernel.wire import load
from services.mediation import schemas
from services.mediation.service.acting import Acting, Order
from services.mediation.store import dispute as store
from services.mediation.store import identity


class Access(Acting):
    """Asked by services alone."""

    @rpc
    def whose(self, command: Order) -> Order:
        """Give number and parties, by alias, of disputes."""
        return whose.told(store.list_whose(self.db, load(whose.Whose, command)["ids"]))

    @rpc
    def own_openings(self, command: Order) -> Order:
        """Give by which requests the identity of the party who asks was opened -> traces; by account, or by number and code.

        Rule GR-461, domain 5.1: a party is told of the looks at who they are, and not of those at the other side.

        :raises Missing: mediation.dispute_missing, mediation.code_unknown
        """
        order = load(schemas.OwnOpenings, command)
        if order["number"]:
            case, doer = self.coded(order, lambda named: store.get_by_number(self.db, named))
        else:
            case = store.get(self.db, order["dispute"], self.scope())
            doer = self.doer(case)
        return {"traces": identity.opened(self.db, case.dispute.id, doer.parties)}
