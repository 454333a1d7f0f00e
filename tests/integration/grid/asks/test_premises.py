"""Estates, buildings, units and places: registered, put right, moved, ended; found, listed, counted, and near a point."""
from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from kernel.db import Database
from kernel.errors import Conflict, Denied, Invalid, Missing, Unavailable
from services.grid.domain.ground.distance import metres
from services.grid.domain.ground.ground import Spot
from services.grid.domain.ground.level import STATISTICAL, Level
from services.grid.domain.ground.place import Position, gcj02
from services.grid.domain.premises import place_kind
from services.grid.domain.premises.premises import COUNTS, PARTS
from services.grid.store.ground import level as level_store
from services.grid.store.premises import ground as premises_ground
from services.grid.store.premises import premises as store
from services.grid.store.premises import tally as premises_tally
from tests.integration.grid.town import (
    DISPATCHER,
    EAST,
    EAST_GRID,
    ELSEWHERE,
    IN_EAST,
    IN_SEA,
    LEADER,
    OFFICER,
    RESIDENT,
    STREET,
    WEST,
    WORKER,
    Town,
)  # fmt: skip
from tests.integration.race import together
from tests.make import refused

Open = Callable[..., Database]
# in the district, in no grid
NOWHERE = {"lon": 121.52, "lat": 38.82, "system": "wgs84"}
IN_WEST: dict[str, Any] = {"point": NOWHERE, "area": WEST}
COUNTED = """SELECT area, coalesce(grid, ''), kind, coalesce(place_kind, ''), count(*),
             sum(CASE WHEN kind = 'building' THEN households ELSE 0 END)::bigint
             FROM premises WHERE state = 'standing' GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"""
KEPT = """SELECT area, grid, kind, place_kind, sum(n)::bigint, sum(households)::bigint FROM (
            SELECT area, grid, kind, place_kind, n, households FROM premises_count UNION ALL
            SELECT area, grid, kind, place_kind, n, households FROM premises_delta) AS both_kinds
          GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0 ORDER BY 1, 2, 3, 4"""


def register(town: Town, kind: str = "building", actor: Any = WORKER, **given: Any) -> dict[str, Any]:
    least = {"place_kind": "shop"} if kind == "place" else {}
    command = {"kind": kind, "name": "一号楼", "point": None if kind == "unit" else IN_EAST, **least, **given}
    answer: dict[str, Any] = town.as_(actor).register_premises(command)
    return answer


def act(town: Town, deed: str, seen: dict[str, Any], actor: Any = DISPATCHER, /, **given: Any) -> dict[str, Any]:
    command = {"premises": seen["id"], "version": seen["version"], **given}
    answer: dict[str, Any] = getattr(town.as_(actor), f"{deed}_premises")(command)
    return answer


def apart(town: Town, database_of: Open, count: int) -> list[Town]:
    """Give the town over connections of their own, as other processes have them."""
    towns = [town.aside(database_of("grid", size=1)) for _ in range(count)]
    for one in towns:
        one.watch.now()
    return towns


def test_gr_81_buildings_are_numbered_one_after_the_other_in_their_community(town: Town) -> None:
    codes = [register(town)["code"] for _ in range(2)]
    assert codes == [EAST + "B00001", EAST + "B00002"]
    assert register(town, actor=DISPATCHER, **IN_WEST)["code"] == WEST + "B00001"


def test_the_grid_is_found_from_a_point_of_any_system(town: Town) -> None:
    shifted = gcj02(Position(121.615, 38.91))
    seen = register(town, point={"lon": shifted.lon, "lat": shifted.lat, "system": "gcj02"})
    assert (seen["area"], seen["grid"]) == (EAST, EAST_GRID)
    assert seen["longitude"] == pytest.approx(IN_EAST["lon"], abs=1e-7)


def test_where_no_border_is_drawn_the_community_is_asked_for(town: Town) -> None:
    with refused(Invalid, "grid.community_needed"):
        register(town, actor=DISPATCHER, point=NOWHERE)
    assert register(town, actor=DISPATCHER, **IN_WEST)["grid"] is None
    with refused(Invalid, "grid.place_contradicts"):
        register(town, actor=DISPATCHER, area=WEST)
    with refused(Invalid, "grid.point_outside"):
        register(town, point=IN_SEA)
    with refused(Invalid, "grid.point_needed"):
        register(town, point=None)


