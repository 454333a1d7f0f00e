"""Mediators and sessions."""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from kernel.decision import Decision
from kernel.errors import Conflict, Denied, Invalid
from kernel.scope import NOTHING, Scope, reach
from services.mediation.domain.dispute import Case
from services.mediation.domain.doer import Doer
from services.mediation.domain.failure import fail
from services.mediation.domain.life import ENDED, LIFE, OPEN, PAST
from services.mediation.domain.mediator import assign
from services.mediation.domain.permit import GUARDS, ROLES, acts
from services.mediation.domain.reach import REACHES
from services.mediation.domain.session import Session, record
from tests.make import refused
from tests.unit.mediation.matter import COLLEAGUE, DESK, LATER, MEDIATOR, NOW, ONE, STRANGER, case

# to see who a party is moves no case
UNMASKING = {"unmask_party", "find_party", "approve_unmasking", "refuse_unmasking", "list_unmaskings", "mark_minor"}


def name(on: Case, doer: Doer = DESK, **given: Any) -> Decision[Case]:
    usual = {"mediator": "m-1", "indexes": {"index-m"}, "unit": "committee", "interest": "none", "accepted_by": []}
    return assign(on, doer, at=NOW, **{**usual, **given})


def session(held_at: datetime = NOW, attended: tuple[str, ...] = ("a", "b")) -> Session:
    return Session("t-1", 1, held_at, "the committee", False, attended, "both spoke", (), "m-1", NOW)


def test_every_act_of_the_table_has_roles_guards_and_a_fact() -> None:
    moved = {move.act for move in LIFE.moves}
    assert moved == set(GUARDS) == set(PAST) - {"open"}
    assert moved | {"open", "refer", "audience"} | UNMASKING == set(ROLES)


def test_what_ended_has_no_act() -> None:
    assert not [act for state in ENDED for act in LIFE.acts(state)]
    assert all(LIFE.acts(state) for state in OPEN)
    assert set(OPEN) | set(ENDED) == set(LIFE.states)


def test_buttons_are_those_the_person_may_press() -> None:
    assert acts(case("assigned"), MEDIATOR) == ["acknowledge", "assign", "record_session", "fail", "end"]
    assert acts(case("assigned"), COLLEAGUE) == ["acknowledge", "assign", "end"]
    assert acts(case("assigned"), ONE) == ["acknowledge", "end"]
    assert acts(case("agreed"), MEDIATOR) == []


@pytest.mark.parametrize(("act", "doer"), [("assign", ONE), ("record_session", DESK), ("join", ONE), ("accept", DESK)])
def test_mx_01_each_act_has_its_roles(act: str, doer: Doer) -> None:
    assert doer.role not in ROLES[act]
    with refused(Denied, "mediation.role_not_allowed"):
        record(case("assigned"), DESK, session(), at=NOW)


def test_mx_09_a_mediator_with_an_interest_needs_every_party_to_agree_knowing_it() -> None:
    for some in ([], ["a"]):
        with refused(Conflict, "mediation.mediator_conflicted"):
            name(case("accepted"), interest="declared", accepted_by=some)
    done = name(case("accepted"), interest="declared", accepted_by=["a", "b"])
    assert (done.record.dispute.mediator, done.events[0].data["interest"]) == ("m-1", "declared")
    assert name(case("accepted")).record.dispute.state == "assigned"


def test_mx_09_no_party_mediates_its_own_dispute() -> None:
    with refused(Invalid, "mediation.mediator_is_party"):
        name(case("accepted"), indexes={"index-a"})
    with refused(Invalid, "mediation.party_unknown"):
        name(case("accepted"), accepted_by=["z"])


def test_mx_03_an_officer_assigns_for_the_own_committee_only() -> None:
    with refused(Denied, "mediation.unit_not_responsible"):
        name(case("accepted"), MEDIATOR, unit="elsewhere")
    with refused(Denied, "mediation.unit_not_responsible"):
        name(case("accepted"), STRANGER, unit="elsewhere")
    assert name(case("accepted"), DESK, unit="elsewhere").record.dispute.unit == "elsewhere"


def test_mx_04_only_the_mediator_records_and_gives_up() -> None:
    with refused(Denied, "mediation.not_the_mediator"):
        record(case("assigned"), COLLEAGUE, session(), at=NOW)
    with refused(Denied, "mediation.not_the_mediator"):
        fail(case("assigned"), COLLEAGUE, reason="gap_too_wide", at=NOW)


def test_mx_05_no_session_before_each_party_was_told_its_rights() -> None:
    untold = case("assigned")
    parties = (untold.parties[0], replace(untold.parties[1], told_at=None))
    with pytest.raises(Conflict) as caught:
        record(Case(untold.dispute, parties), MEDIATOR, session(), at=NOW)
    assert (caught.value.code, caught.value.facts["parties"]) == ("mediation.rights_not_acknowledged", ["b"])


def test_mx_10_sessions_are_counted_and_told_without_their_words() -> None:
    done = record(case("assigned"), MEDIATOR, session(), at=NOW)
    assert (done.record.dispute.state, done.record.dispute.sessions) == ("mediating", 1)
    assert done.events[0].data["session"] == 1
    assert "spoke" not in str(done.events)


def test_mx_10_a_session_is_held_after_acceptance_not_ahead_and_by_parties() -> None:
    for held_at, code in ((LATER, "session_in_future"), (NOW - timedelta(seconds=1), "session_too_early")):
        with refused(Invalid, f"mediation.{code}"):
            record(case("assigned"), MEDIATOR, session(held_at), at=NOW)
    with refused(Invalid, "mediation.party_unknown"):
        record(case("assigned"), MEDIATOR, session(attended=("a", "z")), at=NOW)


def test_mx_14_the_mediator_says_that_it_failed_and_why() -> None:
    done = fail(case("mediating"), MEDIATOR, reason="gap_too_wide", at=NOW)
    assert (done.record.dispute.state, done.record.dispute.reason) == ("failed", "gap_too_wide")


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        ("resident", Scope(party=("new", "old"))), ("officer", Scope(unit="committee")), ("dispatcher", Scope(area="210203")),
        ("leader", Scope(area="210203")), ("checker", NOTHING), ("grid_worker", NOTHING), ("operator", NOTHING),
        ("anyone", NOTHING),
    ],
)  # fmt: skip
def test_mx_16_each_role_reaches_its_own(role: str, scope: Scope) -> None:
    assert reach(REACHES, role, unit="committee", area="210203000000", aliases=("new", "old")) == scope


def test_mx_16_no_area_no_unit_no_account_is_no_reach() -> None:
    for role in ("resident", "officer", "dispatcher", "leader", "checker", "grid_worker", "operator", "anyone"):
        assert reach(REACHES, role, unit=None, area="", aliases=()).nothing
