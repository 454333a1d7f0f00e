"""Who else is in the neighbourhood: the roster, the three lists, providers and needs."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kernel.db import Database
from kernel.errors import Conflict, Denied, Invalid, Missing
from services.grid.domain.neighbour.need import HELP_KINDS
from services.grid.domain.neighbour.need_life import LIFE as NEED_LIFE
from services.grid.domain.neighbour.neighbour import MEMBER_KINDS
from services.grid.domain.neighbour.project_life import LIFE as PROJECT_LIFE
from services.grid.domain.neighbour.project_life import OVER
from tests.integration.grid.town import (
    DISPATCHER,
    DISTRICT,
    EAST,
    ELSEWHERE,
    LEADER,
    OFFICER,
    RESIDENT,
    WEST,
    WORKER,
    Town,
)  # fmt: skip
from tests.integration.race import together
from tests.make import refused

Open = Callable[..., Database]
NOUNS = {"member": "members", "project": "projects", "provider": "providers", "need": "needs"}
FRESH: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "member": (WORKER, "register_member", {"area": EAST, "name": "东社区小学", "kind": "school"}),
    "project": (WORKER, "propose_project", {"area": EAST, "list": "project", "title": "一起扫雪"}),
    "provider": (
        DISPATCHER, "register_provider",
        {"area": EAST, "name": "助餐队", "kind": "volunteer_team", "helps": ["meals"], "capacity": 10},
    ),
    "need": (
        WORKER, "raise_need",
        {"area": EAST, "kind": "meals", "quantity": 6, "from_on": "2026-03-01", "until_on": "2026-04-01"},
    ),
}  # fmt: skip
CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "member": ("change_member", {"name": "二小"}),
    "project": ("change_project", {"title": "扫雪"}),
    "provider": ("change_provider", {"capacity": 3}),
    "need": ("withdraw_need", {}),
}


def fresh(town: Town, noun: str, actor: Any = None, **given: Any) -> dict[str, Any]:
    usual, act, said = FRESH[noun]
    made: dict[str, Any] = getattr(town.as_(actor or usual), act)({**said, **given})
    return made


def act(town: Town, deed: str, seen: dict[str, Any], actor: Any = DISPATCHER, /, **given: Any) -> dict[str, Any]:
    noun = deed.partition("_")[2]
    done: dict[str, Any] = getattr(town.as_(actor), deed)({noun: seen["id"], "version": seen["version"], **given})
    return done


def match(town: Town, seen: dict[str, Any], giver: dict[str, Any], quantity: int) -> dict[str, Any]:
    return act(town, "match_need", seen, provider=giver["id"], quantity=quantity)


def apart(town: Town, database_of: Open, count: int) -> list[Town]:
    """Give the town over connections of their own, as other processes have them."""
    towns = [town.aside(database_of("grid", size=1)) for _ in range(count)]
    for one in towns:
        one.watch.now()
    return towns


@pytest.mark.parametrize("noun", NOUNS)
def test_each_register_takes_a_record_lists_it_in_scope_and_tells_it(town: Town, noun: str) -> None:
    made = fresh(town, noun)
    listing = f"list_{NOUNS[noun]}"
    assert getattr(town.as_(LEADER), listing)({})["items"] == [made]
    assert getattr(town.as_(WORKER), listing)({"area": EAST})["items"] == [made]
    for outside in (ELSEWHERE, RESIDENT):
        assert getattr(town.as_(outside), listing)({})["items"] == []
    (told,) = town.told()
    assert told["name"].startswith(f"grid.{noun}_")
    assert "name" not in told["data"]
    assert town.count("audit") == 1


@pytest.mark.parametrize("noun", NOUNS)
def test_what_is_out_of_scope_is_not_there_and_nothing_is_written_elsewhere(town: Town, noun: str) -> None:
    made = fresh(town, noun)
    deed, given = CHANGES[noun]
    with refused(Missing, "grid.neighbour_missing"):
        act(town, deed, made, ELSEWHERE, **given)
    with refused(Denied, "grid.area_not_yours"):
        fresh(town, noun, ELSEWHERE)
    for nobody in (RESIDENT, OFFICER):
        with refused(Denied, "grid.role_not_allowed"):
            act(town, deed, made, nobody, **given)


@pytest.mark.parametrize("noun", NOUNS)
def test_of_two_acts_on_one_version_at_once_one_wins(town: Town, database_of: Open, noun: str) -> None:
    made = fresh(town, noun)
    deed, given = CHANGES[noun]
    towns = apart(town, database_of, 2)
    answers = together(2, lambda n: act(towns[n], deed, made, **given))
    assert [one.code for one in answers if isinstance(one, Conflict)] == ["grid.neighbour_changed"]


@pytest.mark.parametrize("noun", NOUNS)
def test_one_key_sent_again_is_one_record(town: Town, noun: str) -> None:
    actor, deed, said = FRESH[noun]
    answers = [getattr(town.as_(actor, key="same"), deed)(said) for _ in range(2)]
    assert answers[0] == answers[1]
    assert town.count("outbox") == 1


@pytest.mark.parametrize("noun", ["member", "provider"])
def test_what_ended_is_kept_and_changed_no_more(town: Town, noun: str) -> None:
    ended = act(town, f"end_{noun}", fresh(town, noun))
    deed, given = CHANGES[noun]
    with refused(Conflict, "grid.neighbour_ended"):
        act(town, deed, ended, **given)
    assert getattr(town.as_(LEADER), f"list_{NOUNS[noun]}")({"state": "ended"})["items"] == [ended]


def test_the_lists_go_on_where_they_stopped(town: Town) -> None:
    made = [fresh(town, "member", name=f"{n} 校")["id"] for n in range(3)]
    first = town.as_(LEADER).list_members({"limit": 2})
    rest = town.as_(LEADER).list_members({"limit": 2, "after": first["next"]})
    assert [one["id"] for one in first["items"] + rest["items"]] == made


def test_gr_86_a_project_meets_a_need_with_a_resource_and_is_led_to_its_end(town: Town) -> None:
    member = fresh(town, "member")
    lines = {kind: fresh(town, "project", list=kind, member=member["id"]) for kind in ("need", "resource")}
    seen = fresh(town, "project", **{kind: line["id"] for kind, line in lines.items()})
    with refused(Conflict, "grid.project_not_owned"):
        act(town, "agree_project", seen, LEADER)
    seen = act(town, "change_project", seen, WORKER, owner="sanitation", due_on="2026-05-01")
    with refused(Denied, "grid.role_not_allowed"):
        act(town, "agree_project", seen, WORKER)
    for deed, actor in (("agree_project", LEADER), ("start_project", WORKER), ("finish_project", WORKER)):
        seen = act(town, deed, seen, actor)
    assert (seen["state"], seen["due_on"]) == ("done", "2026-05-01")
    assert [one["list"] for one in town.as_(LEADER).list_projects({"list": "need"})["items"]] == ["need"]
    assert len(town.as_(LEADER).list_projects({"state": "done"})["items"]) == 1


def test_a_line_names_only_members_and_lines_of_its_own_community_and_owners_there_are(town: Town) -> None:
    elsewhere = fresh(town, "member", DISPATCHER, area=WEST)
    with refused(Invalid, "grid.member_unfit"):
        fresh(town, "project", member=elsewhere["id"])
    asked = fresh(town, "project", DISPATCHER, area=WEST, list="need")
    with refused(Invalid, "grid.project_link_unfit"):
        fresh(town, "project", need=asked["id"])
    with refused(Invalid, "grid.unit_unknown"):
        fresh(town, "project", owner="nobody")
    with refused(Invalid, "grid.community_needed"):
        fresh(town, "project", DISPATCHER, area=DISTRICT)


def test_gr_87_who_fits_is_proposed_with_the_reasons_and_nothing_is_decided(town: Town) -> None:
    near, wide = fresh(town, "provider", capacity=4), fresh(town, "provider", area=DISTRICT, capacity=20)
    fresh(town, "provider", helps=["repairs"])
    fresh(town, "provider", area=WEST)
    wanted = fresh(town, "need")
    found = town.as_(WORKER).suggest_providers({"need": wanted["id"]})["items"]
    assert [(one["provider"]["id"], one["free"], one["reasons"]) for one in found] == [
        (wide["id"], 20, ["gives_this_help", "takes_all", "serves_district"]),
        (near["id"], 4, ["gives_this_help", "takes_part", "serves_community"]),
    ]
    assert town.as_(WORKER).list_needs({})["items"] == [wanted]
    with refused(Missing, "grid.neighbour_missing"):
        town.as_(ELSEWHERE).suggest_providers({"need": wanted["id"]})


def test_gr_88_what_was_taken_on_is_free_no_more_until_it_is_over(town: Town) -> None:
    giver = fresh(town, "provider", capacity=8)
    seen = match(town, fresh(town, "need"), giver, 6)
    assert (seen["state"], seen["matched"]) == ("met", 6)
    other, after = fresh(town, "need"), fresh(town, "need", from_on="2026-04-01", until_on="2026-05-01")
    with refused(Conflict, "grid.provider_full") as caught:
        match(town, other, giver, 3)
    assert caught.value.facts == {"free": 2}
    match(town, after, giver, 6)
    act(town, "finish_need", seen, WORKER)
    assert match(town, other, giver, 6)["state"] == "met"


def test_gr_88_what_is_taken_on_one_after_the_other_is_taken_on_once_at_a_time(town: Town) -> None:
    giver = fresh(town, "provider", capacity=8)
    for from_on, until_on in (("2026-04-01", "2026-04-11"), ("2026-04-11", "2026-04-21"), ("2026-04-15", "2026-04-30")):
        match(town, fresh(town, "need", quantity=3, from_on=from_on, until_on=until_on), giver, 3)
    long = {"from_on": "2026-03-20", "until_on": "2026-05-20"}
    (offer,) = town.as_(WORKER).suggest_providers({"need": fresh(town, "need", **long)["id"]})["items"]
    assert offer["free"] == 2
    before = fresh(town, "need", from_on="2026-03-20", until_on="2026-04-15")
    with refused(Conflict, "grid.provider_full") as caught:
        match(town, before, giver, 6)
    assert caught.value.facts == {"free": 5}
    assert match(town, before, giver, 5)["matched"] == 5


def test_gr_88_two_needs_at_once_do_not_fill_a_provider_twice(town: Town, database_of: Open) -> None:
    giver = fresh(town, "provider", capacity=8)
    wanted = [fresh(town, "need") for _ in range(3)]
    towns = apart(town, database_of, 3)
    answers = together(3, lambda n: match(towns[n], wanted[n], giver, 5))
    assert len([one for one in answers if isinstance(one, dict)]) == 1
    assert {one.code for one in answers if isinstance(one, Conflict)} == {"grid.provider_full"}


def test_gr_88_a_provider_takes_on_a_need_once_and_only_what_it_gives(town: Town) -> None:
    giver = fresh(town, "provider")
    seen = match(town, fresh(town, "need"), giver, 2)
    with refused(Conflict, "grid.provider_matched"):
        match(town, seen, giver, 2)
    with refused(Conflict, "grid.provider_unfit"):
        match(town, fresh(town, "need", kind="repairs"), giver, 1)
    with refused(Conflict, "grid.need_exceeded"):
        match(town, fresh(town, "need"), giver, 7)
    with refused(Denied, "grid.role_not_allowed"):
        act(town, "match_need", seen, WORKER, provider=giver["id"], quantity=1)


def test_a_need_is_of_a_community_and_ends_after_it_begins(town: Town) -> None:
    with refused(Invalid, "grid.need_period_empty"):
        fresh(town, "need", until_on="2026-03-01")
    with refused(Invalid, "grid.community_needed"):
        fresh(town, "need", DISPATCHER, area=DISTRICT)
    assert act(town, "withdraw_need", fresh(town, "need"), WORKER)["state"] == "withdrawn"


def test_lookups_of_the_database_are_those_of_the_code(town: Town) -> None:
    assert {c: (zh, en) for c, zh, en in town.db.all("SELECT code, name_zh, name_en FROM member_kind")} == MEMBER_KINDS
    assert {c: (zh, en) for c, zh, en in town.db.all("SELECT code, name_zh, name_en FROM help_kind")} == HELP_KINDS
    assert dict(town.db.all("SELECT state, ended FROM project_state")) == {s: s in OVER for s in PROJECT_LIFE.states}
    over = {state: not NEED_LIFE.acts(state) for state in NEED_LIFE.states}
    assert dict(town.db.all("SELECT state, ended FROM need_state")) == over
