"""Borders from draft to in force: grids, versions, cases, clocks and counts move together, once, or not at all."""
from __future__ import annotations

import random
import threading
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import shapely
from shapely.geometry import shape

from kernel.clock import today
from kernel.errors import Conflict, Denied, Failure, Invalid, Missing
from services.grid.domain.ground.register import RegisteredArea
from services.grid.store.border import border as store
from services.grid.store.ground import ground
from services.grid.territory import Watch
from tests.integration.grid.post import ANN, BEN, appoint, choose
from tests.integration.grid.town import (
    DISPATCHER,
    EAST,
    EAST_GRID,
    ELSEWHERE,
    IN_EAST,
    LEADER,
    OFFICER,
    SINCE,
    STREET,
    WEST,
    WORKER,
    Town,
    other,
    square,
)
from tests.make import refused

WHOLE = square(121.61, 38.9, 121.62, 38.92)
SOUTH, NORTH = square(121.61, 38.9, 121.62, 38.909), square(121.61, 38.909, 121.62, 38.92)
DESK_OF_EAST = other(DISPATCHER, id="d-2", area=EAST)


@pytest.fixture(autouse=True)
def of_today(town: Town) -> None:
    """Let the ground in memory follow the same day as the acts."""
    town.watch = Watch(lambda: town.db, today=lambda: today(town.at))


def feature(way: str, grid: str | None = None, **given: Any) -> dict[str, Any]:
    return {"way": way, "grid": grid, **given}


def ringed(*ring: list[Any]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(ring)]}


def added(geometry: dict[str, Any], **given: Any) -> dict[str, Any]:
    return feature("add", kind="base", name="二号", households=300, geometry=geometry, **given)


SPLIT = [feature("change", EAST_GRID, geometry=SOUTH), added(NORTH)]


def draft(town: Town, *features: dict[str, Any], actor: Any = DISPATCHER, community: str = EAST) -> dict[str, Any]:
    return town.as_(actor).draft_borders({"community": community, "features": list(features)})


def apply(town: Town, change: dict[str, Any], actor: Any = DISPATCHER, **how: Any) -> dict[str, Any]:
    return town.as_(actor, **how).apply_borders({"change": change["id"], "version": change["version"]})


def find(town: Town, change: dict[str, Any], actor: Any = DISPATCHER) -> dict[str, Any]:
    return town.as_(actor).find_border_change({"change": change["id"]})


def codes(town: Town, change: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["code"], one["severity"]) for one in find(town, change)["faults"]]


def test_a_split_moves_the_cases_that_lie_beyond_it_with_their_thread(town: Town) -> None:
    north, south = town.report(), town.report(point={**IN_EAST, "lat": 38.905})
    change = draft(town, *SPLIT)
    assert find(town, change)["sound"]
    done = apply(town, change, LEADER)
    [opened] = done["opened"]
    assert (done["state"], done["moved"], opened[:12]) == ("applied", 1, EAST)
    seen = town.find(DISPATCHER, north)
    assert (seen["place"]["grid"], seen["version"], seen["steps"][-1]["act"]) == (opened, 2, "rezone")
    assert town.find(DISPATCHER, south)["place"]["grid"] == EAST_GRID
    town.watch.refresh()
    assert town.watch.now().locate(IN_EAST["lon"], IN_EAST["lat"]).grid == opened
    [told] = [one for one in town.told() if one["name"] == "grid.borders_changed"]
    assert told["data"]["opened"] == [opened]
    assert told["data"]["moved"] == 1


def test_who_stands_on_a_grid_that_ends_stands_there_no_more_as_the_preview_said(town: Town) -> None:
    choose(town, "one_worker")
    post = appoint(town, ANN)
    town.as_(LEADER).name_stand_in(
        {"post": post["id"], "account": BEN, "valid_from": "2026-03-01", "valid_until": "2026-03-20"}
    )
    made = "INSERT INTO sweep (grid, area, due_on, state, made_at) VALUES (%s, %s, %s, 'open', now()) RETURNING grid"
    town.db.all(made, (EAST_GRID, EAST, "2026-03-03"))
    change = draft(town, feature("end", EAST_GRID), added(WHOLE))
    [told] = town.as_(DISPATCHER).preview_borders({"change": change["id"]})["staff"]
    assert (told["grid"], told["way"]) == (EAST_GRID, "end")
    apply(town, change, LEADER)
    assert town.db.one("SELECT valid_until, ending FROM staff_post") == (date(2026, 3, 3), "ended")
    assert town.db.one("SELECT valid_until FROM stand_in") == (date(2026, 3, 3),)
    assert town.count("sweep") == 0
    assert town.as_(other(WORKER, id=ANN)).call.actor.area == ""
    [ended] = [one for one in town.told() if one["name"] == "grid.staff_ended"]
    assert (ended["data"]["place"], ANN in str(ended)) == (EAST_GRID, False)


