"""Points of the map, page by page: cases within scope, and what stands on the ground."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import shapely

from kernel import page as keyset
from kernel.page import Order, Part
from kernel.rows import Reader, Table
from kernel.scope import Scope
from services.grid.domain.chart import Window
from services.grid.domain.ground.pin import SHOWN_KINDS, Pin, Stand

# columns of a case that a map may read: where its reporter stood is not among them, so that no mistake here can tell it
PINS = Table("incident", Pin)
STANDS = Table("premises", Stand)
NEWEST = Order("created_at", descending=True)
SHOWN: Part = ("state = 'standing' AND kind = ANY(%s)", [list(SHOWN_KINDS)])

OPEN = {"true": "closed_at IS NULL", "false": "closed_at IS NOT NULL"}
Filter = Callable[[str], Part]


def same(column: str) -> Filter:
    """Give the filter of a column that must be equal."""
    return lambda value: (f"{column} = %s", [value])


PIN_FILTERS: Mapping[str, Filter] = {
    **{name: same(name) for name in ("state", "unit", "area", "grid")},
    "kind": same("case_type"),
    "open": lambda value: (OPEN.get(value, "FALSE"), []),
}
STAND_FILTERS: Mapping[str, Filter] = {
    name: same(name) for name in ("name", "kind", "place_kind", "area", "grid")
}
Page = tuple[list[Any], dict[str, str] | None]


def where(filters: Mapping[str, Filter], given: Mapping[str, str]) -> list[Part]:
    """Give conditions for properties that were named; what is no property matches nothing."""
    return [filters[name](value) if name in filters else ("FALSE", []) for name, value in given.items()]


def standing_in(grids: list[str], areas: list[str]) -> Part:
    """Give the condition that a case is shown at the point of one of these grids, or of one of these communities."""
    return "grid = ANY(%s) OR (grid IS NULL AND area = ANY(%s))", [grids, areas]


def opened(since: datetime | None, until: datetime | None) -> list[Part]:
    """Give conditions of when a case was opened: half-open, None for no end."""
    parts = (("created_at >= %s", since), ("created_at < %s", until))
    return [(sql, [at]) for sql, at in parts if at is not None]


def inside(window: Window) -> Part:
    """Give the condition that a point lies in a window, its rim included."""
    within = "point(longitude, latitude) <@ box(point(%s, %s), point(%s, %s))"
    if window.west <= window.east:
        return within, list(window)
    west, east = window._replace(east=180.0), window._replace(west=-180.0)
    return f"({within} OR {within})", [*west, *east]


def outlines(db: Reader) -> dict[str, Any]:
    """Give the shapes of all areas that have a border, by code; one that cannot be read is left out, not the whole map."""
    rows = db.all("SELECT code, border::text FROM area WHERE length(code) = 12 AND border IS NOT NULL ORDER BY code")
    shapes = shapely.from_geojson([border for _, border in rows], on_invalid="ignore")
    return {code: shape for (code, _), shape in zip(rows, shapes, strict=True) if shape is not None}


def page_of_pins(
    db: Reader, scope: Scope, parts: list[Part], *, limit: int, after: Mapping[str, Any] | None
) -> Page:
    """Give one page of cases, the newest first, and what to ask the next with."""
    return keyset.page(db, PINS, NEWEST, [scope.predicate(), *parts], limit=limit, after=after)


def page_of_stands(db: Reader, parts: list[Part], *, limit: int, after: Mapping[str, Any] | None) -> Page:
    """Give one page of what stands on the ground, the newest first, and what to ask the next with."""
    return keyset.page(db, STANDS, NEWEST, [SHOWN, *parts], limit=limit, after=after)


def find_pin(db: Reader, scope: Scope, id: str) -> Pin | None:
    """Give one case within scope, or None."""
    sql, params = scope.predicate()
    return PINS.find(db, f"WHERE id = %s AND {sql}", [id, *params])


def find_stand(db: Reader, id: str) -> Stand | None:
    """Give one of the premises that are shown, or None."""
    sql, params = SHOWN
    return STANDS.find(db, f"WHERE id = %s AND {sql}", [id, *params])

