"""A party under age is named nowhere, and is seen only after a second person has agreed."""
from kernel.errors import Denied
from tests.integration.mediation.committee import DESK, MEDIATOR, ONE, OTHER, side
from tests.make import refused


def test_gr_410_a_dispute_says_of_a_party_only_that_it_is_a_minor(committee):
    seen = committee.open(respondent={**OTHER, "minor": True})
    persons = {one["role"]: one for one in committee.as_(DESK).find({"dispute": seen["id"]})["persons"]}
    assert [persons["respondent"][name] for name in ("name", "phone", "address")] == ["未成年人", "", ""]
    assert persons["applicant"]["name"] == "林*"
    assert ONE["name"] not in str(committee.told())


def test_gr_410_one_person_alone_does_not_see_who_it_is(committee):
    seen = committee.assigned()
    party = side(seen, "respondent")
    with committee.db.transaction() as tx:
        tx.run("UPDATE person SET minor = true WHERE party = %s", (party,))
    asked = committee.as_(MEDIATOR).unmask_party({
        "dispute": seen["id"], "party": party, "reason": "contact", "words": "to agree on a day",
    })  # fmt: skip
    assert asked["state"] == "asked"
    with refused(Denied, "unmask.grant_missing"):
        committee.as_(MEDIATOR).find_party({"dispute": seen["id"], "party": party})
