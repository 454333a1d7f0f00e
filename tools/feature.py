"""GeoJSON files read like tables: each feature a row, its properties the cells, its geometry a border by code."""
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kernel.errors import Invalid
from services.grid.domain.ground.ground import Border, polygon
from tools import geojson
from tools.cell import Cell
from tools.sheet import Fault, Row, understand
from tools.table import EXACT


def features(path: Path, cells: Mapping[str, Cell], borders: dict[str, Any], faults: list[Fault]) -> list[Row]:
    """Read a Feature or a FeatureCollection, WGS-84. cells: property -> how it is read, `code` among them.

    Sound polygons are added to `borders` by code, what is wrong to `faults`.
    """
    rows = []
    for number, feature in geojson.features(path, faults):
        row = understand(path.name, number, cells_of(feature), cells, faults)
        if row and _bordered(row, feature, borders, faults):
            rows.append(row)
    return rows


def drawn(path: Path, cells: Mapping[str, Cell], borders: dict[str, Any], faults: list[Fault]) -> list[Row]:
    """Read grids whatever their borders are like; what is wrong with those is looked for in all of them together."""
    rows = []
    for number, feature in geojson.features(path, faults):
        row = understand(path.name, number, cells_of(feature), cells, faults)
        if row:
            borders[row.values["code"]] = feature.get("geometry")
            rows.append(row)
    return rows


def cells_of(feature: Mapping[str, Any]) -> dict[str, str]:
    """Give the properties as cells of text; none where the feature has none, so that each is said to be missing."""
    given = feature.get("properties")
    return {key: _text(value) for key, value in given.items()} if isinstance(given, dict) else {}


def _text(value: Any) -> str:
    """Give a property as it would stand in a table; programs write whole numbers with a fraction of nothing."""
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    return "" if value is None else str(value)


def _bordered(row: Row, feature: Mapping[str, Any], borders: dict[str, Any], faults: list[Fault]) -> bool:
    code, geometry = row.values["code"], feature.get("geometry")
    try:
        polygon(Border(code, geometry))  # type: ignore[arg-type]  # what is no geometry is refused as one
    except Invalid as failure:
        faults.append(row.fault("geometry", f"{failure.code}: {failure.facts['reason']}"))
        return False
    borders[code] = geometry
    return True
