"""Grids as answers: JSON data."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.grid.domain.ground.ground import Spot
from services.grid.domain.ground.register import Grid
from services.grid.domain.ground.territory import Territory

View = dict[str, Any]
ROW = ("code", "community", "name", "kind", "households", "version")


def row(grid: Grid, ground: Territory) -> View:
    """Give one line of a list."""
    return {
        **{name: getattr(grid, name) for name in ROW},
        "parent": ground.above(grid.code) or grid.community,
        "valid_from": grid.valid_from.isoformat(),
        "valid_until": grid.valid_until.isoformat() if grid.valid_until else None,
    }


def whole(grid: Grid, members: Sequence[str], ground: Territory) -> View:
    """Give one grid with what belongs to it."""
    return {**row(grid, ground), "id": grid.code, "drawn": grid.border is not None, "members": list(members)}


def place(spot: Spot, ground: Territory) -> View:
    """Give where a point lies, each part with its name."""
    parts = ("district", "street", "community", "grid", "unit_grid")
    return {**{part: _named(getattr(spot, part), ground) for part in parts}, "version": ground.version}


def _named(code: str, ground: Territory) -> View | None:
    return {"code": code, "name": ground.named(code)} if code else None
