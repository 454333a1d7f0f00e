"""What of the incident loop is open when an area or a grid ends goes on elsewhere with its clocks and figures; the past stays."""

from __future__ import annotations

from typing import Any

import pytest

from kernel import deadline_sweep
from kernel.call import Actor
from kernel.clock import today
from services.grid.domain.ground.register import Grid
from services.grid.store.ground import ground
from services.grid.store.ground.noun import NOUNS
from services.grid.store.order import tally as campaign_tally
from services.grid.store.whistle import tally as whistle_tally
from services.grid.territory import Watch
from tests.integration.grid.asks.test_premises import IN_WEST, register
from tests.integration.grid.asks.test_premises import act as move
from tests.integration.grid.call.test_campaign import FINE, WRONG, begin, look, sites
from tests.integration.grid.call.test_order import give, supervise
from tests.integration.grid.call.test_reward import approve, propose, report
from tests.integration.grid.ground.test_area import HALVES, MOVES, NORTH, SECOND_GRID, SOUTH, TOMORROW, act, afresh
from tests.integration.grid.ground.test_border import SPLIT, apply, draft
from tests.integration.grid.matter.test_device import CLIENT, read, set_up
from tests.integration.grid.matter.test_voice import merge
from tests.integration.grid.town import (
    DISPATCHER,
    EAST,
    EAST_GRID,
    LEADER,
    NEIGHBOUR,
    SINCE,
    STREET,
    WEST,
    WORKER,
    Town,
    other,
    square,
)
from tests.integration.grid.whistle import blow, through
from tests.integration.race import together

NEW = NORTH + "001"
MERGED = {"area": NORTH, "name": "新社区"}
ALL = ("acknowledge", "arrive", "handle", "release", "rate")


@pytest.fixture
def wide(town: Town) -> Town:
    with town.db.transaction() as tx:
        second = Grid(SECOND_GRID, EAST, "二号", "base", square(121.62, 38.9, 121.63, 38.92), 400, SINCE)
        ground.put(tx, ground.GRIDS, [second])
        ground.touch(tx)
    afresh(town)
    return town


def busy(town: Town) -> dict[str, Any]:
    """Let everything of the loop be open in the east."""
    matter = town.through("accept", "file", "dispatch", "join")
    give(town, matter)
    matter = town.find(DISPATCHER, matter)
    give(town, matter, unit=None, on_grid=EAST_GRID)
    supervise(town, town.find(DISPATCHER, matter))
    propose(town, report(town))
    blow(town)
    blow(town, point=None, area=EAST)
    begin(town, area=EAST, sites=[{"place": EAST_GRID}, {"place": EAST}])
    set_up(town)
    return matter


def lying(town: Town) -> dict[str, list[Any]]:
    """Give area and grid, where there is one, of all that is kept."""
    asked = {
        "incident": "area, grid", "work_order": "area, grid", "supervision": "area", "reward": "area", "whistle": "area, grid",
        "whistle_call": "area", "campaign": "area", "campaign_site": "area, grid, ref", "device": "area, grid",
    }  # fmt: skip
    return {table: town.db.all(f"SELECT DISTINCT {columns} FROM {table} ORDER BY 1, 2" if "," in columns else
            f"SELECT DISTINCT {columns} FROM {table} ORDER BY 1") for table, columns in asked.items()}  # fmt: skip


def clocks(town: Town) -> set[str]:
    return {area for (area,) in town.db.all("SELECT DISTINCT area FROM obligation WHERE state <> 'stopped'")}


def figures(town: Town) -> list[tuple[str, int]]:
    everything = ("TRUE", [])
    whistles = [(area, n) for *_, area, n in whistle_tally.CUBE.read(town.db, everything)]
    return sorted([*whistles, *((area, n) for *_, area, n in campaign_tally.CUBE.read(town.db, everything))])


def test_gr_26_all_of_the_loop_goes_on_under_the_code_that_follows(town: Town) -> None:
    busy(town)
    act(town, "recode_area", EAST, into={"area": NORTH})
    assert lying(town) == {
        "incident": [(NORTH, NEW)],
        "work_order": [(NORTH, NEW), (NORTH, None)],
        "supervision": [(NORTH,)],
        "reward": [(NORTH,)],
        "whistle": [(NORTH, NEW), (NORTH, None)],
        "whistle_call": [(NORTH,)],
        "campaign": [(NORTH,)],
        "campaign_site": [(NORTH, NEW, NEW), (NORTH, None, NORTH)],
        "device": [(NORTH, NEW)],
    }
    assert clocks(town) == {NORTH}
    assert {area for area, _ in figures(town)} == {NORTH}


