"""When what the service does by itself is due, by clock and calendar."""
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kernel.workdays import Calendar, Day
from services.grid.domain.duty import schedule
from services.grid.domain.duty.duty import Setting
from services.grid.domain.duty.visit import key, monday

PLAIN = Calendar()
SETTING = Setting()


def at(text):
    return datetime.fromisoformat(text + "+08:00").astimezone(UTC)


def periods(due, now, calendar=PLAIN, **chosen):
    return [one.period for one in due(calendar, at(now), Setting(**chosen))]


@pytest.mark.parametrize(
    ("now", "found"),
    [("2026-03-03T05:59:59", []), ("2026-03-03T06:00:00", ["2026-03-03"]), ("2026-03-03T23:59:59", ["2026-03-03"])],
)
def test_gr_60_a_sweep_is_due_from_six_to_midnight_of_its_own_day(now, found):
    assert periods(schedule.sweeps, now) == found


def test_gr_60_rest_days_have_no_sweep_where_the_district_chose_so():
    assert periods(schedule.sweeps, "2026-03-07T08:00:00", rest_days=False) == []
    assert periods(schedule.sweeps, "2026-03-07T08:00:00") == ["2026-03-07"]


def test_sweeps_of_a_day_are_called_missed_when_phones_have_had_a_day_to_send():
    assert "2026-03-03" not in periods(schedule.missed_sweeps, "2026-03-05T08:59:59")
    assert "2026-03-03" in periods(schedule.missed_sweeps, "2026-03-05T09:00:00")


@pytest.mark.parametrize(
    ("now", "found"),
    [("2026-03-06T11:59:59", []), ("2026-03-06T12:00:00", ["2026-W10"]), ("2026-03-09T00:00:00", [])],
)
def test_gr_66_the_reminder_comes_on_friday_noon_and_only_while_the_week_lasts(now, found):
    assert periods(schedule.reminders, now) == found


def test_gr_66_on_a_friday_off_the_reminder_comes_on_the_last_working_day_before_it():
    off = Calendar({date(2026, 5, 1): Day("holiday")})
    assert periods(schedule.reminders, "2026-04-30T11:59:59", off) == []
    assert periods(schedule.reminders, "2026-04-30T12:00:00", off) == ["2026-W18"]


def test_gr_66_a_make_up_saturday_does_not_move_the_reminder():
    makeup = Calendar({date(2026, 3, 7): Day("makeup")})
    assert periods(schedule.reminders, "2026-03-06T12:00:00", makeup) == ["2026-W10"]


def test_gr_66_on_a_monday_off_the_list_waits_for_the_office():
    off = Calendar({date(2026, 3, 9): Day("holiday")})
    assert "2026-W10" not in periods(schedule.missed_weeks, "2026-03-09T09:00:00", off)
    assert "2026-W10" in periods(schedule.missed_weeks, "2026-03-10T09:00:00", off)
    assert "2026-W10" not in periods(schedule.missed_weeks, "2026-03-09T08:59:59")


def test_gr_66_no_week_before_the_duty_was_kept_here_is_called_missed():
    chosen = {"counted_from": date(2026, 3, 2)}
    assert periods(schedule.missed_weeks, "2026-03-24T09:00:00", **chosen) == ["2026-W12", "2026-W11", "2026-W10"]


def test_gr_66_a_week_without_the_working_days_a_district_asks_for_is_excused():
    week = Calendar({date(2026, 3, 2) + timedelta(days=n): Day("holiday") for n in range(5)})
    assert periods(schedule.reminders, "2026-03-06T12:00:00", week) == []
    assert periods(schedule.reminders, "2026-03-06T12:00:00", week, least_workdays=0) == ["2026-W10"]


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ("2026-03-05T06:59:59", ["2026-02"]),
        ("2026-03-05T07:00:00", ["2026-03"]),
        ("2026-04-05T07:00:00", ["2026-03"]),  # a Sunday, and Qingming
        ("2026-04-06T07:00:00", ["2026-04"]),
    ],
)
def test_gr_67_a_meeting_is_prepared_on_its_day_or_the_working_day_after_it(now, found):
    assert periods(schedule.meetings, now) == found


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ("2026-04-01T06:59:59", []),
        ("2026-04-01T07:00:00", ["2026-Q1"]),
        ("2026-06-30T23:59:59", ["2026-Q1"]),
        ("2026-01-01T12:00:00", []),  # a holiday
        ("2026-01-05T07:00:00", ["2025-Q4"]),
    ],
)
def test_gr_68_a_quarter_is_reviewed_from_the_first_working_day_after_it(now, found):
    assert periods(schedule.reviews, now) == found


@pytest.mark.parametrize("month", range(1, 13))
def test_a_quarter_follows_a_quarter(month):
    begun = schedule.quarter(date(2026, month, 28))
    assert begun <= date(2026, month, 28) < schedule.next_quarter(begun)
    assert (schedule.next_quarter(begun) - begun).days in (90, 91, 92)


def test_weeks_are_those_of_the_iso_calendar():
    assert key(monday(date(2026, 1, 1))) == "2026-W01"
    assert key(monday(date(2027, 1, 3))) == "2026-W53"


def test_gr_66_in_the_last_week_of_a_year_the_reminder_comes_before_new_year_though_its_calendar_is_not_out_yet():
    assert periods(schedule.reminders, "2026-12-31T11:59:59") == []
    assert periods(schedule.reminders, "2026-12-31T12:00:00") == ["2026-W53"]
    assert periods(schedule.reminders, "2027-01-03T23:59:59") == ["2026-W53"]
    assert periods(schedule.reminders, "2027-01-04T00:00:00") == []


def test_gr_66_the_last_week_of_a_year_is_listed_once_and_the_first_of_the_next_after_it():
    chosen = {"counted_from": date(2026, 12, 28)}
    assert periods(schedule.missed_weeks, "2027-01-04T08:59:59", **chosen) == []
    assert periods(schedule.missed_weeks, "2027-01-04T09:00:00", **chosen) == ["2026-W53"]
    assert periods(schedule.missed_weeks, "2027-01-11T09:00:00", **chosen) == ["2027-W01", "2026-W53"]


def test_gr_64_lines_of_sweeps_are_due_to_be_deleted_after_two_years_at_night():
    due = [periods(schedule.old_sweeps, f"2028-03-02T{clock}") for clock in ("01:59:59", "02:00:00")]
    assert ["2026-03-02" in found for found in due] == [False, True]
    assert min(due[1]) == "2026-01-31"


def test_gr_64_visits_of_weeks_are_due_to_be_deleted_after_two_years_at_night():
    due = [periods(schedule.old_visits, f"2028-03-02T{clock}") for clock in ("01:59:59", "02:00:00")]
    assert due == [["2026-W08"], ["2026-W09"]]


def test_gr_37_what_is_left_on_grids_is_looked_at_as_soon_as_the_day_begins():
    assert periods(schedule.days, "2026-03-02T23:59:59") == ["2026-03-02"]
    assert periods(schedule.days, "2026-03-03T00:00:00") == ["2026-03-03"]
