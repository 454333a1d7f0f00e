"""Questions about premises: one, a list, counts, and what lies near a point."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from nameko.timer import timer

from kernel.errors import Invalid, Missing, Unavailable
from kernel.rpc import rpc
from kernel.scope import Scope, subtree
from kernel.shape import instant
from kernel.wire import load
from services.grid.domain.ground.area import DIGITS
from services.grid.domain.ground.place import to_wgs84
from services.grid.domain.premises.place_kind import PLACE_KINDS, called
from services.grid.schemas import premises as schemas
from services.grid.service.acting import Order
from services.grid.service.neighbour.neighbourhood import Neighbourhood
from services.grid.service.premises import view as premises_view
from services.grid.store.premises import ground as premises_ground
from services.grid.store.premises import lists as premises_list
from services.grid.store.premises import premises as store
from services.grid.store.premises import tally as premises_tally

FOLD_SECONDS = 2


class ReadingPremises(Neighbourhood):
    """Nothing changes by asking."""

    @rpc
    def find_premises(self, command: Order) -> Order:
        """Give one whole.

        :raises Missing: grid.premises_missing, also when it is out of scope
        """
        one = store.get(self.db, load(schemas.FindPremises, command)["premises"])
        self.in_reach(one.area, Missing("grid.premises_missing"))
        return premises_view.view(one, self.call.language)

    @rpc
    def list_premises(self, command: Order) -> Order:
        """Give one page of what is in scope."""
        asked = load(schemas.ListPremises, command)
        items, following = premises_list.page(
            self.db, self.reached, asked, limit=asked["limit"], after=asked["after"]
        )
        return {"items": [premises_view.view(one, self.call.language) for one in items], "next": following}

    @rpc
    def count_premises(self, command: Order) -> Order:
        """Count what stands in scope, exact at once.

        :raises Invalid: wire.invalid, grid.area_needed
        """
        order = load(schemas.CountPremises, command)
        prefix = subtree(order["area"]) if order["area"] else ""
        if order["by"] == "grid" and len(prefix) < DIGITS["street"]:
            raise Invalid("grid.area_needed", pointer="/area")
        counts = premises_tally.read(self.db, self._premises_scope(prefix), by=order["by"])
        return {"at": instant(self.now), "by": order["by"], "items": [asdict(one) for one in counts]}

    @rpc
    def near_places(self, command: Order) -> Order:
        """Give the public places nearest to a point, the nearest first; the point asked about is kept nowhere.

        :raises Invalid: wire.invalid, grid.point_out_of_range
        """
        order = load(schemas.NearPlaces, command)
        at = to_wgs84(order["point"]["lon"], order["point"]["lat"], order["point"]["system"])
        found = premises_ground.near(
            self.db, at, count=order["count"], within=order["within"], place_kind=order["place_kind"]
        )
        return {"items": [premises_view.near(one, metres, self.call.language) for one, metres in found]}

    @rpc
    def list_place_kinds(self, command: Order) -> Order:
        """Give the kinds of public places and the forms in which an estate is served."""
        load(schemas.ListPlaceKinds, command)
        language = self.call.language
        return {
            "place_kinds": [{"code": code, "name": called(code, language)} for code in PLACE_KINDS],
            "service_forms": [{"code": code, "name": n} for code, n in premises_list.list_forms(self.db, language)],
        }

    @timer(interval=FOLD_SECONDS, expected_exceptions=Unavailable)
    def fold_premises(self) -> None:
        """Fold the counts of the last seconds; while the database is away they wait."""
        while premises_tally.fold(self.db) == premises_tally.FOLDED:
            continue

    def _premises_scope(self, prefix: str) -> tuple[str, list[Any]]:
        condition, params = self.reached.predicate()
        narrowed, more = Scope(area=prefix or None).predicate()
        return f"{condition} AND {narrowed}", [*params, *more]