def test_what_a_preview_tells_is_what_happens(town: Town) -> None:
    seen = sorted(town.report()["id"] for _ in range(3))
    change = draft(town, *SPLIT)
    ask = {"change": change["id"], "limit": 2}
    first = town.as_(DISPATCHER).preview_borders(ask)
    second = town.as_(DISPATCHER).preview_borders({**ask, "after": first["next"]})
    assert (first["cases"], second["next"]) == (3, None)
    assert [one["id"] for one in (*first["items"], *second["items"])] == seen
    assert {(one["was"], one["grid"]) for one in first["items"]} == {(EAST_GRID, "new:2")}
    assert apply(town, change)["moved"] == 3


def test_a_case_named_by_hand_stays_until_its_grid_ends(town: Town) -> None:
    seen = town.report(point=None, area=EAST_GRID)
    apply(town, draft(town, feature("end", EAST_GRID), added(WHOLE)))
    found = town.find(DISPATCHER, seen)
    assert (found["place"]["grid"], found["place"]["area"]) == (None, EAST)


def test_a_case_whose_area_changes_takes_its_clock_and_its_count_along(town: Town) -> None:
    town.report(point={**IN_EAST, "lon": 121.625}, area=STREET)
    apply(town, draft(town, feature("change", EAST_GRID, geometry=square(121.61, 38.9, 121.63, 38.92))))
    assert town.db.all("SELECT DISTINCT area FROM obligation") == [(EAST,)]
    both = "SELECT area, n FROM incident_count UNION ALL SELECT area, n FROM incident_delta"
    counted = f"SELECT area, sum(n) FROM ({both}) AS a GROUP BY area HAVING sum(n) <> 0"
    assert town.db.all(counted) == [(EAST, 1)]


def test_gr_42_what_has_a_fault_is_not_applied(town: Town) -> None:
    change = draft(town, added(square(121.615, 38.91, 121.63, 38.915)))
    assert ("grid.border_overlap", "fault") in codes(town, change)
    with refused(Conflict, "grid.borders_faulty") as caught:
        apply(town, change)
    assert caught.value.facts["codes"] == ["grid.border_overlap"]
    assert len(store.list_grids(town.db, EAST, on=SINCE + timedelta(days=9999))) == 1


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        ({"type": "Point", "coordinates": [121.6, 38.9]}, "grid.border_type"),
        ({"type": "Polygon", "coordinates": []}, "grid.border_empty"),
        (ringed([121.63, 38.9], ["x", 1], [121.64, 38.9], [121.63, 38.9]), "grid.border_unreadable"),
        (ringed([121.63, 38.9], [121.64, 38.9], [121.64, 38.91], [121.63, 38.91]), "grid.border_open"),
        (ringed([121.63, 38.9], [121.64, 38.9], [121.63, 38.9]), "grid.border_short"),
        (ringed([38.9, 121.63], [38.9, 121.64], [38.91, 121.64], [38.9, 121.63]), "grid.border_system"),
        (square(121.8, 38.9, 121.81, 38.91), "grid.border_far"),
    ],
)  # fmt: skip
def test_a_draft_may_hold_any_border_and_says_what_is_wrong_with_it(
    town: Town, geometry: dict[str, Any], code: str
) -> None:
    change = draft(town, added(geometry))
    assert (code, "fault") in codes(town, change)
    picture = town.as_(DISPATCHER).draw_border_change({"change": change["id"]})["text"]
    assert ET.fromstring(picture).tag.endswith("svg")


def test_ground_given_up_is_only_warned_of_where_no_border_says_whose_it_is(town: Town) -> None:
    change = draft(town, feature("change", EAST_GRID, geometry=SOUTH))
    assert codes(town, change) == [("grid.border_gap", "warning")]
    with town.db.transaction() as tx:
        ground.put(tx, ground.AREAS, [RegisteredArea(EAST, "东社区", "community", STREET, SINCE, border=WHOLE)])
    late = draft(town, feature("change", EAST_GRID, geometry=SOUTH))
    assert codes(town, late) == [("grid.border_gap", "fault")]
    with refused(Conflict, "grid.borders_changed_meanwhile"):
        apply(town, change)


