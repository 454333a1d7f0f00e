"""Areas that change in time: what ends keeps its code, what lay in it goes with its place, and nothing happens twice."""
from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kernel.clock import today
from kernel.errors import Conflict, Denied, Failure, Invalid, Missing, Unavailable
from services.grid.domain.ground.register import Grid, Unit
from services.grid.domain.ground.territory import Territory
from services.grid.store.ground import ground
from services.grid.territory import Watch
from tests.integration.grid.incident.test_race import at_once
from tests.integration.grid.town import (
    ANYONE,
    DISPATCHER,
    DISTRICT,
    EAST,
    EAST_GRID,
    IN_EAST,
    LEADER,
    RESIDENT,
    SINCE,
    STREET,
    WEST,
    WORKER,
    Town,
    other,
    square,
)
from tests.make import refused

NORTH, SOUTH = "210203001008", "210203001009"
SECOND_GRID = EAST + "002"
DAY, YESTERDAY, TOMORROW = date(2026, 3, 3), date(2026, 3, 2), date(2026, 3, 4)
HALVES = [{"area": NORTH, "name": "北社区"}, {"area": SOUTH, "name": "南社区"}]
MOVES = [{"item": EAST_GRID, "to": NORTH}, {"item": SECOND_GRID, "to": SOUTH}]


@pytest.fixture
def wide(town: Town) -> Town:
    """Give the east a second grid."""
    with town.db.transaction() as tx:
        second = Grid(SECOND_GRID, EAST, "二号", "base", square(121.62, 38.9, 121.63, 38.92), 12_000, SINCE)
        ground.put(tx, ground.GRIDS, [second])
        ground.touch(tx)
    town.watch = Watch(lambda: town.db, today=lambda: SINCE)
    return town


def seen(town: Town, code: str) -> dict[str, Any]:
    found: dict[str, Any] = town.as_(ANYONE).find_area({"area": code})
    return found


def act(town: Town, verb: str, code: str, **given: Any) -> dict[str, Any]:
    """Let the leader change an area as it was seen."""
    command = {"area": code, "version": seen(town, code)["version"], **given}
    found: dict[str, Any] = getattr(town.as_(LEADER), verb)(command)
    return found


def under(town: Town, code: str, as_of: date | None = None) -> list[tuple[str, str]]:
    found = town.as_(ANYONE).list_areas({"under": code, **({"as_of": as_of.isoformat()} if as_of else {})})
    return [(one["code"], one["name"]) for one in found["items"]]


def afresh(town: Town) -> Territory:
    town.watch = Watch(lambda: town.db, today=lambda: today(town.at))
    return town.watch.now()


def test_gr_24_a_new_name_holds_from_today_and_the_old_one_stays_readable(town: Town) -> None:
    done = act(town, "rename_area", EAST, name="东方社区")
    assert (done["state"], done["on"]) == ("applied", "2026-03-03")
    assert under(town, STREET) == [(EAST, "东方社区"), (WEST, "西社区")]
    assert under(town, STREET, YESTERDAY) == [(EAST, "东社区"), (WEST, "西社区")]
    states = [(one["name"], one["valid_from"], one["valid_until"]) for one in seen(town, EAST)["states"]]
    assert states == [("东社区", "2022-01-01", "2026-03-03"), ("东方社区", "2026-03-03", None)]
    assert town.told()[-1]["name"] == "grid.area_renamed"


def test_gr_24_nothing_is_changed_for_a_day_that_is_past(town: Town) -> None:
    with refused(Invalid, "grid.change_backdated") as caught:
        act(town, "rename_area", EAST, name="东方社区", on="2026-03-02")
    assert caught.value.pointer == "/on"


def test_a_day_before_a_rename_counts_as_many_below_as_it_names(town: Town) -> None:
    act(town, "rename_area", EAST, name="东方社区")
    before = town.as_(ANYONE).list_areas({"under": STREET, "as_of": YESTERDAY.isoformat()})
    assert [one["name"] for one in before["items"]] == ["东社区", "西社区"]
    assert before["area"]["below"] == 2


