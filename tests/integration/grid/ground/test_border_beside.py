"""What a change of borders does to what lies beside: duty grids stay in one piece, and the register is told what it parts."""
from __future__ import annotations

from typing import Any

import pytest

from kernel.clock import today
from kernel.errors import Conflict
from services.grid.domain.ground.register import Grid
from services.grid.store import grid as grids
from services.grid.store.ground import ground
from services.grid.territory import Watch
from tests.integration.grid.asks.test_premises import register
from tests.integration.grid.ground.test_border import apply, codes, draft, feature
from tests.integration.grid.town import DISPATCHER, EAST, EAST_GRID, IN_EAST, SINCE, WEST, Town, square
from tests.make import refused

FIRST, SECOND, DUTY = EAST + "701", EAST + "702", "Z-1"
LEFT, RIGHT = square(121.61, 38.9, 121.615, 38.92), square(121.615, 38.9, 121.62, 38.92)
CUT = square(121.616, 38.9, 121.62, 38.92)


@pytest.fixture
def joined(town: Town) -> Town:
    town.watch = Watch(lambda: town.db, today=lambda: today(town.at))
    units = [Grid(code, EAST, code, "unit", drawn, 0, SINCE) for code, drawn in ((FIRST, LEFT), (SECOND, RIGHT))]
    with town.db.transaction() as tx:
        ground.put(tx, ground.GRIDS, [*units, Grid(DUTY, EAST, "责任", "duty", None, 0, SINCE)])
        grids.put_members(tx, DUTY, [FIRST, SECOND], on=SINCE)
        ground.touch(tx)
    town.watch.refresh()
    return town


def test_gr_38_borders_that_pull_a_duty_grid_apart_are_a_fault_and_not_applied(joined: Town) -> None:
    change = draft(joined, feature("change", SECOND, geometry=CUT))
    assert ("grid.members_apart", "fault") in codes(joined, change)
    with refused(Conflict, "grid.borders_faulty"):
        apply(joined, change)


def test_gr_38_borders_by_which_it_stays_together_are_not(joined: Town) -> None:
    more, less = square(121.61, 38.9, 121.614, 38.92), square(121.614, 38.9, 121.62, 38.92)
    change = draft(joined, feature("change", FIRST, geometry=more), feature("change", SECOND, geometry=less))
    assert "grid.members_apart" not in [code for code, _ in codes(joined, change)]


def test_gr_38_a_duty_grid_that_was_apart_before_keeps_nobody_from_drawing(joined: Town) -> None:
    change = draft(joined, feature("change", SECOND, geometry=CUT))
    joined.db.all("DELETE FROM grid_member WHERE member = %s RETURNING duty", (SECOND,))
    assert "grid.members_apart" not in [code for code, _ in codes(joined, change)]


def test_gr_85_a_preview_tells_which_building_would_lie_in_another_community_than_its_estate(joined: Town) -> None:
    estate = premises(joined, "estate", None, 121.612)
    kept, lost = premises(joined, "building", estate, 121.613), premises(joined, "building", estate, 121.614)
    joined.db.all("UPDATE premises SET area = %s WHERE id = %s RETURNING id", (WEST, lost))
    change = draft(joined, feature("change", EAST_GRID, name="东一"))
    [told] = joined.as_(DISPATCHER).preview_borders({"change": change["id"]})["parted"]
    assert (told["id"], told["area"], told["holder_area"]) == (lost, WEST, EAST)
    assert kept != lost


def premises(town: Town, kind: str, estate: str | None, lon: float) -> str:
    given: dict[str, Any] = {"point": {**IN_EAST, "lon": lon}, "estate": estate} if estate else {}
    return str(register(town, kind, DISPATCHER, **given)["id"])