def test_gr_26_in_a_split_each_goes_with_its_grid_and_what_has_none_to_the_street(wide: Town) -> None:
    busy(wide)
    counted = sum(n for _, n in figures(wide))
    act(wide, "split_area", EAST, into=HALVES, moves=MOVES)
    seen = lying(wide)
    assert seen["incident"] == [(NORTH, NEW)]
    assert seen["whistle"] == [(STREET, None), (NORTH, NEW)]
    assert seen["whistle_call"] == [(STREET,), (NORTH,)]
    assert seen["campaign_site"] == [(STREET, None, STREET), (NORTH, NEW, NEW)]
    assert (seen["campaign"], seen["supervision"], seen["device"]) == ([(STREET,)], [(NORTH,)], [(NORTH, NEW)])
    assert clocks(wide) == {NORTH, STREET}
    assert sum(n for _, n in figures(wide)) == counted


def test_gr_26_in_a_merger_all_goes_into_the_one_that_follows_and_every_figure_adds_up(town: Town) -> None:
    busy(town)
    blow(town, DISPATCHER, point=None, area=WEST)
    counted = sum(n for _, n in figures(town))
    act(town, "merge_areas", EAST, others=[{"area": WEST, "version": 1}], into=MERGED)
    assert clocks(town) == {NORTH}
    assert {one[0] for rows in lying(town).values() for one in rows} == {NORTH}
    assert sum(n for _, n in figures(town)) == counted
    assert {area for area, _ in figures(town)} == {NORTH}


def test_gr_26_what_is_over_keeps_the_code_it_was_written_with(town: Town) -> None:
    through(town, *ALL)
    seen = begin(town, area=EAST, sites=[{"place": EAST_GRID}])
    look(town, sites(town, seen)[0], FINE)
    town.as_(LEADER).end_campaign({"campaign": seen["id"], "version": seen["version"]})
    paid = approve(town, propose(town, report(town)))
    town.db.all("UPDATE reward SET state = 'paid' WHERE id = %s RETURNING id", (paid["id"],))
    before, counted = lying(town), figures(town)
    act(town, "recode_area", EAST, into={"area": NORTH})
    after = lying(town)
    ended = ("whistle", "whistle_call", "campaign", "campaign_site", "reward")
    assert {name: after[name] for name in ended} == {name: before[name] for name in ended}
    assert figures(town) == counted
    assert town.db.all("SELECT DISTINCT area FROM campaign_check") == [(EAST,)]


def test_gr_26_what_was_found_before_stays_where_it_was_found_and_the_site_is_looked_at_under_its_new_code(town: Town) -> None:
    seen = begin(town, area=EAST, sites=[{"place": EAST_GRID}])
    look(town, sites(town, seen)[0], WRONG)
    act(town, "recode_area", EAST, into={"area": NORTH})
    afresh(town)
    site = sites(town.later(days=7), seen)[0]
    look(town, site, FINE, actor=other(WORKER, area=NORTH))
    assert town.db.all("SELECT week, area FROM campaign_check ORDER BY week") == [("2026-W10", EAST), ("2026-W11", NORTH)]
    assert {area for area, _ in figures(town)} == {NORTH}


def test_gr_26_who_blew_a_whistle_still_reaches_it_when_the_area_has_another_code(town: Town) -> None:
    seen = through(town, "acknowledge", "arrive", "release")
    act(town, "recode_area", EAST, into={"area": NORTH})
    afresh(town)
    caller = Actor(id="d-5", role="dispatcher", unit="east_team", area=NORTH)
    found = town.as_(caller).list_whistles({})["items"]
    assert [one["id"] for one in found] == [seen["id"]]
    assert town.as_(caller).rate_whistle({"call": seen["id"], "version": found[0]["version"], "score": 5})["state"] == "rated"


def test_gr_26_a_device_goes_on_raising_cases_where_it_stands_now(town: Town) -> None:
    set_up(town)
    act(town, "recode_area", EAST, into={"area": NORTH})
    afresh(town)
    assert read(town, 15.0) == ["opened"]
    assert town.db.all("SELECT area, grid FROM incident") == [(NORTH, NEW)]