def test_a_rename_that_arrives_late_with_an_old_version_is_refused(town: Town) -> None:
    late = {"area": EAST, "version": 1, "name": "迟到社区"}
    act(town, "rename_area", EAST, name="东方社区")
    with refused(Conflict, "grid.area_changed") as caught:
        town.as_(LEADER).rename_area(late)
    assert caught.value.facts["version"] == 2
    assert seen(town, EAST)["name"] == "东方社区"


@pytest.mark.parametrize("actor", [DISPATCHER, WORKER, RESIDENT])
def test_gr_23_none_but_a_leader_changes_areas(town: Town, actor: Any) -> None:
    with refused(Denied, "grid.role_not_allowed"):
        town.as_(actor).add_area({"area": NORTH, "name": "北社区"})


def test_gr_23_a_leader_of_one_street_does_not(town: Town) -> None:
    with refused(Denied, "grid.leader_not_of_root"):
        town.as_(other(LEADER, area=STREET)).add_area({"area": NORTH, "name": "北社区"})


def test_gr_25_a_split_is_refused_with_a_list_of_what_would_be_left_behind(wide: Town) -> None:
    with refused(Conflict, "grid.area_not_empty") as caught:
        act(wide, "split_area", EAST, into=HALVES, moves=MOVES[:1])
    assert caught.value.facts["grids"] == [SECOND_GRID]
    assert (seen(wide, EAST)["valid_until"], wide.count("area_change")) == (None, 0)


def test_gr_26_a_split_takes_grids_their_people_and_open_matters_with_it(wide: Town) -> None:
    open_, closed = wide.report(), wide.report()
    wide.act(DISPATCHER, "reject", closed, reason="not_found")
    place_free = wide.report(point=None, area=EAST)
    done = act(wide, "split_area", EAST, into=HALVES, moves=MOVES)
    assert done["grids"] == [{"old": EAST_GRID, "new": NORTH + "001"}, {"old": SECOND_GRID, "new": SOUTH + "001"}]
    assert (done["ended"], done["incidents"]) == ([EAST], 2)
    rows = {id: (area, grid) for id, area, grid in wide.db.all("SELECT id::text, area, grid FROM incident")}
    assert rows == {open_["id"]: (NORTH, NORTH + "001"), closed["id"]: (EAST, EAST_GRID), place_free["id"]: (STREET, None)}
    assert wide.db.one("SELECT act, params->>'was_area' FROM step WHERE incident = %s ORDER BY version DESC", (open_["id"],)) == (
        "rezone", EAST,
    )  # fmt: skip
    assert wide.db.one("SELECT count(*) FROM audit WHERE subject = %s", (open_["id"],)) == (2,)
    clocks = {area for (area,) in wide.db.all("SELECT area FROM obligation WHERE subject = %s", (open_["id"],))}
    assert clocks == {NORTH}
    found = afresh(wide)
    assert found.locate(IN_EAST["lon"], IN_EAST["lat"]).grid == NORTH + "001"  # type: ignore[arg-type]
    assert under(wide, STREET) == [(WEST, "西社区"), (NORTH, "北社区"), (SOUTH, "南社区")]
    assert under(wide, STREET, YESTERDAY) == [(EAST, "东社区"), (WEST, "西社区")]
    assert [(one["source"], one["target"]) for one in seen(wide, EAST)["successions"]] == [(EAST, NORTH), (EAST, SOUTH)]


def test_what_came_out_of_an_area_that_stayed_is_named_on_both(wide: Town) -> None:
    act(wide, "split_area", EAST, into=[{"area": EAST}, HALVES[0]], moves=[{"item": SECOND_GRID, "to": NORTH}])
    came = [{"source": EAST, "target": NORTH, "kind": "split", "on": DAY.isoformat()}]
    assert seen(wide, EAST)["successions"] == seen(wide, NORTH)["successions"] == came
    assert seen(wide, WEST)["successions"] == []


