"""The ground in memory of several processes: each hears of each change, reads little for it, and keeps what it has."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from kernel.db import Database
from kernel.errors import Invalid, Unavailable
from services.grid.domain.ground.register import Grid
from services.grid.store.ground import ground
from services.grid.territory import PAUSE, PERIOD, TerritoryProvider, Watch
from tests.integration.grid.town import EAST, EAST_GRID, SINCE, WEST, Town, square

BORDER = square(121.55, 38.85, 121.56, 38.86)
INSIDE = (121.555, 38.855)
NEW = Grid(WEST + "001", WEST, "新", "base", BORDER, 300, SINCE)


class Counting:
    """A database that notes what it is asked."""

    def __init__(self, db: Database) -> None:
        self.db, self.asked = db, list[str]()

    def one(self, sql: str, params: Any = None) -> Any:
        self.asked.append(sql)
        return self.db.one(sql, params)

    def all(self, sql: str, params: Any = None) -> Any:
        self.asked.append(sql)
        return self.db.all(sql, params)


def put(town: Town, *grids: Grid, codes: list[str] | None = None) -> None:
    with town.db.transaction() as tx:
        ground.put(tx, ground.GRIDS, grids)
        ground.touch(tx, codes)


@pytest.fixture
def replicas(town: Town, database_of: Callable[..., Database]) -> list[Watch]:
    other = database_of("grid")
    made = [Watch(lambda: town.db, today=lambda: SINCE), Watch(lambda: other, today=lambda: SINCE)]
    assert [watch.now().locate(*INSIDE).grid for watch in made] == ["", ""]
    return made


@pytest.mark.parametrize("codes", [[NEW.code], None], ids=["named", "not named"])
def test_two_replicas_see_a_new_grid_and_its_end(town: Town, replicas: list[Watch], codes: list[str] | None) -> None:
    put(town, NEW, codes=codes)
    for watch in replicas:
        watch.refresh()
        assert watch.now().locate(*INSIDE).grid == NEW.code
    ended = Grid(NEW.code, WEST, "新", "base", BORDER, 300, SINCE - timedelta(days=9), SINCE)
    put(town, ended, codes=codes)
    for watch in replicas:
        watch.refresh()
        assert watch.now().locate(*INSIDE).grid == ""
        with pytest.raises(Invalid, match="grid.area_unknown"):
            watch.now().place(NEW.code)


def test_a_change_of_one_grid_reads_that_grid_alone(town: Town) -> None:
    db = Counting(town.db)
    watch = Watch(lambda: db, today=lambda: SINCE)
    watch.now()
    db.asked.clear()
    put(town, NEW, codes=[NEW.code])
    watch.refresh()
    assert not [sql for sql in db.asked if "FROM area" in sql or "LIMIT" in sql]
    assert EAST_GRID in watch.now().grids


def test_a_duty_grid_whose_code_is_as_long_as_an_areas_is_read_as_a_grid(town: Town, replicas: list[Watch]) -> None:
    duty = Grid("XIGANG-BEI-1", WEST, "片", "duty", None, 0, SINCE)
    put(town, duty, codes=[duty.code])
    for watch in replicas:
        watch.refresh()
        assert watch.now().named(duty.code) == "片"


def test_a_change_of_an_area_reads_no_grid(town: Town) -> None:
    db = Counting(town.db)
    watch = Watch(lambda: db, today=lambda: SINCE)
    watch.now()
    db.asked.clear()
    with town.db.transaction() as tx:
        tx.later("UPDATE area SET name = '新名' WHERE code = %s", (EAST,))
        ground.touch(tx, [EAST])
    watch.refresh()
    assert watch.now().named(EAST) == "新名"
    assert not [sql for sql in db.asked if "FROM grid" in sql]


def test_a_version_that_does_not_say_what_it_changed_has_all_read_again(town: Town, replicas: list[Watch]) -> None:
    with town.db.transaction() as tx:  # as a process of before this log does
        ground.put(tx, ground.GRIDS, [NEW])
        tx.later("UPDATE ground_version SET version = version + 1")
    put(town, codes=[EAST_GRID])
    for watch in replicas:
        watch.refresh()
        assert watch.now().locate(*INSIDE).grid == NEW.code


def test_a_change_between_two_pages_is_in_the_first_answer(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ground, "PAGE", 1)
    db = Counting(town.db)
    plain, done = db.all, list[int]()

    def all_(sql: str, params: Any = None) -> Any:
        rows = plain(sql, params)
        if "LIMIT" in sql and not done:
            done.append(1)
            put(town, NEW, codes=[NEW.code])
        return rows

    monkeypatch.setattr(db, "all", all_)
    assert Watch(lambda: db, today=lambda: SINCE).now().locate(*INSIDE).grid == NEW.code


def test_a_grid_begins_and_ends_with_its_day(town: Town) -> None:
    day = [SINCE]
    put(town, Grid(NEW.code, WEST, "新", "base", BORDER, 300, date(2022, 1, 2), date(2022, 1, 4)), codes=[NEW.code])
    watch = Watch(lambda: town.db, today=lambda: day[0])
    found = []
    for _ in range(4):
        watch.refresh()
        found.append(watch.now().locate(*INSIDE).grid)
        day[0] += timedelta(days=1)
    assert found == ["", NEW.code, NEW.code, ""]


def test_a_faulty_border_leaves_the_former_ground(town: Town, replicas: list[Watch]) -> None:
    west, south, east, north = 121.55, 38.85, 121.56, 38.86
    crossed = {"type": "Polygon", "coordinates": [[(west, south), (east, north), (east, south), (west, north), (west, south)]]}
    put(town, Grid(NEW.code, WEST, "新", "base", crossed, 300, SINCE), codes=[NEW.code])
    provider = TerritoryProvider()
    provider.watch = replicas[0]
    assert provider._look("") == provider._look("grid.border_faulty") == "grid.border_faulty"
    assert replicas[0].now().locate(*INSIDE).grid == ""
    put(town, NEW, codes=[NEW.code])
    assert provider._look("grid.border_faulty") == ""
    assert replicas[0].now().locate(*INSIDE).grid == NEW.code


def test_after_a_look_that_failed_the_next_comes_later(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    provider, waits = TerritoryProvider(), list[float]()
    failures = iter(["grid.border_faulty", "grid.border_faulty", ""])
    monkeypatch.setattr(provider, "_look", lambda failing: next(failures))
    provider._leaving = SimpleNamespace(is_set=lambda: len(waits) == 3, wait=waits.append)  # type: ignore[assignment]
    provider._run()
    assert waits == [PAUSE, PAUSE, PERIOD]


def test_while_the_database_is_away_the_known_ground_answers(town: Town) -> None:
    away = [False]

    def db() -> Database:
        if away[0]:
            raise Unavailable("database.unavailable")
        return town.db

    provider = TerritoryProvider()
    provider.watch = Watch(db, today=lambda: SINCE)
    assert provider._look("") == ""
    away[0] = True
    assert provider._look("") == "database.unavailable"
    assert EAST_GRID in provider.watch.now().grids
