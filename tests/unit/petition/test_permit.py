"""Who may do what to a petition."""
from __future__ import annotations

from dataclasses import replace

import pytest

from kernel.errors import Conflict, Denied
from kernel.scope import NOTHING, Scope, reach
from services.petition.domain import acceptance, routing, word
from services.petition.domain.doer import Doer
from services.petition.domain.life import ENDED, LIFE, OPEN, PAST
from services.petition.domain.opinion import answer
from services.petition.domain.permit import GUARDS, ROLES, acts
from services.petition.domain.petition import Claim
from services.petition.domain.reach import REACHES
from tests.make import refused
from tests.unit.petition.matter import DESK, NEIGHBOUR, NOW, OFFICER, PETITIONER, STRANGER, petition

# to see who petitions moves no petition
UNMASKING = {"unmask_petitioner", "find_petitioner", "approve_unmasking", "refuse_unmasking", "list_unmaskings", "mark_minor"}


def test_every_act_of_the_table_has_roles_guards_and_a_fact() -> None:
    moved = {move.act for move in LIFE.moves}
    assert moved == set(GUARDS) == set(PAST) - {"register"}
    assert moved | {"register", "audience"} | UNMASKING == set(ROLES)


def test_what_ended_has_no_act_but_the_rating() -> None:
    assert {act for state in ENDED for act in LIFE.acts(state)} == {"rate"}
    assert not set(OPEN) & set(ENDED)


def test_buttons_are_those_the_person_may_press() -> None:
    assert acts(petition("forwarded"), OFFICER) == ["accept", "refuse", "recuse"]
    assert acts(petition("registered"), DESK) == ["forward", "refuse", "recuse"]
    assert acts(petition("answered"), PETITIONER) == ["rate"]
    assert acts(petition("accepted"), NEIGHBOUR) == []


def test_an_act_out_of_turn_is_refused() -> None:
    with refused(Conflict, "petition.petition_act_not_allowed"):
        acceptance.refuse(petition("accepted"), OFFICER, reason="n02_final", at=NOW)


@pytest.mark.parametrize("doer", [DESK, PETITIONER, Doer("l", "leader"), Doer("c", "checker")])
def test_px_03_only_officers_decide(doer: Doer) -> None:
    with refused(Denied, "petition.role_not_allowed"):
        acceptance.accept(petition(), doer, purpose="appeal", competence="line_duty", at=NOW)


def test_px_04_only_the_unit_that_holds_it_decides() -> None:
    for doer in (STRANGER, replace(OFFICER, unit=None)):
        with refused(Denied, "petition.unit_not_responsible"):
            acceptance.accept(petition(), doer, purpose="appeal", competence="line_duty", at=NOW)


def test_px_05_who_declared_an_interest_is_out_and_no_longer_the_handler() -> None:
    out = routing.recuse(petition("accepted", handler="o-1", purpose="appeal"), OFFICER, interest="kin", at=NOW).record
    assert (out.state, out.handler, out.recused) == ("accepted", None, ("o-1",))
    claims = [Claim("p-1", 1, "x")]
    with refused(Denied, "petition.handler_recused"):
        answer(out, OFFICER, claims=claims, findings=[], at=NOW)
    with refused(Conflict, "petition.already_recused"):
        routing.recuse(out, OFFICER, interest="kin", at=NOW)


def test_px_06_a_unit_does_not_pass_on_what_was_sent_to_it_but_the_desk_may_send_anew() -> None:
    with refused(Denied, "petition.forward_not_yours"):
        routing.forward(petition("forwarded"), OFFICER, unit="water", at=NOW)
    assert routing.forward(petition("forwarded"), DESK, unit="water", at=NOW).record.unit == "water"
    with refused(Conflict, "petition.already_there"):
        routing.forward(petition("forwarded"), DESK, unit="housing", at=NOW)


def test_px_07_a_petition_department_does_not_decide_by_line_of_duty() -> None:
    department = replace(OFFICER, department=True)
    with refused(Denied, "petition.department_only_routes"):
        acceptance.accept(petition(), department, purpose="appeal", competence="line_duty", at=NOW)
    taken = petition("accepted", competence="line_duty", purpose="appeal")
    with refused(Denied, "petition.department_only_routes"):
        answer(taken, department, claims=[], findings=[], at=NOW)
    own = acceptance.accept(petition(), department, purpose="appeal", competence="own_matter", at=NOW)
    assert own.record.state == "accepted"


def test_px_08_nobody_withdraws_or_rates_in_anothers_name() -> None:
    with refused(Denied, "petition.not_the_petitioner"):
        word.withdraw(petition(), NEIGHBOUR, at=NOW)
    with refused(Denied, "petition.role_not_allowed"):
        word.withdraw(petition(), replace(OFFICER, petitioner=True), at=NOW)
    with refused(Denied, "petition.not_the_petitioner"):
        word.rate(petition("answered"), NEIGHBOUR, score=1, at=NOW)


def test_px_09_one_rating_is_taken() -> None:
    rated = word.rate(petition("answered"), PETITIONER, score=1, at=NOW)
    assert (rated.record.score, rated.events[0].data["score"]) == (1, 1)
    with refused(Conflict, "petition.already_rated"):
        word.rate(rated.record, PETITIONER, score=5, at=NOW)


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        ("resident", Scope(party=("new", "old"))), ("officer", Scope(unit="housing")), ("dispatcher", Scope(area="210203")),
        ("leader", Scope(area="210203")), ("checker", NOTHING), ("grid_worker", NOTHING), ("operator", NOTHING),
        ("anyone", NOTHING),
    ],
)  # fmt: skip
def test_px_12_each_role_reaches_its_own(role: str, scope: Scope) -> None:
    assert reach(REACHES, role, unit="housing", area="210203000000", aliases=("new", "old")) == scope


def test_px_12_no_area_no_unit_no_account_is_no_reach() -> None:
    for role in ("resident", "officer", "dispatcher", "leader", "checker", "grid_worker", "operator", "anyone"):
        assert reach(REACHES, role, unit=None, area="", aliases=()).nothing