def test_a_split_may_leave_the_old_community_smaller(wide: Town) -> None:
    stays, goes = wide.report(), wide.report(point={"lon": 121.625, "lat": 38.91, "system": "wgs84"})
    done = act(wide, "split_area", EAST, into=[{"area": EAST}, HALVES[1]], moves=MOVES[1:])
    assert (done["ended"], done["incidents"], done["grids"]) == ([], 1, [{"old": SECOND_GRID, "new": SOUTH + "001"}])
    places = dict(wide.db.all("SELECT id::text, area FROM incident"))  # type: ignore[arg-type]
    assert places == {stays["id"]: EAST, goes["id"]: SOUTH}
    assert seen(wide, EAST)["version"] == 2


def test_a_merger_into_one_of_two_needs_no_list_of_moves(wide: Town) -> None:
    with wide.db.transaction() as tx:
        ground.put(tx, ground.UNITS, [Unit("east_team", "east team", "East Team", "community", EAST)])
    report = wide.report()
    west = {"area": EAST, "version": 1}
    done = act(wide, "merge_areas", WEST, others=[west], into={"area": WEST, "name": "东西社区"})
    assert (done["ended"], [one["new"] for one in done["grids"]]) == ([EAST], [WEST + "001", WEST + "002"])
    assert wide.db.one("SELECT area FROM incident WHERE id = %s", (report["id"],)) == (WEST,)
    assert wide.db.one("SELECT area FROM unit WHERE id = 'east_team'") == (WEST,)
    assert under(wide, STREET) == [(WEST, "东西社区")]


def test_gr_24_a_code_that_ended_is_never_given_again(wide: Town) -> None:
    act(wide, "recode_area", EAST, into={"area": NORTH})
    assert seen(wide, NORTH)["name"] == "东社区"
    with refused(Conflict, "grid.area_too_young"):
        act(wide, "recode_area", NORTH, into={"area": SOUTH})
    wide.later(days=1)
    for command in ({"into": {"area": EAST}}, {"into": {"area": WEST}}):
        with refused(Conflict, "grid.area_code_used"):
            act(wide, "recode_area", NORTH, **command)
    with refused(Conflict, "grid.area_code_used"):
        wide.as_(LEADER).add_area({"area": EAST, "name": "东社区"})
    with refused(Conflict, "grid.area_ended"):
        act(wide, "recode_area", EAST, into={"area": SOUTH})


def test_an_end_with_nobody_to_follow_is_refused_while_matters_are_open(town: Town) -> None:
    town.report(point=None, area=WEST)
    with refused(Conflict, "grid.area_has_incidents"):
        act(town, "end_area", WEST)
    done = act(town, "end_area", WEST, to=EAST)
    assert (done["ended"], done["incidents"]) == ([WEST], 1)
    assert under(town, STREET) == [(EAST, "东社区")]


def test_the_root_stays_and_a_street_with_communities_is_not_taken_apart(town: Town) -> None:
    with refused(Conflict, "grid.root_stays"):
        act(town, "end_area", DISTRICT)
    with refused(Conflict, "grid.area_not_empty") as caught:
        act(town, "recode_area", STREET, into={"area": "210203002000"})
    assert caught.value.facts["areas"] == [EAST, WEST]


def test_what_is_wrong_with_a_new_area_is_shown_at_its_code(town: Town) -> None:
    for code in ("210204001001", EAST + "G01", "210203000001"):
        with pytest.raises(Invalid) as caught:
            town.as_(LEADER).add_area({"area": code, "name": "新"})
        assert caught.value.pointer == "/area"


