"""The map's layers on a real database: what is shown, to whom, and at which point."""
from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import orjson
import pytest

from kernel.call import Actor
from kernel.db import Database
from kernel.errors import Invalid, Missing
from services.grid.domain.ground.register import Grid, RegisteredArea
from services.grid.store.ground import ground
from tests.integration.grid.town import (
    ANYONE,
    DISPATCHER,
    DISTRICT,
    EAST,
    EAST_GRID,
    ELSEWHERE,
    LAMPS,
    NEIGHBOUR,
    OFFICER,
    RESIDENT,
    SINCE,
    STREET,
    WEST,
    Town,
    square,
)  # fmt: skip
from tests.make import refused

OPERATOR = Actor(id="x-1", role="operator", area=DISTRICT)
ALL = {"west": 121.0, "south": 38.0, "east": 122.0, "north": 40.0}
CORNER = {"west": 121.61, "south": 38.9, "east": 121.612, "north": 38.902}
INSIDE = [{"lon": 121.6101, "lat": 38.9001}, {"lon": 121.6199, "lat": 38.9199}, {"lon": 121.615, "lat": 38.91}]


def chart(town: Town, actor: Actor = ANYONE, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = town.as_(actor).chart(asked)
    return {**found, "items": orjson.loads(found.pop("features"))} if "features" in found else found


def ids(town: Town, actor: Actor = ANYONE, **asked: Any) -> list[str]:
    return [one["id"] for one in chart(town, actor, **asked)["items"]]


def stand(db: Database, kind: str = "estate", *, lon: float = 121.615, lat: float = 38.91, number: int = 1) -> str:
    """Register an estate or the like, past its own surface."""
    id = str(uuid.uuid4())
    with db.transaction() as tx:
        tx.later(
            """INSERT INTO premises (id, kind, code, name, address, area, grid, place_kind, households, rooms, shops, floors,
                   longitude, latitude, state, created_at, changed_at, version)
               VALUES (%s, %s, %s, 'spring court', 'lane 7', %s, %s, %s, 40, 120, 0, 6, %s, %s, 'standing', now(), now(), 1)""",
            (id, kind, f"{EAST}E{number:03}", EAST, EAST_GRID, "shop" if kind == "place" else None, lon, lat),
        )
    return id


def test_two_reports_from_different_doors_of_a_grid_stand_at_one_point_by_gr_90(town: Town) -> None:
    for at in INSIDE:
        town.report(point={**at, "system": "wgs84"})
    shown = [one["geometry"] for one in chart(town, DISPATCHER, layer="cases")["items"]]
    assert len(shown) == 3
    assert shown[0] == shown[1] == shown[2] == {"type": "Point", "coordinates": [121.615, 38.91]}


def test_a_case_tells_codes_and_nothing_that_was_written_by_gr_91(town: Town) -> None:
    seen = town.report(address="lane 7, second door")
    (found,) = chart(town, DISPATCHER, layer="cases")["items"]
    assert found["id"] == seen["id"]
    assert found["properties"] == {
        "state": "reported", "kind": "E1", "opened": "2026-03-03", "open": True, "unit": None, "area": EAST,
        "grid": EAST_GRID,
    }  # fmt: skip


def test_premises_tell_their_name_and_place_but_not_their_address_by_gr_92(town: Town) -> None:
    id = stand(town.db)
    (found,) = chart(town, layer="places")["items"]
    assert (found["id"], found["geometry"]["coordinates"]) == (id, [121.615, 38.91])
    assert found["properties"].keys() == {"code", "name", "kind", "place_kind", "area", "grid"}


@pytest.mark.parametrize(
    ("actor", "sees"),
    [
        (DISPATCHER, True), (RESIDENT, True), (NEIGHBOUR, False), (OFFICER, False), (ELSEWHERE, False), (ANYONE, False),
        (OPERATOR, False),
    ],
    ids=["dispatcher", "own reporter", "neighbour", "officer of no unit yet", "another district", "nobody", "operator"],
)  # fmt: skip
def test_nobody_finds_on_the_map_a_case_out_of_reach_by_gr_93(town: Town, actor: Actor, sees: bool) -> None:
    seen = town.report()
    for asked in ({}, {"window": ALL}, {"where": {"grid": EAST_GRID}}, {"where": {"open": "true"}}):
        assert bool(ids(town, actor, layer="cases", **asked)) == sees
    if sees:
        assert town.as_(actor).chart_feature({"layer": "cases", "feature": seen["id"]})["feature"]["id"] == seen["id"]
    else:
        with refused(Missing, "grid.feature_missing"):
            town.as_(actor).chart_feature({"layer": "cases", "feature": seen["id"]})


def test_an_officer_sees_the_cases_of_the_own_unit_alone(town: Town) -> None:
    town.through("accept", "file", "dispatch")
    assert (len(ids(town, OFFICER, layer="cases")), len(ids(town, LAMPS, layer="cases"))) == (1, 0)


def test_a_window_shows_the_cases_whose_grid_stands_in_it_not_those_reported_there(town: Town) -> None:
    town.report(point={**INSIDE[0], "system": "wgs84"})
    assert ids(town, DISPATCHER, layer="cases", window=CORNER) == [], "or a small window would tell where the reporter stood"
    assert len(ids(town, DISPATCHER, layer="cases", window=ALL)) == 1


def test_a_case_of_a_community_that_is_drawn_stands_there_and_one_known_no_closer_nowhere(town: Town) -> None:
    with town.db.transaction() as tx:
        border = square(121.63, 38.9, 121.65, 38.92)
        ground.put(tx, ground.AREAS, [RegisteredArea(WEST, "西社区", "community", STREET, SINCE, border=border)])
        ground.touch(tx)
    town.watch.refresh()
    town.through("locate")
    (west,) = chart(town, DISPATCHER, layer="cases")["items"]
    assert (west["properties"]["area"], west["geometry"]["coordinates"]) == (WEST, [121.64, 38.91])
    town.report(point=None, area=DISTRICT)
    newest = chart(town, DISPATCHER, layer="cases", where={"area": DISTRICT})["items"][0]
    assert newest["geometry"] is None
    assert ids(town, DISPATCHER, layer="cases", window=ALL) == [west["id"]], "what stands nowhere is in no window"


def test_cases_go_page_by_page_and_by_their_properties_and_days(town: Town) -> None:
    made = [town.later(days=1).report()["id"] for _ in range(5)]
    closed = town.through("accept", "file", "dispatch", "finish", "pass", "close")["id"]
    first = chart(town, DISPATCHER, layer="cases", limit=4)
    second = chart(town, DISPATCHER, layer="cases", limit=4, after=first["next"])
    assert [one["id"] for one in first["items"] + second["items"]] == [closed, *reversed(made)]
    assert (second["next"], first["matched"]) == (None, None)
    assert ids(town, DISPATCHER, layer="cases", where={"open": "false"}) == [closed]
    assert ids(town, DISPATCHER, layer="cases", where={"state": "reported", "kind": "E1"}) == [*reversed(made)]
    assert ids(town, DISPATCHER, layer="cases", where={"colour": "red"}) == []
    assert ids(town, DISPATCHER, layer="cases", since_on="2026-03-05", until_on="2026-03-06") == [made[2], made[1]]


def test_the_ground_is_anyones_and_costs_nothing_for_who_holds_its_edition(town: Town) -> None:
    grids = chart(town, layer="grids", where={"kind": "base"})
    assert (grids["items"][0]["id"], grids["matched"], grids["next"]) == (EAST_GRID, 1, None)
    assert chart(town, layer="grids", held=grids["edition"]) == {"edition": grids["edition"], "same": True}
    assert ids(town, layer="areas", where={"level": "community"}) == [EAST, WEST]
    assert ids(town, layer="areas", window=ALL) == [DISTRICT], "the others are not drawn"
    assert town.as_(ANYONE).chart_extent({}) == {"bbox": [121.5, 38.8, 121.7, 39.0]}


def test_a_change_of_the_ground_makes_another_edition_and_moves_nobody_twice(town: Town) -> None:
    before = chart(town, layer="grids")["edition"]
    moved = Grid(EAST_GRID, EAST, "一号", "base", square(121.61, 38.9, 121.63, 38.92), 300, SINCE)
    with town.db.transaction() as tx:
        ground.put(tx, ground.GRIDS, [moved])
        ground.touch(tx)
    town.watch.refresh()
    after = chart(town, layer="grids", held=before)
    assert (after["same"], after["edition"] == before) == (False, False)


def test_two_replicas_give_the_same_edition(town: Town, database_of: Any) -> None:
    assert chart(town, layer="grids")["edition"] == chart(town.aside(database_of("grid")), layer="grids")["edition"]


def test_places_lie_in_a_window_by_their_own_point(town: Town) -> None:
    near, far = stand(town.db, number=1), stand(town.db, lon=121.65, number=2)
    assert set(ids(town, layer="places")) == {near, far}
    assert ids(town, layer="places", window={**ALL, "east": 121.62}) == [near]
    assert ids(town, layer="places", window={**ALL, "west": 121.62, "east": -170.0}) == [far]
    assert ids(town, layer="places", where={"kind": "building"}) == []


@pytest.mark.parametrize("feature", ["1", "not-an-id", str(uuid.uuid4()), "210203001009"])
@pytest.mark.parametrize("layer", ["areas", "grids", "places", "cases"])
def test_what_is_not_there_is_missing(town: Town, layer: str, feature: str) -> None:
    with refused(Missing, "grid.feature_missing"):
        town.as_(DISPATCHER).chart_feature({"layer": layer, "feature": feature})


@pytest.mark.parametrize("wrong", [{"layer": "people"}, {"limit": 0}, {"limit": 1001}, {"zoom": 25}, {"window": {"west": 1}}])
def test_what_does_not_fit_is_refused(town: Town, wrong: dict[str, Any]) -> None:
    with refused(Invalid, "wire.invalid"):
        chart(town, **{"layer": "grids", **wrong})


def test_each_page_is_read_by_an_index(town: Town) -> None:
    with town.db.transaction() as tx:
        tx.all("SELECT set_config('enable_seqscan', 'off', true)")
        cases = "SELECT id FROM incident WHERE grid = ANY(ARRAY['1', '2']) ORDER BY created_at DESC, id DESC LIMIT 9"
        box = "point(longitude, latitude) <@ box(point(1, 1), point(2, 2))"
        places = f"SELECT id FROM premises WHERE state = 'standing' AND {box}"
        plans = ["".join(line for (line,) in tx.all(f"EXPLAIN {sql}")) for sql in (cases, places)]
    assert "incident_grid" in plans[0] or "incident_created" in plans[0]
    assert "premises_point" in plans[1]


def test_a_grid_that_is_no_more_shows_its_cases_nowhere(town: Town) -> None:
    town.report()
    ended = Grid(EAST_GRID, EAST, "一号", "base", square(121.61, 38.9, 121.62, 38.92), 300, SINCE)
    with town.db.transaction() as tx:
        ground.put(tx, ground.GRIDS, [replace(ended, valid_until=SINCE.replace(day=2))])
        ground.touch(tx)
    town.watch._today = lambda: SINCE.replace(day=3)
    town.watch.refresh()
    assert chart(town, DISPATCHER, layer="cases")["items"][0]["geometry"] is None
