"""Settings on a real database: who reads and chooses, what holds in every replica, and two at once."""
from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import sleep
from typing import Any

import pytest

from kernel.call import Actor
from kernel.db import Database
from kernel.errors import Conflict, Denied, Failure, Invalid, Missing
from services.grid.domain.setting.registry import SETTINGS
from services.grid.store.border.border import find_limits
from services.grid.store.grid import find_scheme
from services.grid.store.setting import setting as store
from tests.integration.grid.duty import clock_turns, staffed
from tests.integration.grid.incident.test_race import at_once, attempt
from tests.integration.grid.setting import choose
from tests.integration.grid.town import DISPATCHER, DISTRICT, EAST, ELSEWHERE, LEADER, RESIDENT, STREET, WEST, Town
from tests.make import refused

OPERATOR = Actor(id="op-1", role="operator")
STREET_LEADER = replace(LEADER, id="l-2", area=STREET)
NEAR, VISITS = "duty.near_metres", "duty.visits"


def change(town: Town, key: str, value: str, *, actor: Actor = LEADER, version: int = 1, **given: Any) -> dict[str, Any]:
    """Have a leader choose."""
    return town.as_(actor).change_setting(  # type: ignore[no-any-return]
        {"key": key, "value": value, "version": version, **given}
    )


def seen(town: Town, key: str, *, actor: Actor = LEADER, **asked: Any) -> dict[str, Any]:
    """Read one setting."""
    return town.as_(actor).find_setting({"key": key, **asked})  # type: ignore[no-any-return]


def test_a_setting_is_read_with_default_bounds_source_and_words(town: Town) -> None:
    assert seen(town, VISITS) == {
        "key": VISITS, "grid_kind": None, "area": None, "kind": "whole", "words": "visits of agency staff in a week",
        "unit": "", "value": "1", "origin": "default", "chosen_for": None, "since": None, "reason": "", "next": None,
        "usual": "1", "least": "1", "most": "7", "choices": [], "per_area": False, "source": "domain 9.1", "version": 1,
    }  # fmt: skip
    chinese = town.as_(LEADER, language="zh").list_settings({})["items"]
    assert {row["words"] for row in chinese if row["key"] == VISITS} == {"每周包保走访次数"}


def test_what_is_chosen_holds_in_every_replica_at_once_and_is_audited_and_told(
    town: Town, database_of: Callable[[str], Database]
) -> None:
    reply = change(town, NEAR, "50", source="decision 12")
    other = town.aside(database_of("grid"))
    assert seen(other, NEAR) == reply
    assert (reply["value"], reply["origin"], reply["since"], reply["reason"]) == ("50", "district", "2026-03-03", "decision 12")
    (event,) = town.told()
    assert (event["name"], event["data"]["key"], event["data"]["value"]) == ("grid.setting_changed", NEAR, "50")
    assert town.db.one("SELECT count(*) FROM audit WHERE subject = %s", (NEAR,)) == (1,)


def test_gr_102_a_narrower_area_chooses_for_itself_and_takes_it_back(town: Town) -> None:
    change(town, NEAR, "80")
    change(town, NEAR, "60", actor=STREET_LEADER, area=STREET)
    change(town, NEAR, "40", area=EAST)
    rows = [seen(town, NEAR, area=place) for place in (EAST, WEST, DISTRICT)]
    shown = [(row["value"], row["origin"], row["chosen_for"]) for row in rows]
    assert shown == [("40", "area", EAST), ("60", "area", STREET), ("80", "district", None)]
    change(town, NEAR, "", area=EAST, version=2)
    assert seen(town, NEAR, area=EAST)["chosen_for"] == STREET


def test_gr_103_a_choice_holds_from_its_day_on_and_the_past_stays_as_it_was(town: Town) -> None:
    reply = change(town, VISITS, "3", valid_from="2026-03-10")
    assert (reply["value"], seen(town, VISITS)["value"]) == ("3", "1")
    assert seen(town, VISITS)["next"] == {"value": "3", "valid_from": "2026-03-10"}
    town.later(days=10)
    assert seen(town, VISITS)["value"] == "3"
    assert seen(town, VISITS, on="2026-03-09")["value"] == "1"
    with refused(Invalid, "grid.setting_too_early"):
        change(town, VISITS, "2", version=2, valid_from="2026-03-12")


def test_out_of_bounds_is_refused_and_nothing_is_kept(town: Town) -> None:
    before = town.count("setting_choice")
    with refused(Invalid, "grid.setting_out_of_bounds") as caught:
        change(town, "duty.kept_days", "91")
    assert caught.value.facts == {"key": "duty.kept_days", "least": "1", "most": "90"}
    assert (town.count("setting_choice"), town.told()) == (before, [])


def test_of_two_changes_at_once_one_wins_and_one_is_told_it_changed(town: Town) -> None:
    command = {"key": NEAR, "version": 1}
    first, second = (town.as_(replace(LEADER, id=name)) for name in ("l-1", "l-2"))
    answers = at_once((first.change_setting, {**command, "value": "50"}), (second.change_setting, {**command, "value": "60"}))
    lost = [one for one in answers if isinstance(one, Failure)]
    assert [(type(one), one.code, one.facts) for one in lost] == [(Conflict, "grid.setting_changed", {"version": 2})]
    assert town.db.all("SELECT count(*) FROM setting_choice WHERE key = %s", (NEAR,)) == [(1,)]


