"""Seeing who petitions: the unit that holds the petition, the desk until somebody took it up, each with a trace."""
from __future__ import annotations

import pytest

from kernel.call import Actor
from kernel.errors import Conflict, Denied, Missing
from kernel.unmask import ALL, Limits
from tests.integration.petition.office import (
    CLAIMS,
    COLLEAGUE,
    DESK,
    DISTRICT,
    ELSEWHERE,
    OFFICER,
    PERSON,
    RESIDENT,
    STRANGER,
    WORKER,
    Office,
)
from tests.integration.race import together
from tests.make import refused

LEADER = Actor(id="l-1", role="leader", unit="petition_office", area=DISTRICT)
WHY = {"reason": "verify", "words": "to look at the lift together"}
AUDITED = "SELECT body::json->>'act', body::json->>'actor' FROM audit WHERE subject = %s ORDER BY seq"


def ask(office: Office, actor, seen, *, key=None):
    return office.as_(actor, key=key).unmask_petitioner({"petition": seen["id"], **WHY})


def see(office: Office, actor, seen):
    return office.as_(actor).find_petitioner({"petition": seen["id"]})


def decide(office: Office, actor, act, made):
    return getattr(office.as_(actor), act)({"unmasking": made["id"], "version": made["version"]})


def test_gr_391_the_unit_that_holds_it_sees_who_petitions_for_a_quarter_of_an_hour(office: Office) -> None:
    seen = office.accepted()
    made = ask(office, OFFICER, seen)
    assert see(office, OFFICER, seen) == {**PERSON, "until": made["until"], "unmasked": True, "petition": seen["id"]}
    told = office.db.all(AUDITED, (seen["id"],))
    assert told[-2:] == [("unmask_petitioner", "o-1"), ("petitioner_opened", "o-1")]
    assert [one["name"] for one in office.told()][-1] == "petition.petitioner_unmasked"
    assert not [one for one in office.told() if PERSON["name"] in str(one) or PERSON["phone"] in str(one)]
    assert ask(office, COLLEAGUE, seen)["unusual"] == ["not_handler"]
    office.later(minutes=15)
    with refused(Denied, "unmask.grant_missing"):
        see(office, OFFICER, seen)


def test_gr_390_who_does_not_deal_with_it_sees_nobody(office: Office) -> None:
    seen = office.forwarded()
    assert ask(office, DESK, seen)["state"] == "approved"
    seen = office.act(OFFICER, "accept", seen, purpose="appeal", competence="line_duty")
    for act in (ask, see):
        with refused(Denied, "petition.petitioner_not_in_hands"):
            act(office, DESK, seen)
        for stranger in (STRANGER, ELSEWHERE):
            with refused(Missing, "petition.petition_missing"):
                act(office, stranger, seen)
        for role in (LEADER, WORKER, RESIDENT, Actor(id="p-1", role="operator", area=DISTRICT)):
            with refused(Denied, "petition.role_not_allowed"):
                act(office, role, seen)


def test_gr_390_who_has_withdrawn_sees_nobody_any_more(office: Office) -> None:
    seen = office.forwarded()
    ask(office, OFFICER, seen)
    assert see(office, OFFICER, seen)["name"] == PERSON["name"]
    office.act(OFFICER, "recuse", seen, interest="kin")
    with refused(Denied, "petition.handler_recused"):
        see(office, OFFICER, seen)
    assert ask(office, COLLEAGUE, seen)["state"] == "approved"


def test_gr_393_a_petition_that_is_over_is_unusual_and_one_without_a_person_shows_nobody(office: Office) -> None:
    assert ask(office, OFFICER, office.answered())["unusual"] == ["closed"]
    with refused(Conflict, "unmask.person_unknown"):
        ask(office, DESK, office.register(petitioner=None, claims=CLAIMS))


@pytest.mark.parametrize(
    ("act", "name"), [("approve_unmasking", "petitioner_unmasked"), ("refuse_unmasking", "unmasking_refused")]
)
def test_gr_392_where_somebody_must_agree_a_leader_of_the_ground_decides_once(office: Office, act, name) -> None:
    office.limits = Limits(approval=ALL)
    seen = office.forwarded()
    made = ask(office, OFFICER, seen)
    with refused(Missing, "unmask.request_missing"):
        decide(office, Actor(id="l-9", role="leader", area="210204000000"), act, made)
    answers = together(3, lambda number: decide(office, Actor(f"l-{number}", "leader", None, DISTRICT), act, made))
    assert sorted(getattr(one, "code", "") for one in answers) == ["", *["unmask.request_changed"] * 2]
    assert [one["name"] for one in office.told()][-1] == f"petition.{name}"


def test_gr_395_the_list_is_of_the_own_ground(office: Office) -> None:
    made = ask(office, DESK, office.register())
    (line,) = office.as_(LEADER).list_unmaskings({})["items"]
    assert (line["id"], line["words"], line["kind"]) == (made["id"], WHY["words"], "petition")
    assert office.as_(Actor("l-9", "leader", None, "210204000000")).list_unmaskings({})["items"] == []


def test_an_asking_sent_again_is_one(office: Office) -> None:
    seen = office.register()
    assert ask(office, DESK, seen, key="k") == ask(office, DESK, seen, key="k")
    assert office.count("unmasking") == 1
