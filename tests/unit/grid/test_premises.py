"""What premises may say, where they belong, how they end."""
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from math import cos, radians
from random import Random

import pytest

from kernel.errors import Conflict, Invalid
from services.grid.domain.ground import distance
from services.grid.domain.ground.place import Position
from services.grid.domain.premises import place_kind, premises
from services.grid.domain.premises.premises import BUILDING, ENDED, ESTATE, KINDS, PLACE, UNIT, Site
from tests.make import refused

AT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
EAST, WEST = "210203001001", "210203001002"
SITE = Site(EAST, EAST + "001", 121.61, 38.91)
LEAST = {ESTATE: {}, BUILDING: {}, UNIT: {"building": "b"}, PLACE: {"place_kind": "shop"}}


def made(kind=BUILDING, **given):
    said = {"kind": kind, "name": "一号", "address": "", **LEAST[kind], **given}
    return premises.register(said, SITE, id="p", code=premises.code(kind, EAST, 1), at=AT).record


@pytest.mark.parametrize(("kind", "code"), [("estate", "E001"), ("building", "B00001"), ("unit", "U01"), ("place", "P00001")])
def test_gr_81_a_code_is_that_of_its_community_a_letter_and_digits(kind, code):
    assert premises.code(kind, EAST, 1) == EAST + code


def test_gr_81_the_last_building_is_99999_and_none_comes_after_it():
    assert premises.code(BUILDING, EAST, 99999) == EAST + "B99999"
    with refused(Conflict, "grid.premises_numbers_used_up") as caught:
        premises.code(BUILDING, EAST, 100000)
    assert caught.value.facts["most"] == 99999


def test_gr_82_there_are_nine_kinds_of_places_and_all_other():
    assert len(place_kind.PLACE_KINDS) == 9 + 1
    assert place_kind.called("net_cafe", "zh") == "小网吧"
    assert place_kind.called("net_cafe", "en") == "Small net cafe"


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [(BUILDING, "place_kind", "shop"), (PLACE, "service_form", "company"), (ESTATE, "estate", "x"), (ESTATE, "building", "x")],
)
def test_a_field_of_another_kind_is_refused(kind, field, value):
    with refused(Invalid, "grid.premises_field_unfit") as caught:
        made(kind, **{field: value})
    assert caught.value.pointer == f"/{field}"


@pytest.mark.parametrize(("kind", "field"), [(PLACE, "place_kind"), (UNIT, "building")])
def test_a_field_the_kind_must_have_is_asked_for(kind, field):
    with refused(Invalid, "grid.premises_field_missing"):
        made(kind, **{field: None})


def test_each_kind_has_its_part_of_a_code():
    assert tuple(premises.PARTS) == KINDS


@pytest.mark.parametrize("below", [WEST + "G01", EAST, "G01"])
def test_only_an_area_below_its_own_community_is_made_up(below):
    with refused(Invalid, "grid.premises_makes_up_elsewhere"):
        made(makes_up=below)
    assert made(makes_up=EAST + "G01").makes_up == EAST + "G01"


def test_gr_85_what_moves_into_another_community_makes_up_no_area_of_the_old_one():
    below = made(makes_up=EAST + "G01")
    moved = premises.move(below, replace(SITE, area=WEST, grid=None), holds=False, at=AT).record
    assert (moved.area, moved.makes_up) == (WEST, None)
    assert premises.change(moved, {"rooms": 3}, at=AT).record.rooms == 3
    within = premises.move(below, replace(SITE, grid=None), holds=False, at=AT).record
    assert within.makes_up == EAST + "G01"


def test_gr_85_a_holder_is_of_the_right_kind_stands_and_lies_in_the_same_community():
    estate = made(ESTATE)
    premises.belongs(estate, ESTATE, pointer="/estate", area=EAST)
    with refused(Invalid, "grid.premises_holder_unfit"):
        premises.belongs(estate, BUILDING, pointer="/building", area=EAST)
    with refused(Invalid, "grid.premises_holder_unfit"):
        premises.belongs(estate, ESTATE, pointer="/estate", area=WEST)
    with refused(Conflict, "grid.premises_ended"):
        premises.belongs(replace(estate, state=ENDED), ESTATE, pointer="/estate", area=EAST)