def test_a_unit_stands_where_its_building_does_and_goes_where_it_goes(town: Town) -> None:
    building = register(town, households=60)
    unit = register(town, "unit", building=building["id"], name="一单元")
    assert (unit["code"], unit["grid"]) == (building["code"] + "U01", EAST_GRID)
    act(town, "move", building, **IN_WEST)
    moved = town.as_(DISPATCHER).find_premises({"premises": unit["id"]})
    assert (moved["area"], moved["grid"], moved["code"], moved["version"]) == (WEST, None, unit["code"], 2)
    assert town.db.all(KEPT) == town.db.all(COUNTED)


def test_what_it_is_put_into_must_exist_and_fit(town: Town) -> None:
    estate = register(town, "estate", service_form="company")
    assert register(town, estate=estate["id"])["estate"] == estate["id"]
    with refused(Invalid, "grid.premises_holder_unfit"):
        register(town, estate=register(town)["id"])
    with refused(Invalid, "grid.premises_holder_unknown"):
        register(town, estate="01890000-0000-7000-8000-000000000000")


def test_codes_that_other_tables_do_not_hold_are_refused(town: Town) -> None:
    with refused(Invalid, "grid.service_form_unknown"):
        register(town, "estate", service_form="magic")
    with refused(Invalid, "grid.unit_unknown"):
        register(town, keeper="nobody")
    with refused(Invalid, "grid.area_unknown"):
        register(town, makes_up=EAST + "G99")


def test_gr_85_a_building_makes_up_an_area_below_its_community_and_leaves_it_behind(town: Town) -> None:
    with town.db.transaction() as tx:
        group_level = Level("group", "居民小组", "group", ("community",), "G", 2)
        level_store.put(tx, [*STATISTICAL, group_level, Level("block", "片区", "block", ("group",), "K", 2)])
    group, block = EAST + "G01", EAST + "G01K02"
    for code in (group, block):
        town.as_(LEADER).add_area({"area": code, "name": "一组"})
    with refused(Invalid, "grid.premises_makes_up_elsewhere"):
        register(town, actor=DISPATCHER, makes_up=block, **IN_WEST)
    seen = act(town, "change", register(town, makes_up=group), makes_up=block)
    assert (seen["makes_up"], seen["version"]) == (block, 2)

    def locate(lon: float, lat: float) -> Spot:
        return Spot("210203000000", STREET, WEST, "")

    with town.db.transaction() as tx:
        premises_ground.regrid(tx, locate, areas=[EAST], at=town.at)
    found = store.find(town.db, seen["id"])
    assert found
    assert (found.area, found.makes_up) == (WEST, None)
    assert act(town, "change", {"id": found.id, "version": found.version}, rooms=4)["rooms"] == 4


def test_a_reference_of_another_register_is_there_once(town: Town) -> None:
    register(town, reference="H-1")
    with refused(Conflict, "grid.premises_reference_taken"):
        register(town, reference="H-1")


def test_fields_are_put_right_and_the_counts_follow(town: Town) -> None:
    seen = act(town, "change", register(town, households=10), WORKER, households=14, name="二号楼")
    assert (seen["households"], seen["name"], seen["version"]) == (14, "二号楼", 2)
    (line,) = town.as_(LEADER).count_premises({})["items"]
    assert (line["place"], line["kind"], line["n"], line["households"]) == (EAST, "building", 1, 14)


def test_of_two_changes_of_one_version_one_is_told_it_changed(town: Town) -> None:
    seen = register(town)
    act(town, "change", seen, rooms=1)
    with refused(Conflict, "grid.premises_changed") as caught:
        act(town, "change", seen, rooms=2)
    assert caught.value.facts == {"version": 2}


