"""Hot spots: what was reported most where in the last days, beside the days before, and the matters behind each."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from kernel.clock import today
from kernel.errors import Invalid
from kernel.wire import load
from services.gateway.routes import hot_spot as routes
from tests.integration.grid.town import (
    DISPATCHER,
    EAST,
    EAST_GRID,
    ELSEWHERE,
    IN_EAST,
    LAMPS,
    LEADER,
    OFFICER,
    RESIDENT,
    STREET,
    WEST,
    WORKER,
    Town,
    other,
)
from tests.make import refused

VIEWS = {row.act: row.view for row in routes.ROWS}


def spots(town: Town, actor: Any = LEADER, **command: Any) -> list[tuple[str, str, int, int]]:
    """Give place, kind, count and count before of each spot."""
    found = town.as_(actor).hot_spots(command)
    load(VIEWS["hot_spots"], found)
    return [(one["place"], one["case_type"], one["count"], one["before"]) for one in found["items"]]


def behind(town: Town, place: str, case_type: str, actor: Any = LEADER, **command: Any) -> list[str]:
    """Give the ids of the matters of a spot, read two at a time."""
    found, after = [], None
    while True:
        asked = {"place": place, "case_type": case_type, "limit": 2, "after": after, **command}
        page = town.as_(actor).hot_spot_list(asked)
        load(VIEWS["hot_spot_list"], page)
        found += [one["id"] for one in page["items"]]
        after = page["next"]
        if after is None:
            return found


def test_gr_203_the_last_days_are_counted_beside_as_many_before_and_open_the_list_behind_them(town: Town) -> None:
    town.report(WORKER)
    town.later(days=7)
    east = [town.report(WORKER)["id"] for _ in range(3)]
    west = [town.report(WORKER, point=None, area=WEST)["id"] for _ in range(2)]
    lamp = town.report(WORKER, case_type="F1")["id"]
    assert spots(town, days=7) == [(EAST_GRID, "E1", 3, 1), (WEST, "E1", 2, 0), (EAST_GRID, "F1", 1, 0)]
    assert spots(town, days=7, limit=1) == [(EAST_GRID, "E1", 3, 1)]
    assert behind(town, EAST_GRID, "E1", days=7) == east[::-1]
    assert behind(town, WEST, "E1", days=7) == west[::-1]
    assert behind(town, EAST_GRID, "F1", days=7) == [lamp]
    assert spots(town, days=8)[0] == (EAST_GRID, "E1", 4, 0)
    town.later(days=14)
    assert spots(town, days=7) == []


def test_gr_110_what_is_not_known_to_be_true_or_is_not_ours_makes_no_spot(town: Town) -> None:
    town.report(RESIDENT)
    town.through("reject")
    main, joined = town.through("accept"), town.through("accept")
    assert spots(town) == [(EAST_GRID, "E1", 2, 0)]
    town.as_(DISPATCHER).merge({"incident": joined["id"], "version": joined["version"], "into": main["id"]})
    assert spots(town) == [(EAST_GRID, "E1", 1, 0)]


def test_a_reader_is_shown_spots_of_their_own_ground_only(town: Town) -> None:
    town.through("accept", "file", "dispatch")
    town.report(WORKER, point=None, area=WEST)
    assert spots(town, WORKER) == [(EAST_GRID, "E1", 1, 0)]
    assert spots(town, OFFICER) == [(EAST_GRID, "E1", 1, 0)]
    assert spots(town, area=WEST) == [(WEST, "E1", 1, 0)]
    assert len(spots(town, area=STREET)) == 2
    for nobody in (ELSEWHERE, LAMPS, other(WORKER, area="210204001001")):
        assert spots(town, nobody) == []
        assert behind(town, EAST_GRID, "E1", nobody) == []
    assert behind(town, WEST, "E1", WORKER) == []
    assert spots(town, WORKER, area=WEST) == []


@pytest.mark.parametrize("bad", [{"days": 0}, {"days": 93}, {"limit": 0}, {"limit": 101}, {"area": "x"}, {"days": "many"}])
def test_a_span_is_of_one_day_to_a_quarter(town: Town, bad: dict[str, Any]) -> None:
    with refused(Invalid, "wire.invalid"):
        town.as_(LEADER).hot_spots(bad)


@pytest.mark.parametrize("seed", range(2))
def test_gr_203_whatever_was_reported_spots_equal_a_recount(town: Town, seed: int) -> None:
    chance = random.Random(seed)
    made: list[tuple[str, str, Any]] = []
    for _ in range(25):
        town.later(hours=chance.randrange(30))
        kind, where = chance.choice(["E1", "F1"]), chance.choice([EAST_GRID, EAST, WEST])
        given = {"point": IN_EAST} if where == EAST_GRID else {"point": None, "area": where}
        town.report(WORKER, case_type=kind, **given)
        made.append((where, kind, today(town.at)))
    for days in (1, 5, 10):
        first = today(town.at) - timedelta(days=days - 1)
        now = Counter((place, kind) for place, kind, on in made if on >= first)
        before = Counter((place, kind) for place, kind, on in made if first - timedelta(days=days) <= on < first)
        assert sorted(spots(town, days=days)) == sorted((*cell, n, before[cell]) for cell, n in now.items())
        for cell, n in now.items():
            assert len(behind(town, *cell, days=days)) == n
