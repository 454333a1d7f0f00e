"""Working days and working hours, with every vector of the domain's table of 2026."""
from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.holiday import MOVING, statutory
from kernel.office import SHANGHAI, OfficeHours
from kernel.workdays import Calendar, Day

FILE = Path(__file__).parents[3] / "deploy" / "calendar" / "cn.csv"
DATES_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))
LENGTHS = st.integers(1, 40 * 3600).map(lambda seconds: timedelta(seconds=seconds))


@cache
def official() -> Calendar:
    with FILE.open(encoding="utf-8") as file:
        days = {date.fromisoformat(row["day"]): Day(row["kind"], row["status"]) for row in csv.DictReader(file)}
    return Calendar(days, version=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def on(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "amount", "due", "rolled", "last"),
    [
        ("2026-09-16", 15, "2026-10-01", "2026-10-08", "2026-09-30"),
        ("2026-09-22", 15, "2026-10-07", "2026-10-08", "2026-09-30"),
        ("2026-01-30", 15, "2026-02-14", "2026-02-14", "2026-02-14"),
        ("2026-02-03", 15, "2026-02-18", "2026-02-24", "2026-02-14"),
        ("2026-03-02", 60, "2026-05-01", "2026-05-06", "2026-04-30"),
        ("2026-03-02", 90, "2026-05-31", "2026-06-01", "2026-05-29"),
    ],
)
def test_pt_02_pt_05_calendar_days_end_on_the_strict_day_and_know_the_working_days_around_it(
    start: str, amount: int, due: str, rolled: str, last: str
) -> None:
    end = official().add_days(on(start), amount)
    assert end == on(due)
    assert official().roll_forward(end) == on(rolled)
    assert official().last_workday(end) == on(last)


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-02-12", 5, "2026-02-26"),
        ("2026-04-30", 1, "2026-05-06"),
    ],
)
def test_pt_04_working_days_skip_holidays_and_count_make_up_days(start: str, amount: int, due: str) -> None:
    assert official().add_workdays(on(start), amount) == on(due)


def test_the_last_working_day_before_a_working_day_is_another_day() -> None:
    assert official().last_workday_before(on("2026-02-14")) == on("2026-02-13")
    assert official().last_workday_before(on("2026-10-08")) == on("2026-09-30")


def test_no_working_days_counted_from_a_rest_day_is_the_next_working_day() -> None:
    assert official().add_workdays(on("2026-10-03"), 0) == on("2026-10-08")
    assert official().add_workdays(on("2026-10-09"), 0) == on("2026-10-09")


def test_the_shipped_file_agrees_with_the_notices_on_each_of_its_days() -> None:
    days = official().days
    assert len(days) == 366 + 365 + 365
    assert [d for d in days if days[d].worked != chinese_calendar.is_workday(d)] == []
    assert all(day.status == "official" for day in days.values())


def test_make_up_working_days_of_2026_are_the_six_of_the_notice() -> None:
    found = [str(d)[5:] for d, day in official().days.items() if day.kind == "makeup" and d.year == 2026]
    assert found == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_table_of_feasts_agrees_with_the_official_years(year: int) -> None:
    known = {"New Year's Day", "Spring Festival", "Tomb-sweeping Day", "Labour Day", "Dragon Boat Festival",
             "National Day", "Mid-autumn Festival"}  # fmt: skip
    official_days = {d for d, name in chinese_calendar.constants.holidays.items() if d.year == year and name in known}
    assert statutory(year) <= official_days


@pytest.mark.parametrize("year", sorted(MOVING))
def test_a_year_of_the_table_has_its_thirteen_statutory_days(year: int) -> None:
    shared_with_national_day = {2028: 1}
    assert len(statutory(year)) == 13 - shared_with_national_day.get(year, 0)


def test_spring_festival_is_its_eve_and_three_days() -> None:
    foreseen = [Calendar().day(on(f"2027-02-{day:02}")).kind for day in range(4, 11)]
    assert foreseen == ["work", *["holiday"] * 4, "work", "work"]


