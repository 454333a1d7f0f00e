"""The clock and the ids it makes."""
from __future__ import annotations

from datetime import UTC, date, datetime

from kernel import clock


def test_now_is_aware_and_utc():
    assert clock.now().tzinfo is UTC


def test_the_local_day_begins_at_sixteen_hundred_utc():
    assert clock.today(datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC)) == date(2026, 11, 22)
    assert clock.today(datetime(2026, 11, 22, 16, 0, tzinfo=UTC)) == date(2026, 11, 23)


def test_ids_are_unique_of_version_seven_and_sort_by_time():
    made = [clock.new_id() for _ in range(1000)]
    assert len(set(made)) == 1000
    assert all(len(each) == 36 and each[14] == "7" for each in made)
    assert made == sorted(made)
