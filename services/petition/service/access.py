"""What the front door asks when it tells who saw what."""

from __future__ import annotations

from kernel import whose
from kernel.rpc import rpc
from kernel.wire import load
from services.petition.service.acting import Acting, Order
from services.petition.store import petition as store


class Access(Acting):
    """Asked by services alone."""

    @rpc
    def whose(self, command: Order) -> Order:
        """Give number and petitioner, by alias, of petitions."""
        return whose.told(store.list_whose(self.db, load(whose.Whose, command)["ids"]))
