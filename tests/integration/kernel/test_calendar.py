"""The calendar of a process: files, rows, versions."""
from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kernel import calendar
from kernel.calendar import Change, Entry
from kernel.workdays import Day

FILE = Path(__file__).parents[3] / "deploy" / "calendar" / "cn.csv"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def entry(day, kind="holiday", status="official"):
    return Entry(date.fromisoformat(day), kind, "notice", status)


def test_without_rows_the_calendar_is_foreseen_and_of_version_0(db):
    found = calendar.load(db)
    assert found.version == 0
    assert found.day(date(2027, 10, 1)) == Day("holiday", "provisional")


def test_the_shipped_file_becomes_rows_and_the_rows_a_calendar(db):
    entries = calendar.read(FILE)
    change = calendar.take(db, entries, source=FILE.name, now=NOW)
    assert change == Change(1, 1096, date(2024, 1, 1), date(2026, 12, 31))
    found = calendar.load(db)
    assert found.version == 1
    assert found.add_workdays(date(2026, 9, 30), 5) == date(2026, 10, 13)


def test_the_same_file_again_changes_nothing_and_makes_no_version(db):
    entries = calendar.read(FILE)
    calendar.take(db, entries, source=FILE.name, now=NOW)
    assert calendar.take(db, entries, source=FILE.name, now=NOW) is None
    assert calendar.version(db) == 1


def test_a_later_file_wins_and_its_change_names_only_the_days_that_changed(db):
    calendar.take(db, [entry("2027-01-01"), entry("2027-01-02", "rest", "provisional")], source="one", now=NOW)
    again = [entry("2027-01-01"), entry("2027-01-02", "makeup")]
    assert calendar.take(db, again, source="two", now=NOW) == Change(2, 1, date(2027, 1, 2), date(2027, 1, 2))
    assert calendar.load(db).day(date(2027, 1, 2)) == Day("makeup")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("day,kind,source,status\n2027-01-01,feast,x,official\n", "line 2"),
        ("day,kind,source,status\n2027-01-01,rest,x,official\n2027-01-02,rest,x,sure\n", "line 3"),
        ("day,kind,source,status\n2027-02-30,rest,x,official\n", "line 2"),
        ("on,kind,source,status\n2027-01-01,rest,x,official\n", "line 2"),
        ("day,kind,source,status\n2027-01-01,rest,x,official\n2027-01-01,work,x,official\n", "stands twice"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_line(tmp_path, text, fault):
    path = tmp_path / "days.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match=fault):
        calendar.read(path)