def test_gr_26_what_is_counted_and_searched_of_an_open_matter_follows_and_of_a_closed_one_stays(town: Town) -> None:
    town.through("accept", "file", "dispatch", "finish", "pass", "close")
    opened = town.through("accept", "file")
    act(town, "recode_area", EAST, into={"area": NORTH})
    town.as_(LEADER).fold_measures()
    sql = "SELECT (incident::text = %s)::text, string_agg(DISTINCT area || post, ',') FROM measure GROUP BY 1"
    counted = dict(town.db.all(sql, (opened["id"],)))
    assert counted == {"true": NORTH + NEW, "false": EAST + EAST_GRID}
    keys = "SELECT (incident::text = %s)::text, '@' || %s = ANY(keys) FROM incident_search"
    assert dict(town.db.all(keys, (opened["id"], NORTH))) == {"true": True, "false": False}


def test_gr_26_a_joined_report_follows_its_place_with_the_clock_of_its_answer_and_comes_back_there(town: Town) -> None:
    main, joined = town.report(), town.through("accept", "file", "dispatch", seen=town.report(NEIGHBOUR))
    merge(town, joined, main)
    act(town, "recode_area", EAST, into={"area": NORTH})
    afresh(town)
    assert clocks(town) == {NORTH}
    apart = town.act(DISPATCHER, "unmerge", town.find(DISPATCHER, joined))
    found = town.find(DISPATCHER, apart)
    assert (found["state"], found["place"]["area"], found["place"]["grid"]) == ("dispatched", NORTH, NEW)
    assert clocks(town) == {NORTH}


def test_a_joined_report_is_told_near_and_late_of_its_own_answer_and_once_only_after_it_is_apart_again(town: Town) -> None:
    main, joined = town.report(), town.through("accept", "file", seen=town.report(NEIGHBOUR))
    merge(town, joined, main)
    told = "SELECT name FROM outbox WHERE body::json->>'subject' = %s AND name LIKE 'grid.deadline%%' ORDER BY id"
    for _ in range(60):
        deadline_sweep.sweep(town.db, town.later(days=1).at)
    assert [name for (name,) in town.db.all(told, (joined["id"],))] == ["grid.deadline_near", "grid.deadline_missed"]
    town.act(DISPATCHER, "unmerge", town.find(DISPATCHER, joined))
    deadline_sweep.sweep(town.db, town.later(days=1).at)
    names = [name for (name,) in town.db.all(told, (joined["id"],))]
    assert names.count("grid.deadline_missed") == 2  # the whole, told before, and the stage it came back to
    deadline_sweep.sweep(town.db, town.later(days=1).at)
    assert [name for (name,) in town.db.all(told, (joined["id"],))] == names


def end_the_grid(town: Town) -> None:
    change = draft(town, {"way": "end", "grid": EAST_GRID})
    town.as_(LEADER).apply_borders({"change": change["id"], "version": change["version"]})


def test_gr_26_of_a_grid_that_ends_its_community_answers_and_who_gave_an_order_gets_it_back(town: Town) -> None:
    matter = town.through("accept", "file", "dispatch")
    give(town, matter, unit=None, on_grid=EAST_GRID)
    blow(town)
    begin(town, area=EAST, sites=[{"place": EAST_GRID}])
    set_up(town)
    afresh(town)
    end_the_grid(town)
    seen = lying(town)
    assert (seen["whistle"], seen["device"]) == ([(EAST, None)], [(EAST, None)])
    assert town.db.all("SELECT kind, ref, grid FROM campaign_site") == [("area", EAST, None)]
    assert town.db.all("SELECT unit, grid FROM work_order") == [("centre", None)]
    assert town.db.all("SELECT owner FROM obligation WHERE kind = 'order'") == [("centre",)]


def test_gr_26_a_matter_that_is_located_elsewhere_takes_along_what_hangs_on_it(town: Town) -> None:
    seen = town.through("accept")
    give(town, seen)
    town.through("locate", seen=town.find(DISPATCHER, seen))
    assert town.db.all("SELECT area FROM work_order") == [(WEST,)]
    assert clocks(town) == {WEST}


def test_gr_26_a_change_made_by_two_replicas_at_once_moves_everything_once(town: Town) -> None:
    busy(town)
    counted = sum(n for _, n in figures(town))
    act(town, "recode_area", EAST, into={"area": NORTH}, on=TOMORROW.isoformat())
    town.later(days=1)
    together(2, lambda _: town.as_(LEADER).make_due_changes())
    town.as_(LEADER).make_due_changes()
    assert clocks(town) == {NORTH}
    assert sum(n for _, n in figures(town)) == counted
    assert {version for (version,) in town.db.all("SELECT DISTINCT version FROM campaign")} == {2}


