"""A petitioner under age is named nowhere, and is seen only after a second person has agreed."""
import pytest

from kernel import clock
from kernel.call import Actor
from kernel.errors import Conflict, Denied, Missing
from tests.integration.handing import handed
from tests.integration.petition.front import Front
from tests.integration.petition.office import (
    DESK,
    DISTRICT,
    EAST,
    ELSEWHERE,
    OFFICER,
    PERSON,
    RESIDENT,
    STRANGER,
    SYSTEM,
)
from tests.integration.petition.test_succeeding import NORTH, fact
from tests.integration.race import together
from tests.make import refused

LEADER = Actor(id="l-1", role="leader", area=DISTRICT)

CHILD = {**PERSON, "minor": True}


def test_gr_410_a_petition_says_only_that_it_is_a_minors(office):
    seen = office.register(petitioner=CHILD)
    shown = office.as_(OFFICER.__class__(id="d-1", role="dispatcher", unit="petition_office", area="210203000000")).find(
        {"petition": seen["id"]}
    )
    assert [shown["petitioner"][name] for name in ("name", "phone", "address")] == ["未成年人", "", ""]
    assert not [word for word in ("林", "13800000000", "138****") if word in str(shown)]
    assert not [word for word in ("林一", "未成年人") if word in str(office.told())]


def test_gr_410_one_person_alone_does_not_see_who_it_is(office):
    seen = office.accepted()
    with office.db.transaction() as tx:
        tx.run("UPDATE petitioner SET minor = true")
    asked = office.as_(OFFICER).unmask_petitioner({"petition": seen["id"], "reason": "verify", "words": "to look together"})
    assert asked["state"] == "asked"
    with refused(Denied, "unmask.grant_missing"):
        office.as_(OFFICER).find_petitioner({"petition": seen["id"]})


def mark(office, actor, seen, *, key=None, minor=True, reason="looks_so"):
    command = {"petition": seen["id"], "version": seen["version"], "minor": minor, "reason": reason}
    return office.as_(actor, key=key).mark_minor(command)


def marked(office):
    return [one["data"] for one in office.told() if one["name"] == "petition.minor_marked"]


def told_of(record, *, at, minor=True, of=None, service="grid"):
    data = {"minor": minor, "at": at, "of": of}
    return {"id": clock.new_id(), "name": f"{service}.minor_marked", "subject": record, "data": data}


def name(office, seen):
    return office.as_(DESK).find({"petition": seen["id"]})["petitioner"]["name"]


def test_gr_455_the_unit_that_holds_it_says_so_and_a_leader_alone_takes_it_back(office):
    seen = office.forwarded()
    made = mark(office, OFFICER, seen)
    assert name(office, seen) == "未成年人"
    assert not [word for word in ("林", "138") if word in str(office.as_(DESK).list({"queue": "all"})) + str(office.told())]
    with refused(Denied, "minor.leader_needed"):
        mark(office, OFFICER, made, minor=False, reason="of_age")
    mark(office, LEADER, made, minor=False, reason="of_age")
    assert name(office, seen) == "林*"


def test_said_again_with_its_key_it_is_said_once(office):
    seen = office.register()
    assert mark(office, DESK, seen, key="k") == mark(office, DESK, seen, key="k")
    with refused(Conflict, "petition.petition_changed"):
        mark(office, DESK, seen)
    assert len(marked(office)) == 1


def test_eight_at_once_over_two_processes_say_it_once(office, database_of):
    seen, offices = office.register(), (office, office.aside(database_of("petition")))
    answers = together(8, lambda number: mark(offices[number % 2], DESK, seen, key=f"n{number}"))
    assert sorted(getattr(one, "code", "") for one in answers) == ["", *["petition.petition_changed"] * 7]


def test_who_has_no_business_with_it_says_nothing(office):
    seen = office.forwarded()
    for stranger in (STRANGER, ELSEWHERE):
        with refused(Missing, "petition.petition_missing"):
            mark(office, stranger, seen)
    with refused(Denied, "petition.role_not_allowed"):
        mark(office, RESIDENT, seen)


