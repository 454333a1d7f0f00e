"""What the front door asks when it tells who saw what."""

from __future__ import annotations

from kernel import whose
from kernel.rpc import rpc
from kernel.wire import load
from services.mediation.service.acting import Acting, Order
from services.mediation.store import dispute as store


class Access(Acting):
    """Asked by services alone."""

    @rpc
    def whose(self, command: Order) -> Order:
        """Give number and parties, by alias, of disputes."""
        return whose.told(store.list_whose(self.db, load(whose.Whose, command)["ids"]))
