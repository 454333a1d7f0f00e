"""The map's layers: areas and grids from memory, places and cases page by page from the database."""
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

import orjson

from kernel import clock
from kernel.errors import Missing
from kernel.page import Part
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.chart import Ask, Feature, Layer, Window
from services.grid.domain.ground import pin
from services.grid.domain.ground.pin import Pin
from services.grid.schemas import chart as schemas
from services.grid.service.acting import Acting, Order
from services.grid.service.chart.atlas import MADE, Atlas
from services.grid.service.reach import reach
from services.grid.store import chart as store

UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Charting(Acting):
    """Questions of a map. Areas, grids and places are anyone's; cases pass the scope."""

    atlas: ClassVar[Atlas] = Atlas()

    @rpc
    def chart(self, command: Order) -> Order:
        """Give one page of a layer: features as JSON text, where the page ended, how many match where that costs nothing.

        Of areas and grids also the edition, and no features for who holds just this edition.
        """
        order = load(schemas.Chart, command)
        return self.PAGES[order["layer"]](self, order)

    @rpc
    def chart_feature(self, command: Order) -> Order:
        """Give one feature of a layer, with the edition of its layer where that has one.

        :raises Missing: grid.feature_missing, also for a case out of scope
        """
        order = load(schemas.ChartFeature, command)
        edition = self._layer(order["layer"]).edition if order["layer"] in MADE else None
        if edition is not None and edition == order["held"]:
            return {"edition": edition, "same": True}
        if edition is None and not UUID.fullmatch(order["feature"]):
            raise Missing("grid.feature_missing")
        found = self.FINDS[order["layer"]](self, order)
        if found is None:
            raise Missing("grid.feature_missing")
        return {"edition": edition, "same": False, "feature": found}

    @rpc
    def chart_extent(self, command: Order) -> Order:
        """Give the window that holds everything drawn: west, south, east, north, or null."""
        load(schemas.ChartExtent, command)
        return {"bbox": self._layer("areas").bounds()}

    def _ground_page(self, order: Order) -> Order:
        layer = self._layer(order["layer"])
        if layer.edition == order["held"]:
            return {"edition": layer.edition, "same": True}
        after = (order["after"] or {}).get("code", "")
        ask = Ask(order["limit"], _window(order), order["where"], after, order["zoom"])
        features, ended, matched = layer.page(ask)
        return _page(features, {"code": ended} if ended else None, edition=layer.edition, matched=matched)

    def _places_page(self, order: Order) -> Order:
        window = _window(order)
        parts = store.where(store.STAND_FILTERS, order["where"]) + ([store.inside(window)] if window else [])
        found, ended = store.page_of_stands(self.db, parts, limit=order["limit"], after=order["after"])
        return _page([pin.place(one) for one in found], ended)

    def _cases_page(self, order: Order) -> Order:
        parts = [
            *store.where(store.PIN_FILTERS, order["where"]),
            *store.opened(_begin(order["since_on"]), _end(order["until_on"])),
            *self._standing_in(_window(order)),
        ]
        scope = reach(self.call.actor, self.seal)
        found, ended = store.page_of_pins(self.db, scope, parts, limit=order["limit"], after=order["after"])
        return _page([self._case(one) for one in found], ended)

    def _standing_in(self, window: Window | None) -> list[Part]:
        """Give the condition of a window as sets of codes: a case is where its grid's point is, and no row knows that."""
        if window is None:
            return []
        return [store.standing_in(*(self._layer(name).standing_in(window) for name in ("grids", "communities")))]

    def _find_ground(self, order: Order) -> Feature | None:
        return self._layer(order["layer"]).find(order["feature"])

    def _find_place(self, order: Order) -> Feature | None:
        found = store.find_stand(self.db, order["feature"])
        return pin.place(found) if found else None

    def _find_case(self, order: Order) -> Feature | None:
        found = store.find_pin(self.db, reach(self.call.actor, self.seal), order["feature"])
        return self._case(found) if found else None

    def _case(self, one: Pin) -> Feature:
        layer, code = one.stands
        return pin.case(one, self._layer(layer).point(code), clock.today(one.created_at))

    def _layer(self, name: str) -> Layer:
        return self.atlas.layer(self.ground, self.db, name)

    PAGES: ClassVar[dict[str, Callable[[Charting, Order], Order]]] = {
        "areas": _ground_page,
        "grids": _ground_page,
        "places": _places_page,
        "cases": _cases_page,
    }
    FINDS: ClassVar[dict[str, Callable[[Charting, Order], Feature | None]]] = {
        "areas": _find_ground,
        "grids": _find_ground,
        "places": _find_place,
        "cases": _find_case,
    }


def _window(order: Order) -> Window | None:
    return Window(**order["window"]) if order["window"] else None


def _begin(day: date | None) -> datetime | None:
    """Give the first instant of a local day."""
    return datetime.combine(day, time(), clock.SHANGHAI) if day else None


def _end(day: date | None) -> datetime | None:
    """Give the first instant after a local day, None for no end: the last day there is has none after it."""
    return _begin(day + timedelta(1)) if day and day < date.max else None


def _page(items: list[Feature], ended: Any, *, edition: str | None = None, matched: int | None = None) -> Order:
    text = orjson.dumps(items).decode()
    return {"edition": edition, "same": False, "features": text, "count": len(items), "next": ended, "matched": matched}
