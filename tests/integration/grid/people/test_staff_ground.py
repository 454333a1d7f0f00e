"""Posts and the ground they are on: what ends or gets another code at that moment takes nobody with it unseen."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import eventlet
import pytest

from kernel.db import Database, Tx
from kernel.errors import Failure
from services.grid.service.ground import leaving
from services.grid.store.ground import area_move, ground
from tests.integration.grid.people.test_staff import DAY, names, second_grid
from tests.integration.grid.post import ANN, BEN, appoint
from tests.integration.grid.town import EAST_GRID, LEADER, WEST, Town


def ended(town: Town, tx: Tx) -> None:
    leaving.release(tx, town.seal, [EAST_GRID], on=DAY, today=DAY)
    tx.run("UPDATE grid SET valid_until = %s WHERE code = %s", (DAY, EAST_GRID))


def recoded(town: Town, tx: Tx) -> None:
    area_move.move_grid(tx, EAST_GRID, WEST, on=DAY, at=town.at)


@pytest.mark.parametrize("act", ["appoint", "transfer"])
def test_gr_52_nobody_is_put_on_a_grid_that_ends_at_that_moment(
    town: Town, database_of: Callable[..., Database], act: str
) -> None:
    there = second_grid(town)
    here = appoint(town, BEN, place=there)
    usual = {"place": EAST_GRID, "role": "grid_worker", "employment": "part_time"}
    command = {
        "appoint": {"account": ANN, "valid_from": DAY.isoformat(), **usual},
        "transfer": {"post": here["id"], "version": here["version"], "on": DAY.isoformat(), **usual},
    }[act]
    aside = town.as_(LEADER)
    aside.db = database_of("grid")
    with town.db.transaction() as tx:
        ground.hold(tx)
        posting = eventlet.spawn(told, getattr(aside, act), command)
        eventlet.sleep(0.2)
        ended(town, tx)
    assert posting.wait() == "grid.post_place_unknown"
    assert names(town, [EAST_GRID]) == []


def test_gr_55_who_stands_in_on_a_grid_that_gets_another_code_meanwhile_is_not_left_behind(
    town: Town, database_of: Callable[..., Database]
) -> None:
    post = appoint(town)
    aside = town.as_(LEADER)
    aside.db = database_of("grid")
    command = {"post": post["id"], "account": BEN, "valid_from": DAY.isoformat(), "valid_until": "2026-03-10"}
    with town.db.transaction() as tx:
        ground.hold(tx)
        naming = eventlet.spawn(told, aside.name_stand_in, command)
        eventlet.sleep(0.2)
        recoded(town, tx)
    assert naming.wait() == "grid.stand_in_outside_post"
    assert town.count("stand_in") == 0


def told(act: Callable[[dict[str, Any]], Any], command: dict[str, Any]) -> Any:
    """Give what an act gives, or the code it is refused with."""
    try:
        return act(command)
    except Failure as failure:
        return failure.code


@pytest.mark.parametrize(("until", "ends"), [(None, "2026-04-01"), ("2026-03-20", "2026-03-20"), ("2026-05-01", "2026-04-01")])
def test_gr_52_a_post_on_a_grid_that_is_to_end_ends_with_it(town: Town, until: str | None, ends: str) -> None:
    town.db.all("UPDATE grid SET valid_until = '2026-04-01' WHERE code = %s RETURNING code", (EAST_GRID,))
    assert appoint(town, valid_until=until)["valid_until"] == ends
