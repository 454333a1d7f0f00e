"""Monthly meetings: prepared by themselves from open cases, held, concluded, and taken up again."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel.errors import Conflict, Denied, Invalid, Missing
from kernel.workdays import Calendar, Day
from services.grid.store.duty import meeting as store
from tests.integration.grid.duty import FOREIGN, HEAD, STREET_HEAD, WALKER, clock_turns, staffed
from tests.integration.grid.town import DISPATCHER, DISTRICT, EAST, STREET, Town
from tests.make import refused

FIRST, SECOND = datetime(2026, 3, 5, 0, tzinfo=UTC), datetime(2026, 4, 7, 0, tzinfo=UTC)  # April 5 is Qingming


@pytest.fixture
def duty(town: Town) -> Town:
    staffed(town).at = FIRST - timedelta(days=40)
    return town


def prepared(town: Town, actor: Any = STREET_HEAD, area: str = STREET) -> dict[str, Any]:
    """Give the latest meeting of an area, whole."""
    found = town.as_(actor).list_meetings({})["items"]
    latest = next(one for one in found if one["area"] == area)
    return town.as_(actor).find_meeting({"meeting": latest["id"]})  # type: ignore[no-any-return]


def conclude(town: Town, seen: dict[str, Any], case: dict[str, Any], **given: Any) -> dict[str, Any]:
    command = {"meeting": seen["id"], "version": seen["version"], "incident": case["incident"], "unit": "lamps"}
    rest = {"due_on": "2026-03-20", "words": "the lamps office takes it on", **given}
    return town.as_(STREET_HEAD).conclude_case({**command, **rest})  # type: ignore[no-any-return]


def hold(town: Town, seen: dict[str, Any]) -> dict[str, Any]:
    return town.as_(STREET_HEAD).hold_meeting({"meeting": seen["id"], "version": seen["version"]})  # type: ignore[no-any-return]


def test_gr_67_old_cases_and_returned_ones_are_on_the_list_with_why_and_in_order(duty: Town) -> None:
    old = duty.report()
    duty.through("accept", "file", "dispatch", "finish", "pass", "close")
    duty.at = FIRST - timedelta(days=3)
    twice = duty.through("accept", "file", "dispatch", "return", "dispatch", "return")
    duty.report()
    duty.at = FIRST
    clock_turns(duty)
    seen = prepared(duty)
    assert [(case["incident"], case["reasons"], case["open_days"]) for case in seen["items"]] == [
        (twice["id"], ["returned"], 3), (old["id"], ["long_open"], 40),
    ]  # fmt: skip
    assert (seen["state"], seen["month_on"], seen["cases"], seen["after_place"]) == ("prepared", "2026-03-01", 2, None)
    assert [case["incident"] for case in prepared(duty, HEAD, DISTRICT)["items"]] == [twice["id"], old["id"]]


def test_gr_67_a_meeting_is_prepared_once_for_each_area_and_month_by_any_number_of_replicas(duty: Town) -> None:
    duty.report()
    duty.at = FIRST
    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(clock_turns, duty) for _ in range(4)]:
            future.result()
    clock_turns(duty)
    assert (duty.count("meeting"), duty.count("meeting_case")) == (2, 2)
    told = [event["data"] for event in duty.told() if event["name"] == "grid.meeting_prepared"]
    assert told == [
        {"area": DISTRICT, "month": "2026-03", "cases": 1}, {"area": STREET, "month": "2026-03", "cases": 1},
    ]  # fmt: skip


def test_gr_67_the_day_moves_to_the_next_working_day(duty: Town) -> None:
    off = Calendar({FIRST.date(): Day("holiday")})
    duty.at = FIRST
    clock_turns(duty, off)
    assert {one["month_on"] for one in duty.as_(HEAD).list_meetings({})["items"]} == {"2026-02-01"}
    clock_turns(duty.later(days=1), off)
    assert {one["month_on"] for one in duty.as_(HEAD).list_meetings({})["items"]} == {"2026-02-01", "2026-03-01"}


def test_gr_67_each_conclusion_names_who_does_what_by_when(duty: Town) -> None:
    duty.report()
    duty.at = FIRST
    clock_turns(duty)
    seen = prepared(duty)
    [case] = seen["items"]
    with refused(Conflict, "grid.meeting_not_held"):
        conclude(duty, seen, case)
    held = hold(duty, seen)
    with refused(Invalid, "grid.conclusion_date_over"):
        conclude(duty, held, case, due_on="2026-03-04")
    with refused(Invalid, "grid.unit_unknown"):
        conclude(duty, held, case, unit="nobody")
    with refused(Missing, "grid.meeting_case_missing"):
        conclude(duty, held, {"incident": seen["id"]})
    done = conclude(duty, held, case)
    again = conclude(duty, done, case, unit="sanitation")
    assert (done["concluded"], again["concluded"]) == (1, 1)
    kept = prepared(duty)["items"][0]
    assert (kept["unit"], kept["due_on"], kept["words"]) == ("sanitation", "2026-03-20", "the lamps office takes it on")


def test_gr_67_what_was_left_unfinished_comes_first_at_the_next_meeting(duty: Town) -> None:
    young = datetime(2026, 4, 5, tzinfo=UTC) - timedelta(days=31)
    first = duty.report()
    duty.at = FIRST
    clock_turns(duty)
    held = hold(duty, prepared(duty))
    done = conclude(duty, held, {"incident": first["id"]})
    duty.as_(STREET_HEAD).close_meeting({"meeting": done["id"], "version": done["version"]})
    duty.at = young
    second = duty.through("accept", "file", "dispatch", "return", "dispatch", "return")
    duty.at = SECOND
    clock_turns(duty)
    seen = prepared(duty)
    assert [(case["incident"], case["reasons"]) for case in seen["items"]] == [
        (first["id"], ["long_open", "carried_over"]), (second["id"], ["long_open", "returned"]),
    ]  # fmt: skip
    assert (seen["items"][0]["unit"], seen["items"][0]["due_on"]) == ("lamps", "2026-03-20")


def test_a_meeting_is_held_and_closed_once_and_on_the_version_that_was_read(duty: Town) -> None:
    duty.at = FIRST
    clock_turns(duty)
    seen = prepared(duty)
    held = hold(duty, seen)
    with refused(Conflict, "grid.meeting_changed"):
        hold(duty, seen)
    with refused(Conflict, "grid.meeting_not_prepared"):
        hold(duty, held)
    command = {"meeting": held["id"], "version": held["version"]}
    answers = [duty.as_(STREET_HEAD, key="once").close_meeting(command) for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["state"] == "closed"


def test_meetings_are_read_within_the_own_area(duty: Town) -> None:
    duty.at = FIRST
    clock_turns(duty)
    whole = prepared(duty, HEAD, DISTRICT)
    assert {one["area"] for one in duty.as_(STREET_HEAD).list_meetings({})["items"]} == {STREET}
    assert {one["area"] for one in duty.as_(DISPATCHER).list_meetings({})["items"]} == {STREET, DISTRICT}
    assert duty.as_(FOREIGN).list_meetings({})["items"] == []
    for stranger in (STREET_HEAD, FOREIGN, WALKER):
        with refused(Missing, "grid.meeting_missing"):
            duty.as_(stranger).find_meeting({"meeting": whole["id"]})
    with refused(Denied, "grid.role_not_allowed"):
        duty.as_(DISPATCHER).hold_meeting({"meeting": whole["id"], "version": 1})


def test_a_long_list_is_read_in_parts(duty: Town) -> None:
    for _ in range(3):
        duty.report()
    duty.at = FIRST
    clock_turns(duty)
    id = prepared(duty)["id"]
    first = duty.as_(STREET_HEAD).find_meeting({"meeting": id, "limit": 2})
    rest = duty.as_(STREET_HEAD).find_meeting({"meeting": id, "limit": 2, "after_place": first["after_place"]})
    assert ([case["place"] for case in first["items"]], [case["place"] for case in rest["items"]]) == ([1, 2], [3])


def test_the_list_is_made_without_reading_all_incidents(town: Town, admin_url: str) -> None:
    fill(town)
    params = {
        "month": FIRST.date(), "on": FIRST.date(), "at": FIRST, "before": FIRST - timedelta(days=30), "returns": 2,
    }  # fmt: skip
    assert "Seq Scan on incident" not in explained(town, store.PREPARE, params)


def fill(town: Town, number: int = 20_000) -> None:
    """Write incidents of three years, nearly all of them closed, and let the planner know."""
    town.db.all(
        "INSERT INTO incident (id, number, state, source, description, created_at, changed_at, version, round, case_type,"
        " urgent, address, area, extended, returned, reworked, closed_at)"
        " SELECT gen_random_uuid(), 'n' || n, CASE WHEN n %% 100 = 0 THEN 'filed' ELSE 'closed' END, 'public', 'x', at, at,"
        " 1, 1, 'E1', false, '', %s, 0, CASE WHEN n %% 500 = 0 THEN 2 ELSE 0 END, 0,"
        " CASE WHEN n %% 100 = 0 THEN NULL ELSE at END"
        " FROM generate_series(1, %s) AS n, LATERAL (SELECT %s - make_interval(hours => n) AS at) AS made",
        (EAST, number, FIRST),
    )
    town.db.all("ANALYZE incident")


def explained(town: Town, sql: str, params: dict[str, Any]) -> str:
    """Give the plan of a statement as text."""
    return "\n".join(line for (line,) in town.db.all("EXPLAIN " + sql, params))