def test_gr_21_a_new_area_has_a_level_a_parent_and_a_place_in_the_root(town: Town) -> None:
    add = town.as_(LEADER).add_area
    for code, kind, problem in (
        ("210204001001", Invalid, "grid.area_outside"),
        ("210203009001", Missing, "grid.area_missing"),
        (EAST + "G01", Invalid, "grid.level_unknown"),
        ("210203000001", Invalid, "grid.area_malformed"),
    ):
        with refused(kind, problem):
            add({"area": code, "name": "新"})
    town.as_(LEADER).add_area({"area": "210203009000", "name": "九街道"})
    town.as_(LEADER).add_area({"area": "210203009001", "name": "九一社区"})
    assert under(town, DISTRICT) == [(STREET, "一街道")]  # memory follows within seconds
    afresh(town)
    assert under(town, DISTRICT) == [(STREET, "一街道"), ("210203009000", "九街道")]


def test_of_two_splits_at_once_one_is_made_and_one_is_told_it_changed(wide: Town) -> None:
    command = {"area": EAST, "version": 1, "into": HALVES, "moves": MOVES}
    answers = at_once((wide.as_(LEADER).split_area, command), (wide.as_(other(LEADER, id="l-2")).split_area, command))
    lost = [one.code for one in answers if isinstance(one, Failure)]
    assert lost == ["grid.area_changed"]
    assert wide.db.all("SELECT code FROM grid WHERE valid_until IS NULL ORDER BY code") == [(NORTH + "001",), (SOUTH + "001",)]


def test_the_same_split_twice_is_one_split_and_one_answer(wide: Town) -> None:
    command = {"area": EAST, "version": 1, "into": HALVES, "moves": MOVES}
    answers = [wide.as_(LEADER, key="same").split_area(command) for _ in range(2)]
    assert answers[0] == answers[1]
    assert [one["name"] for one in wide.told()].count("grid.area_split") == 1


def test_a_change_for_tomorrow_waits_and_is_made_once_by_two_replicas(wide: Town) -> None:
    wide.report()
    done = act(wide, "split_area", EAST, into=HALVES, moves=MOVES, on="2026-03-04")
    assert (done["state"], seen(wide, EAST)["valid_until"]) == ("planned", None)
    with refused(Conflict, "grid.change_planned_already"):
        act(wide, "rename_area", EAST, name="另", on="2026-03-05")
    wide.as_(ANYONE).make_due_changes()
    assert seen(wide, EAST)["valid_until"] is None
    wide.later(days=1)
    make = [(lambda command, one=wide.as_(ANYONE): one.make_due_changes() or {}, {}) for _ in range(2)]
    assert not [one for one in at_once(*make) if isinstance(one, Failure)]
    assert seen(wide, EAST)["valid_until"] == "2026-03-04"
    assert [one["name"] for one in wide.told()].count("grid.area_split") == 1
    assert wide.db.one("SELECT area FROM incident") == (NORTH,)


def test_a_planned_change_may_be_withdrawn_before_its_day(wide: Town) -> None:
    done = act(wide, "rename_area", EAST, name="东方社区", on="2026-03-04")
    command = {"change": done["change"], "version": done["version"]}
    assert wide.as_(LEADER).withdraw_area_change(command)["state"] == "withdrawn"
    with refused(Conflict, "grid.change_changed"):
        wide.as_(LEADER).withdraw_area_change(command)
    wide.later(days=2).as_(ANYONE).make_due_changes()
    assert seen(wide, EAST)["name"] == "东社区"


def test_a_planned_change_that_can_not_be_made_is_told_and_changes_nothing(wide: Town) -> None:
    act(wide, "split_area", EAST, into=HALVES, moves=MOVES, on="2026-03-04")
    with wide.db.transaction() as tx:
        third = Grid(EAST + "003", EAST, "三号", "base", square(121.63, 38.9, 121.64, 38.92), 5, SINCE)
        ground.put(tx, ground.GRIDS, [third])
    wide.later(days=1).as_(ANYONE).make_due_changes()
    assert [(one["state"], one["problem"]) for one in seen(wide, EAST)["changes"]] == [("failed", "grid.area_not_empty")]
    assert wide.told()[-1]["name"] == "grid.area_change_failed"
    assert seen(wide, EAST)["valid_until"] is None


