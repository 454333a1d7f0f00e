"""Who is under age is named nowhere: not in a list, not masked, and is seen only after a second person has agreed."""
import orjson
import pytest

from kernel import clock
from kernel.call import Actor
from kernel.errors import Conflict, Denied, Invalid, Missing
from tests.integration.grid.town import CHECKER, DISPATCHER, ELSEWHERE, LEADER, RESIDENT, other
from tests.integration.race import together
from tests.make import refused

NAME, PHONE = "林小一", "13800007411"


@pytest.fixture
def seen(town):
    return town.report(reporter={"name": NAME, "phone": PHONE, "minor": True})


def test_gr_410_a_record_says_only_that_it_is_a_minors(town, seen):
    shown = town.find(DISPATCHER, seen)
    assert shown["reporter"] == {"named": True, "name": "未成年人", "phone": ""}
    assert "林" not in str(shown)


def test_gr_410_no_list_and_no_fact_says_so_much(town, seen):
    listed = town.as_(DISPATCHER).list_incidents({"queue": "all"})
    assert listed["items"]
    assert not [word for word in (NAME, "林", "未成年人", "7411") if word in str(listed) + str(town.told())]


def test_gr_410_one_person_alone_does_not_see_who_it_is(town, seen):
    asked = town.as_(DISPATCHER).unmask_reporter({"incident": seen["id"], "reason": "contact", "words": "call back"})
    assert (asked["state"], asked["needed"]) == ("asked", "minor")
    with refused(Denied, "unmask.grant_missing"):
        town.as_(DISPATCHER).find_reporter({"incident": seen["id"]})


def test_the_flag_goes_along_when_the_matter_is_handed_over(town, seen):
    handed = town.through("hand_over", seen=seen)
    file = town.as_(Actor(role="system")).hand_over_file({"incident": handed["id"], "version": handed["version"]})
    assert (file["name"], file["minor"]) == (NAME, True)


def test_without_the_flag_nobody_is_taken_for_under_age(town):
    seen = town.report(reporter={"name": NAME, "phone": PHONE})
    assert town.find(DISPATCHER, seen)["reporter"]["name"] == "林**"
    assert RESIDENT.id not in str(town.find(DISPATCHER, seen))


@pytest.fixture
def grown(town):
    return town.report(reporter={"name": NAME, "phone": PHONE})


def mark(town, actor, seen, *, key=None, minor=True, reason="said_so"):
    command = {"incident": seen["id"], "version": seen["version"], "minor": minor, "reason": reason}
    return town.as_(actor, key=key).mark_minor(command)


def marked(town):
    return [one["data"] for one in town.told() if one["name"] == "grid.minor_marked"]


def copied(seen, *, minor=True, at, service="petition"):
    data = {"minor": minor, "at": at, "of": seen["id"]}
    return {"id": clock.new_id(), "name": f"{service}.minor_marked", "subject": clock.new_id(), "data": data}


def test_gr_455_who_handles_it_says_so_and_from_then_on_nobody_is_named(town, grown):
    made = mark(town, DISPATCHER, grown)
    assert made == {"id": grown["id"], "number": grown["number"], "version": grown["version"] + 1, "minor": True}
    shown = town.find(DISPATCHER, grown)
    assert shown["reporter"] == {"named": True, "name": "未成年人", "phone": ""}
    listed = town.as_(DISPATCHER).list_incidents({"queue": "all"})
    assert not [word for word in ("林", "7411") if word in str(shown) + str(listed) + str(town.told())]
    asked = town.as_(DISPATCHER).unmask_reporter({"incident": grown["id"], "reason": "contact", "words": "call back"})
    assert (asked["state"], asked["needed"]) == ("asked", "minor")


def test_gr_455_a_grant_that_nobody_agreed_to_ends_with_the_flag(town, grown):
    town.as_(DISPATCHER).unmask_reporter({"incident": grown["id"], "reason": "contact", "words": "call back"})
    mark(town, DISPATCHER, grown)
    with refused(Denied, "unmask.grant_missing"):
        town.as_(DISPATCHER).find_reporter({"incident": grown["id"]})


