"""What one operator alone may not do to an account."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kernel.errors import Conflict
from services.gateway.roster.rule import two_persons

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def ago(**spans):
    return NOW - timedelta(**spans)


@pytest.mark.parametrize(("act", "before"), [("make_link", "reset_second_factor"), ("reset_second_factor", "make_link")])
def test_gr_444_the_other_half_of_a_take_over_waits_a_day_or_for_somebody_else(act, before):
    with pytest.raises(Conflict) as refused:
        two_persons(act, {before: ago(hours=23, minutes=59)}, NOW)
    assert (refused.value.code, refused.value.facts) == ("gateway.account_two_persons", {"hours": 1})
    two_persons(act, {before: ago(hours=24)}, NOW)


@pytest.mark.parametrize("mine", [{}, {"make_link": NOW}, {"disable_account": NOW, "open_account": NOW}])
def test_gr_444_the_same_half_again_and_other_acts_are_no_take_over(mine):
    two_persons("make_link", mine, NOW)
    two_persons("release_account", {"make_link": NOW, "reset_second_factor": NOW}, NOW)
