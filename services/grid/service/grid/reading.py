"""Reading grids: one, a page of them, and where a point lies."""
from __future__ import annotations

from kernel import clock
from kernel.errors import Missing
from kernel.rpc import rpc
from kernel.scope import subtree
from kernel.wire import load
from services.grid.schemas import grid as schemas
from services.grid.service.acting import Acting, Order
from services.grid.service.grid import view as grid_view
from services.grid.service.grid.reach import reach_ground
from services.grid.store import grid as store


class ReadingGrids(Acting):
    """Questions that change nothing."""

    @rpc
    def find_grid(self, command: Order) -> Order:
        """Give one grid; one that ended stays readable.

        :raises Missing: grid.grid_missing, also when it is out of scope
        """
        found = store.get(self.db, load(schemas.FindGrid, command)["grid"])
        reach_ground(self.call.actor).within(Missing("grid.grid_missing"), area=found.community)
        return grid_view.whole(found, store.list_members(self.db, found.code), self.ground)

    @rpc
    def list_grids(self, command: Order) -> Order:
        """Give one page of the grids in force, within scope."""
        order = load(schemas.ListGrids, command)
        area = order["area"] and subtree(order["area"]) + "%"
        ask = store.Ask(
            reach_ground(self.call.actor), order["limit"], order["after"], {"area": area, "kind": order["kind"]}
        )
        items, following = store.page(self.db, ask, on=clock.today(self.now))
        return {"items": [grid_view.row(one, self.ground) for one in items], "next": following}

    @rpc
    def place_at(self, command: Order) -> Order:
        """Tell where a point lies; codes and names of places alone, so anyone may ask.

        :raises Invalid: wire.invalid, grid.point_outside
        """
        order = load(schemas.LookUp, command)
        return grid_view.place(self.ground.locate(order["lon"], order["lat"], order["system"]), self.ground)
