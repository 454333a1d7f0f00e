"""Grids over the service: codes without gaps, members of duty grids, ends, scope, and what memory knows of it."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import eventlet
import pytest

from kernel.call import Actor
from kernel.db import Database, Tx
from kernel.errors import Conflict, Failure, Invalid, Missing
from kernel.scope import Scope
from services.grid.domain.grid import scheme
from services.grid.domain.ground.register import Grid
from services.grid.schemas import grid as schemas
from services.grid.store import grid as store
from services.grid.store.ground import ground
from services.grid.territory import Watch
from tests.integration.grid.post import ANN, appoint
from tests.integration.grid.town import (
    ANYONE,
    DISPATCHER,
    EAST,
    EAST_GRID,
    ELSEWHERE,
    IN_EAST,
    IN_SEA,
    LEADER,
    SINCE,
    WEST,
    WORKER,
    Town,
    other,
    square,
)
from tests.integration.people import OPENING
from tests.integration.race import together
from tests.make import refused

SIDE = 0.001
TODAY = OPENING.date()


@pytest.fixture
def town(database_of: Callable[..., Database]) -> Town:
    """The town whose memory lives on the day its people act."""
    made = Town(database_of("grid"))
    made.watch = Watch(lambda: made.db, today=lambda: TODAY)
    return made


def opened(town: Town, *, key: str | None = None, **changes: Any) -> dict[str, Any]:
    command = {"community": WEST, "kind": "base", "name": "网格", "households": 300, **changes}
    made: dict[str, Any] = town.as_(DISPATCHER, key=key).open_grid(command)
    return made


def cells(town: Town, *places: tuple[int, int], community: str = WEST, first: int = 1) -> list[str]:
    """Put drawn unit grids into a community, each a cell at its column and row."""
    grids = [
        Grid(f"{community}{no:03d}", community, "格", "unit", cell(*at), 0, SINCE) for no, at in enumerate(places, first)
    ]
    with town.db.transaction() as tx:
        ground.put(tx, ground.GRIDS, grids)
        ground.touch(tx, [one.code for one in grids])
    town.watch.refresh()
    return [one.code for one in grids]


def cell(x: int, y: int) -> dict[str, Any]:
    west, south = 121.55 + x * SIDE, 38.85 + y * SIDE
    return square(west, south, west + SIDE, south + SIDE)


def codes(town: Town) -> list[str]:
    return [code for (code,) in town.db.all("SELECT code FROM grid WHERE community = %s ORDER BY code", (WEST,))]


def test_codes_are_given_in_turn_by_kind_gr_31(town: Town) -> None:
    made = [opened(town, kind=kind)["code"] for kind in ("base", "unit", "special", "base", "special")]
    assert made == [WEST + no for no in ("001", "002", "901", "003", "902")]


def test_a_request_that_comes_again_opens_one_grid_and_leaves_no_gap_gr_31(town: Town) -> None:
    assert opened(town, key="once")["code"] == opened(town, key="once")["code"] == WEST + "001"
    assert opened(town)["code"] == WEST + "002"


def test_an_act_that_fails_after_its_number_leaves_no_gap_gr_31(town: Town) -> None:
    with refused(Invalid, "grid.area_unknown"), town.db.transaction() as tx:
        assert store.allocate(tx, WEST, "base") == WEST + "001"
        assert store.allocate(tx, WEST, "base") == WEST + "002"
        raise Invalid("grid.area_unknown")
    assert opened(town)["code"] == WEST + "001"


def test_codes_that_came_by_a_file_are_passed_over_and_ended_ones_too_gr_31(town: Town) -> None:
    cells(town, (0, 0), first=7)
    with town.db.transaction() as tx:
        tx.run("UPDATE grid SET valid_until = %s WHERE code = %s", (SINCE + timedelta(days=1), WEST + "007"))
    assert opened(town)["code"] == WEST + "008"


def test_the_last_number_is_given_and_the_next_is_refused_gr_31(town: Town) -> None:
    cells(town, (0, 0), first=899)
    assert opened(town)["code"] == WEST + "900"
    with refused(Conflict, "grid.codes_exhausted"):
        opened(town)
    assert opened(town, kind="special")["code"] == WEST + "901"


def test_fifty_at_once_over_two_pools_get_one_to_fifty_gr_31(
    town: Town, database_of: Callable[..., Database]
) -> None:
    pools = [database_of("grid", size=25), database_of("grid", size=25)]

    def one(number: int) -> str:
        with pools[number % 2].transaction() as tx:
            code = store.allocate(tx, WEST, "base")
            store.add(tx, Grid(code, WEST, "格", "base", None, 0, SINCE))
            if number % 5 == 0:
                raise Conflict("grid.grid_changed")
            return code

    results = together(50, one)
    given = sorted(code for code in results if isinstance(code, str))
    assert {type(one) for one in results} == {str, Conflict}
    assert given == [f"{WEST}{no:03d}" for no in range(1, 41)]
    assert codes(town) == given


@pytest.mark.parametrize("act", ["open_grid", "change_grid", "end_grid"])
def test_an_act_waits_for_a_change_of_borders_before_it_holds_what_that_needs(
    town: Town, database_of: Callable[..., Database], act: str
) -> None:
    made = opened(town)
    aside = town.as_(DISPATCHER)
    aside.db = database_of("grid")
    command = {
        "open_grid": {"community": WEST, "kind": "base", "name": "又一"},
        "change_grid": {"grid": made["code"], "version": 1, "name": "新名"},
        "end_grid": {"grid": made["code"], "version": 1, "on": (TODAY + timedelta(days=1)).isoformat()},
    }[act]
    with town.db.transaction() as tx:
        ground.hold(tx)  # as what puts borders in force does, before it allocates codes and writes grids
        other_act = eventlet.spawn(getattr(aside, act), command)
        eventlet.sleep(0.2)
        assert store.allocate(tx, WEST, "base") == WEST + "002"
        assert store.lock(tx, made["code"]).version == 1
    assert other_act.wait()["code"] == (WEST + "003" if act == "open_grid" else made["code"])


def test_a_change_of_areas_waits_for_the_ground_before_it_holds_an_area(town: Town, database_of: Callable[..., Database]) -> None:
    aside = town.as_(LEADER)
    aside.db = database_of("grid")
    with town.db.transaction() as tx:
        ground.hold(tx)  # as opening a grid does, before it keeps its community from being changed
        renaming = eventlet.spawn(aside.rename_area, {"area": WEST, "version": 1, "name": "新社区"})
        eventlet.sleep(0.2)
        store.lock_community(tx, WEST, on=TODAY)
    assert renaming.wait()["state"] == "applied"


def test_the_schemes_of_17_and_20_digits_write_into_the_same_register_gr_30(town: Town) -> None:
    with town.db.transaction() as tx:
        tx.run("DELETE FROM post")
        tx.run("DELETE FROM grid")
    for name, code in (("17", WEST + "02001"), ("20", "010102" + WEST + "01")):
        with town.db.transaction() as tx:
            store.choose_scheme(tx, name)
        made = opened(town)
        assert made["code"] == code
        assert town.as_(DISPATCHER).find_grid({"grid": code})["community"] == WEST
        town.watch.refresh()
        assert town.report(point=None, area=code)["area"] == WEST
        with town.db.transaction() as tx:
            tx.run("DELETE FROM grid_sequence")
            tx.run("DELETE FROM grid")


def test_the_scheme_stays_while_there_are_codes_gr_32(town: Town) -> None:
    assert store.find_scheme(town.db) == scheme.DEFAULT
    with refused(Conflict, "grid.scheme_in_use"), town.db.transaction() as tx:
        store.choose_scheme(tx, "17")
    with town.db.transaction() as tx:
        store.choose_scheme(tx, "15")


def test_a_grid_is_opened_changed_read_and_ended(town: Town) -> None:
    made = opened(town)
    assert not schemas.KnownGridView().validate(made)
    changed = town.as_(DISPATCHER).change_grid({"grid": made["code"], "version": 1, "name": "新名"})
    assert (changed["name"], changed["households"], changed["version"]) == ("新名", 300, 2)
    with refused(Conflict, "grid.grid_changed"):
        town.as_(DISPATCHER).change_grid({"grid": made["code"], "version": 1, "name": "旧名"})
    tomorrow = TODAY + timedelta(days=1)
    ended = town.as_(DISPATCHER).end_grid({"grid": made["code"], "version": 2, "on": tomorrow.isoformat()})
    assert ended["valid_until"] == tomorrow.isoformat()
    assert town.as_(DISPATCHER).find_grid({"grid": made["code"]}) == ended
    names = town.db.all("SELECT name FROM outbox WHERE name LIKE 'grid.grid_%' ORDER BY id")
    assert [name for (name,) in names] == ["grid.grid_opened", "grid.grid_changed", "grid.grid_ended"]


def test_who_stands_on_a_grid_that_ends_stands_there_until_its_day_gr_37(town: Town) -> None:
    made = opened(town)
    town.watch.refresh()
    appoint(town, ANN, place=made["code"], valid_from=TODAY.isoformat())
    tomorrow = TODAY + timedelta(days=1)
    town.as_(DISPATCHER).end_grid({"grid": made["code"], "version": 1, "on": tomorrow.isoformat()})
    assert town.db.one("SELECT valid_until, ending FROM staff_post") == (tomorrow, "ended")
    assert town.as_(other(WORKER, id=ANN)).call.actor.area == WEST
    town.at += timedelta(days=1)
    assert town.as_(other(WORKER, id=ANN)).call.actor.area == ""
    [told] = [one for one in town.told() if one["name"] == "grid.staff_ended"]
    assert (told["data"]["place"], ANN in str(told)) == (made["code"], False)


def test_an_ended_code_is_not_given_again_gr_37(town: Town) -> None:
    made = opened(town)
    tomorrow = TODAY + timedelta(days=1)
    town.as_(DISPATCHER).end_grid({"grid": made["code"], "version": 1, "on": tomorrow.isoformat()})
    assert opened(town)["code"] == WEST + "002"
    with refused(Conflict, "grid.grid_over"):
        town.as_(DISPATCHER).change_grid({"grid": made["code"], "version": 2, "name": "又名"})


@pytest.mark.parametrize("community", ["210204001001", "210203001099", "210203001000"])
def test_a_community_that_is_elsewhere_unknown_or_none_is_refused_gr_35(town: Town, community: str) -> None:
    with pytest.raises((Missing, Invalid)) as caught:
        opened(town, community=community)
    assert caught.value.code == "grid.community_missing"


def test_what_lies_elsewhere_is_as_if_it_were_not_there(town: Town) -> None:
    east_only = other(DISPATCHER, area=EAST)
    made = opened(town)
    for actor in (ELSEWHERE, east_only):
        for act, given in (("find_grid", {}), ("change_grid", {"version": 1, "name": "x"}), ("end_grid", {"version": 1})):
            with refused(Missing, "grid.grid_missing"):
                getattr(town.as_(actor), act)({"grid": made["code"], **given})
    with refused(Missing, "grid.community_missing"):
        town.as_(east_only).open_grid({"community": WEST, "kind": "base", "name": "格"})


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (DISPATCHER, [EAST_GRID, WEST + "001", WEST + "002", WEST + "003"]),
        (WORKER, [EAST_GRID]),
        (other(WORKER, area=WEST), [WEST + "001", WEST + "002", WEST + "003"]),
        (ELSEWHERE, []),
        (ANYONE, []),
    ],
)
def test_a_list_goes_page_by_page_within_scope(town: Town, actor: Actor, expected: list[str]) -> None:
    for _ in range(3):
        opened(town)
    found, after = [], None
    while True:
        reply = town.as_(actor).list_grids({"limit": 2, "after": after})
        assert not schemas.GridPage(exclude=("next",)).validate({"items": reply["items"]})
        found += [item["code"] for item in reply["items"]]
        after = reply["next"]
        if after is None:
            break
    assert found == expected


def test_a_page_of_a_whole_district_is_read_in_the_order_of_an_index(town: Town) -> None:
    plans = []

    class Explaining:
        """Asks for the plan of what it is asked, on a table too small to be worth an index."""

        def __init__(self, tx: Tx) -> None:
            self.tx = tx

        def all(self, sql: str, params: Any = None) -> list[Any]:
            plans.append("".join(line for (line,) in self.tx.all(f"EXPLAIN {sql}", params)))
            return []

        one = all

    with town.db.transaction() as tx:
        tx.all("SELECT set_config(name, 'off', true) FROM unnest(ARRAY['enable_seqscan', 'enable_bitmapscan']) AS name")
        for after in (None, {"community": EAST, "code": EAST_GRID}):
            ask = store.Ask(Scope(area="210203"), 50, after, {"area": None, "kind": None})
            store.page(Explaining(tx), ask, on=TODAY)  # type: ignore[arg-type]  # a plan is no row
    assert all("grid_community" in plan and "Sort" not in plan for plan in plans)


def test_a_list_is_narrowed_by_area_and_kind(town: Town) -> None:
    opened(town, kind="special")
    listed = town.as_(DISPATCHER).list_grids({"area": WEST, "kind": "special"})
    assert [item["code"] for item in listed["items"]] == [WEST + "901"]
    assert town.as_(DISPATCHER).list_grids({"area": EAST, "kind": "special"})["items"] == []


def test_a_duty_grid_joins_neighbours_of_one_community_gr_38(town: Town) -> None:
    first, second, far = cells(town, (0, 0), (1, 0), (5, 5))
    duty = {"kind": "duty", "code": "Z-1"}
    with refused(Conflict, "grid.members_apart") as caught:
        opened(town, **duty, members=[first, far])
    assert caught.value.facts["parts"] == [first, far]
    made = opened(town, **duty, members=[second, first])
    assert (made["code"], made["members"], made["parent"]) == ("Z-1", [first, second], WEST)
    with refused(Conflict, "grid.member_taken"):
        opened(town, kind="duty", code="Z-2", members=[second])
    with refused(Conflict, "grid.code_taken"):
        opened(town, kind="duty", code="Z-1", members=[far])
    with refused(Conflict, "grid.grid_is_member"):
        town.as_(DISPATCHER).end_grid({"grid": first, "version": 1})


def test_members_change_and_are_free_when_their_duty_grid_ends(town: Town) -> None:
    first, second, third = cells(town, (0, 0), (1, 0), (2, 0))
    made = opened(town, kind="duty", code="Z-1", members=[first, second])
    made = town.as_(DISPATCHER).change_grid({"grid": "Z-1", "version": made["version"], "members": [second, third]})
    assert made["members"] == [second, third]
    made = town.as_(DISPATCHER).change_grid({"grid": "Z-1", "version": made["version"], "members": [first, second]})
    assert made["members"] == [first, second]
    tomorrow = TODAY + timedelta(days=1)
    town.as_(DISPATCHER).end_grid({"grid": "Z-1", "version": made["version"], "on": tomorrow.isoformat()})
    assert opened(town, kind="duty", code="Z-2", members=[first, second, third])["members"] == [first, second, third]


def test_joining_and_ending_a_unit_grid_at_once_leaves_no_member_that_is_over(
    town: Town, database_of: Callable[..., Database]
) -> None:
    (code,) = cells(town, (0, 0))
    aside = town.as_(DISPATCHER)
    aside.db = database_of("grid")

    def act(number: int) -> Any:
        if number == 0:
            return opened(town, kind="duty", code="Z-1", members=[code])
        return aside.end_grid({"grid": code, "version": 1})

    results = together(2, act)
    failed = [one for one in results if isinstance(one, Failure)]
    assert len(failed) == 1
    over = town.db.one("SELECT valid_until FROM grid WHERE code = %s", (code,))
    assert (over == (None,)) == (store.find_duty(town.db, code) == "Z-1")


def test_memory_hears_of_one_changed_grid_without_reading_the_others(town: Town) -> None:
    kept = town.watch.now().grids[EAST_GRID]
    cells(town, (0, 0))
    assert town.watch.now().grids[EAST_GRID] is kept
    assert town.watch.now().locate(121.5505, 38.8505).grid == WEST + "001"
    tomorrow = TODAY + timedelta(days=1)
    town.as_(DISPATCHER).end_grid({"grid": WEST + "001", "version": 1, "on": tomorrow.isoformat()})
    town.watch.refresh()
    assert town.watch.now().grids[WEST + "001"].valid_until == tomorrow


def test_a_point_tells_its_street_community_and_grids_to_anyone(town: Town) -> None:
    unit = cells(town, (60, 60), community=EAST, first=2)[0]  # inside the base grid 121.61..121.62
    found = town.as_(ANYONE).place_at(IN_EAST)
    assert not schemas.SpotView().validate(found)
    assert (found["community"]["code"], found["grid"]["code"], found["unit_grid"]) == (EAST, EAST_GRID, None)
    inside = town.as_(ANYONE).place_at({"lon": 121.6105, "lat": 38.9105})
    assert (inside["grid"]["code"], inside["unit_grid"]["code"]) == (EAST_GRID, unit)
    assert town.as_(DISPATCHER).find_grid({"grid": unit})["parent"] == EAST_GRID
    with refused(Invalid, "grid.point_outside"):
        town.as_(ANYONE).place_at(IN_SEA)


def test_the_day_a_grid_was_opened_is_its_first(town: Town) -> None:
    assert date.fromisoformat(opened(town)["valid_from"]) == TODAY
