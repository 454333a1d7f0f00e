"""What the front door asks when it tells who saw what: how offices are called, and whose incidents are."""

from __future__ import annotations

from kernel import whose
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.schemas import access as schemas
from services.grid.service.acting import Acting, Order
from services.grid.store import incident as store


class Access(Acting):
    """Asked by services alone."""

    @rpc
    def name_offices(self, command: Order) -> Order:
        """Give what units and areas are called, by code, in the caller's language; what has no name is left out."""
        order, language = load(schemas.NameOffices, command), self.call.language
        found = {code: self.ground.units.get(code) for code in order["units"]}
        areas = {code: self.ground.named(code) for code in order["areas"]}
        return {
            "units": {code: unit.called(language) for code, unit in found.items() if unit},
            "areas": {code: name for code, name in areas.items() if name},
        }

    @rpc
    def whose(self, command: Order) -> Order:
        """Give number and reporter, by alias, of incidents."""
        return whose.told(store.list_whose(self.db, load(whose.Whose, command)["ids"]))