def test_gr_105_who_chooses_one_end_of_a_range_waits_for_whoever_chooses_the_other(town: Town) -> None:
    low, high = "area.households_least", "area.households_most"
    command = {"key": high, "version": 1, "value": "800"}
    with ThreadPoolExecutor(1) as pool:
        with town.db.transaction() as tx:
            store.hold(tx)
            asked = pool.submit(attempt, town.as_(LEADER).change_setting, command)
            while not asked.done() and not town.db.all("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"):
                sleep(0.01)
            choose(tx, low, "900")
        answer = asked.result()
    assert isinstance(answer, Invalid)
    assert (answer.code, answer.facts) == ("grid.setting_crossed", {"least": low, "most": high})


def test_a_change_sent_again_with_its_key_is_one_change(town: Town) -> None:
    command = {"key": NEAR, "version": 1, "value": "50"}
    replies = [town.as_(LEADER, key="same").change_setting(command) for _ in range(2)]
    assert replies[0] == replies[1]
    assert len(town.told()) == 1


def test_gr_104_nobody_chooses_or_reads_for_ground_that_is_not_theirs(town: Town) -> None:
    with refused(Denied, "grid.setting_not_yours"):
        change(town, NEAR, "50", actor=STREET_LEADER)
    with refused(Missing, "grid.area_missing"):
        change(town, NEAR, "50", actor=replace(LEADER, area=WEST), area=EAST)
    with refused(Denied, "grid.role_not_allowed"):
        change(town, NEAR, "50", actor=DISPATCHER)
    for stranger in (ELSEWHERE, RESIDENT):
        for act, asked in (("list_settings", {}), ("find_setting", {"key": NEAR}), ("list_setting_changes", {"key": NEAR})):
            with refused(Missing, "grid.area_missing"):
                getattr(town.as_(stranger), act)(asked)
    with refused(Missing, "grid.area_missing"):
        seen(town, NEAR, area="210203009000")
    assert seen(town, NEAR, actor=OPERATOR)["value"] == "100"
    assert seen(town, NEAR, actor=STREET_LEADER)["area"] == STREET
    assert seen(town, NEAR, actor=STREET_LEADER, area=DISTRICT)["area"] is None


def test_changes_go_page_by_page_the_latest_first_and_stay_in_scope(town: Town) -> None:
    change(town, NEAR, "80")
    change(town.later(hours=1), NEAR, "60", area=EAST)
    change(town.later(hours=1), NEAR, "40", area=WEST)
    first = town.as_(LEADER).list_setting_changes({"key": NEAR, "limit": 2})
    rest = town.as_(LEADER).list_setting_changes({"key": NEAR, "limit": 2, "after": first["next"]})
    assert [row["value"] for row in first["items"] + rest["items"]] == ["40", "60", "80"]
    narrow = town.as_(replace(LEADER, area=EAST)).list_setting_changes({"key": NEAR})["items"]
    assert [row["value"] for row in narrow] == ["60", "80"]


@pytest.mark.parametrize("kind", ["base", "unit"])
def test_a_checklist_of_a_kind_is_what_the_next_sweep_asks(town: Town, kind: str) -> None:
    change(town, "duty.checklist", "fire_lane building", grid_kind=kind)
    clock_turns(staffed(town))
    lines = town.db.all("SELECT kind FROM sweep_item ORDER BY place")
    assert len(lines) == (2 if kind == "base" else 4)
    assert lines[0] == (("fire_lane",) if kind == "base" else ("building",))


def test_borders_are_checked_by_what_was_chosen(town: Town) -> None:
    change(town, "border.households_most", "450", grid_kind="base")
    limits = find_limits(town.db, on=town.as_(LEADER).today)
    assert (limits.size("base").households_min, limits.size("base").households_max) == (200, 450)
    assert (limits.size("unit").households_max, limits.overlap_max) == (None, 1.0)


def test_the_size_of_communities_is_what_their_area_chose(town: Town) -> None:
    assert [row["code"] for row in town.as_(LEADER).list_area_sizes({})["items"]] == [EAST]
    change(town, "area.households_least", "300", area=STREET)
    assert town.as_(LEADER).list_area_sizes({})["items"] == []
    change(town, "area.households_least", "301", area=EAST)
    (row,) = town.as_(LEADER).list_area_sizes({})["items"]
    assert (row["households"], row["least"], row["most"]) == (300, 301, 10000)


def test_the_scheme_of_codes_is_fixed_once_there_are_grids(town: Town) -> None:
    with refused(Conflict, "grid.scheme_in_use"):
        change(town, "grid.scheme", "17")
    town.db.all("DELETE FROM grid")
    change(town, "grid.scheme", "17")
    assert find_scheme(town.db) == seen(town, "grid.scheme")["value"] == "17"


def test_a_new_district_has_chosen_nothing_but_the_day_from_which_its_duty_counts(town: Town) -> None:
    (row,) = town.db.all("SELECT key, area, grid_kind, value, origin FROM setting_choice WHERE origin <> 'act'")
    assert (row[:3], row[4]) == (("duty.counted_from", "", ""), "migration")
    assert SETTINGS["duty.counted_from"].allows(row[3])