def test_what_is_not_given_stays_and_null_takes_away():
    before = made(PLACE, keeper="sanitation", rooms=3)
    after = premises.change(before, {"keeper": None, "shops": 1}, at=AT).record
    assert (after.keeper, after.shops, after.rooms, after.version) == (None, 1, 3, 2)


def test_a_place_cannot_lose_its_kind():
    with refused(Invalid, "grid.premises_field_missing"):
        premises.change(made(PLACE), {"place_kind": None}, at=AT)


def test_gr_84_what_ended_is_neither_changed_nor_moved_nor_ended_again():
    ended = premises.end(made(), holds=False, at=AT).record
    assert (ended.state, ended.code) == (ENDED, EAST + "B00001")
    for act in (
        lambda: premises.change(ended, {"rooms": 1}, at=AT),
        lambda: premises.move(ended, SITE, holds=False, at=AT),
        lambda: premises.end(ended, holds=False, at=AT),
    ):
        with refused(Conflict, "grid.premises_ended"):
            act()


def test_gr_84_what_holds_something_that_stands_cannot_end():
    with refused(Conflict, "grid.premises_not_empty"):
        premises.end(made(ESTATE), holds=True, at=AT)


def test_gr_85_what_belongs_to_another_stays_in_its_community():
    away = Site(WEST, None, 121.6, 38.9)
    for one, holds in ((made(estate="e"), False), (made(ESTATE), True), (made(UNIT), False)):
        with refused(Conflict, "grid.premises_bound"):
            premises.move(one, away, holds=holds, at=AT)
    assert premises.move(made(), away, holds=False, at=AT).record.area == WEST


def test_gr_83_households_are_counted_in_buildings_alone_so_that_none_counts_twice():
    figures = {"households": 5, "rooms": 6, "shops": 7}
    assert premises.counted(made(BUILDING, **figures)) == (5, 6, 7)
    assert {premises.counted(made(kind, **figures)) for kind in (ESTATE, UNIT, PLACE)} == {(0, 0, 0)}
    assert premises.counted(replace(made(BUILDING, **figures), state=ENDED)) == (0, 0, 0)


def test_gr_80_what_is_told_of_it_is_codes_and_counts():
    (event,) = premises.register({"kind": ESTATE, "name": "一号", "address": ""}, SITE, id="p", code=EAST + "E001", at=AT).events
    assert event.data == {"kind": "estate", "number": EAST + "E001", "area": EAST, "grid": EAST + "001", "households": 0}


def test_a_degree_of_latitude_is_111_kilometres_and_of_longitude_less():
    assert distance.metres(Position(121, 38), Position(121, 39)) == pytest.approx(111_195, abs=5)
    assert distance.metres(Position(121, 38), Position(122, 38)) == pytest.approx(111_195 * cos(radians(38)), rel=1e-4)
    assert distance.metres(Position(121, 38), Position(121, 38)) == 0


@pytest.mark.parametrize("seed", range(3))
def test_no_point_within_reach_lies_outside_the_cells(seed):
    chance = Random(seed)
    for _ in range(2000):
        at = Position(chance.uniform(73, 135), chance.uniform(-5, 79))
        reach = chance.choice([100, 500, 4000, 20000])
        wide = reach / 90_000 / cos(radians(at.lat))
        there = Position(at.lon + chance.gauss(0, wide), at.lat + chance.gauss(0, reach / 111_000))
        if distance.metres(at, there) <= reach:
            cells = distance.around(at, reach)
            x, y = there.lon * distance.CELLS_PER_DEGREE // 1, there.lat * distance.CELLS_PER_DEGREE // 1
            assert cells.west <= x <= cells.east
            assert cells.south <= y <= cells.north
