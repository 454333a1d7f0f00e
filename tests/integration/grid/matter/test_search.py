"""Incidents are found by their words, by those who reach them, in the order of their registration."""

from __future__ import annotations

import random
from typing import Any

import pytest

from kernel.call import Actor
from kernel.errors import Invalid
from services.grid.store import stale
from services.grid.store.search import search
from tests.integration.grid.town import (
    DISPATCHER,
    EAST,
    ELSEWHERE,
    LAMPS,
    LEADER,
    NEIGHBOUR,
    OFFICER,
    RESIDENT,
    STREET,
    WEST,
    Town,
    other,
)
from tests.make import refused

WORDS = ("路灯不亮", "垃圾堆放", "井盖破损", "Lamp 12号楼", "50%_off", "树倒")


def found(town: Town, text: str, actor: Actor = DISPATCHER, **given: Any) -> list[str]:
    """Read all pages of a search -> ids."""
    command = {"queue": "all", "text": text, **given}
    page = town.as_(actor).list_incidents(command)
    ids = [one["id"] for one in page["items"]]
    while page["next"]:
        page = town.as_(actor).list_incidents({**command, "after": page["next"]})
        ids += [one["id"] for one in page["items"]]
    return ids


def test_gr_200_words_of_number_address_and_description_are_found_in_any_case(town: Town) -> None:
    one = town.report(description="小区路灯不亮 Broken LAMP", address="长春路12号")
    town.report(description="垃圾堆放")
    numbers = one["number"], one["number"].lower(), one["number"].split("-")[2]
    for text in ("路灯", "灯不亮", "lamp", "长春路", "12号", "LAMP 路灯", *numbers):
        assert one["id"] in found(town, text), text
    assert found(town, "路不") == found(town, "灯 路灯 垃圾") == found(town, "路灯%") == []


def test_a_pair_found_in_two_places_is_no_word(town: Town) -> None:
    town.report(description="ab bc")
    assert found(town, "abc") == []


@pytest.mark.parametrize("text", ["灯", " 灯 a "])
def test_a_search_for_one_character_is_refused(town: Town, text: str) -> None:
    with refused(Invalid, "grid.search_too_short"):
        found(town, text)


def test_what_is_out_of_scope_is_not_found(town: Town) -> None:
    one = town.through("accept", "file", "dispatch", seen=town.report(description="路灯不亮"))
    for actor in (OFFICER, LEADER, other(LEADER, area=EAST), other(LEADER, area=STREET), RESIDENT):
        assert found(town, "路灯", actor) == [one["id"]]
    for actor in (ELSEWHERE, LAMPS, NEIGHBOUR, other(LEADER, area=WEST)):
        assert found(town, "路灯", actor) == found(town, one["number"], actor) == []


def test_a_search_narrows_its_queue_and_its_filters(town: Town) -> None:
    one = town.report(description="路灯不亮")
    two = town.through("reject", seen=town.report(description="路灯不亮", case_type="F1"))
    assert found(town, "路灯") == [two["id"], one["id"]]
    assert found(town, "路灯", queue="open") == [one["id"]]
    assert found(town, "路灯", case_type="F1") == found(town, "路灯", state="invalid") == [two["id"]]


def test_a_matter_put_elsewhere_is_found_there(town: Town) -> None:
    one = town.report(description="路灯不亮")
    town.act(DISPATCHER, "locate", one, area=WEST, address="黄河路5号")
    assert found(town, "路灯", other(LEADER, area=WEST)) == found(town, "黄河路") == [one["id"]]
    assert found(town, "路灯", other(LEADER, area=EAST)) == []


@pytest.mark.parametrize("seed", range(3))
def test_a_search_finds_what_a_plain_look_at_all_finds_page_by_page(
    town: Town, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # many small blocks, so that every way of looking is gone
    monkeypatch.setattr(search, "BLOCK", 8)
    monkeypatch.setattr(search, "NEAR", 2)
    monkeypatch.setattr(search, "DENSE", 1 + seed * 2)
    chance = random.Random(seed)
    ids: list[tuple[str, str]] = []
    for _ in range(60):
        words = " ".join([*chance.sample(WORDS, chance.randint(1, 3)), f"{chance.randrange(30):04}号院"])
        ids.append((town.report(description=words)["id"], words.lower()))
    stale.catch_up(town.db)
    town.db.all(
        "UPDATE incident_search SET keys = search_keys(incident_words(one), one.area, no * 512) FROM incident AS one"
        " WHERE one.id = incident_search.incident"
    )
    for text in ("路灯", "灯不亮", "垃圾", "lamp", "12号", "50%", "%_", "井盖 树倒", "树倒 路灯 垃圾", "没有", "12号院", "1号"):
        plain = [id for id, words in reversed(ids) if all(word in words for word in text.split())]
        assert found(town, text, limit=chance.choice([1, 3, 50])) == plain, text
