"""Guards: one rule, one code each."""
from __future__ import annotations

import pytest

from kernel.errors import Conflict, Denied, Failure, Invalid
from services.grid.domain import permit
from services.grid.domain.doer import Doer
from services.grid.domain.evidence import Evidence, proven
from services.grid.domain.incident import Incident
from tests.unit.grid.case import (
    CHECKER,
    DISPATCHER,
    LEADER,
    OFFICER,
    OTHER_OFFICER,
    RESIDENT,
    STRANGER,
    WORKER,
    incident,
)

ASKED = incident("extension_requested", asked_by="o-1", asked_unit="sanitation", asked_days=2)


def refuses(guard: permit.Guard, record: Incident, doer: Doer) -> str:
    """Give the code a guard refuses with."""
    with pytest.raises(Failure) as caught:
        guard(record, doer)
    return f"{type(caught.value).__name__} {caught.value.code}"


def test_in_01_a_role_without_the_act_is_denied_before_the_state_is_looked_at() -> None:
    with pytest.raises(Denied) as caught:
        permit.permit(incident("closed"), "dispatch", OFFICER)
    assert caught.value.code == "grid.role_not_allowed"
    assert caught.value.facts == {"act": "dispatch", "roles": ["dispatcher"]}


def test_in_02_a_grid_worker_accepts_what_it_was_sent_to_look_at_and_nothing_else() -> None:
    permit.sent_to_look(incident("verifying"), WORKER)
    permit.sent_to_look(incident("reported"), DISPATCHER)
    assert refuses(permit.sent_to_look, incident("reported"), WORKER) == "Denied grid.not_sent_to_verify"


def test_in_03_only_the_responsible_unit_handles() -> None:
    permit.of_responsible_unit(incident("dispatched"), OFFICER)
    for unit, doer in (("sanitation", OTHER_OFFICER), (None, Doer("x", "officer"))):
        record = incident("dispatched", unit=unit)
        assert refuses(permit.of_responsible_unit, record, doer) == "Denied grid.unit_not_responsible"


def test_in_05_more_time_is_granted_by_neither_the_asker_nor_the_askers_unit() -> None:
    permit.not_the_asker(ASKED, LEADER)
    for doer in (Doer("o-1", "leader", "centre"), Doer("l-2", "leader", "sanitation")):
        assert refuses(permit.not_the_asker, ASKED, doer) == "Denied grid.approver_asked"


def test_in_06_more_time_is_given_once_a_round() -> None:
    permit.asked_once(incident("handling"), OFFICER)
    assert refuses(permit.asked_once, incident("handling", extended=1), OFFICER) == "Conflict grid.already_extended"


def test_in_08_neither_the_person_nor_the_unit_that_solved_checks() -> None:
    permit.not_the_solver(incident("handled"), CHECKER)
    for doer in (Doer("o-1", "checker", "supervision"), Doer("c-2", "checker", "sanitation")):
        assert refuses(permit.not_the_solver, incident("handled"), doer) == "Denied grid.checker_solved"


def test_in_08_a_checker_without_a_unit_is_not_taken_for_the_solver_without_one() -> None:
    permit.not_the_solver(incident("handled", solver_unit=None), Doer("c-1", "checker"))


def test_in_09_only_the_reporter_rates() -> None:
    permit.is_reporter(incident("closed"), RESIDENT)
    assert refuses(permit.is_reporter, incident("closed"), STRANGER) == "Denied grid.rater_not_reporter"


def test_in_10_a_round_is_rated_once() -> None:
    assert refuses(permit.not_yet_rated, incident("closed", score=5), RESIDENT) == "Conflict grid.already_rated"


def test_in_11_the_reporter_or_a_dispatcher_opens_again() -> None:
    permit.reporter_or_dispatcher(incident("closed"), RESIDENT)
    permit.reporter_or_dispatcher(incident("closed"), DISPATCHER)
    assert refuses(permit.reporter_or_dispatcher, incident("closed"), STRANGER) == "Denied grid.reopener_not_concerned"


@pytest.mark.parametrize(
    ("pieces", "asked", "missing"),
    [
        ((), (), ["document", "photo_after"]),
        ((Evidence("photo_before", "p"),), (), ["document", "photo_after"]),
        ((Evidence("photo_after", ""),), (), ["document", "photo_after"]),
        ((Evidence("photo_after", "p"),), ("photo_before", "photo_after"), ["photo_before"]),
        ((Evidence("note", words=""),), ("note",), ["note"]),
    ],
)
def test_in_07_finishing_without_what_is_asked_for_is_refused(
    pieces: tuple[Evidence, ...], asked: tuple[str, ...], missing: list[str]
) -> None:
    with pytest.raises(Invalid) as caught:
        proven(pieces, asked)
    assert (caught.value.code, caught.value.facts["needed"]) == ("grid.evidence_missing", missing)


def test_in_07_a_photo_of_before_that_is_there_is_not_asked_for_again_but_the_result_is() -> None:
    both = ("photo_before", "photo_after")
    proven((Evidence("photo_after", "p"),), both, known=("photo_before",))
    for known in (("photo_before", "photo_after"), ("photo_after",)):
        with pytest.raises(Invalid, match="grid.evidence_missing"):
            proven((Evidence("photo_before", "p"),), both, known=known)
        with pytest.raises(Invalid, match="grid.evidence_missing"):
            proven((), (), known=known)


def test_in_07_a_note_is_enough_where_a_note_is_asked_for() -> None:
    proven((Evidence("note", words="swept"),), ("note",))


def test_a_refusal_by_state_names_the_class_a_caller_acts_on() -> None:
    with pytest.raises(Conflict):
        permit.permit(incident("closed"), "dispatch", DISPATCHER)
