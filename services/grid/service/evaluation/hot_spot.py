"""Hot spots: where to patrol, and for what."""

from __future__ import annotations

from kernel.page import Part
from kernel.rpc import rpc
from kernel.scope import Scope, subtree
from kernel.shape import instant
from kernel.wire import load
from services.grid.domain.evaluation.hot_spot import Spot, spans
from services.grid.schemas import hot_spot as schemas
from services.grid.service import view
from services.grid.service.acting import Acting, Order
from services.grid.service.reach import reach
from services.grid.store.evaluation import hot_spot as store


class FindingHotSpots(Acting):
    """Nothing changes by asking."""

    @rpc
    def hot_spots(self, command: Order) -> Order:
        """Give where which kind of matter was reported most in the last days, within scope."""
        order = load(schemas.HotSpots, command)
        at = spans(self.today, order["days"])
        found = store.spots(self.db, self._ground_asked(order["area"]), at, limit=order["limit"])
        said = {"before_from": at.before, "from": at.since, "until": at.until}
        return {**{name: instant(one) for name, one in said.items()}, "items": [self._spot(one) for one in found]}

    @rpc
    def hot_spot_list(self, command: Order) -> Order:
        """Give one page of the matters of one hot spot, the newest first, within scope."""
        order = load(schemas.HotSpotList, command)
        items, following = store.page(
            self.db, self._ground_asked(None), spans(self.today, order["days"]), place=order["place"],
            case_type=order["case_type"], limit=order["limit"], after=order["after"],
        )  # fmt: skip
        rows = [view.row(one, self.doer(one), self.call.language, now=self.now, ground=self.ground) for one in items]
        return {"items": rows, "next": following}

    def _ground_asked(self, area: str | None) -> Part:
        mine, params = reach(self.call.actor, self.seal).predicate()
        asked, more = Scope(area=subtree(area) if area else None).predicate()
        return f"({mine}) AND ({asked})", [*params, *more]

    def _spot(self, one: Spot) -> Order:
        kind = self.ground.case_types.get(one.case_type)
        return {
            "place": one.place,
            "place_name": self.ground.named(one.place),
            "area": one.area,
            "case_type": one.case_type,
            "case_type_name": kind.name(self.call.language) if kind else None,
            "count": one.count,
            "before": one.before,
        }
