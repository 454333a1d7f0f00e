"""How long something is kept, on the calendar of Shanghai."""
from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.keep import ZONE, Keep

NOON = datetime(2026, 11, 22, 12, tzinfo=ZONE)


def local(*parts):
    return datetime(*parts, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("keep", "now", "before"),
    [
        ("180 days", local(2026, 11, 22, 12), local(2026, 5, 26, 12)),
        ("6 months", local(2026, 8, 31), local(2026, 2, 28)),
        ("2 years", local(2026, 2, 28, 13), local(2024, 2, 28, 13)),
        ("2 years", local(2026, 3, 1), local(2024, 3, 1)),
        ("1 years", local(2028, 2, 29), local(2027, 2, 28)),
        ("3 years", local(2027, 1, 1), local(2024, 1, 1)),
    ],
)
def test_gr_411_what_is_past_its_time_is_counted_on_the_calendar(keep, now, before):
    assert Keep.parse(keep).before(now) == before


def test_the_29th_of_february_is_kept_to_the_end_of_the_28th_two_years_on():
    born = local(2024, 2, 29, 0)
    assert Keep(2, "years").before(local(2026, 2, 28, 23, 59, 59)) < born
    assert Keep(2, "years").before(local(2026, 3, 1)) >= born


def test_a_day_begins_at_midnight_in_shanghai():
    assert Keep(1, "months").before(datetime(2026, 3, 31, 17, tzinfo=UTC)) == datetime(2026, 2, 28, 17, tzinfo=UTC)


instants = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
keeps = st.builds(Keep, st.integers(1, 40), st.sampled_from(["days", "months", "years"]))


@given(keeps, instants)
def test_nothing_goes_before_it_is_said_to(keep, at):
    assert keep.before(keep.after(at) - timedelta(days=4)) < at
    assert keep.before(keep.after(at) + timedelta(days=4)) > at


@given(keeps)
def test_a_length_is_read_as_it_is_written(keep):
    assert Keep.parse(str(keep)) == keep


@pytest.mark.parametrize("text", ["", "days", "0 days", "-1 days", "1.5 years", "1 year", "3 weeks", "123456 days"])
def test_anything_else_is_no_length(text):
    with pytest.raises(ValueError, match="no length"):
        Keep.parse(text)
