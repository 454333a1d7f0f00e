"""Small towns to check borders of: drawn by the generator, as plain borders ready to be spoiled."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

from shapely.geometry import shape

from services.grid.domain.border.check import check
from services.grid.domain.border.drawn import Bounds, Drawn, Limits, Size
from services.grid.domain.border.fault import Fault
from tools.draw_ground import Plan, draw, made_up

COMMUNITIES = ["210203001001", "210203001002", "210203002001"]
LIMITS = Limits(sizes={"base": Size(200, 400, 100.0), "special": Size(area_min=100.0)})


def town(seed: int = 1, grids: int = 18, *, bordered: bool = True) -> tuple[list[Drawn], Bounds]:
    """Give the borders of a town and what they must fit into. bordered: communities have borders of their own."""
    plan = Plan({"210203": COMMUNITIES}, made_up(["210203"], grids, seed), grids, seed)
    features = list(draw(plan))
    areas = {one["properties"]["code"]: shape(one["geometry"]) for one in features if len(one["properties"]["code"]) == 12}
    outline = areas.pop("210203000000")
    grids_ = [one for one in features if len(one["properties"]["code"]) > 12]
    return [drawn(n, one) for n, one in enumerate(grids_, start=1)], Bounds(outline, areas if bordered else {})


def drawn(number: int, feature: dict[str, Any]) -> Drawn:
    """Give a feature as it would be checked."""
    said = feature["properties"]
    return Drawn(number, said["code"], said["community"], said["kind"], said["households"], feature["geometry"])


def plain(one: Drawn) -> list[list[float]]:
    """Give a copy of the outer ring of a border that is one polygon."""
    return [list(at) for at in one.geometry["coordinates"][0]]


def ringed(one: Drawn, *rings: Any) -> Drawn:
    """Give a border with other rings."""
    return replace(one, geometry={"type": "Polygon", "coordinates": list(rings)})


def told(drawn_: list[Drawn], bounds: Bounds, limits: Limits = LIMITS) -> list[Fault]:
    """Give what is wrong, warnings aside."""
    return [one for one in check(drawn_, bounds, limits) if one.severity == "fault"]
