"""A party under age is named nowhere, and is seen only after a second person has agreed."""
from kernel import clock
from kernel.call import Actor
from kernel.errors import Conflict, Denied, Missing
from tests.integration.handing import handed
from tests.integration.mediation.committee import (
    APPLICANT,
    DESK,
    DISTRICT,
    EAST,
    ELSEWHERE,
    MEDIATOR,
    ONE,
    OTHER,
    STRANGER,
    SYSTEM,
    side,
)
from tests.integration.mediation.test_succeeding import NORTH, fact
from tests.integration.race import together
from tests.make import refused

LEADER = Actor(id="l-1", role="leader", area=DISTRICT)


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


def mark(committee, actor, seen, *, role="respondent", key=None, minor=True, reason="guardian"):
    command = {
        "dispute": seen["id"], "party": side(seen, role), "version": seen["version"], "minor": minor, "reason": reason,
    }  # fmt: skip
    return committee.as_(actor, key=key).mark_minor(command)


def marked(committee):
    return [one["data"] for one in committee.told() if one["name"] == "mediation.minor_marked"]


def names(committee, seen):
    return {one["role"]: one["name"] for one in committee.as_(DESK).find({"dispute": seen["id"]})["persons"]}


def test_gr_455_one_side_is_said_to_be_under_age_and_the_other_is_not_and_a_leader_takes_it_back(committee):
    seen = committee.assigned()
    made = mark(committee, MEDIATOR, seen)
    assert names(committee, seen) == {"respondent": "未成年人", "applicant": "林*"}
    listed = str(committee.as_(DESK).list({"queue": "all"})) + str(committee.told())
    assert not [word for word in ("周", "139") if word in listed]
    again = {**made, "parties": seen["parties"]}
    with refused(Denied, "minor.leader_needed"):
        mark(committee, MEDIATOR, again, minor=False, reason="mistaken")
    mark(committee, LEADER, again, minor=False, reason="mistaken")
    assert names(committee, seen)["respondent"] == "周*"


def test_said_again_with_its_key_it_is_said_once(committee):
    seen = committee.open()
    assert mark(committee, DESK, seen, key="k") == mark(committee, DESK, seen, key="k")
    with refused(Conflict, "mediation.dispute_changed"):
        mark(committee, DESK, seen)
    assert [(one["of"], one["minor"]) for one in marked(committee)] == [(None, True)]


def test_eight_at_once_over_two_processes_say_it_once(committee, database_of):
    seen, both = committee.open(), (committee, committee.aside(database_of("mediation")))
    answers = together(8, lambda number: mark(both[number % 2], DESK, seen, key=f"n{number}"))
    assert sorted(getattr(one, "code", "") for one in answers) == ["", *["mediation.dispute_changed"] * 7]


def test_who_has_no_business_with_it_says_nothing(committee):
    seen = committee.assigned()
    for stranger in (STRANGER, ELSEWHERE):
        with refused(Missing, "mediation.dispute_missing"):
            mark(committee, stranger, seen)
    with refused(Denied, "mediation.role_not_allowed"):
        mark(committee, APPLICANT, seen)
    with refused(Denied, "mediation.party_not_in_hands"):
        mark(committee, DESK, seen)
    beside = committee.open()
    with refused(Missing, "mediation.party_missing"):
        mark(committee, MEDIATOR, {**seen, "parties": beside["parties"]})


def test_gr_457_what_is_said_of_the_reporter_is_said_of_the_applicant(committee):
    origin, at = clock.new_id(), committee.at.isoformat()
    committee.as_(SYSTEM).hear_grid(handed("mediation", origin=origin, id=clock.new_id()))
    beside = committee.open()
    (seen,) = [one for one in committee.as_(DESK).list({"queue": "all"})["items"] if one["id"] != beside["id"]]
    seen = committee.act(DESK, "join", seen, role="respondent", person=OTHER)
    data = {"minor": True, "at": at, "of": None}
    event = {"id": clock.new_id(), "name": "grid.minor_marked", "subject": origin, "data": data}
    for _ in range(2):
        committee.as_(SYSTEM).hear_reporter_marked(event)
    assert names(committee, seen) == {"applicant": "未成年人", "respondent": "周*"}
    assert names(committee, beside)["applicant"] == "林*"
    assert committee.db.one("SELECT count(*) FROM audit WHERE body::json->>'act' = 'mark_minor'") == (1,)


def test_gr_458_an_asking_that_waits_goes_with_its_dispute_to_another_area(committee):
    seen = committee.open(respondent={**OTHER, "minor": True})
    asked = committee.as_(DESK).unmask_party({
        "dispute": seen["id"], "party": side(seen, "respondent"), "reason": "contact", "words": "to agree on a day",
    })  # fmt: skip
    committee.as_(SYSTEM).hear_area_recoded(fact([EAST], [NORTH]))
    there = Actor(id="l-2", role="leader", area=NORTH)
    (line,) = committee.as_(there).list_unmaskings({"queue": "asked"})["items"]
    assert (line["id"], line["area"], line["version"]) == (asked["id"], NORTH, 2)
    assert committee.as_(there).approve_unmasking({"unmasking": asked["id"], "version": 2})["state"] == "approved"
