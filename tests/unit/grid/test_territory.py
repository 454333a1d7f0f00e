"""The ground in memory: what a code or a point may name, and when it is read again."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kernel.errors import Invalid, Unavailable
from services.grid.domain.case_type import CaseType, Period
from services.grid.domain.ground.ground import Spot
from services.grid.domain.ground.place import Position, bd09, gcj02
from services.grid.domain.ground.register import Grid, RegisteredArea, Unit
from services.grid.domain.ground.territory import Territory, build
from services.grid.territory import Watch

DAY = date(2026, 11, 22)
DISTRICT, STREET, COMMUNITY, GRID = "210203000000", "210203011000", "210203011003", "210203011003001"


def box(west: float, south: float, side: float) -> dict[str, Any]:
    ring = [(west, south), (west + side, south), (west + side, south + side), (west, south + side), (west, south)]
    return {"type": "Polygon", "coordinates": [ring]}


def areas() -> list[RegisteredArea]:
    return [
        RegisteredArea(DISTRICT, "西岗区", "district", None, DAY, border=box(121.6, 38.9, 0.1)),
        RegisteredArea(STREET, "人民广场街道", "street", DISTRICT, DAY),
        RegisteredArea(COMMUNITY, "胜利社区", "community", STREET, DAY),
    ]


def territory() -> Territory:
    made = build(
        areas=areas(),
        grids=[Grid(GRID, COMMUNITY, "第1网格", "base", box(121.61, 38.91, 0.01), 300, DAY)],
        units=[
            Unit("drainage", "排水", "Drainage", "department", DISTRICT),
            Unit("shengli", "胜利社区", "Shengli", "community", COMMUNITY),
        ],
        case_types=[CaseType("F0101", "facility", "01", "01", "公用设施", "Utilities", "井盖", "Cover", "drainage", True, ())],
        periods=[Period("F0101", "handle", 4.0, "H", "local design")],
    )
    assert made is not None
    return made


@pytest.mark.parametrize("system", ["wgs84", "gcj02", "bd09"])
def test_the_same_place_is_found_from_every_system(system: str) -> None:
    sent = {"wgs84": lambda p: p, "gcj02": gcj02, "bd09": lambda p: bd09(gcj02(p))}[system](Position(121.615, 38.915))
    assert territory().locate(*sent, system) == Spot(DISTRICT, STREET, COMMUNITY, GRID)


def test_a_grid_and_an_area_may_be_named() -> None:
    assert territory().place(GRID).grid == GRID
    assert territory().place(STREET) == Spot(DISTRICT, STREET)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("210204001001", "grid.area_outside"),
        ("210204001001001", "grid.area_outside"),
        ("210200000000", "grid.area_outside"),
        ("210203011099", "grid.area_unknown"),
        ("210203011003002", "grid.area_unknown"),
        ("2102030110", "grid.area_malformed"),
        ("2102030110031", "grid.grid_malformed"),
    ],
)
def test_a_code_of_nowhere_here_is_refused(code: str, problem: str) -> None:
    with pytest.raises(Invalid) as refused:
        territory().place(code)
    assert (refused.value.code, refused.value.pointer) == (problem, "/area")


def test_kinds_and_units_are_known_or_refused() -> None:
    here = territory()
    assert here.unit(here.case_type("F0101").unit).id == "drainage"
    assert here.periods["F0101"]["handle"].amount == 4.0
    with pytest.raises(Invalid, match="grid.case_type_unknown"):
        here.case_type("F9999")
    with pytest.raises(Invalid, match="grid.unit_unknown"):
        here.unit("nobody")


class Register:
    """A database holding areas alone; `away` makes it silent."""

    def __init__(self) -> None:
        self.version, self.rows, self.asked, self.away = 1, areas(), 0, False
        self.meanwhile: Any = None

    def one(self, sql: str, params: Any = None) -> tuple[Any, ...]:
        self.asked += 1
        if self.away:
            raise Unavailable("database.unavailable")
        return (self.version,)

    def all(self, sql: str, params: Any = None) -> list[tuple[Any, ...]]:
        shown = [(a.code, a.name, a.level, a.parent, a.valid_from, a.valid_until, a.border) for a in self.rows]
        if "FROM area" not in sql or "border::text" in sql:
            return []
        if self.meanwhile:
            self.meanwhile, happen = None, self.meanwhile
            happen()
        return shown


class Bench:
    """A watch over a register, with hands on its calendar."""

    def __init__(self) -> None:
        self.register, self.day = Register(), DAY
        self.watch = Watch(lambda: self.register, today=lambda: self.day)


def test_callers_are_served_from_memory_alone() -> None:
    bench = Bench()
    first = bench.watch.now()
    asked = bench.register.asked
    assert all(bench.watch.now() is first for _ in range(100))
    assert bench.register.asked == asked


def test_a_look_at_an_unchanged_ground_is_one_question_and_keeps_it() -> None:
    bench = Bench()
    first = bench.watch.now()
    asked = bench.register.asked
    bench.watch.refresh()
    assert bench.watch.now() is first
    assert bench.register.asked == asked + 1


def test_a_change_is_seen_after_a_look() -> None:
    bench = Bench()
    bench.watch.now()
    bench.register.rows, bench.register.version = bench.register.rows[:2], 2
    assert COMMUNITY in bench.watch.now().areas
    bench.watch.refresh()
    assert COMMUNITY not in bench.watch.now().areas


def test_a_change_that_comes_while_reading_is_not_missed() -> None:
    bench = Bench()
    bench.register.meanwhile = lambda: (bench.register.rows.pop(), setattr(bench.register, "version", 2))
    assert COMMUNITY not in bench.watch.now().areas


def test_a_new_day_is_a_change() -> None:
    bench = Bench()
    first = bench.watch.now()
    bench.day = date(2026, 11, 23)
    bench.watch.refresh()
    assert bench.watch.now() is not first


def test_what_is_known_still_answers_while_the_database_is_away() -> None:
    bench = Bench()
    first = bench.watch.now()
    bench.register.away = True
    with pytest.raises(Unavailable, match="database.unavailable"):
        bench.watch.refresh()
    assert bench.watch.now() is first


def test_before_anything_is_known_the_failure_is_told() -> None:
    bench = Bench()
    bench.register.away = True
    with pytest.raises(Unavailable, match="database.unavailable"):
        bench.watch.now()
    bench.register.away = False
    assert bench.watch.now().areas


def test_an_empty_register_is_told_apart() -> None:
    bench = Bench()
    bench.register.rows = []
    with pytest.raises(Unavailable, match="grid.ground_empty"):
        bench.watch.now()


def test_a_unit_serves_its_own_ground_and_what_lies_in_it() -> None:
    here = territory()
    assert here.serving("drainage", COMMUNITY).id == "drainage"
    assert here.serving("shengli", COMMUNITY).id == "shengli"
    for elsewhere in ("210203013008", STREET):
        with pytest.raises(Invalid, match="grid.unit_elsewhere"):
            here.serving("shengli", elsewhere)
