"""A small town behind the front door: sixty grids in a row, a few places, and cases of one grid."""
from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from kernel.db import Database
from services.grid.domain.ground.register import Grid
from services.grid.store.ground import ground
from tests.integration.grid import town
from tests.integration.grid.town import EAST, SINCE, square

GRIDS = 60
CASE = "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e{:02x}"
# two reports from two corners of the first grid
CORNERS = ((121.6101, 38.9001), (121.6109, 38.9199))


@dataclass
class Town:
    """What was put into the register, and what was reported. cases: ids, the oldest first."""

    grids: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)


def settle(db: Database) -> Town:
    """Write the town."""
    town.settle(db)
    made = Town()
    grids = [
        Grid(f"{EAST}{n:03}", EAST, f"{n}号", "base", square(121.61 + n * 0.001, 38.9, 121.611 + n * 0.001, 38.92), 300, SINCE)
        for n in range(1, GRIDS + 1)
    ]
    with db.transaction() as tx:
        ground.put(tx, ground.GRIDS, grids)
        for number, corner in enumerate(CORNERS):
            _case(tx, made, number, corner, grids[0].code)
        _place(tx, made)
        ground.touch(tx)
    made.grids = [grid.code for grid in grids]
    return made


def _case(tx: Any, made: Town, number: int, corner: tuple[float, float], grid: str) -> None:
    id = CASE.format(number)
    made.cases.append(id)
    tx.later(
        """INSERT INTO incident (id, number, state, source, description, created_at, changed_at, version, round, case_type,
               urgent, address, area, grid, longitude, latitude, extended, returned, reworked)
           VALUES (%s, %s, 'reported', 'public', 'rubbish by the third door', %s, now(), 1, 1, 'E1', false, 'lane 7', %s, %s,
               %s, %s, 0, 0, 0)""",
        (id, f"SJ210203-20260301-00000{number}", f"2026-03-0{number + 1}T09:00:00+08:00", EAST, grid, *corner),
    )


def _place(tx: Any, made: Town) -> None:
    id = str(uuid.UUID(int=7))
    made.places.append(id)
    tx.later(
        """INSERT INTO premises (id, kind, code, name, address, area, grid, households, rooms, shops, floors, longitude,
               latitude, state, created_at, changed_at, version)
           VALUES (%s, 'estate', %s, '春苑', 'lane 7', %s, NULL, 40, 120, 0, 6, 121.615, 38.91, 'standing', now(), now(), 1)""",
        (id, f"{EAST}E001", EAST),
    )