def test_gr_26_a_report_that_came_too_late_to_go_along_follows_with_the_next_sweep(wide: Town) -> None:
    late = wide.report()
    act(wide, "split_area", EAST, into=HALVES, moves=MOVES)
    # another process still knew the ground from before when it wrote this one
    wide.db.all("UPDATE incident SET area = %s, grid = %s WHERE id = %s RETURNING id", (EAST, EAST_GRID, late["id"]))
    wide.as_(ANYONE).make_due_changes()
    assert wide.db.one("SELECT area, grid FROM incident") == (NORTH, NORTH + "001")


def test_gr_27_communities_out_of_their_size_are_listed_page_by_page_within_reach(wide: Town) -> None:
    with wide.db.transaction() as tx:
        small = Grid(WEST + "001", WEST, "西一", "base", square(121.64, 38.9, 121.65, 38.92), 300, SINCE)
        ground.put(tx, ground.GRIDS, [small])
    first = wide.as_(LEADER).list_area_sizes({"limit": 1})
    second = wide.as_(LEADER).list_area_sizes({"limit": 1, "after": first["next"]})
    rows = [*first["items"], *second["items"]]
    found = [(one["code"], one["households"], one["verdict"]) for one in rows]
    assert found == [(EAST, 12_300, "slim"), (WEST, 300, "strengthen")]
    assert second["next"] is None
    assert wide.as_(replace(DISPATCHER, area=WEST)).list_area_sizes({})["items"][0]["code"] == WEST
    assert wide.as_(RESIDENT).list_area_sizes({})["items"] == []


def test_the_tree_of_another_ground_or_day_is_refused(town: Town) -> None:
    for asked in ({"under": "210204001001"}, {"under": WEST, "as_of": "2021-12-31"}):
        with pytest.raises(Invalid, match="grid.area_(outside|unknown)"):
            town.as_(ANYONE).list_areas(asked)


def test_areas_below_a_community_are_paged_and_go_with_it(town: Town) -> None:
    town.db.all("INSERT INTO area_level VALUES ('estate', '小区', 'estate', '[\"community\"]', 'E', 3) RETURNING level")
    town.db.all("INSERT INTO area_level VALUES ('building', '楼栋', 'building', '[\"estate\"]', 'B', 5) RETURNING level")
    for code, name in ((EAST + "E001", "一"), (EAST + "E002", "二"), (EAST + "E001B00007", "七号楼")):
        town.as_(LEADER).add_area({"area": code, "name": name, "on": "2026-03-03"})
    page = town.as_(ANYONE).list_areas({"under": EAST, "limit": 1})
    rest = town.as_(ANYONE).list_areas({"under": EAST, "limit": 1, "after": page["next"]})
    assert [one["code"] for one in page["items"] + rest["items"]] == [EAST + "E001", EAST + "E002"]
    assert (len(page["grids"]), rest["grids"], rest["next"]) == (1, [], None)
    town.later(days=1)
    act(town, "recode_area", EAST, into={"area": NORTH})
    assert under(town, NORTH + "E001") == [(NORTH + "E001B00007", "七号楼")]
    assert seen(town, EAST + "E001B00007")["valid_until"] == "2026-03-04"


def test_the_tree_is_read_before_any_border_is_drawn(town: Town) -> None:
    town.db.all("UPDATE area SET border = NULL RETURNING code")
    town.watch = Watch(lambda: town.db, today=lambda: SINCE)
    assert under(town, DISTRICT) == [(STREET, "一街道")]
    assert under(town, STREET) == [(EAST, "东社区"), (WEST, "西社区")]
    town.db.all("UPDATE area SET valid_until = %s WHERE parent IS NULL RETURNING code", (DAY,))
    with refused(Unavailable, "grid.ground_empty"):
        town.as_(ANYONE).list_areas({})
