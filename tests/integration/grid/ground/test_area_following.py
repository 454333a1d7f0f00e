"""What the other rooms keep of an area that ends: what is open goes on under the code that follows, the past stays."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kernel.clock import today
from services.grid.domain.ground.register import Grid
from services.grid.store.border import border
from services.grid.store.ground import ground
from services.grid.store.setting import setting as settings
from services.grid.territory import Watch
from tests.integration.grid.ground.test_area import HALVES, MOVES, NORTH, SECOND_GRID, SOUTH, act, afresh, seen
from tests.integration.grid.ground.test_border import SPLIT, draft
from tests.integration.grid.post import ANN, BEN, appoint, choose
from tests.integration.grid.setting import choose as choose_setting
from tests.integration.grid.town import (
    ANYONE,
    DISPATCHER,
    EAST,
    EAST_GRID,
    LEADER,
    SINCE,
    STREET,
    TO_CLOSED,
    WEST,
    Town,
    square,
)

TASK = """
INSERT INTO task (id, number, state, version, item, item_code, unit, place, area, grid, performer, due_at, month, spell, minutes,
    words, given_by, created_at, changed_at, stands, answer, reason)
SELECT gen_random_uuid(), %s, %s, 1, item.id, item.code, item.unit, coalesce(%s, %s), %s, %s, 'east_office', now(), '2026-03', '',
    0, '', '', now(), now(), true, '', '' FROM item RETURNING id::text
