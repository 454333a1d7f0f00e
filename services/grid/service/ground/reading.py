"""Reading areas: one level of the tree now or on a day, one area with its history, areas out of their size."""
from __future__ import annotations

from datetime import date
from typing import Any

from kernel import clock
from kernel.errors import Invalid, Missing, Unavailable
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.ground import area
from services.grid.domain.ground.change import KeptArea
from services.grid.domain.ground.territory import Territory
from services.grid.schemas import area as schemas
from services.grid.service import survey
from services.grid.service.acting import Acting, Order
from services.grid.service.grid.reach import reach_ground
from services.grid.store.ground import area as store
from services.grid.store.ground import ground
from services.grid.store.ground import level as levels

SIZE = ("code", "name", "level", "households", "least", "most")


class ReadingAreas(Acting):
    """Questions about areas."""

    @rpc
    def list_areas(self, command: Order) -> Order:
        """Give the areas right under one, and the grids of a community, now or as it was on a day.

        What is valid now above the communities is answered from memory, all else from the register.

        :raises Invalid: wire.invalid, grid.area_malformed, grid.area_outside, grid.area_unknown
        """
        order = load(schemas.ListAreas, command)
        known = self._area_ground()
        root = known.ground.district if known else store.root_of(self.db)
        if not root:
            raise Unavailable("grid.ground_empty")
        under = area.read(order["under"] or root, pointer="/under")
        wide = under.level in area.DIGITS and under.level not in ("street", "community")
        if known and wide and order["as_of"] is None and order["after"] is None:
            return survey.areas(known, under.code, limit=order["limit"])
        version = known.version if known else ground.version(self.db)
        return self._from_register(under.code, order, root=root) | {"version": version}

    def _area_ground(self) -> Territory | None:
        """Give the ground in memory; None where the codes came before any border, as they do."""
        try:
            return self.ground
        except Unavailable:
            return None

    @rpc
    def find_area(self, command: Order) -> Order:
        """Give an area, ended ones too: what it was, what it follows, what follows it, and what is planned for it.

        :raises Missing: grid.area_missing
        """
        code = load(schemas.FindArea, command)["area"]
        found = store.find(self.db, area.read(code).code)
        level = levels.read(self.db).by_name[found.level]
        return {
            **_state(found),
            "code": found.code,
            "level_name": level.called(self.call.language),
            "version": found.version,
            "states": [_state(one) for one in store.list_states(self.db, code)],
            "successions": [
                {"source": source, "target": target, "kind": kind, "on": on.isoformat()}
                for source, target, kind, on in store.list_successions(self.db, code)
            ],
            "changes": [
                {
                    **{name: getattr(one, name) for name in ("id", "kind", "state", "version", "problem")},
                    "on": one.on_day.isoformat(),
                }
                for one in store.list_changes(self.db, code)
            ],
        }

    @rpc
    def list_area_sizes(self, command: Order) -> Order:
        """Give one page of the areas in scope that have fewer or more households than their level should.

        Rule GR-27, domain 9.1: more than 10,000 households are to be slimmed, fewer than 1,000 strengthened; the limits are
        the tenant's levels'.
        """
        order = load(schemas.ListAreaSizes, command)
        scope, after = reach_ground(self.call.actor), (order["after"] or {}).get("code", "")
        rows = store.page_sizes(self.db, scope, on=clock.today(self.now), limit=order["limit"], after=after)
        items = [_size(row) for row in rows[: order["limit"]]]
        return {"items": items, "next": {"code": items[-1]["code"]} if len(rows) > len(items) else None}

    def _from_register(self, under: str, order: Order, *, root: str) -> Order:
        if not area.covers(root, under):
            raise Invalid("grid.area_outside", pointer="/under", area=under, district=root)
        on: date = order["as_of"] or clock.today(self.now)
        after = (order["after"] or {}).get("code", "")
        try:
            top, below = store.find_as_of(self.db, under, on=on)
        except Missing as missing:
            raise Invalid("grid.area_unknown", pointer="/under", area=under) from missing
        rows = store.page_as_of(self.db, under, on=on, limit=order["limit"], after=after)
        items = [_row(one, count) for one, count in rows[: order["limit"]]]
        return {
            "area": _row(top, below),
            "items": items,
            "grids": [] if after else store.list_grids_as_of(self.db, under, on=on, limit=schemas.PAGE_MOST),
            "next": {"code": items[-1]["code"]} if len(rows) > len(items) else None,
        }


def _row(one: KeptArea, below: int) -> dict[str, Any]:
    return {"code": one.code, "name": one.name, "level": one.level, "below": below}


def _state(one: KeptArea | store.State) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in ("name", "level", "parent")},
        "valid_from": one.valid_from.isoformat(),
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
    }


def _size(row: tuple[Any, ...]) -> dict[str, Any]:
    found = dict(zip(SIZE, row, strict=True))
    slim = found["most"] is not None and found["households"] > found["most"]
    return {**found, "households": int(found["households"]), "verdict": "slim" if slim else "strengthen"}
