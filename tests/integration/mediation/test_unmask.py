"""Seeing who a party is: the mediator, the desk until there is one, each party by itself and each time with a trace."""
from __future__ import annotations

from kernel.call import Actor
from kernel.errors import Conflict, Denied, Missing
from kernel.unmask import ALL, Limits
from tests.integration.mediation.committee import (
    APPLICANT,
    DESK,
    DISTRICT,
    ELSEWHERE,
    MEDIATOR,
    OTHER,
    STRANGER,
    WORKER,
    Committee,
    side,
)
from tests.integration.race import together
from tests.make import refused

LEADER = Actor(id="l-1", role="leader", unit="centre", area=DISTRICT)
WHY = {"reason": "contact", "words": "to agree on a day"}
NOBODY = "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f"
AUDITED = "SELECT body::json->>'act', body::json->'detail'->>'subject' FROM audit WHERE subject = %s ORDER BY seq"


def named(seen, role="respondent", party=None):
    return {"dispute": seen["id"], "party": party or side(seen, role)}


def ask(committee: Committee, actor, seen, role="respondent", *, key=None):
    return committee.as_(actor, key=key).unmask_party({**named(seen, role), **WHY})


def see(committee: Committee, actor, seen, role="respondent"):
    return committee.as_(actor).find_party(named(seen, role))


def decide(committee: Committee, actor, act, made):
    return getattr(committee.as_(actor), act)({"unmasking": made["id"], "version": made["version"]})


def test_gr_391_the_mediator_sees_the_party_asked_for_and_no_other(committee: Committee) -> None:
    seen = committee.assigned()
    made = ask(committee, MEDIATOR, seen)
    shown = {**OTHER, "address": "", "until": made["until"], "unmasked": True, "dispute": seen["id"]}
    assert see(committee, MEDIATOR, seen) == shown
    with refused(Denied, "unmask.grant_missing"):
        see(committee, MEDIATOR, seen, "applicant")
    party = side(seen, "respondent")
    assert committee.db.all(AUDITED, (seen["id"],))[-2:] == [("unmask_party", party), ("party_opened", party)]
    assert not [one for one in committee.told() if OTHER["name"] in str(one) or OTHER["phone"] in str(one)]
    committee.later(minutes=15)
    with refused(Denied, "unmask.grant_missing"):
        see(committee, MEDIATOR, seen)


def test_gr_390_the_desk_asks_until_there_is_a_mediator_and_its_grant_ends_then(committee: Committee) -> None:
    seen = committee.accepted()
    ask(committee, DESK, seen)
    assert see(committee, DESK, seen)["name"] == OTHER["name"]
    seen = committee.act(DESK, "assign", seen, mediator="m-1", unit="committee", interest="none")
    for act in (ask, see):
        with refused(Denied, "mediation.party_not_in_hands"):
            act(committee, DESK, seen)
        with refused(Denied, "mediation.party_not_in_hands"):
            act(committee, Actor("m-2", "officer", "committee", DISTRICT), seen)
        for stranger in (STRANGER, ELSEWHERE):
            with refused(Missing, "mediation.dispute_missing"):
                act(committee, stranger, seen)
        for role in (LEADER, WORKER, APPLICANT):
            with refused(Denied, "mediation.role_not_allowed"):
                act(committee, role, seen)


def test_a_party_of_another_dispute_is_not_found(committee: Committee) -> None:
    one, other = committee.open(), committee.open()
    for act in ("unmask_party", "find_party"):
        for party in (side(other, "applicant"), NOBODY):
            with refused(Missing, "mediation.party_missing"):
                getattr(committee.as_(DESK), act)(named(one, party=party) | (WHY if act == "unmask_party" else {}))


def test_gr_392_where_somebody_must_agree_a_leader_of_the_ground_decides_once(committee: Committee) -> None:
    committee.limits = Limits(approval=ALL)
    seen = committee.assigned()
    made = ask(committee, MEDIATOR, seen)
    assert made["state"] == "asked"
    with refused(Missing, "unmask.request_missing"):
        decide(committee, Actor("l-9", "leader", None, "210204000000"), "approve_unmasking", made)
    leaders = [Actor(f"l-{number}", "leader", None, DISTRICT) for number in range(3)]
    answers = together(3, lambda number: decide(committee, leaders[number], "approve_unmasking", made))
    assert sorted(getattr(one, "code", "") for one in answers) == ["", *["unmask.request_changed"] * 2]
    assert see(committee, MEDIATOR, seen)["phone"] == OTHER["phone"]
    refusing = ask(committee, MEDIATOR, seen, "applicant")
    assert decide(committee, LEADER, "refuse_unmasking", refusing)["state"] == "refused"
    with refused(Denied, "unmask.grant_missing"):
        see(committee, MEDIATOR, seen, "applicant")


def test_gr_393_gr_395_a_dispute_that_is_over_is_unusual_and_stands_in_the_list_above(committee: Committee) -> None:
    seen = committee.act(MEDIATOR, "fail", committee.assigned(), reason="gap_too_wide", explanation="they will not move")
    made = ask(committee, MEDIATOR, seen)
    assert made["unusual"] == ["closed"]
    (line,) = committee.as_(LEADER).list_unmaskings({})["items"]
    assert (line["id"], line["subject"], line["unusual"]) == (made["id"], side(seen, "respondent"), ["closed"])
    assert committee.as_(Actor("l-9", "leader", None, "210204000000")).list_unmaskings({})["items"] == []


def test_an_asking_sent_again_is_one_and_a_second_is_refused(committee: Committee) -> None:
    seen = committee.open()
    assert ask(committee, DESK, seen, key="k") == ask(committee, DESK, seen, key="k")
    with refused(Conflict, "unmask.grant_running"):
        ask(committee, DESK, seen)
    assert committee.count("unmasking") == 1
