"""GeoJSON files read like tables: each feature a row, its properties the cells, its geometry a border by code."""
from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kernel.errors import Invalid
from services.grid.domain.ground import Border, polygon
from tools.cell import Cell
from tools.sheet import Fault, Row, content, understand


def features(path: Path, cells: Mapping[str, Cell], borders: dict[str, Any], faults: list[Fault]) -> list[Row]:
    """Read a Feature or a FeatureCollection, WGS-84. cells: property -> how it is read, `code` among them.

    Sound polygons are added to `borders` by code, what is wrong to `faults`.
    """
    rows = []
    for number, feature in enumerate(_listed(path, faults), start=1):
        row = understand(path.name, number, _properties(feature), cells, faults)
        if row and _bordered(row, feature, borders, faults):
            rows.append(row)
    return rows


def _listed(path: Path, faults: list[Fault]) -> list[Any]:
    text = content(path, faults)
    if not text:
        return []
    try:
        data = json.loads(text)
        found = [data] if data["type"] == "Feature" else list(data["features"])
    except (ValueError, KeyError, TypeError):
        found = []
    if not found:
        faults.append(Fault(path.name, 0, "", "is no GeoJSON Feature or FeatureCollection with features"))
    return found


def _properties(feature: Any) -> dict[str, str]:
    """Give the properties as cells of text; none where the feature has none, so that each is said to be missing."""
    given = feature.get("properties") if isinstance(feature, dict) else None
    return {key: "" if value is None else str(value) for key, value in (given or {}).items()}


def _bordered(row: Row, feature: Any, borders: dict[str, Any], faults: list[Fault]) -> bool:
    code, geometry = row.values["code"], feature.get("geometry")
    try:
        polygon(Border(code, geometry))
    except Invalid as failure:
        faults.append(row.fault("geometry", f"{failure.code}: {failure.facts['reason']}"))
        return False
    borders[code] = geometry
    return True
