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
    assert (counts["keys"], counts["identities"], counts["matters"]) == (2, 2, 1) and counts["words"] >= 2
    assert left(committee.db, *SAID, *ONE.values(), *OTHER.values()) == []
    committee.db.all("DELETE FROM outbox")
    assert left(committee.db, committee.seal.alias(APPLICANT.id)) == []
    shown = committee.as_(DESK).find({"dispute": seen["id"]})
    assert (shown["state"], shown["agreement"]["form"]) == ("agreed", "written")


def test_one_side_goes_and_what_the_other_said_stays(committee, seen):
    counts = anonymised(committee, "party", side(seen, "applicant"))
    assert (counts["keys"], counts["identities"]) == (1, 1)
    persons = {one["role"]: one["name"] for one in committee.as_(DESK).find({"dispute": seen["id"]})["persons"]}
    assert persons["applicant"] != "林*" and persons["respondent"] == "周*"
    assert set(left(committee.db, *SAID)) == set(SAID)