def test_of_two_changes_at_once_one_wins(town: Town, database_of: Open) -> None:
    seen = register(town)
    towns = apart(town, database_of, 2)
    answers = together(2, lambda n: act(towns[n], "change", seen, rooms=n + 1))
    lost = [one for one in answers if isinstance(one, Conflict)]
    assert [one.code for one in lost] == ["grid.premises_changed"]
    assert town.db.one("SELECT version FROM premises") == (2,)


def test_gr_81_numbers_taken_at_once_have_no_gap_and_none_twice(town: Town, database_of: Open) -> None:
    towns = apart(town, database_of, 8)
    answers = together(8, lambda n: register(towns[n]))
    done = sorted(one["code"] for one in answers if isinstance(one, dict))
    assert done == [f"{EAST}B{n:05}" for n in range(1, len(done) + 1)]
    assert all(isinstance(one, (dict, Unavailable)) for one in answers)


def test_gr_81_of_two_who_want_the_last_number_one_gets_it(town: Town, database_of: Open) -> None:
    town.db.all("INSERT INTO premises_number VALUES (%s, 'B', 99998)", (EAST,))
    towns = apart(town, database_of, 2)
    answers = together(2, lambda n: register(towns[n]))
    assert [one["code"] for one in answers if isinstance(one, dict)] == [EAST + "B99999"]
    assert [one.code for one in answers if isinstance(one, Conflict)] == ["grid.premises_numbers_used_up"]


def test_gr_81_a_registration_that_fails_leaves_no_gap_and_an_ended_number_never_comes_back(town: Town) -> None:
    register(town, reference="H-1")
    with refused(Conflict, "grid.premises_reference_taken"):
        register(town, reference="H-1")
    second = register(town)
    act(town, "end", second)
    assert [second["code"], register(town)["code"]] == [EAST + "B00002", EAST + "B00003"]


def test_one_key_sent_again_registers_once(town: Town, database_of: Open) -> None:
    command = {"kind": "building", "name": "一号楼", "point": IN_EAST}
    towns = apart(town, database_of, 6)
    answers = together(6, lambda n: towns[n].as_(WORKER, key="same").register_premises(command))
    assert {one["id"] for one in answers if isinstance(one, dict)} == {answers[0]["id"]}
    assert (town.count("premises"), town.count("outbox"), town.count("audit")) == (1, 1, 1)


def test_gr_84_what_ended_is_kept_counted_no_more_and_its_estate_may_end_after_it(town: Town) -> None:
    estate = register(town, "estate")
    building = register(town, estate=estate["id"])
    with refused(Conflict, "grid.premises_not_empty"):
        act(town, "end", estate)
    act(town, "end", building)
    act(town, "end", estate)
    assert town.as_(LEADER).count_premises({})["items"] == []
    assert town.as_(LEADER).list_premises({})["items"] == []
    assert len(town.as_(LEADER).list_premises({"state": "ended"})["items"]) == 2


def test_gr_85_nothing_is_put_into_an_estate_that_ends_at_the_same_time(town: Town, database_of: Open) -> None:
    estate = register(town, "estate")
    towns = apart(town, database_of, 2)
    acts = [lambda: act(towns[0], "end", estate), lambda: register(towns[1], estate=estate["id"])]
    together(2, lambda n: acts[n]())
    both = "SELECT 1 FROM premises AS b JOIN premises AS e ON b.estate = e.id WHERE e.state = 'ended'"
    assert town.db.all(both) == []


def test_who_is_elsewhere_sees_none_and_writes_none(town: Town) -> None:
    seen = register(town)
    stranger = town.as_(ELSEWHERE)
    assert stranger.list_premises({})["items"] == stranger.count_premises({})["items"] == []
    with refused(Missing, "grid.premises_missing"):
        stranger.find_premises({"premises": seen["id"]})
    for name, given in (("change", {"rooms": 1}), ("move", {"point": IN_EAST}), ("end", {})):
        with refused(Missing, "grid.premises_missing"):
            act(town, name, seen, ELSEWHERE, **given)
    with refused(Denied, "grid.area_not_yours"):
        register(town, actor=ELSEWHERE)
    with refused(Denied, "grid.area_not_yours"):
        register(town, **IN_WEST)