def test_gr_455_only_a_leader_takes_it_back_and_gives_the_reason(town, grown):
    seen = mark(town, DISPATCHER, grown)
    with refused(Denied, "minor.leader_needed"):
        mark(town, DISPATCHER, seen, minor=False, reason="mistaken")
    with refused(Invalid, "minor.reason_wrong"):
        mark(town, LEADER, seen, minor=False, reason="said_so")
    mark(town, LEADER, seen, minor=False, reason="mistaken")
    assert town.find(DISPATCHER, seen)["reporter"]["name"] == "林**"


def test_gr_456_each_saying_is_in_the_audit_with_its_reason(town, grown):
    mark(town, LEADER, mark(town, DISPATCHER, grown), minor=False, reason="of_age")
    found = town.db.all("SELECT body FROM audit WHERE subject = %s ORDER BY seq", (grown["id"],))
    rows = [orjson.loads(body) for (body,) in found]
    kept = [(one["role"], one["detail"]["minor"], one["detail"]["reason"]) for one in rows if one["act"] == "mark_minor"]
    assert kept == [("dispatcher", True, "said_so"), ("leader", False, "of_age")]


def test_said_again_with_its_key_it_is_said_once_and_with_another_nothing_changes(town, grown):
    first = mark(town, DISPATCHER, grown, key="k")
    assert mark(town, DISPATCHER, grown, key="k") == first
    with refused(Conflict, "grid.incident_changed"):
        mark(town, DISPATCHER, grown)
    with refused(Conflict, "minor.unchanged"):
        mark(town, DISPATCHER, first)
    with refused(Invalid, "once.key_reused"):
        mark(town, DISPATCHER, grown, key="k", reason="guardian")
    assert len(marked(town)) == 1


def test_eight_at_once_over_two_processes_say_it_once(town, grown, database_of):
    towns = (town, town.aside(database_of("grid")))
    answers = together(8, lambda number: mark(towns[number % 2], DISPATCHER, grown, key=f"n{number}"))
    assert sorted(getattr(one, "code", "") for one in answers) == ["", *["grid.incident_changed"] * 7]
    assert len(marked(town)) == 1


def test_who_has_no_business_with_it_says_nothing(town, grown):
    for stranger in (ELSEWHERE, other(LEADER, area="210204000000")):
        with refused(Missing, "grid.incident_missing"):
            mark(town, stranger, grown)
    for role in (RESIDENT, CHECKER):
        with refused(Denied, "grid.role_not_allowed"):
            mark(town, role, grown)
    with refused(Denied, "grid.reporter_not_in_hands"):
        mark(town, DISPATCHER, town.through("hand_over", seen=grown))


def test_one_reporter_is_marked_and_the_neighbour_is_not(town, grown):
    beside = town.report(reporter={"name": "周二", "phone": "13900007411"})
    mark(town, DISPATCHER, grown)
    assert town.find(DISPATCHER, beside)["reporter"]["name"] == "周*"


def test_gr_457_what_is_said_of_a_copy_is_followed_and_told_on_once(town, grown):
    event = copied(grown, at=town.at.isoformat())
    for _ in range(2):
        town.as_(Actor(role="system")).hear_petitioner_marked(event)
    assert town.find(DISPATCHER, grown)["reporter"]["name"] == "未成年人"
    assert [(one["minor"], one["at"]) for one in marked(town)] == [(True, town.at.isoformat())]


def test_gr_457_of_two_sayings_told_in_the_wrong_order_the_later_holds(town, grown):
    system, early = Actor(role="system"), town.at.isoformat()
    late = town.later(minutes=5).at.isoformat()
    town.as_(system).hear_petitioner_marked(copied(grown, at=late))
    town.as_(system).hear_petitioner_marked(copied(grown, at=early, minor=False))
    assert town.find(DISPATCHER, grown)["reporter"]["name"] == "未成年人"


def test_gr_457_what_is_said_of_the_other_side_or_of_what_came_from_the_window_is_not_the_reporters(town, grown):
    system, at = Actor(role="system"), town.at.isoformat()
    town.as_(system).hear_party_marked(copied({"id": None}, at=at, service="mediation"))
    town.as_(system).hear_petitioner_marked(copied({"id": clock.new_id()}, at=at))
    assert town.find(DISPATCHER, grown)["reporter"]["name"] == "林**"
    town.as_(system).hear_party_marked(copied(grown, at=at, service="mediation"))
    assert town.find(DISPATCHER, grown)["reporter"]["name"] == "未成年人"
