"""The layers of the ground, drawn once for each ground a process has read."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from kernel.rows import Reader
from services.grid.domain.chart import Layer, Mark
from services.grid.domain.ground.register import RegisteredArea
from services.grid.domain.ground.territory import Territory
from services.grid.store import chart as store


def areas(ground: Territory, db: Reader) -> Layer:
    """Draw the areas; what has no border of its own is told without one."""
    drawn = store.outlines(db)
    return Layer(Mark(one.code, _area(one), drawn.get(one.code)) for one in ground.areas.values())


def communities(ground: Territory, db: Reader) -> Layer:
    """Draw the communities alone, for what is known no closer."""
    drawn = store.outlines(db)
    return Layer(Mark(one.code, {}, drawn.get(one.code)) for one in ground.areas.values() if one.level == "community")


def grids(ground: Territory, db: Reader) -> Layer:
    """Draw the grids."""
    drawn = ground.ground.by_code
    return Layer(
        Mark(
            one.code,
            {"code": one.code, "name": one.name, "kind": one.kind, "community": one.community},
            drawn[one.code].outline if one.code in drawn else None,
        )
        for one in ground.grids.values()
    )


MADE: Mapping[str, Callable[[Territory, Reader], Layer]] = {
    "areas": areas,
    "communities": communities,
    "grids": grids,
}


class Atlas:
    """Keeps the layers of each ground as long as that is known: drawing a city takes a moment, and few ever ask."""

    def __init__(self) -> None:
        self._layers: WeakKeyDictionary[Territory, dict[str, Layer]] = WeakKeyDictionary()

    def layer(self, ground: Territory, db: Reader, name: str) -> Layer:
        """Give a layer of MADE. Each change of the register makes another ground, so that none is kept too long."""
        # what is drawn while others are served belongs to the ground it was drawn from
        layers = self._layers.setdefault(ground, {})
        if name not in layers:
            layers[name] = MADE[name](ground, db)
        return layers[name]


def _area(one: RegisteredArea) -> dict[str, Any]:
    return {"code": one.code, "name": one.name, "level": one.level, "parent": one.parent}
