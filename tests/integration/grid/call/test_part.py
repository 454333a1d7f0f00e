"""A lead and co-handlers on a real database: an obligation each, one end, and a thread that tells of all."""

from __future__ import annotations

from typing import Any

import pytest

from kernel.call import Actor
from kernel.clock import new_id
from kernel.deadline_sweep import sweep
from kernel.errors import Conflict, Denied, Invalid, Missing
from tests.integration.grid.incident.test_race import at_once
from tests.integration.grid.town import (
    DISPATCHER,
    ELSEWHERE,
    LAMPS,
    LEADER,
    OFFICER,
    PHOTO,
    RESIDENT,
    Town,
    other,
)
from tests.make import refused


def helped(town: Town) -> dict[str, Any]:
    """Give an incident that sanitation leads and lamps helps with."""
    return town.act(DISPATCHER, "dispatch", town.through("accept", "file"), helpers=["lamps"])


def part(town: Town, actor: Actor = LAMPS) -> dict[str, Any]:
    found: dict[str, Any] = town.as_(actor).list_parts({})["items"][0]
    return found


def on_part(town: Town, actor: Actor, act: str, seen: dict[str, Any], **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = getattr(town.as_(actor), act)({"part": seen["id"], "version": seen["version"], **given})
    return found


def test_gr_123_each_has_an_obligation_of_its_own_and_sees_the_matter(town: Town) -> None:
    seen = helped(town)
    assert [(one["unit"], one["role"], one["state"]) for one in town.find(DISPATCHER, seen)["parts"]] == [
        ("sanitation", "lead", "given"), ("lamps", "co", "given"),
    ]  # fmt: skip
    mine = part(town)
    assert (mine["due_at"], mine["acts"]) == ("2026-03-03T06:00:00+00:00", ["start_part", "finish_part"])
    clocks = town.db.all("SELECT kind, owner, state, stage FROM obligation WHERE subject = %s ORDER BY stage", (mine["id"],))
    assert clocks == [("part", "lamps", "running", stage) for stage in ("handle", "take_up")]
    assert town.find(LAMPS, seen)["id"] == seen["id"]
    with refused(Missing, "grid.incident_missing"):
        town.find(other(LAMPS, id="o-9", unit="heat"), seen)


def test_the_date_of_a_part_follows_its_clock_after_a_change_of_the_calendar_and_the_matter_keeps_its_own(town: Town) -> None:
    seen = helped(town)
    mine, due, moved = part(town), town.find(DISPATCHER, seen)["due_at"], "2026-03-04T02:00:00+00:00"
    town.db.all("UPDATE obligation SET due_at = %s WHERE subject = %s AND stage = 'handle' RETURNING 1", (moved, mine["id"]))
    for _ in range(2):
        town.as_(DISPATCHER).move_dates({"subject": mine["id"], "data": {"kind": "part"}})
    assert (part(town)["due_at"], part(town)["version"]) == (moved, mine["version"])
    assert town.find(DISPATCHER, seen)["due_at"] == due


def test_gr_146_a_helper_shows_its_part_with_photos_of_its_own(town: Town) -> None:
    seen = helped(town)
    begun = on_part(town, LAMPS, "start_part", part(town))
    own, foreign = new_id(), new_id()
    town.sent[foreign] = {"owner": "somebody else"}
    with refused(Invalid, "grid.attachment_missing"):
        on_part(town, LAMPS, "finish_part", begun, evidence=[{"kind": "photo_after", "ref": foreign}])
    on_part(town, LAMPS, "finish_part", begun, evidence=[{"kind": "photo_after", "ref": own}])
    assert [one["ref"] for one in town.find(DISPATCHER, seen)["evidence"]] == [own]
    assert town.as_(LAMPS).evidence_kept({"attachments": [own, foreign]}) == {"kept": [own]}


def test_gr_124_the_lead_finishes_once_the_part_is_done_and_the_thread_tells_of_it(town: Town) -> None:
    seen = town.act(OFFICER, "start", helped(town))
    with refused(Conflict, "grid.parts_open"):
        town.act(OFFICER, "finish", seen, evidence=[PHOTO])
    begun = on_part(town, LAMPS, "start_part", part(town))
    assert (begun["state"], begun["acts"]) == ("started", ["finish_part"])
    done = on_part(town, LAMPS, "finish_part", begun, told="灯已修好", evidence=[{"kind": "note", "words": "ok"}])
    assert (done["state"], done["acts"]) == ("done", [])
    assert town.db.all("SELECT DISTINCT state FROM obligation WHERE subject = %s", (done["id"],)) == [("stopped",)]
    found = town.find(DISPATCHER, seen)
    assert [step["words"] for step in found["steps"]][-4:] == [
        "Lamps does a part of the work.", "Sanitation has begun the work.",
        "Lamps has begun its part.", "Lamps has finished its part.",
    ]  # fmt: skip
    assert (found["steps"][-1]["told"], found["evidence"][-1]["words"]) == ("灯已修好", "ok")
    assert town.act(OFFICER, "finish", found, evidence=[PHOTO])["state"] == "handled"
    assert town.as_(LAMPS).list_parts({})["items"] == []
    with refused(Missing, "grid.incident_missing"):
        town.find(LAMPS, seen)


def test_gr_118_a_co_handler_takes_its_part_up_within_its_time_and_is_told_when_it_did_not(town: Town) -> None:
    helped(town)
    mine = part(town)
    town.later(minutes=121)
    sweep(town.db, town.at)
    told = {(one["data"]["stage"], one["data"]["owner"]) for one in town.told() if one["name"] == "grid.deadline_missed"}
    assert told == {("take_up", "lamps"), ("take_up", "sanitation")}
    on_part(town, LAMPS, "start_part", mine)
    clocks = town.db.all("SELECT stage, state, late FROM obligation WHERE subject = %s ORDER BY stage", (mine["id"],))
    assert clocks == [("handle", "running", False), ("take_up", "stopped", True)]


def test_gr_123_neither_the_unit_nor_the_desk_moves_the_leads_part_beside_the_incident(town: Town) -> None:
    helped(town)
    lead = next(one for one in town.as_(DISPATCHER).list_parts({"limit": 10})["items"] if one["role"] == "lead")
    assert lead["acts"] == []
    for actor, act, given in ((OFFICER, "start_part", {}), (OFFICER, "finish_part", {}),
                              (DISPATCHER, "release_part", {"reason": "not_needed"})):  # fmt: skip
        with refused(Conflict, "grid.part_act_not_allowed"):
            on_part(town, actor, act, lead, **given)


def test_gr_123_who_still_has_a_part_is_not_made_the_lead(town: Town) -> None:
    seen = town.through("return", seen=helped(town))
    with refused(Conflict, "grid.unit_helps"):
        town.act(DISPATCHER, "dispatch", seen, unit="lamps")
    on_part(town, DISPATCHER, "release_part", part(town), reason="given_by_mistake")
    seen = town.act(DISPATCHER, "dispatch", town.find(DISPATCHER, seen), unit="lamps")
    assert (seen["unit"], [one["unit"] for one in town.as_(LAMPS).list_parts({})["items"]]) == ("lamps", ["lamps"])


def test_gr_124_a_released_part_holds_up_nobody(town: Town) -> None:
    seen = helped(town)
    with refused(Denied, "grid.role_not_allowed"):
        on_part(town, LAMPS, "release_part", part(town), reason="not_needed")
    released = on_part(town, DISPATCHER, "release_part", part(town, DISPATCHER), reason="not_needed")
    assert released["state"] == "released"
    assert town.told_of(seen)[-1] == "grid.incident_part_released"
    assert town.act(OFFICER, "finish", town.find(OFFICER, seen), evidence=[PHOTO])["state"] == "handled"


def test_gr_123_a_unit_joins_later_too_but_not_twice_and_never_as_its_own_help(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch", "start", "join")
    for unit, code in (("lamps", "grid.helper_twice"), ("sanitation", "grid.helper_leads"), ("nobody", "grid.unit_unknown")):
        with refused(Invalid, code):
            town.act(DISPATCHER, "join", seen, unit=unit)


@pytest.mark.parametrize(("unit", "code"), [("nobody", "grid.unit_unknown"), ("sanitation", "grid.helper_leads"),
                                            ("lamps", "grid.helper_twice")])  # fmt: skip
def test_a_helper_that_cannot_be_named_is_pointed_at(town: Town, unit: str, code: str) -> None:
    seen = town.through("accept", "file")
    with refused(Invalid, code) as caught:
        town.act(DISPATCHER, "dispatch", seen, helpers=["lamps", unit])
    assert caught.value.pointer == "/helpers/1"
    assert town.find(DISPATCHER, seen)["state"] == "filed"


def test_gr_123_a_part_goes_on_while_the_lead_is_looked_for_anew(town: Town) -> None:
    seen = town.through("return", seen=helped(town))
    assert seen["state"] == "filed"
    on_part(town, LAMPS, "finish_part", part(town))
    town.later(minutes=1)
    seen = town.act(DISPATCHER, "dispatch", town.find(DISPATCHER, seen), unit="east_team")
    assert [(one["unit"], one["state"]) for one in town.find(DISPATCHER, seen)["parts"]] == [
        ("sanitation", "returned"), ("lamps", "done"), ("east_team", "given"),
    ]  # fmt: skip


def test_the_leads_part_is_done_with_its_finish_and_begun_again_by_rework(town: Town) -> None:
    states = []
    seen = town.report()
    for act in ("accept", "file", "dispatch", "start", "finish", "fail", "finish", "pass", "close"):
        seen = town.through(act, seen=seen)
        states += [row[0] for row in town.db.all("SELECT state FROM part")]
    assert states == ["given", "started", "done", "started", "done", "done", "done"]
    seen = town.through("reopen", "file", "dispatch", seen=seen)
    assert town.db.all("SELECT round, state FROM part ORDER BY round") == [(1, "done"), (2, "given")]


def test_gr_123_a_part_is_out_of_the_strangers_reach(town: Town) -> None:
    helped(town)
    mine = part(town)
    assert town.as_(ELSEWHERE).list_parts({})["items"] == town.as_(OFFICER).list_parts({})["items"][1:] == []
    assert sorted(one["role"] for one in town.as_(DISPATCHER).list_parts({"limit": 10})["items"]) == ["co", "lead"]
    assert town.as_(RESIDENT).list_parts({})["items"] == []
    with refused(Missing, "grid.part_missing"):
        on_part(town, ELSEWHERE, "release_part", mine, reason="not_needed")
    with refused(Denied, "grid.unit_not_responsible"):
        on_part(town, OFFICER, "finish_part", mine)
    with refused(Missing, "grid.part_missing"):
        on_part(town, LAMPS, "finish_part", {**mine, "id": "00000000-0000-7000-8000-000000000009"})


def test_gr_123_of_two_at_once_on_one_part_one_wins_and_the_same_key_is_answered_alike(town: Town) -> None:
    seen = helped(town)
    mine = part(town)
    command = {"part": mine["id"], "version": mine["version"]}
    answers = at_once(
        (town.as_(LAMPS).finish_part, command), (town.as_(DISPATCHER).release_part, {**command, "reason": "not_needed"})
    )
    assert [one.code for one in answers if not isinstance(one, dict)] == ["grid.part_changed"]
    ended = [name for name in town.told_of(seen) if name in ("grid.incident_part_finished", "grid.incident_part_released")]
    assert len(ended) == 1
    second = helped(town)
    given = next(one for one in town.find(DISPATCHER, second)["parts"] if one["role"] == "co")
    again = {"part": given["id"], "version": 1}
    first = [town.as_(LAMPS, key="part-1").finish_part(again) for _ in range(2)]
    assert first[0] == first[1]
    assert town.told_of(second).count("grid.incident_part_finished") == 1


@pytest.mark.parametrize("turn", range(4))
def test_gr_124_finishing_the_whole_and_joining_at_once_never_leaves_a_part_behind(town: Town, turn: int) -> None:
    seen = town.through("accept", "file", "dispatch", "start")
    command = {"incident": seen["id"], "version": seen["version"]}
    pair = [
        (town.as_(OFFICER).finish, {**command, "evidence": [{"kind": "document", "ref": "d-1"}]}),
        (town.as_(DISPATCHER).join, {**command, "unit": "lamps"}),
    ]
    answers = at_once(*(pair if turn % 2 else pair[::-1]))
    assert sum(isinstance(one, dict) for one in answers) == 1
    state, helpers = town.db.one("SELECT state, helpers FROM incident") or ("", [])
    assert (state, helpers) in (("handled", []), ("handling", ["lamps"]))


def test_a_leader_reads_the_parts_of_the_area(town: Town) -> None:
    helped(town)
    assert {one["unit"] for one in town.as_(LEADER).list_parts({})["items"]} == {"sanitation", "lamps"}
    assert {one["unit"] for one in town.as_(LEADER).list_parts({"unit": "lamps"})["items"]} == {"lamps"}
