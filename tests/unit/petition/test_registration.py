"""How petitions come in."""
from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from kernel.decision import Decision
from kernel.errors import Denied, Invalid
from services.petition.domain.channel import BY_ROLE, CHANNELS
from services.petition.domain.doer import SYSTEM, Doer
from services.petition.domain.permit import ROLES
from services.petition.domain.petition import Petition
from services.petition.domain.registration import Received, claims_of, register
from tests.make import refused
from tests.unit.petition.matter import DESK, NOW, OFFICER, PETITIONER, VISITOR

GIVEN = Received(area="210203001001", claims=(("repair the lift", "", ""), ("publish the fund", "f", "r")))


def bring(doer: Doer, **given: Any) -> Decision[Petition]:
    return register(replace(GIVEN, **given), doer, id="p-1", number="XF", district="210203", at=NOW)


@pytest.mark.parametrize(
    ("doer", "channel"),
    [(PETITIONER, "web"), (VISITOR, "web"), (Doer("w", "grid_worker"), "grid"), (SYSTEM, "transfer")],
)
def test_pt_01_everybody_may_register_and_the_channel_follows_from_who_does(doer: Doer, channel: str) -> None:
    decision = bring(doer)
    assert (decision.record.state, decision.record.channel, decision.record.unit) == ("registered", channel, None)
    (event,) = decision.events
    assert (event.name, event.data["claims"]) == ("petition.registered", 2)


def test_pt_01_a_desk_names_the_channel_and_an_officers_unit_holds_the_matter() -> None:
    record = bring(OFFICER, channel="visit").record
    assert (record.unit, record.first_unit, record.registered_by) == ("housing", "housing", "o-1")
    assert bring(DESK, channel="letter").record.unit is None


@pytest.mark.parametrize(("doer", "channel"), [(PETITIONER, "visit"), (DESK, "web"), (DESK, None), (OFFICER, "grid")])
def test_px_01_a_form_it_did_not_have_is_refused(doer: Doer, channel: str | None) -> None:
    with refused(Denied, "petition.channel_not_allowed"):
        bring(doer, channel=channel)


def test_px_01_every_role_that_may_register_has_a_channel_and_every_channel_somebody() -> None:
    assert set(BY_ROLE) == ROLES["register"]
    assert frozenset().union(*BY_ROLE.values()) == set(CHANNELS)


@pytest.mark.parametrize("role", ["checker", "leader", "operator"])
def test_px_03_who_does_not_receive_does_not_register(role: str) -> None:
    with refused(Denied, "petition.role_not_allowed"):
        bring(Doer("x", role))


def test_pt_02_a_desk_says_when_a_letter_came_in_nobody_else_does_and_never_ahead() -> None:
    earlier = NOW - timedelta(days=3)
    assert bring(DESK, channel="letter", received_at=earlier).record.received_at == earlier
    with refused(Invalid, "petition.receipt_not_yours"):
        bring(PETITIONER, received_at=earlier)
    with refused(Invalid, "petition.receipt_in_future"):
        bring(DESK, channel="letter", received_at=NOW + timedelta(seconds=1))


def test_another_districts_area_is_refused() -> None:
    with refused(Invalid, "petition.area_outside"):
        bring(PETITIONER, area="210204001001")


def test_claims_keep_their_order_from_one() -> None:
    placed = [(one.place, one.request) for one in claims_of(GIVEN, "p-1")]
    assert placed == [(1, "repair the lift"), (2, "publish the fund")]