def test_a_resident_reads_no_register_and_nobody_but_the_desk_and_the_field_writes(town: Town) -> None:
    seen = register(town)
    assert town.as_(RESIDENT).list_premises({})["items"] == []
    with refused(Missing, "grid.premises_missing"):
        town.as_(RESIDENT).find_premises({"premises": seen["id"]})
    for actor in (RESIDENT, OFFICER):
        with refused(Denied, "grid.role_not_allowed"):
            register(town, actor=actor)
    with refused(Denied, "grid.role_not_allowed"):
        act(town, "end", seen, WORKER)


def test_a_list_is_narrowed_and_goes_on_where_it_stopped(town: Town) -> None:
    estate = register(town, "estate")
    inside = [register(town, estate=estate["id"])["id"] for _ in range(3)]
    shop = register(town, "place")
    for narrowed in ({"estate": estate["id"]}, {"kind": "building", "area": EAST}, {"kind": "building", "grid": EAST_GRID}):
        first = town.as_(LEADER).list_premises({"limit": 2, **narrowed})
        rest = town.as_(LEADER).list_premises({"limit": 2, "after": first["next"], **narrowed})
        assert [one["id"] for one in first["items"] + rest["items"]] == inside
        assert rest["next"] is None
    (found,) = town.as_(LEADER, language="zh").list_premises({"place_kind": "shop"})["items"]
    assert (found["id"], found["place_kind_words"]) == (shop["id"], "小商店")
    assert town.as_(LEADER).list_premises({"area": WEST})["items"] == []


def test_counts_stand_under_grids_communities_and_streets(town: Town) -> None:
    register(town, households=30)
    register(town, actor=DISPATCHER, households=20, **IN_WEST)
    said = {by: town.as_(LEADER).count_premises({"by": by, "area": STREET}) for by in ("grid", "community", "street")}
    lines = {by: [(one["place"], one["n"], one["households"]) for one in view["items"]] for by, view in said.items()}
    assert lines["grid"] == [("", 1, 20), (EAST_GRID, 1, 30)]
    assert lines["community"] == [(EAST, 1, 30), (WEST, 1, 20)]
    assert lines["street"] == [(STREET, 2, 50)]
    with refused(Invalid, "grid.area_needed"):
        town.as_(LEADER).count_premises({"by": "grid"})


def wander(town: Town, chance: random.Random, steps: int) -> None:
    """Register, change, move, end and fold at random; what is refused is refused."""
    seen = [register(town)]
    for _ in range(steps):
        if chance.random() < 0.2:
            premises_tally.fold(town.db)
        kind = chance.choice(["building", "place", "estate"])
        given: dict[str, Any] = chance.choice([{}, IN_WEST])
        one = chance.randrange(len(seen))
        deeds = {
            "new": partial(register, town, kind, DISPATCHER, households=chance.randrange(90), **given),
            "change": partial(act, town, "change", seen[one], households=chance.randrange(90)),
            "move": partial(act, town, "move", seen[one], **{"point": IN_EAST, **given}),
            "end": partial(act, town, "end", seen[one]),
        }
        deed = chance.choice(["new", "new", "change", "move", "move", "end"])
        try:
            made = deeds[deed]()
        except (Conflict, Invalid):
            continue
        seen[one if deed != "new" else len(seen) :] = [made] if deed == "new" else [made, *seen[one + 1 :]]


@pytest.mark.parametrize("seed", range(3))
def test_gr_83_counts_equal_a_recount_after_random_histories_folded_or_not(town: Town, seed: int) -> None:
    wander(town, random.Random(seed), 80)
    recount = town.db.all(COUNTED)
    assert len(recount) > 3
    assert town.db.all(KEPT) == recount
    while premises_tally.fold(town.db):
        pass
    assert town.count("premises_delta") == 0
    assert town.db.all(KEPT) == recount


