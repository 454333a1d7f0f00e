"""Incidents are found by their words, by those who reach them, in the order of their registration."""

from __future__ import annotations

import random
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from kernel.call import Actor
from kernel.errors import Invalid
from services.grid.store import stale
from services.grid.store.search import look, search
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


@pytest.fixture
def small(town: Town, admin_url: str, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Give a town of which a block holds eight rows, and so little is looked at for a page that every way of looking is gone."""
    with closing(psycopg2.connect(admin_url)) as link:
        link.autocommit = True
        link.cursor().execute("ALTER SEQUENCE grid.incident_search_no INCREMENT 512")
    for module, name, value in ((look, "SAMPLE", 3), (search, "NEAR", 2), (search, "FAR", 2), (search, "ROWS", 5)):
        monkeypatch.setattr(module, name, value)
    return town


def written(town: Town, chance: random.Random) -> tuple[str, str]:
    """Report a matter with some words -> id and all that is sought in."""
    words = " ".join([*chance.sample(WORDS, chance.randint(1, 3)), f"{chance.randrange(30):04}号院{chance.randrange(9)}栋"])
    kind = chance.choice(["F1", None])
    one = town.report(description=words, **({"case_type": kind} if kind else {}))
    return one["id"], f"{words}\n{one['number'].split('-')[2]}".lower()


TEXTS = ("路灯", "灯不亮", "垃圾", "lamp", "12号", "50%", "%_", "井盖 树倒", "树倒 路灯 垃圾", "没有", "12号院", "1号", "12",
         "0012", "号院1栋", "01", "井盖 垃圾 50%", "2号院7栋")  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_a_search_finds_what_a_plain_look_at_all_finds_page_by_page(small: Town, seed: int) -> None:
    chance = random.Random(seed)
    ids = [written(small, chance) for _ in range(90)]
    stale.catch_up(small.db)
    for text in TEXTS:
        plain = [id for id, words in reversed(ids) if all(word in words for word in text.split())]
        limit = chance.choice([1, 3, 50])
        assert found(small, text, limit=limit) == plain, text
        for given in ({"case_type": "F1"}, {"state": "reported"}, {"state": "closed"}, {"queue": "open", "area": EAST}):
            assert found(small, text, limit=limit, **given) == [id for id in plain if id in listed(small, **given)], (text, given)


def listed(town: Town, **given: Any) -> set[str]:
    """Read all pages of a queue without a text -> ids."""
    command = {"queue": "all", "limit": 200, **given}
    return {one["id"] for one in town.as_(DISPATCHER).list_incidents(command)["items"]}


def test_what_is_reported_while_pages_are_read_neither_moves_nor_repeats_them(small: Town) -> None:
    chance = random.Random(7)
    ids = [written(small, chance) for _ in range(60)]
    for text in ("路灯 垃圾", "井盖", "12", "没有"):
        plain = [id for id, words in reversed(ids) if all(word in words for word in text.split())]
        pages: list[str] = []
        command: dict[str, Any] = {"queue": "all", "text": text, "limit": 2}
        while True:
            page = small.as_(DISPATCHER).list_incidents(command)
            pages += [one["id"] for one in page["items"]]
            if not page["next"]:
                break
            assert page["next"]["row"] < command.get("after", {"row": 10**6})["row"]
            command["after"] = page["next"]
            ids.append(written(small, chance))
        assert pages == plain, text


def test_two_frequent_words_never_together_end_a_page_before_all_is_looked_at(small: Town) -> None:
    for no in range(60):
        small.report(description="路灯不亮" if no % 2 else "井盖破损")
    page = small.as_(DISPATCHER).list_incidents({"queue": "all", "text": "路灯 井盖"})
    assert page["items"] == []
    assert page["next"]
    assert found(small, "路灯 井盖") == []


def test_what_is_rare_is_found_at_once_however_long_ago(small: Town) -> None:
    one = small.report(description="消防栓")
    for _ in range(60):
        small.report(description="路灯不亮")
    page = small.as_(DISPATCHER).list_incidents({"queue": "all", "text": "消防栓"})
    assert ([row["id"] for row in page["items"]], page["next"]) == ([one["id"]], None)


def test_a_frequent_word_is_found_at_once_where_few_have_what_else_is_asked(small: Town) -> None:
    one = small.through("reject", seen=small.report(description="路灯不亮"))
    for _ in range(60):
        small.report(description="路灯不亮")
    page = small.as_(DISPATCHER).list_incidents({"queue": "all", "text": "路灯", "state": "invalid"})
    assert ([row["id"] for row in page["items"]], page["next"]) == ([one["id"]], None)


def test_the_place_of_a_queue_is_none_of_a_search(town: Town) -> None:
    for _ in range(2):
        town.report(description="路灯不亮")
    queue = town.as_(DISPATCHER).list_incidents({"queue": "all", "limit": 1})
    sought = town.as_(DISPATCHER).list_incidents({"queue": "all", "limit": 1, "text": "路灯"})
    for after, text in ((queue["next"], "路灯"), (sought["next"], None)):
        with refused(Invalid, "wire.invalid"):
            town.as_(DISPATCHER).list_incidents({"queue": "all", "after": after, "text": text})