def test_a_missing_year_is_foreseen_and_says_that_it_is_provisional() -> None:
    calendar = official()
    assert calendar.day(on("2027-02-08")) == Day("holiday", "provisional")
    assert calendar.day(on("2027-02-13")) == Day("rest", "provisional")
    assert calendar.day(on("2027-02-12")) == Day("work", "provisional")
    assert calendar.day(on("2031-10-01")) == Day("holiday", "provisional")
    assert calendar.provisional(on("2026-12-30"), on("2027-01-01"))
    assert not calendar.provisional(on("2026-12-30"), on("2026-12-31"))


def test_a_row_of_the_district_wins_over_what_is_foreseen() -> None:
    closed = Calendar({on("2027-03-01"): Day("holiday")})
    assert not closed.is_workday(on("2027-03-01"))
    assert not closed.provisional(on("2027-03-01"), on("2027-03-01"))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-09-16T10:00", 2, "2026-09-16T12:00"),
        ("2026-09-16T11:00", 2, "2026-09-16T14:00"),
        ("2026-09-16T12:30", 1, "2026-09-16T14:00"),
        ("2026-09-16T07:00", 0.5, "2026-09-16T09:30"),
        ("2026-09-16T20:00", 1, "2026-09-17T10:00"),
        ("2026-09-30T17:00", 1, "2026-10-08T09:30"),
        ("2026-02-13T17:00", 4, "2026-02-14T13:30"),
        ("2026-09-16T09:00", 7.5, "2026-09-16T17:30"),
        ("2026-09-16T09:00", 15, "2026-09-17T17:30"),
    ],
)
def test_working_hours_run_only_while_offices_are_open(start: str, hours: float, end: str) -> None:
    assert official().add_open(at(start), timedelta(hours=hours)) == at(end)


def test_working_hours_start_at_the_next_opening_in_whatever_zone_the_instant_is_given() -> None:
    evening = datetime(2026, 9, 16, 12, 0, tzinfo=UTC)
    assert official().add_open(evening, timedelta(hours=1)) == at("2026-09-17T10:00")


def test_no_time_is_open_between_an_instant_and_an_earlier_one() -> None:
    assert official().open_between(at("2026-09-16T11:00"), at("2026-09-16T10:00")) == timedelta()


def test_office_hours_are_configuration() -> None:
    calendar = Calendar(official().days, hours=OfficeHours.parse("08:30-11:30, 13:30-17:00"))
    assert calendar.add_open(at("2026-09-16T08:00"), timedelta(hours=4)) == at("2026-09-16T14:30")
    assert calendar.hours.opening(on("2026-09-16")) == at("2026-09-16T08:30")


@pytest.mark.parametrize("text", ["", "09:00", "12:00-09:00", "09:00-12:00,11:00-17:00", "09:00-12:00-13:00", "x-y"])
def test_office_hours_out_of_order_or_shape_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        OfficeHours.parse(text)


def test_office_hours_need_a_span() -> None:
    with pytest.raises(ValueError, match="in order"):
        OfficeHours(())
    with pytest.raises(ValueError, match="in order"):
        OfficeHours(((time(9), time(9)),))


@given(DATES_2026, st.integers(0, 60))
def test_as_many_working_days_lie_between_as_were_added(start: date, amount: int) -> None:
    calendar = official()
    end = calendar.add_workdays(start, amount)
    assert calendar.is_workday(end)
    assert calendar.workdays_between(start, end) == amount or amount == 0


@given(DATES_2026, st.integers(1, 30), st.integers(1, 30))
def test_working_days_add_up(start: date, first: int, second: int) -> None:
    calendar = official()
    assert calendar.add_workdays(calendar.add_workdays(start, first), second) == calendar.add_workdays(
        start, first + second
    )


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)), LENGTHS)
def test_offices_were_open_exactly_as_long_as_was_added(start: datetime, length: timedelta) -> None:
    begin = start.replace(tzinfo=SHANGHAI)
    end = official().add_open(begin, length)
    assert official().open_between(begin, end) == length
    assert official().open_between(begin, end - timedelta(microseconds=1)) < length


@given(DATES_2026)
def test_rolling_forward_and_back_stop_at_the_nearest_working_day(day: date) -> None:
    calendar = official()
    later, earlier = calendar.roll_forward(day), calendar.last_workday(day)
    assert earlier <= day <= later
    assert calendar.workdays_between(earlier, later) == (0 if earlier == later else 1)
    assert (earlier == later) == calendar.is_workday(day)