def test_when_borders_change_the_grid_is_found_again_and_the_counts_follow(town: Town) -> None:
    stays, goes = register(town, households=7), register(town, point={**IN_EAST, "lon": 121.618}, households=9)
    unit = register(town, "unit", building=goes["id"])
    outside = register(town, "place", point={**IN_EAST, "lon": 121.6195})

    def locate(lon: float, lat: float) -> Spot:
        if lon > 121.619:
            raise Invalid("grid.point_outside")
        return Spot("210203000000", STREET, WEST, WEST + "001") if lon > 121.617 else Spot("", "", EAST, EAST_GRID)

    with town.db.transaction() as tx:
        assert premises_ground.regrid(tx, locate, areas=[EAST], at=town.at) == 3
    now = {seen["id"]: store.find(town.db, seen["id"]) for seen in (stays, goes, unit, outside)}
    found = {id: (one.area, one.grid, one.version) for id, one in now.items() if one}
    assert found == {
        stays["id"]: (EAST, EAST_GRID, 1), goes["id"]: (WEST, WEST + "001", 2),
        unit["id"]: (WEST, WEST + "001", 2), outside["id"]: (EAST, None, 2),
    }  # fmt: skip
    assert town.db.all(KEPT) == town.db.all(COUNTED)
    with town.db.transaction() as tx:
        assert premises_ground.regrid(tx, locate, areas=[EAST, WEST], at=town.at) == 0


def test_the_nearest_places_are_those_a_search_through_all_finds(town: Town) -> None:
    chance = random.Random(7)
    places = [
        register(town, "place", place_kind=chance.choice(["shop", "clinic"]),
                 point={"lon": chance.uniform(121.611, 121.619), "lat": chance.uniform(38.901, 38.919)})
        for _ in range(40)
    ]  # fmt: skip
    act(town, "end", places.pop())
    at = Position(121.613, 38.905)
    far = sorted((metres(at, Position(one["longitude"], one["latitude"])), one["id"], one["place_kind"]) for one in places)
    ask = {"point": {"lon": at.lon, "lat": at.lat}, "count": 6}
    found = town.as_(RESIDENT).near_places(ask)["items"]
    assert [one["id"] for one in found] == [id for _, id, _ in far[:6]]
    assert [one["metres"] for one in found] == [round(m) for m, _, _ in far[:6]]
    clinics = town.as_(RESIDENT).near_places({**ask, "place_kind": "clinic"})["items"]
    assert [one["id"] for one in clinics] == [id for _, id, kind in far if kind == "clinic"][:6]
    close = town.as_(RESIDENT).near_places({**ask, "within": 300})["items"]
    assert [one["id"] for one in close] == [id for m, id, _ in far[:6] if m <= 300]


def test_each_act_tells_its_fact_with_codes_and_counts_only(town: Town) -> None:
    seen = register(town)
    for name, given in (("change", {"rooms": 2}), ("move", {"point": IN_EAST}), ("end", {})):
        seen = act(town, name, seen, **given)
    told = town.told()
    assert [one["name"] for one in told] == [f"grid.premises_{what}" for what in ("registered", "changed", "moved", "ended")]
    assert {name for one in told for name in one["data"]} == {"kind", "number", "area", "grid", "households"}


def test_gr_82_lookups_of_the_database_are_those_of_the_code(town: Town) -> None:
    kinds = town.db.all("SELECT code, name_zh, name_en FROM place_kind")
    assert {code: (zh, en) for code, zh, en in kinds} == place_kind.PLACE_KINDS
    parts = town.db.all("SELECT code, letter, digits FROM premises_kind")
    assert {code: (letter, digits) for code, letter, digits in parts} == PARTS
    forms = town.as_(WORKER, language="zh").list_place_kinds({})["service_forms"]
    assert ("company", "专业物业服务") in {(one["code"], one["name"]) for one in forms}
    assert len(forms) == 4


def test_gr_80_no_table_of_the_neighbourhood_can_hold_a_person(town: Town) -> None:
    sql = """SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'grid'
             AND table_name ~ '^(premises|place|service_form|sweep|member|co_|provider|need|help)'"""
    personal = ("person", "resident", "phone", "tel", "mobile", "contact", "head", "owner_name", "birth", "idcard", "email")
    columns = town.db.all(sql)
    assert len(columns) > 30
    assert not [(table, name) for table, name in columns if any(part in name for part in personal)]
    assert set(COUNTS) <= {name for _, name in columns}
