"""What a change of borders makes of a community's grids."""
from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kernel.errors import Conflict
from services.grid.domain.border import change as rules
from services.grid.domain.border.change import BorderChange
from services.grid.domain.grid.grid import Grid
from tests.make import refused

COMMUNITY, CODE, OTHER = "210203001001", "210203001001001", "210203001001002"
NOW, TODAY = datetime(2026, 3, 2, tzinfo=UTC), date(2026, 3, 2)
GRID = Grid(CODE, COMMUNITY, "一号网格", "base", None, 300, date(2026, 1, 1))


def change(way, grid):
    feature = {"way": way, "grid": grid, "kind": None, "name": None, "households": 320, "geometry": None}
    return BorderChange("one", COMMUNITY, "draft", 1, basis="then", features=(feature,), drawn_by="who", created_at=NOW)


@pytest.mark.parametrize("way", ["change", "end"])
def test_a_grid_that_another_change_has_ended_cannot_be_changed_any_more(way):
    with refused(Conflict, "grid.borders_changed_meanwhile"):
        rules.plan(change(way, OTHER), {CODE: GRID}, on=TODAY)


def test_what_is_changed_has_the_next_version():
    planned = rules.plan(change("change", CODE), {CODE: GRID}, on=TODAY)
    assert [(one.code, one.households, one.version) for one in planned.changed] == [(CODE, 320, GRID.version + 1)]
