"""Nobody reaches beyond the own ground: area, unit or what one brought oneself."""
from __future__ import annotations

import pytest

from kernel.call import Actor
from kernel.errors import Denied, Invalid, Missing
from kernel.keyring import Key
from kernel.seal import Sealer
from tests.integration.petition.office import (
    ACCEPT,
    ANYONE,
    CLAIMS,
    DESK,
    EAST,
    ELSEWHERE,
    NEIGHBOUR,
    OFFICER,
    RESIDENT,
    STRANGER,
    WORKER,
    Office,
)
from tests.make import refused

LEADER = Actor(id="l-1", role="leader", area="210203001000")
ROOTLESS = Actor(id="d-2", role="dispatcher", area="")
OPERATOR = Actor(id="s-1", role="operator", area="210203000000")
CHECKER = Actor(id="c-1", role="checker", area="210203000000")
REACHING = [RESIDENT, DESK, OFFICER, LEADER]
STRANGERS = [NEIGHBOUR, ANYONE, WORKER, ELSEWHERE, STRANGER, ROOTLESS, OPERATOR, CHECKER]


@pytest.mark.parametrize("actor", REACHING, ids=lambda actor: actor.id)
def test_px_12_those_concerned_find_and_list_it(office: Office, actor: Actor) -> None:
    seen = office.forwarded()
    assert office.as_(actor).find({"petition": seen["id"]})["id"] == seen["id"]
    assert [one["id"] for one in office.as_(actor).list({"queue": "all"})["items"]] == [seen["id"]]


@pytest.mark.parametrize("actor", STRANGERS, ids=lambda actor: actor.id or "anyone")
def test_px_12_strangers_neither_find_list_nor_act(office: Office, actor: Actor) -> None:
    seen = office.forwarded()
    assert office.as_(actor).list({"queue": "all"})["items"] == []
    with refused(Missing, "petition.petition_missing"):
        office.as_(actor).find({"petition": seen["id"]})
    with refused(Missing, "petition.petition_missing"):
        office.act(actor, "accept", seen, **ACCEPT)


def test_px_05_who_withdrew_from_a_matter_cannot_act_on_it(office: Office) -> None:
    seen = office.act(OFFICER, "recuse", office.accepted(), interest="kin")
    assert seen["acts"] == []
    with refused(Denied, "petition.handler_recused"):
        office.act(OFFICER, "answer", seen, findings=[_finding()], review_organ="x", review_contact="y")


def test_queues_page_by_key_without_loss_or_repetition(office: Office) -> None:
    made = [office.later(minutes=1).register()["id"] for _ in range(5)]
    seen, after = [], None
    while True:
        page = office.as_(DESK).list({"queue": "unrouted", "limit": 2, "after": after})
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == made[::-1]


def test_queues_hold_what_their_names_say(office: Office) -> None:
    late, sent = office.register(), office.forwarded()
    taken = office.act(OFFICER, "accept", sent, **ACCEPT)
    fresh = office.later(days=20).register()

    def held(actor: Actor, queue: str) -> list[str]:
        return [one["id"] for one in office.as_(actor).list({"queue": queue})["items"]]

    assert held(DESK, "late") == [late["id"]]
    assert held(DESK, "unrouted") == [fresh["id"], late["id"]]
    assert held(OFFICER, "handled") == [taken["id"]]
    assert held(DESK, "near") == []
    office.later(days=39)  # the last working day before the sixtieth, a holiday
    assert held(DESK, "near") == [taken["id"]]
    assert len(held(DESK, "open")) == 3


def test_an_area_of_another_district_is_refused(office: Office) -> None:
    with refused(Invalid, "petition.area_outside"):
        office.register(area="210204001001")
    assert office.count("petition") == 0


def test_a_matter_without_a_place_belongs_to_the_district(office: Office) -> None:
    seen = office.as_(ANYONE).register({"claims": CLAIMS})
    assert seen["area"] == "210203000000"
    assert EAST.startswith(seen["area"][:6])


def _finding() -> dict[str, object]:
    return {"claim": 1, "outcome": "support", "finding": "f", "basis": "b"}


def test_px_12_who_brought_it_keeps_sight_of_it_after_a_new_key(office: Office) -> None:
    old = office.register()
    office.seal = Sealer([Key("k2", bytes(range(32, 64))), *office.seal.keys.values()])
    new = office.register()
    listed = office.as_(RESIDENT).list({"queue": "all"})["items"]
    assert {one["id"] for one in listed} == {old["id"], new["id"]}
    assert "withdraw" in office.as_(RESIDENT).find({"petition": old["id"]})["acts"]
    assert office.as_(NEIGHBOUR).list({"queue": "all"})["items"] == []
