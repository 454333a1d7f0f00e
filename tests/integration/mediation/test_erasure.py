"""A dispute made nobody's, whole or for one side alone."""
import pytest

from kernel.call import Call
from services.mediation.store import erasure
from tests.integration.everything import left
from tests.integration.mediation.committee import APPLICANT, DESK, MATTER, MEDIATOR, ONE, OTHER, side

SAID = (MATTER["matter"], "both spoke", "quiet after ten", "chairs", "when is night")


@pytest.fixture
def seen(committee):
    seen = committee.mediating()
    return committee.act(MEDIATOR, "conclude", seen, written=committee.written(seen))


def anonymised(committee, kind, id):
    with committee.db.transaction() as tx:
        return erasure.anonymise(tx, Call().system(), kind, [id])


def test_gr_403_nothing_of_who_or_what_is_left_in_any_table(committee, seen):
    assert set(left(committee.db, *SAID)) == set(SAID)
    counts = anonymised(committee, "dispute", seen["id"])
    assert (counts["keys"], counts["identities"], counts["matters"]) == (2, 2, 1)
    assert counts["words"] >= 2
    assert left(committee.db, *SAID, *ONE.values(), *OTHER.values()) == []
    committee.db.all("DELETE FROM outbox")
    assert left(committee.db, committee.seal.alias(APPLICANT.id)) == []
    shown = committee.as_(DESK).find({"dispute": seen["id"]})
    assert (shown["state"], shown["agreement"]["form"]) == ("agreed", "written")


def test_one_side_goes_and_what_the_other_said_stays(committee, seen):
    counts = anonymised(committee, "party", side(seen, "applicant"))
    assert (counts["keys"], counts["identities"]) == (1, 1)
    persons = {one["role"]: one["name"] for one in committee.as_(DESK).find({"dispute": seen["id"]})["persons"]}
    assert persons == {"applicant": "", "respondent": "周*"}
    assert set(left(committee.db, *SAID)) == set(SAID)


def granted(committee):
    told = {"holder": APPLICANT.id, "service": None, "matter": None, "area": "210203000000"}
    service = committee.as_(APPLICANT)
    request = "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e99"
    service.hear_erasure({"id": "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e98", "subject": request, "data": told})
    return committee.db.all("SELECT counts FROM erasure")


def test_gr_408_an_agreement_keeps_its_words_and_loses_the_one_who_was_erased(committee, seen):
    ((proof,),) = granted(committee)
    assert (proof["identities"], proof["kept_agreements"]) == (1, 1)
    assert set(left(committee.db, *SAID)) == set(SAID)
    assert granted(committee) == [(proof,)], "told again, nothing more is done"
    assert [one["name"] for one in committee.told()].count("mediation.erasure_carried_out") == 1


def test_what_a_side_of_a_failed_mediation_said_goes_with_it(committee):
    seen = committee.mediating()
    committee.act(MEDIATOR, "fail", seen, reason="gap_too_wide", explanation="they would not hear of it")
    ((proof,),) = granted(committee)
    assert proof["words"] >= 2
    assert left(committee.db, MATTER["matter"], "both spoke", "they would not hear of it") == []
    assert "kept_agreements" not in proof