def test_gr_457_what_is_said_where_it_came_from_holds_here_also_when_it_is_over_here(office):
    origin, at = clock.new_id(), office.at.isoformat()
    office.as_(SYSTEM).hear_grid(handed("petition", origin=origin, id=clock.new_id()))
    (seen,) = office.as_(DESK).list({"queue": "all"})["items"]
    beside = office.register()
    office.as_(SYSTEM).hear_reporter_marked(told_of(origin, at=at))
    assert (name(office, seen), name(office, beside)) == ("未成年人", "林*")
    assert marked(office) == []


@pytest.fixture
def front(database_of):
    return Front(database_of("petition"))


def test_gr_459_the_window_takes_the_flag_and_shows_no_name_and_hands_it_over_with_the_matter(front):
    taken = front.take(contact={"name": "林一", "phone": "13800000000", "minor": True})
    assert front.seen(taken)["contact"] == {"name": "未成年人", "phone": ""}
    front.confirm(taken)
    front.hear()
    ((report, _),) = front.others.sent("report")
    assert report["reporter"] == {"name": "林一", "phone": "13800000000", "minor": True}


@pytest.mark.parametrize(("kind", "minor"), [("petition", True), ("dispute", True), ("dispute", False)])
def test_gr_459_each_service_it_may_go_to_is_told_the_flag(front, kind, minor):
    taken = front.take(contact={"name": "林一", "phone": "", "minor": minor})
    front.confirm(taken, kind, reason="no lamp at all")
    front.hear()
    if kind == "petition":
        (found,) = front.as_(DESK).list({"queue": "all"})["items"]
        assert name(front, found) == "未成年人"
    else:
        assert front.others.sent("refer")[0][0].get("minor", False) is minor


def test_gr_459_who_says_only_that_they_are_under_age_and_who_stays_unnamed(front):
    only = front.take(contact={"minor": True})
    front.confirm(only)
    front.hear()
    assert front.others.sent("report")[0][0]["reporter"] == {"minor": True}
    unnamed = front.take(contact={"minor": True}, unnamed=True)
    front.confirm(unnamed)
    front.hear()
    assert "reporter" not in front.others.sent("report")[1][0]


def test_gr_457_the_window_follows_what_is_said_of_what_was_made_of_it(front):
    taken, beside = front.take(), front.take()
    for one in (taken, beside):
        front.confirm(one, "petition", reason="no lamp at all")
        front.hear()
    first = min(front.as_(DESK).list({"queue": "all"})["items"], key=lambda one: one["number"])
    mark(front, DESK, first)
    (told,) = front.facts("petition.minor_marked")
    for _ in range(2):
        front.as_(SYSTEM).hear_petitioner_marked(told)
    assert front.seen(taken)["contact"] == {"name": "未成年人", "phone": ""}
    assert front.seen(beside)["contact"]["name"] == "林*"


@pytest.mark.parametrize("service", ["grid", "mediation"])
def test_gr_457_the_window_follows_what_other_services_say_of_what_was_made_of_it(front, service):
    taken = front.take()
    front.confirm(taken)
    front.hear()
    became = front.db.one("SELECT became::text FROM intake")[0]
    hear = {"grid": "hear_reporter_marked", "mediation": "hear_party_marked"}[service]
    if service == "mediation":
        front.as_(SYSTEM).hear_party_marked(told_of(became, at=front.at.isoformat(), service=service))
        assert front.seen(taken)["contact"]["name"] == "林*", "it was said of the other side"
    getattr(front.as_(SYSTEM), hear)(told_of(became, at=front.at.isoformat(), of=taken["id"], service=service))
    assert front.seen(taken)["contact"]["name"] == "未成年人"


def test_gr_457_the_window_follows_also_what_is_said_before_it_knows_what_was_made(front):
    taken = front.take()
    front.confirm(taken, "dispute", reason="no lamp at all")
    event = told_of(clock.new_id(), at=front.at.isoformat(), of=taken["id"], service="mediation")
    front.as_(SYSTEM).hear_party_marked(event)
    front.hear()
    assert front.seen(taken)["contact"]["name"] == "未成年人"