"""


def admitted(town: Town, areas: list[str], state: str = "approved") -> str:
    columns = """
        INSERT INTO item (id, code, state, version, unit, drafted_by, area, areas, title, kind, basis, period, times, forms,
            minutes, budget_cents, valid_from, valid_until, created_at, changed_at, reviewed_by, reason, told)
        VALUES (gen_random_uuid(), 'I' || gen_random_uuid(), %s, 1, 'sanitation', '', %s, %s::jsonb, 'x', 'assisting', 'x',
            'none', 1, '[]', 1, 0, '2026-01-01', '2027-01-01', now(), now(), '', '', '') RETURNING id::text"""
    listed = "[" + ",".join(f'"{one}"' for one in areas) + "]"
    return str(town.db.all(columns, (state, areas[0], listed))[0][0])


def asked(town: Town, number: str, state: str, grid: str | None = None) -> str:
    return str(town.db.all(TASK, (number, state, grid, EAST, EAST, grid))[0][0])


def known(town: Town, code: str, on: date) -> tuple[Any, date, date | None] | None:
    return border.find_version(town.db, code, on=on)


@pytest.fixture
def wide(town: Town) -> Town:
    with town.db.transaction() as tx:
        second = Grid(SECOND_GRID, EAST, "二号", "base", square(121.62, 38.9, 121.63, 38.92), 400, SINCE)
        ground.put(tx, ground.GRIDS, [second])
        ground.touch(tx)
    return town


def test_gr_26_open_tasks_go_with_their_grid_or_their_community_and_past_ones_stay(wide: Town) -> None:
    admitted(wide, [EAST])
    on_grid, free, past = asked(wide, "1", "received", EAST_GRID), asked(wide, "2", "given"), asked(wide, "3", "confirmed")
    act(wide, "recode_area", EAST, into={"area": NORTH})
    rows = {id: (place, area, grid) for id, place, area, grid in wide.db.all("SELECT id::text, place, area, grid FROM task")}
    new = NORTH + "001"
    assert rows == {on_grid: (new, NORTH, new), free: (NORTH, NORTH, None), past: (EAST, EAST, None)}


def test_gr_26_a_task_of_a_community_that_is_split_goes_to_its_street_and_the_item_holds_for_both_halves(wide: Town) -> None:
    item = admitted(wide, [EAST])
    on_grid, free = asked(wide, "1", "given", EAST_GRID), asked(wide, "2", "given")
    act(wide, "split_area", EAST, into=HALVES, moves=MOVES)
    assert wide.db.one("SELECT areas, area FROM item WHERE id = %s", (item,)) == ([NORTH, SOUTH], STREET)
    rows = {id: (place, area) for id, place, area in wide.db.all("SELECT id::text, place, area FROM task")}
    assert rows == {on_grid: (NORTH + "001", NORTH), free: (STREET, STREET)}


def test_gr_26_the_sweep_and_the_open_round_of_a_grid_go_on_under_its_new_code(town: Town) -> None:
    made = "INSERT INTO sweep (grid, area, due_on, state, made_at) VALUES (%s, %s, %s, 'open', now()) RETURNING id::text"
    [(today,)] = town.db.all(made, (EAST_GRID, EAST, "2026-03-03"))
    [(before,)] = town.db.all(made, (EAST_GRID, EAST, "2026-03-02"))
    town.db.all("""INSERT INTO duty_round (id, account, grid, area, opened_at)
                   VALUES (gen_random_uuid(), 'x', %s, %s, now()) RETURNING id""", (EAST_GRID, EAST))  # fmt: skip
    act(town, "recode_area", EAST, into={"area": NORTH})
    assert town.db.one("SELECT grid, area FROM duty_round") == (NORTH + "001", NORTH)
    rows = {id: (grid, area) for id, grid, area in town.db.all("SELECT id::text, grid, area FROM sweep")}
    assert rows == {today: (NORTH + "001", NORTH), before: (EAST_GRID, EAST)}


def test_gr_26_the_halves_of_a_community_have_its_teams_and_its_limits(wide: Town) -> None:
    choose(wide, "one_worker")
    choose_setting(wide.db, "staff.grids_most", "3", area=EAST)
    act(wide, "split_area", EAST, into=HALVES, moves=MOVES)
    open_ = "SELECT area, team FROM team_choice WHERE valid_until IS NULL ORDER BY area"
    assert wide.db.all(open_) == [(NORTH, "one_worker"), (SOUTH, "one_worker")]
    values = settings.read(wide.db, "staff.grids_most", on=wide.as_(LEADER).today)
    assert [values.get("staff.grids_most", area=place) for place in (NORTH, SOUTH, WEST)] == [3, 3, 2]


@pytest.mark.parametrize(("into", "kept"), [({"area": NORTH, "name": "新社区"}, [3, 600, 100]), ({"area": EAST}, [3, 400, 50])])
def test_gr_26_areas_that_become_a_new_one_keep_what_all_of_them_chose_alike(
    town: Town, into: dict[str, str], kept: list[int]
) -> None:
    chosen = {"staff.grids_most": ("3", "3"), "staff.households_most": ("400", "500"), "duty.near_metres": ("50", "")}
    for key, values in chosen.items():
        for area, value in zip((EAST, WEST), values, strict=True):
            choose_setting(town.db, key, value, area=area)
    act(town, "merge_areas", EAST, others=[{"area": WEST, "version": 1}], into=into)
    then = settings.read(town.db, *chosen, on=town.as_(LEADER).today)
    assert [then.get(key, area=into["area"]) for key in chosen] == kept


def test_gr_26_who_stands_in_stands_in_on_the_post_that_follows(town: Town) -> None:
    choose(town, "one_worker")
    post = appoint(town, ANN)
    named = {"post": post["id"], "account": BEN, "valid_from": "2026-03-01", "valid_until": "2026-03-20"}
    town.as_(LEADER).name_stand_in(named)
    act(town, "recode_area", EAST, into={"area": NORTH})
    rows = """SELECT post.place, stood.area, stood.valid_from, stood.valid_until FROM stand_in AS stood
              JOIN staff_post AS post ON post.id = stood.post ORDER BY stood.valid_from"""
    assert town.db.all(rows) == [
        (EAST_GRID, EAST, date(2026, 3, 1), date(2026, 3, 3)),
        (NORTH + "001", NORTH, date(2026, 3, 3), date(2026, 3, 20)),
    ]


def test_gr_26_a_post_that_was_to_end_ends_on_its_day_after_its_grid_got_another_code(town: Town) -> None:
    choose(town, "one_worker")
    appoint(town, ANN, valid_until="2026-06-01")
    act(town, "recode_area", EAST, into={"area": NORTH})
    rows = town.db.all("SELECT place, valid_from, valid_until FROM staff_post ORDER BY valid_from")
    assert rows == [(EAST_GRID, date(2026, 1, 1), date(2026, 3, 3)), (NORTH + "001", date(2026, 3, 3), date(2026, 6, 1))]


def test_gr_26_the_head_of_a_building_goes_with_it(town: Town) -> None:
    town.db.all("INSERT INTO area_level VALUES ('building', '楼栋', 'building', '[\"community\"]', 'B', 5) RETURNING level")
    town.as_(LEADER).add_area({"area": EAST + "B00007", "name": "七号楼"})
    choose(town, "one_two_n")
    appoint(town, ANN, role="building_head", place=EAST + "B00007", valid_from="2026-03-03")
    town.later(days=1)
    act(town, "recode_area", EAST, into={"area": NORTH})
    assert town.db.one("SELECT place, area FROM staff_post WHERE valid_until IS NULL") == (NORTH + "B00007", NORTH)


def test_a_draft_of_borders_of_a_community_that_ends_is_withdrawn(town: Town) -> None:
    change = draft(town, *SPLIT)
    act(town, "recode_area", EAST, into={"area": NORTH})
    found = town.as_(DISPATCHER).find_border_change({"change": change["id"]})
    assert (found["state"], found["ended_by"]) == ("withdrawn", None)


def test_a_border_goes_with_a_code_that_changes_and_grows_with_a_merger(town: Town) -> None:
    east, west = square(121.61, 38.9, 121.62, 38.92), square(121.62, 38.9, 121.64, 38.92)
    with town.db.transaction() as tx:
        border.write_borders(tx, {EAST: east, WEST: west})
        border.follow(tx, None, on=SINCE)
    act(town, "recode_area", EAST, into={"area": NORTH})
    find = town.as_(ANYONE).find_border
    assert known(town, NORTH, date(2026, 3, 3)) == (east, date(2026, 3, 3), None)
    assert find({"grid": NORTH + "001"})["valid_from"] == "2026-03-03"
    assert known(town, EAST, date(2026, 3, 2)) == (east, SINCE, date(2026, 3, 3))
    assert known(town, EAST, date(2026, 3, 3)) is None
    town.later(days=1)
    act(town, "merge_areas", WEST, others=[{"area": NORTH, "version": 1}], into={"area": WEST})
    found = known(town, WEST, date(2026, 3, 4))
    assert found is not None
    xs = {x for x, _ in found[0]["coordinates"][0]}
    assert (min(xs), max(xs)) == (121.61, 121.64)


def test_a_change_whose_day_passed_in_an_outage_holds_from_that_day_all_the_same(town: Town) -> None:
    act(town, "rename_area", EAST, name="东方社区", on="2026-03-04")
    town.later(days=3).as_(ANYONE).make_due_changes()
    assert [(one["name"], one["valid_from"]) for one in seen(town, EAST)["states"]] == [
        ("东社区", "2022-01-01"), ("东方社区", "2026-03-04"),
    ]  # fmt: skip


def test_gr_26_a_matter_that_is_opened_again_lies_where_its_point_lies_today(town: Town) -> None:
    by_point, by_name = town.through(*TO_CLOSED), town.through(*TO_CLOSED, seen=town.report(point=None, area=EAST_GRID))
    act(town, "recode_area", EAST, into={"area": NORTH})
    afresh(town)
    for closed in (by_point, by_name):
        found = town.act(DISPATCHER, "reopen", closed, reason="came_back")
        assert town.find(DISPATCHER, found)["place"]["grid"] == NORTH + "001"
    assert {area for (area,) in town.db.all("SELECT area FROM obligation WHERE state <> 'stopped'")} == {NORTH}


def test_gr_26_a_matter_without_a_point_falls_to_the_community_of_its_grid_that_ended(town: Town) -> None:
    closed = town.through(*TO_CLOSED, seen=town.report(point=None, area=EAST_GRID))
    town.watch = Watch(lambda: town.db, today=lambda: today(town.at))
    change = draft(town, {"way": "end", "grid": EAST_GRID})
    town.as_(LEADER).apply_borders({"change": change["id"], "version": change["version"]})
    afresh(town)
    found = town.find(DISPATCHER, town.act(DISPATCHER, "reopen", closed, reason="came_back"))
    assert (found["place"]["area"], found["place"]["grid"]) == (EAST, None)


def test_gr_26_who_is_named_to_take_over_at_a_grid_takes_over_at_the_one_that_follows(town: Town) -> None:
    appoint(town, ANN)
    appoint(town, BEN, role="grid_worker", place=EAST_GRID)
    rows = [{"place": EAST_GRID, "account": BEN}, {"place": EAST, "account": BEN}]
    town.as_(LEADER).leave({"account": ANN, "on": "2026-04-01", "reason": "retired", "successors": rows})
    act(town, "recode_area", EAST, into={"area": NORTH})
    found = town.db.one("SELECT successors, area, version FROM staff_leave")
    assert found is not None
    assert found[:2] == ([{"place": NORTH + "001", "account": BEN}, {"place": NORTH, "account": BEN}], NORTH)
    assert found[2] > 1


GATHERINGS = (("meeting", "month_on"), ("review", "quarter_on"))


@pytest.mark.parametrize(("table", "period"), GATHERINGS)
def test_gr_26_an_open_meeting_goes_with_its_area_and_one_that_is_closed_stays(town: Town, table: str, period: str) -> None:
    gathered(town, table, period, EAST, "2026-01-01", "closed")
    gathered(town, table, period, EAST, "2026-03-01", "prepared")
    act(town, "recode_area", EAST, into={"area": NORTH})
    rows = town.db.all(f"SELECT area, state FROM {table} ORDER BY {period}")
    assert rows == [(EAST, "closed"), (NORTH, "prepared")]


@pytest.mark.parametrize(("table", "period"), GATHERINGS)
def test_gr_26_of_the_meetings_of_areas_that_become_one_the_first_goes_on(town: Town, table: str, period: str) -> None:
    for area in (EAST, WEST):
        gathered(town, table, period, area, "2026-03-01", "prepared")
    into = {"area": NORTH, "name": "新社区"}
    act(town, "merge_areas", EAST, others=[{"area": WEST, "version": 1}], into=into)
    rows = town.db.all(f"SELECT area, state FROM {table} ORDER BY state, area")
    assert rows == [(WEST, "closed"), (NORTH, "prepared")]


def gathered(town: Town, table: str, period: str, area: str, on: str, state: str) -> None:
    sql = f"INSERT INTO {table} (area, {period}, state, prepared_at) VALUES (%s, %s, %s, clock_timestamp()) RETURNING id"
    town.db.all(sql, (area, on, state))