def test_gr_26_an_answer_that_comes_while_its_area_ends_counts_once_where_it_is_now(town: Town) -> None:
    seen = blow(town)["calls"][0]
    given = {"call": seen["id"], "version": seen["version"]}
    officer = Actor(id="o-1", role="officer", unit="sanitation", area=STREET[:6] + "000000")
    calls = (lambda: act(town, "recode_area", EAST, into={"area": NORTH}), lambda: town.as_(officer).acknowledge_whistle(given))
    together(2, lambda n: calls[n]())
    assert town.db.all("SELECT area FROM whistle_call") == [(NORTH,)]
    assert {(area, n) for area, n in figures(town) if n} <= {(NORTH, 1)}
    assert clocks(town) == {NORTH}


def test_every_table_with_an_area_goes_along_or_is_said_to_stay(town: Town) -> None:
    rows = town.db.all(
        "SELECT table_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)"
        " WHERE table_type = 'BASE TABLE' AND table_schema = current_schema()"
        " AND column_name IN ('area', 'areas', 'grid', 'community') AND table_name NOT LIKE '%%\\_delta'"
        " AND table_name NOT LIKE '%%\\_count' GROUP BY 1"
    )
    assert {name for (name,) in rows} - {noun.table for noun in NOUNS} - STAYS.keys() == set()


# why a table with an area is not a row of NOUNS: it goes along otherwise, or stays
STAYS: dict[str, str] = {
    **dict.fromkeys(("area_change", "grid", "grid_sequence"), "what the change itself writes"),
    **dict.fromkeys(("border_change", "border_settling"), "a draft is withdrawn, what is in force stays"),
    **dict.fromkeys(("post", "staff_post", "stand_in", "premises", "unit"), "goes with its grid, or where the change sends it"),
    **dict.fromkeys(("team_choice", "setting_choice"), "begun anew for the area that follows"),
    **dict.fromkeys(("meeting", "review"), "one a month or a quarter: the first goes, the others are closed"),
    "incident": "each with a step of its own, and what is joined to another too",
    "inspection_grid": "goes with its grid while there is something to look at",
    "obligation": "runs where its record lies",
    "measure": "follows its incident while that is open",
    **dict.fromkeys(("campaign_check", "duty_miss", "visit"), "says what was found at that time"),
}


def test_gr_26_when_borders_change_what_was_put_on_a_point_is_found_anew_by_it(town: Town) -> None:
    north = {"lon": 121.615, "lat": 38.915, "system": "wgs84"}
    blow(town, point=north)
    set_up(town)
    town.as_(DISPATCHER).place_devices({"client": CLIENT, "devices": [{"device": "north", "point": north}]})
    main, joined = town.report(point=north), town.report(NEIGHBOUR, point=north)
    merge(town, joined, main)
    town.watch = Watch(lambda: town.db, today=lambda: today(town.at))
    change = draft(town, *SPLIT)
    [opened] = apply(town, change, LEADER)["opened"]
    assert town.db.all("SELECT grid FROM whistle") == [(opened,)]
    assert dict(town.db.all("SELECT device, grid FROM device"))["north"] == opened
    assert town.db.all("SELECT DISTINCT grid FROM incident") == [(opened,)]


def test_gr_26_a_device_stands_where_its_premises_stand_whoever_moves_them(town: Town) -> None:
    afresh(town)
    house = register(town)
    town.as_(DISPATCHER).place_devices({"client": CLIENT, "devices": [{"device": "s-1", "premises": house["id"]}]})
    begin(town, area=STREET, sites=[{"premises": house["id"]}])
    counted = sum(n for _, n in figures(town))
    move(town, "move", house, **IN_WEST)
    where = "SELECT area, grid FROM {}"
    assert [town.db.all(where.format(table)) for table in ("device", "campaign_site")] == [[(WEST, None)]] * 2
    assert (sum(n for _, n in figures(town)), {area for area, _ in figures(town)}) == (counted, {WEST})
    act(town, "recode_area", WEST, into={"area": NORTH})
    assert [town.db.all(where.format(table)) for table in ("device", "campaign_site")] == [[(NORTH, None)]] * 2


def test_gr_26_in_a_split_a_device_goes_where_its_premises_are_sent(town: Town) -> None:
    afresh(town)
    house = register(town, actor=other(WORKER, area=WEST), **IN_WEST)
    town.as_(DISPATCHER).place_devices({"client": CLIENT, "devices": [{"device": "s-1", "premises": house["id"]}]})
    begin(town, area=STREET, sites=[{"premises": house["id"]}])
    act(town, "split_area", WEST, into=HALVES, moves=[{"item": house["id"], "to": SOUTH}])
    assert [town.db.all(f"SELECT area, grid FROM {table}") for table in ("device", "campaign_site")] == [[(SOUTH, None)]] * 2
