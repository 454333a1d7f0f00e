"""What is asked of a grid that is to end is asked of it until its day, and of its community from then on."""
from __future__ import annotations

from datetime import date

from tests.integration.grid.duty import clock_turns
from tests.integration.grid.ground.test_area_following import admitted, asked
from tests.integration.grid.town import DISPATCHER, EAST, EAST_GRID, Town

DAY = date(2026, 3, 3)


def ended(town: Town, on: str) -> None:
    town.db.all("UPDATE grid SET border = NULL, kind = 'unit' WHERE code = %s RETURNING code", (EAST_GRID,))
    row = town.db.one("SELECT version FROM grid WHERE code = %s", (EAST_GRID,))
    assert row is not None
    town.as_(DISPATCHER).end_grid({"grid": EAST_GRID, "version": row[0], "on": on})


def asked_of(town: Town) -> list[tuple[str, str | None, int]]:
    return town.db.all("SELECT place, grid, version FROM task")


def test_gr_37_a_task_stays_on_a_grid_that_is_to_end_until_its_day(town: Town) -> None:
    admitted(town, [EAST])
    asked(town, "1", "given", EAST_GRID)
    ended(town, "2026-03-05")
    clock_turns(town)
    assert asked_of(town) == [(EAST_GRID, EAST_GRID, 1)]
    town.later(days=2)
    for _ in range(2):
        clock_turns(town)
    assert asked_of(town) == [(EAST, None, 2)]


def test_gr_37_a_task_of_a_grid_that_ends_today_is_its_communitys_at_once(town: Town) -> None:
    admitted(town, [EAST])
    asked(town, "1", "given", EAST_GRID)
    ended(town, "2026-03-03")
    assert asked_of(town) == [(EAST, None, 2)]