def mark_at_window(front, actor, taken, *, key=None, minor=True, reason="looks_so"):
    command = {"intake": taken["id"], "version": taken["version"], "minor": minor, "reason": reason}
    return taken | front.as_(actor, key=key).mark_intake_minor(command)


@pytest.mark.parametrize("kind", ["incident", "petition", "dispute"])
def test_gr_455_staff_say_it_of_what_waits_at_the_window_and_it_goes_along(front, kind):
    taken = front.take()
    made = mark_at_window(front, DESK, taken, key="k")
    assert made == mark_at_window(front, DESK, taken, key="k")
    assert front.seen(made)["contact"] == {"name": "未成年人", "phone": ""}
    with refused(Conflict, "petition.intake_changed"):
        front.confirm(taken, kind, reason="as the words say")
    front.confirm(made, kind, reason="as the words say")
    front.hear()
    if kind == "petition":
        (found,) = front.as_(DESK).list({"queue": "all"})["items"]
        assert name(front, found) == "未成年人"
    else:
        sent = front.others.sent({"incident": "report", "dispute": "refer"}[kind])[0][0]
        assert (sent["reporter"] if kind == "incident" else sent)["minor"] is True


def test_gr_455_at_the_window_too_a_leader_alone_takes_it_back(front):
    made = mark_at_window(front, DESK, front.take())
    with refused(Denied, "minor.leader_needed"):
        mark_at_window(front, DESK, made, minor=False, reason="of_age")
    mark_at_window(front, LEADER, made, minor=False, reason="of_age")
    assert front.seen(made)["contact"]["name"] == "林*"


def test_what_was_passed_on_is_marked_where_it_went(front):
    taken = front.take()
    sent = front.confirm(taken)
    with refused(Conflict, "petition.identity_on_its_way"):
        mark_at_window(front, DESK, sent)
    front.hear()
    with refused(Conflict, "petition.identity_on_its_way"):
        mark_at_window(front, DESK, front.seen(sent))


def test_who_has_no_business_at_the_window_says_nothing_and_nothing_is_said_of_who_stays_unnamed(front):
    taken = front.take()
    with refused(Missing, "petition.intake_missing"):
        mark_at_window(front, Actor(id="d-9", role="dispatcher", unit="centre", area=NORTH), taken)
    with refused(Denied, "petition.role_not_allowed"):
        mark_at_window(front, RESIDENT, taken)
    with refused(Missing, "petition.intake_missing"):
        mark_at_window(front, OFFICER, taken)
    unnamed = front.take(contact=None, unnamed=True)
    with refused(Missing, "minor.person_missing"):
        mark_at_window(front, DESK, unnamed)


def test_gr_458_an_asking_that_waits_goes_with_its_petition_to_another_area(office):
    seen = office.register(petitioner=CHILD)
    asked = office.as_(DESK).unmask_petitioner({"petition": seen["id"], "reason": "verify", "words": "to look together"})
    office.as_(SYSTEM).hear_area_recoded(fact([EAST], [NORTH]))
    there = Actor(id="l-2", role="leader", area=NORTH)
    (line,) = office.as_(there).list_unmaskings({"queue": "asked"})["items"]
    assert (line["id"], line["area"], line["version"]) == (asked["id"], NORTH, 2)
    with refused(Conflict, "unmask.request_changed"):
        office.as_(there).approve_unmasking({"unmasking": asked["id"], "version": 1})
    assert office.as_(there).approve_unmasking({"unmasking": asked["id"], "version": 2})["state"] == "approved"
    assert office.as_(Actor(id="l-3", role="leader", area=EAST)).list_unmaskings({})["items"] == []


def test_gr_458_what_was_decided_says_where_it_was(office):
    seen = office.register()
    office.as_(DESK).unmask_petitioner({"petition": seen["id"], "reason": "verify", "words": "to look together"})
    office.as_(SYSTEM).hear_area_recoded(fact([EAST], [NORTH]))
    assert office.db.all("SELECT area, version FROM unmasking") == [(EAST, 1)]
