"""Telling anybody how far matters are, without telling whose they are."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from kernel import clock
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.published import Published, notice
from services.grid.schemas import published as schemas
from services.grid.service.acting import Order
from services.grid.service.chart.charting import Charting
from services.grid.store import published as store


class Publishing(Charting):
    """Questions of everybody; asked through the front door alone."""

    @rpc
    def list_published(self, command: Order) -> Order:
        """Give what is published of matters, the newest first, with the photos they refer to.

        Rule GR-290, domain 8.1. Days are asked for as they are told: a window of minutes would find an hour by trying.
        """
        order = load(schemas.ListPublished, command)
        found = store.these(self.db, order["ids"]) if order["ids"] is not None else self._published_asked(order)
        photos = store.photos(self.db, [one.id for one in found])
        return {"items": [{**self._published_notice(one), "photos": photos.get(one.id, [])} for one in found]}

    def _published_asked(self, order: Order) -> list[Published]:
        parts = store.parts(
            kinds=order["kinds"],
            open=order["open"],
            since=_first(order["since_on"]),
            until=_first(order["until_on"] + timedelta(1)) if order["until_on"] else None,
        )
        return store.page(self.db, parts, limit=order["limit"], skip=order["skip"])

    def _published_notice(self, one: Published) -> Order:
        layer, code = one.stands
        at = self._layer(layer).point(code)
        return notice(one, self.ground, at, language=self.call.language, day=clock.today)


def _first(day: date | None) -> datetime | None:
    """Give the first instant of a local day."""
    return datetime.combine(day, time(), clock.SHANGHAI) if day else None