def test_gr_49_a_draft_over_former_borders_is_refused(town: Town) -> None:
    early, late = draft(town, *SPLIT), draft(town, *SPLIT)
    apply(town, early)
    assert find(town, late)["outdated"]
    with refused(Conflict, "grid.borders_changed_meanwhile"):
        apply(town, late)
    with refused(Conflict, "grid.borders_changed_meanwhile"):
        town.as_(DISPATCHER).preview_borders({"change": late["id"]})
    assert town.as_(DISPATCHER).draw_border_change({"change": late["id"]})["text"].startswith("<svg")


def test_a_change_of_the_register_outdates_a_draft_too(town: Town) -> None:
    change = draft(town, *SPLIT)
    town.as_(DISPATCHER).change_grid({"grid": EAST_GRID, "version": 1, "households": 310})
    with refused(Conflict, "grid.borders_changed_meanwhile"):
        apply(town, change)


def test_of_two_who_apply_at_once_one_does(town: Town, database_of: Any) -> None:
    town.report()
    changes = [draft(town, *SPLIT), draft(town, *SPLIT)]
    results: list[Any] = []

    def go(change: dict[str, Any], people: Town) -> None:
        try:
            results.append(apply(people, change)["state"])
        except Failure as failure:
            results.append(failure.code)

    threads = [threading.Thread(target=go, args=(one, town.aside(database_of("grid")))) for one in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["applied", "grid.borders_changed_meanwhile"]
    assert len(store.list_grids(town.db, EAST, on=date(2030, 1, 1))) == 2


def test_the_same_key_applies_once(town: Town) -> None:
    town.report()
    change = draft(town, *SPLIT)
    assert apply(town, change, key="once") == apply(town, change, key="once")
    assert town.count("grid") == 2
    assert len([one for one in town.told() if one["name"] == "grid.borders_changed"]) == 1


def test_half_an_apply_leaves_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    change, before = draft(town, *SPLIT), town.report()

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(store, "wait", broken)
    with pytest.raises(RuntimeError):
        apply(town, change)
    assert town.count("grid") == 1
    assert find(town, change)["state"] == "draft"
    assert town.find(DISPATCHER, before)["version"] == 1


def test_borders_are_read_as_they_were_on_a_day(town: Town) -> None:
    with town.db.transaction() as tx:
        store.follow(tx, None, on=SINCE)
    change = draft(town, *SPLIT)
    [opened] = apply(town, change)["opened"]
    town.later(days=10)
    apply(town, draft(town, feature("end", opened), feature("change", EAST_GRID, geometry=WHOLE)))

    def at(grid: str, day: str) -> Any:
        return shape(town.as_(WORKER).find_border({"grid": grid, "on": day})["border"])

    assert at(EAST_GRID, "2024-01-01").equals(shape(WHOLE))
    assert at(EAST_GRID, "2026-03-05").equals(shape(SOUTH))
    assert at(EAST_GRID, "2026-03-13").equals(shape(WHOLE))
    assert at(opened, "2026-03-12").equals(shape(NORTH))
    for day in ("2026-03-02", "2026-03-13"):
        with refused(Missing, "grid.border_missing"):
            at(opened, day)


def test_a_grid_does_not_end_on_its_first_day(town: Town) -> None:
    [opened] = apply(town, draft(town, *SPLIT))["opened"]
    change = draft(town, feature("end", opened), feature("change", EAST_GRID, geometry=WHOLE))
    with refused(Conflict, "grid.border_too_young"):
        apply(town, change)


def test_gr_48_only_who_answers_for_the_whole_ground_applies(town: Town) -> None:
    change = draft(town, *SPLIT, actor=DESK_OF_EAST)
    with refused(Denied, "grid.borders_not_yours"):
        apply(town, change, DESK_OF_EAST)
    with refused(Denied, "grid.role_not_allowed"):
        apply(town, change, WORKER)
    assert apply(town, change, LEADER)["state"] == "applied"


def test_what_was_withdrawn_or_applied_stays_so(town: Town) -> None:
    change = draft(town, *SPLIT)
    ended = town.as_(DISPATCHER).withdraw_borders({"change": change["id"], "version": 1})
    assert ended["state"] == "withdrawn"
    with refused(Conflict, "grid.border_change_act_not_allowed"):
        apply(town, ended)


def test_nobody_learns_of_changes_beyond_their_ground(town: Town) -> None:
    change = draft(town, *SPLIT)
    for act in ("find_border_change", "draw_border_change", "preview_borders"):
        with refused(Missing, "grid.border_change_missing"):
            getattr(town.as_(ELSEWHERE), act)({"change": change["id"]})
    with refused(Missing, "grid.border_change_missing"):
        town.as_(ELSEWHERE).withdraw_borders({"change": change["id"], "version": 1})
    with refused(Missing, "grid.community_missing"):
        draft(town, *SPLIT, actor=ELSEWHERE)
    assert town.as_(ELSEWHERE).list_border_changes({})["items"] == []
    assert len(town.as_(OFFICER).list_border_changes({"state": "draft"})["items"]) == 1


@pytest.mark.parametrize(
    ("features", "code"),
    [
        ([feature("end", WEST + "001")], "grid.border_grid_unknown"),
        ([feature("add", EAST_GRID, kind="base", name="x", geometry=NORTH)], "grid.border_grid_unknown"),
        ([feature("end", EAST_GRID), feature("change", EAST_GRID, households=3)], "grid.border_grid_twice"),
        ([feature("add", kind="base", geometry=NORTH)], "grid.border_kind_needed"),
    ],
)
def test_a_draft_names_grids_that_are_there_once(town: Town, features: list[dict[str, Any]], code: str) -> None:
    with refused(Invalid, code):
        draft(town, *features)


def test_what_was_written_by_old_borders_meanwhile_is_settled_afterwards(town: Town) -> None:
    apply(town, draft(town, *SPLIT))
    late = town.report()
    town.db.all("UPDATE incident SET grid = %s", (EAST_GRID,))
    town.db.all("UPDATE border_settling SET due_at = now() - interval '1 second'")
    town.as_(DISPATCHER).settle_borders()
    assert town.find(DISPATCHER, late)["place"]["grid"] == EAST + "002"
    assert town.count("border_settling") == 0


def test_after_random_changes_memory_cases_and_geometry_agree_and_nothing_is_lost(town: Town) -> None:
    chance = random.Random(40)
    points = [(chance.uniform(121.61, 121.62), chance.uniform(38.9, 38.92)) for _ in range(25)] + [(121.615, 38.91)]
    seen = [town.report(point={"lon": lon, "lat": lat, "system": "wgs84"}) for lon, lat in points]
    for _ in range(5):
        town.later(days=2)
        apply(town, draft(town, *redrawn(town, chance)))
        town.watch.refresh()
        agree(town, seen, points)


def redrawn(town: Town, chance: random.Random) -> list[dict[str, Any]]:
    """Cut the ground of the community anew in strips: some grids stay with another border, some end, some are new."""
    cuts = sorted({38.9, 38.92, *(round(chance.uniform(38.901, 38.919), 7) for _ in range(chance.randint(0, 3)))})
    strips = [square(121.61, south, 121.62, north) for south, north in pairwise(cuts)]
    there = sorted(store.list_grids(town.db, EAST, on=town.at.date()))
    kept = chance.sample(there, k=min(chance.randint(0, len(there)), len(strips)))
    made = [feature("change", code, geometry=strips.pop()) for code in kept]
    made += [feature("end", code) for code in there if code not in kept]
    return made + [added(strip) for strip in strips]


def agree(town: Town, seen: list[dict[str, Any]], points: list[tuple[float, float]]) -> None:
    grids = store.list_grids(town.db, EAST, on=town.at.date())
    outlines = {code: shape(one.border) for code, one in grids.items()}
    for one, at in zip(seen, points, strict=True):
        exact = min(code for code, outline in outlines.items() if shapely.intersects(outline, shapely.Point(at)))
        assert town.watch.now().locate(*at).grid == exact
        assert town.find(DISPATCHER, one)["place"]["grid"] == exact
    assert town.count("incident") == len(seen)
    steps = "SELECT incident::text, version FROM step ORDER BY 1, 2"
    audits = "SELECT subject, (body::json->>'version')::int FROM audit WHERE body::json->>'kind' = 'incident' ORDER BY 1, 2"
    assert town.db.all(audits) == town.db.all(steps)
