"""Visits of agency staff, the reminder on Friday, and the list on Monday."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from kernel.errors import Conflict, Denied, Failure, Invalid
from kernel.workdays import Calendar, Day
from services.grid.domain.setting.registry import SETTINGS
from services.grid.domain.setting.setting import check
from tests.integration.grid.duty import CADRE, FOREIGN, HEAD, STREET_HEAD, WALKER, ZHAO, clock_turns, post, staffed, visit
from tests.integration.grid.setting import choose
from tests.integration.grid.town import EAST, EAST_GRID, RESIDENT, STREET, Town
from tests.make import refused

# Tuesday of 2026-W10
START, END = "2026-03-03T09:00:00+08:00", "2026-03-03T12:00:00+08:00"
FRIDAY, MONDAY = datetime(2026, 3, 6, 4, tzinfo=UTC), datetime(2026, 3, 9, 1, tzinfo=UTC)


@pytest.fixture
def duty(town: Town) -> Town:
    staffed(town).at = datetime(2026, 3, 3, 8, tzinfo=UTC)
    return town


def told(town: Town, name: str) -> list[dict[str, object]]:
    return [event["data"] for event in town.told() if event["name"] == name]


def test_gr_65_a_visit_is_written_down_by_whoever_has_the_post(duty: Town) -> None:
    seen = visit(duty, START, END)
    assert (seen["week_on"], seen["minutes"]) == ("2026-03-02", 180)
    assert duty.as_(CADRE).my_visits({})["items"][0]["area"] == EAST
    assert duty.as_(WALKER).my_visits({})["items"] == []
    with refused(Denied, "grid.visit_not_your_post"):
        duty.as_(WALKER).record_visit({"place": EAST_GRID, "started_at": START, "ended_at": END, "words": "x"})
    with refused(Denied, "grid.role_not_allowed"):
        duty.as_(RESIDENT).record_visit({"place": EAST_GRID, "started_at": START, "ended_at": END, "words": "x"})


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("2026-03-03T17:00:00+08:00", "2026-03-03T17:30:00+08:00", "grid.visit_in_future"),
        ("2026-02-20T09:00:00+08:00", "2026-02-20T12:00:00+08:00", "grid.visit_too_old"),
        ("2026-03-03T09:00:00+08:00", "2026-03-03T09:09:00+08:00", "grid.visit_length_wrong"),
        ("2026-03-02T09:00:00+08:00", "2026-03-02T20:00:00+08:00", "grid.visit_length_wrong"),
        ("2026-03-03T12:00:00+08:00", "2026-03-03T09:00:00+08:00", "grid.visit_length_wrong"),
    ],
)
def test_gr_65_a_visit_that_cannot_have_been_one_is_refused(duty: Town, start: str, end: str, code: str) -> None:
    with refused(Invalid, code):
        visit(duty, start, end)


def test_gr_65_nobody_is_at_two_places_at_once_but_may_go_from_one_to_the_next(duty: Town) -> None:
    visit(duty, START, END)
    with refused(Conflict, "grid.visit_overlapping"):
        visit(duty, "2026-03-03T11:30:00+08:00", "2026-03-03T13:00:00+08:00")
    visit(duty, END, "2026-03-03T13:00:00+08:00")


def test_of_many_overlapping_visits_sent_at_once_one_is_kept(duty: Town) -> None:
    def attempt(_: int) -> str:
        try:
            return str(visit(duty, START, END)["minutes"])
        except Failure as failure:
            return failure.code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, range(4))) == ["180", *["grid.visit_overlapping"] * 3]


def test_gr_66_who_is_short_on_friday_noon_is_reminded_once_and_alone(duty: Town) -> None:
    visit(duty, START, END)
    duty.at = FRIDAY - timedelta(seconds=1)
    clock_turns(duty)
    assert told(duty, "grid.duty_short") == []
    for _ in range(2):
        clock_turns(duty.later(seconds=1))
    assert told(duty, "grid.duty_short") == [
        {"party": duty.seal.alias(ZHAO), "week": "2026-W10", "visits": 1, "minutes": 180, "missing": 60}
    ]
    assert ZHAO not in str(duty.told())


def test_gr_66_who_has_done_enough_hears_nothing(duty: Town) -> None:
    visit(duty, START, "2026-03-03T13:00:00+08:00")
    duty.at = FRIDAY
    clock_turns(duty)
    duty.at = MONDAY
    clock_turns(duty)
    assert told(duty, "grid.duty_short") == told(duty, "grid.duty_missed") == []


def test_gr_66_a_district_may_ask_for_more_and_never_for_less(duty: Town) -> None:
    visit(duty, START, "2026-03-03T13:00:00+08:00")
    choose(duty.db, "duty.visits", "2")
    duty.at = FRIDAY
    clock_turns(duty)
    assert len(told(duty, "grid.duty_short")) == 1
    with refused(Invalid, "grid.setting_out_of_bounds"):
        check(SETTINGS["duty.visit_minutes"], "239")


def test_gr_66_on_monday_leaders_hear_how_many_missed_and_read_who_in_their_own_area(duty: Town) -> None:
    duty.at = MONDAY
    for _ in range(2):
        clock_turns(duty)
    assert told(duty, "grid.duty_missed") == [
        {"area": area, "week": "2026-W10", "missed": 1} for area in ("210203000000", "210203001000")
    ]
    [miss] = duty.as_(STREET_HEAD).list_duty_misses({"week_on": "2026-03-06"})["items"]
    assert miss == {"account": ZHAO, "area": EAST, "week_on": "2026-03-02", "visits": 0, "minutes": 0}
    for stranger in (FOREIGN, RESIDENT):
        assert duty.as_(stranger).list_duty_misses({"week_on": "2026-03-06"})["items"] == []


def test_gr_66_after_an_outage_each_week_is_told_once(duty: Town) -> None:
    duty.at = MONDAY + timedelta(days=15)
    with ThreadPoolExecutor(3) as pool:
        for future in [pool.submit(clock_turns, duty) for _ in range(3)]:
            future.result()
    clock_turns(duty)
    weeks = [str(one["week"]) for one in told(duty, "grid.duty_missed") if one["area"] == STREET]
    assert sorted(weeks) == ["2026-W10", "2026-W11", "2026-W12"]
    assert duty.count("duty_miss") == 3


def test_gr_66_a_post_that_began_within_a_week_owes_nothing_for_it(town: Town) -> None:
    post(town, ZHAO, "assigned_cadre", since=date(2026, 3, 4))
    choose(town.db, "duty.counted_from", "2026-03-02")
    town.at = MONDAY
    clock_turns(town)
    assert told(town, "grid.duty_missed") == []


def test_gr_66_a_week_off_is_excused_where_the_district_wants_it_so(duty: Town) -> None:
    week = [date(2026, 3, 2) + timedelta(days=n) for n in range(7)]
    off = Calendar({on: Day("holiday") for on in week})
    duty.at = MONDAY
    clock_turns(duty, off)
    assert told(duty, "grid.duty_missed") == []
    choose(duty.db, "duty.least_workdays", "0")
    clock_turns(duty, off)
    assert len(told(duty, "grid.duty_missed")) == 2


def test_a_week_shows_a_leader_those_in_scope_and_everybody_else_oneself(duty: Town) -> None:
    visit(duty, START, END)
    asked = {"week_on": "2026-03-05"}
    mine = {"account": ZHAO, "area": EAST, "visits": 1, "minutes": 180, "short": True}
    seen = duty.as_(HEAD).duty_week(asked)
    assert (seen["week"], seen["visits"], seen["minutes"], seen["items"]) == ("2026-W10", 1, 240, [mine])
    assert duty.as_(CADRE).duty_week(asked)["items"] == [mine]
    assert duty.as_(WALKER).duty_week(asked)["items"] == duty.as_(FOREIGN).duty_week(asked)["items"] == []


def test_a_week_goes_page_by_page(town: Town) -> None:
    people = [f"00000000-0000-7000-8000-00000000010{n}" for n in range(5)]
    for account in people:
        post(town, account, "assigned_cadre")
    seen: list[str] = []
    after: dict[str, str] | None = None
    while len(seen) <= len(people):
        page = town.as_(HEAD).duty_week({"week_on": "2026-03-05", "limit": 2, "after": after})
        seen += [one["account"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == people


def test_gr_64_after_two_years_no_visit_and_no_list_of_who_fell_short_is_left(duty: Town) -> None:
    visit(duty, START, END)
    duty.at = MONDAY
    clock_turns(duty)
    assert (duty.count("visit"), duty.count("duty_miss")) == (1, 1)
    duty.at = MONDAY + timedelta(days=729)
    clock_turns(duty)
    assert (duty.count("visit"), duty.db.one("SELECT count(*) FROM duty_miss WHERE week_on = '2026-03-02'")) == (1, (1,))
    duty.at = MONDAY + timedelta(days=736)
    clock_turns(duty)
    assert (duty.count("visit"), duty.db.one("SELECT count(*) FROM duty_miss WHERE week_on = '2026-03-02'")) == (0, (0,))
