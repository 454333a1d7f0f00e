"""What one operator asks of an operator's account and another decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kernel.errors import Conflict
from services.gateway.roster.request.desk import DEEDS
from services.gateway.roster.request.record import (
    ACTS,
    CONFIRMED,
    LAPSED,
    OPEN_FOR,
    REFUSED,
    SETTLED,
    Request,
    decided,
    may_confirm,
    wants_second,
)
from tests.make import refused

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ONE, TWO, THREE = (f"0190a000-0000-7000-8000-00000000000{at}" for at in (1, 2, 3))
OPERATOR, OFFICER = ({"role": role, "unit": "centre", "area": "210203000000"} for role in ("operator", "officer"))
REQUEST = Request(
    id=THREE, version=1, act="make_link", account=TWO, account_version=4, asked_by=ONE, asked_at=NOW, expires_at=NOW + OPEN_FOR,
    **OPERATOR,
)  # fmt: skip
LONG_AGO = NOW - timedelta(days=30)


@pytest.mark.parametrize("act", ACTS)
def test_gr_465_whatever_opens_an_operators_account_needs_two(act):
    assert wants_second(act, OFFICER, OPERATOR)
    assert wants_second(act, OPERATOR, {**OPERATOR, "area": "210203001000"})
    assert not wants_second(act, OFFICER, {**OFFICER, "role": "leader"})


def test_gr_465_nobody_is_taken_out_of_the_role_by_one_alone_and_shutting_out_needs_nobody_else():
    assert wants_second("change_account", OPERATOR, OFFICER)
    assert not wants_second("change_account", OPERATOR, OPERATOR)
    for act in ("disable_account", "release_account"):
        assert not wants_second(act, OPERATOR, OPERATOR)


@pytest.mark.parametrize(("by", "since"), [(ONE, LONG_AGO), (TWO, LONG_AGO), (THREE, None)])
def test_gr_466_who_asked_who_is_meant_and_who_is_no_operator_confirm_nothing(by, since):
    with refused(Conflict, "gateway.account_request_own"):
        may_confirm(REQUEST, by=by, since=since, at=NOW)


def test_gr_466_an_operator_of_less_than_a_day_confirms_nothing():
    with refused(Conflict, "gateway.account_request_too_new") as caught:
        may_confirm(REQUEST, by=THREE, since=NOW - SETTLED + timedelta(minutes=61), at=NOW)
    assert caught.value.facts == {"hours": 2}
    may_confirm(REQUEST, by=THREE, since=NOW - SETTLED, at=NOW)


def test_gr_465_a_request_is_decided_once_and_within_a_week():
    done = decided(REQUEST, by=THREE, at=NOW, state=CONFIRMED)
    assert (done.version, done.state, done.decided_by) == (2, CONFIRMED, THREE)
    for late, state in ((done, CONFIRMED), (replace(REQUEST, expires_at=NOW), LAPSED)):
        with refused(Conflict, "gateway.account_request_ended") as caught:
            decided(late, by=THREE, at=NOW, state=REFUSED)
        assert caught.value.facts == {"state": state}


def test_each_act_that_waits_can_be_carried_out():
    assert {*DEEDS} == {*ACTS}
