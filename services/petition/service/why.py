"""Says why an account sees a petition, or cannot."""
from __future__ import annotations

from kernel import why
from kernel.errors import Missing
from kernel.rpc import rpc
from kernel.scope import Scope, reach
from kernel.wire import load
from services.petition.domain.reach import REACHES
from services.petition.service.acting import Acting, Order
from services.petition.store import petition as store


class Why(Acting):
    """Asked by who leads or operates the ground a petition is of; nothing of the petition is told."""

    @rpc
    def why(self, command: Order) -> Order:
        """Give what lets an account reach a petition or keeps it out.

        :raises Missing: petition.petition_missing, also for who asks of other ground
        """
        order = load(why.Explain, command)
        with self.db.transaction() as tx:
            found = store.lock(tx, order["id"], Scope())
            record = why.Record("petition", found.id, found.version, found.area, found.unit)
            why.within(self.call, record, Missing("petition.petition_missing"))
            of = why.subject(order)
            reached = reach(REACHES, of.role, unit=of.unit, area=of.area, aliases=self.seal.aliases(of.id))
            sees = why.covered(lambda: store.get(tx, found.id, reached))
            return why.explain(tx, self.call, record, of, limits=REACHES, sees=sees)
