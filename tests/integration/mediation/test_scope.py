"""Nobody reaches beyond the own ground: area, committee or what one is a party of."""
from __future__ import annotations

import pytest

from kernel.call import Actor
from kernel.errors import Denied, Invalid, Missing
from kernel.keyring import Key
from kernel.seal import Sealer
from tests.integration.mediation.committee import (
    ANYONE,
    APPLICANT,
    DESK,
    ELSEWHERE,
    MEDIATOR,
    NEIGHBOUR,
    STRANGER,
    WORKER,
    Committee,
)
from tests.make import refused

LEADER = Actor(id="l-1", role="leader", area="210203001000")
ROOTLESS = Actor(id="d-2", role="dispatcher", area="")
OPERATOR = Actor(id="s-1", role="operator", area="210203000000")
REACHING = [APPLICANT, DESK, MEDIATOR, LEADER]
STRANGERS = [NEIGHBOUR, ANYONE, WORKER, ELSEWHERE, STRANGER, ROOTLESS, OPERATOR]


@pytest.mark.parametrize("actor", REACHING, ids=lambda actor: actor.id)
def test_mx_16_those_concerned_find_and_list_it(committee: Committee, actor: Actor) -> None:
    seen = committee.assigned()
    assert committee.as_(actor).find({"dispute": seen["id"]})["id"] == seen["id"]
    assert [one["id"] for one in committee.as_(actor).list({"queue": "all"})["items"]] == [seen["id"]]


@pytest.mark.parametrize("actor", STRANGERS, ids=lambda actor: actor.id or "anyone")
def test_mx_16_strangers_neither_find_list_nor_act(committee: Committee, actor: Actor) -> None:
    seen = committee.assigned()
    assert committee.as_(actor).list({"queue": "all"})["items"] == []
    with refused(Missing, "mediation.dispute_missing"):
        committee.as_(actor).find({"dispute": seen["id"]})
    with refused(Missing, "mediation.dispute_missing"):
        committee.act(actor, "end", seen, party=seen["party"], how="in_person")


def test_mx_01_a_leader_sees_and_acts_on_nothing(committee: Committee) -> None:
    seen = committee.accepted()
    assert committee.as_(LEADER).find({"dispute": seen["id"]})["acts"] == []
    with refused(Denied, "mediation.role_not_allowed"):
        committee.act(LEADER, "assign", seen, mediator="m-1", unit="committee", interest="none")


def test_queues_hold_what_their_names_say(committee: Committee) -> None:
    ended = committee.heard("consent", committee.open(), "respondent", agreed=False)
    waiting, given = committee.accepted(), committee.assigned()

    def held(actor: Actor, queue: str) -> list[str]:
        return [one["id"] for one in committee.as_(actor).list({"queue": queue})["items"]]

    assert held(DESK, "open") == [given["id"], waiting["id"]]
    assert held(DESK, "unassigned") == [waiting["id"]]
    assert held(MEDIATOR, "mine") == [given["id"]]
    assert ended["id"] in held(DESK, "all")
    assert held(DESK, "late") == []
    committee.later(days=40)
    assert sorted(held(DESK, "late")) == sorted([given["id"], waiting["id"]])


def test_queues_page_by_key_without_loss_or_repetition(committee: Committee) -> None:
    made = [committee.later(minutes=1).open()["id"] for _ in range(5)]
    seen, after = [], None
    while True:
        page = committee.as_(DESK).list({"limit": 2, "after": after})
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == made[::-1]


def test_an_area_of_another_district_is_refused(committee: Committee) -> None:
    with refused(Invalid, "mediation.area_outside"):
        committee.open(area="210204001001")
    assert committee.count("dispute") == 0


def test_mx_16_who_brought_it_keeps_sight_of_it_after_a_new_key(committee: Committee) -> None:
    old = committee.open()
    committee.seal = Sealer([Key("k2", bytes(range(32, 64))), *committee.seal.keys.values()])
    new = committee.open()
    listed = committee.as_(APPLICANT).list({"queue": "all"})["items"]
    assert {one["id"] for one in listed} == {old["id"], new["id"]}
    assert "end" in committee.as_(APPLICANT).find({"dispute": old["id"]})["acts"]
    assert committee.as_(NEIGHBOUR).list({"queue": "all"})["items"] == []
