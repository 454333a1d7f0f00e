"""One matter, many voices, on a real database."""
from __future__ import annotations

import json

import pytest

from kernel.call import Actor
from kernel.db import Database
from kernel.errors import Conflict, Denied, Failure, Invalid, Missing
from services.grid.domain.life import LIFE
from services.grid.store import incident as incidents
from tests.integration.grid.town import (
    ANYONE,
    DISPATCHER,
    EAST,
    ELSEWHERE,
    IN_EAST,
    NEIGHBOUR,
    OFFICER,
    RESIDENT,
    WEST,
    Town,
)
from tests.integration.race import together

THIRD = Actor(id="r-3", role="resident")


def pair(town, *acts):
    """Give the main one and another of the same matter, led through acts."""
    return town.report(), town.through(*acts, seen=town.report(NEIGHBOUR))


def now(town, seen):
    return town.find(DISPATCHER, seen)


def words(town, seen, actor=DISPATCHER):
    return [step["words"] for step in town.find(actor, seen)["steps"]]


def merge(town, one, into, **given):
    return town.act(DISPATCHER, "merge", one, into=into["id"], **given)


def dues(town, seen):
    return town.db.all(
        "SELECT stage, state, due_at FROM obligation WHERE subject = %s AND state <> 'stopped' ORDER BY stage",
        (seen["id"],),
    )


def test_a_joined_report_keeps_its_number_and_thread_and_is_a_duplicate_in_every_figure_gr_172(town: Town):
    main, other = pair(town, "accept", "file")
    merged = merge(town, other, main)
    assert (merged["state"], merged["outcome"], merged["number"]) == ("merged", "duplicate", other["number"])
    assert now(town, main)["merged"] == 1
    assert town.as_(DISPATCHER).tiers({})["items"][1]["outcome"] == "duplicate"
    assert "joined" in words(town, main)[-1]


def test_its_own_clock_of_the_answer_runs_on_gr_172(town: Town):
    main, other = pair(town, "accept", "file")
    whole = next(row for row in dues(town, other) if row[0] == "whole")
    town.later(hours=5)
    merge(town, now(town, other), main)
    assert dues(town, other) == [whole]


def test_what_happens_to_the_main_one_is_told_in_each_thread_and_its_end_answers_each_gr_174(town: Town):
    main, other = pair(town)
    merge(town, other, main)
    main = town.through("accept", "file", "dispatch", "finish", "pass", "close", seen=now(town, main))
    seen = town.find(NEIGHBOUR, other)
    assert (seen["state"], seen["outcome"]) == ("closed", "duplicate")
    told = [step["act"] for step in seen["steps"]]
    assert told == ["report", "merge", "echo", "echo", "echo", "echo", "echo", "answer"]
    assert "sanitation" in seen["steps"][4]["words"].lower()
    assert main["number"] not in str(seen["steps"])
    assert not dues(town, other)
    assert town.act(NEIGHBOUR, "rate", seen, score=2, solved=False)["version"] == seen["version"] + 1
    assert now(town, main)["score"] is None
    assert now(town, main)["merged"] == 0


def test_a_refusal_of_the_main_one_answers_each_with_its_reason(town: Town):
    main, other = pair(town)
    merge(town, other, main)
    town.through("reject", seen=now(town, main))
    assert "nothing was found on site" in words(town, other, NEIGHBOUR)[-1]
    assert now(town, other)["state"] == "closed"


@pytest.mark.parametrize(
    "acts",
    [(), ("verify",), ("accept",), ("accept", "file"), ("accept", "file", "dispatch"),
     ("accept", "file", "dispatch", "start"), ("accept", "file", "dispatch", "start", "hang"),
     ("accept", "file", "dispatch", "start", "request_extension"), ("accept", "file", "dispatch", "finish"),
     ("accept", "file", "dispatch", "finish", "fail"), ("accept", "file", "dispatch", "finish", "pass")],
)  # fmt: skip
def test_taking_it_apart_restores_all_of_it_gr_173(town: Town, acts):
    main, other = pair(town, *acts)
    before, clocks = incidents.get(town.db, other["id"]), dues(town, other)
    parts = town.db.all("SELECT unit, state, ended_at FROM part WHERE incident = %s", (other["id"],))
    merged = merge(town, other, main)
    town.later(hours=30)
    town.act(DISPATCHER, "unmerge", merged)
    after = incidents.get(town.db, other["id"])
    same = {name: getattr(after, name) for name in Incident_fields}
    assert same == {name: getattr(before, name) for name in Incident_fields}
    assert dues(town, other) == clocks
    assert town.db.all("SELECT unit, state, ended_at FROM part WHERE incident = %s", (other["id"],)) == parts
    assert "apart again" in words(town, other, NEIGHBOUR)[-1]
    assert now(town, main)["merged"] == 0
    assert town.count("merge") == 1


Incident_fields = [
    name for name in incidents.INCIDENTS.columns if name not in ("version", "changed_at")
]  # what an act may not leave changed


def test_joining_to_a_joined_one_joins_to_its_main(town: Town):
    main, other = pair(town)
    third = town.report(THIRD)
    merge(town, other, main)
    merge(town, third, other)
    assert now(town, third)["main"] == main["id"]
    assert now(town, main)["merged"] == 2


def test_what_was_joined_goes_with_its_main_one_and_comes_back_with_it(town: Town):
    one, two = pair(town)
    three = town.report(THIRD)
    merge(town, two, one)
    moved = merge(town, now(town, one), three)
    assert now(town, two)["main"] == three["id"]
    assert now(town, three)["merged"] == 2
    town.act(DISPATCHER, "unmerge", moved)
    assert now(town, two)["main"] == one["id"]
    assert (now(town, one)["merged"], now(town, three)["merged"]) == (1, 0)


def test_it_cannot_be_joined_twice_nor_with_itself_nor_taken_apart_after_the_answer(town: Town):
    main, other = pair(town)
    with pytest.raises(Invalid, match=r"grid.merge_with_itself"):
        merge(town, other, other)
    merged = merge(town, other, main)
    with pytest.raises(Conflict, match=r"grid.incident_act_not_allowed"):
        merge(town, merged, town.report(THIRD))
    town.through("accept", "file", "dispatch", "finish", "pass", "close", seen=now(town, main))
    with pytest.raises(Conflict, match=r"grid.incident_act_not_allowed"):
        town.act(DISPATCHER, "unmerge", now(town, other))
    reopened = town.act(NEIGHBOUR, "reopen", now(town, other), reason="not_solved")
    assert reopened["state"] == "accepted"
    assert now(town, other)["main"] is None


def test_a_second_copy_of_a_joining_changes_nothing(town: Town):
    main, other = pair(town)
    command = {"incident": other["id"], "version": other["version"], "into": main["id"]}
    first = town.as_(DISPATCHER, key="again").merge(command)
    assert town.as_(DISPATCHER, key="again").merge(command) == first
    assert now(town, main)["merged"] == 1
    assert town.count("merge") == 1


def test_who_cannot_see_both_joins_nothing(town: Town):
    main, other = pair(town)
    with pytest.raises(Missing, match=r"grid.incident_missing"):
        town.act(ELSEWHERE, "merge", other, into=main["id"])
    with pytest.raises(Denied, match=r"grid.role_not_allowed"):
        town.act(OFFICER, "merge", other, into=main["id"])
    merged = merge(town, other, main)
    with pytest.raises(Missing, match=r"grid.incident_missing"):
        town.act(ELSEWHERE, "unmerge", merged)
    with pytest.raises(Missing, match=r"grid.incident_missing"):
        town.as_(ELSEWHERE).list_merged({"incident": main["id"]})
    assert [one["id"] for one in town.as_(DISPATCHER).list_merged({"incident": main["id"]})["items"]] == [other["id"]]


def test_what_is_joined_is_listed_by_the_page_the_first_reported_first(town: Town):
    main, *others = (town.report() for _ in range(6))
    for one in reversed(others):
        merge(town, one, main)
    found, after = [], None
    while after is not None or not found:
        listed = town.as_(DISPATCHER).list_merged({"incident": main["id"], "limit": 2, "after": after})
        assert len(listed["items"]) <= 2
        found, after = [*found, *(one["id"] for one in listed["items"])], listed["next"]
    assert found == [one["id"] for one in others]
    with town.db.transaction() as tx:
        tx.run("SET LOCAL enable_seqscan = off")
        sql = "EXPLAIN SELECT id FROM incident WHERE main = %s ORDER BY created_at, id LIMIT 3"
        plan = str(tx.all(sql, (main["id"],)))
        assert "incident_main" in plan
        assert "Sort" not in plan


def test_two_desks_that_join_crosswise_at_once_leave_one_main(town: Town, database_of):
    one, two = pair(town)
    desks = [town, town.aside(database_of("grid"))]
    ways = [(one, two), (two, one)]
    got = together(2, lambda at: merge(desks[at], *ways[at]))
    failed = [found for found in got if isinstance(found, Failure)]
    assert len(failed) == 1
    assert failed[0].code in ("grid.incident_changed", "grid.incident_act_not_allowed", "grid.merge_moved")
    states = sorted(now(town, each)["state"] for each in (one, two))
    assert states == ["merged", "reported"]
    assert sorted(now(town, each)["merged"] for each in (one, two)) == [0, 1]


def test_a_close_and_a_taking_apart_at_once_agree(town: Town, database_of):
    main, other = pair(town)
    merged = merge(town, other, main)
    main = town.through("accept", "file", "dispatch", "finish", "pass", seen=now(town, main))
    merged = now(town, merged)
    desks = [town, town.aside(database_of("grid"))]
    acts = [lambda t: t.act(DISPATCHER, "close", main), lambda t: t.act(DISPATCHER, "unmerge", merged)]
    got = together(2, lambda at: acts[at](desks[at]))
    assert any(not isinstance(found, Failure) for found in got)
    state, count = now(town, other)["state"], now(town, main)["merged"]
    assert (state, count) in (("closed", 0), ("reported", 0))
    left = town.db.one("SELECT count(*) FROM merge WHERE ended_at IS NULL")
    assert left == (0,)


def test_an_answer_of_their_own_is_given_to_one_reporter_only(town: Town):
    main, other = pair(town)
    merged = merge(town, other, main)
    town.act(DISPATCHER, "respond", merged, told="your gate was cleared too")
    assert town.find(NEIGHBOUR, other)["steps"][-1]["told"] == "your gate was cleared too"
    assert "your gate" not in str(town.find(RESIDENT, main)["steps"])
    with pytest.raises(Conflict, match=r"grid.incident_not_merged|grid.incident_act_not_allowed"):
        town.act(DISPATCHER, "respond", now(town, main), told="no")


def test_a_supporter_counts_once_and_can_withdraw_gr_175(town: Town):
    main = town.report()
    for _ in range(2):
        seen = town.as_(NEIGHBOUR).support({"incident": main["id"]})
    assert (seen["supporters"], seen["supported"]) == (1, True)
    assert now(town, main)["version"] == main["version"]
    assert town.as_(NEIGHBOUR).withdraw_support({"incident": main["id"]})["supporters"] == 0
    assert town.as_(NEIGHBOUR).withdraw_support({"incident": main["id"]})["supporters"] == 0
    with pytest.raises(Conflict, match=r"grid.supporter_reported"):
        town.as_(RESIDENT).support({"incident": main["id"]})
    with pytest.raises(Denied, match=r"grid.role_not_allowed"):
        town.as_(OFFICER).support({"incident": main["id"]})


def test_the_trail_tells_support_from_what_changes_the_matter_gr_175(town: Town):
    main = town.report()
    town.as_(NEIGHBOUR).support({"incident": main["id"]})
    town.as_(NEIGHBOUR).withdraw_support({"incident": main["id"]})
    rows = town.db.all("SELECT body FROM audit WHERE subject = %s ORDER BY seq", (main["id"],))
    kinds = [(row["kind"], row["act"]) for row in (json.loads(body) for (body,) in rows)]
    assert kinds == [("incident", "report"), ("support", "support"), ("support", "withdraw_support")]


def test_one_account_from_two_processes_counts_once(town: Town, database_of):
    main = town.report()
    towns = [town, town.aside(database_of("grid"))]
    together(2, lambda at: towns[at].as_(NEIGHBOUR).support({"incident": main["id"]}))
    assert now(town, main)["supporters"] == town.count("support") == 1


def test_support_of_a_joined_report_goes_to_its_main_one(town: Town):
    main, other = pair(town)
    merge(town, other, main)
    town.as_(THIRD).support({"incident": other["id"]})
    assert (now(town, main)["supporters"], now(town, other)["supporters"]) == (1, 0)
    assert town.as_(THIRD).withdraw_support({"incident": other["id"]})["supporters"] == 0


def test_who_has_no_account_supports_once_by_number_and_code_of_an_own_report_gr_175(town: Town):
    main = town.report()
    mine = town.report(ANYONE, unnamed=True, description="the same rubbish")
    ticket = {"number": mine["number"], "code": mine["code"]}
    for _ in range(2):
        seen = town.as_(ANYONE).support({"incident": main["id"], "hear": True, **ticket})
    assert (seen["supporters"], seen["supported"], seen["hear"]) == (1, True, False)
    with pytest.raises(Denied, match=r"grid.support_unproven"):
        town.as_(ANYONE).support({"incident": main["id"]})
    with pytest.raises(Missing, match=r"grid.incident_missing"):
        town.as_(ANYONE).support({"incident": main["id"], **ticket, "code": "22222222"})
    with pytest.raises(Conflict, match=r"grid.supporter_reported"):
        town.as_(ANYONE).support({"incident": mine["id"], **ticket})
    assert mine["id"] not in str(town.db.all("SELECT alias FROM support"))
    assert town.as_(ANYONE).withdraw_support({"incident": main["id"], **ticket})["supporters"] == 0
    merge(town, mine, main)
    with pytest.raises(Conflict, match=r"grid.supporter_reported"):
        town.as_(ANYONE).support({"incident": main["id"], **ticket})


def test_who_reported_what_is_joined_counts_already_gr_175(town: Town):
    main, other = pair(town)
    merge(town, other, main)
    with pytest.raises(Conflict, match=r"grid.supporter_reported"):
        town.as_(NEIGHBOUR).support({"incident": main["id"]})


def test_supporters_go_with_what_is_joined_count_once_and_come_back_with_it_gr_173_gr_175(town: Town):
    main, other = pair(town)
    fourth = Actor(id="r-4", role="resident")
    for who, what in ((THIRD, main), (THIRD, other), (fourth, other)):
        town.as_(who).support({"incident": what["id"], "hear": True})
    merged = merge(town, other, main)
    assert (now(town, main)["supporters"], now(town, other)["supporters"]) == (2, 1)
    last = town.report(NEIGHBOUR, description="once more")
    moved = merge(town, now(town, main), last)
    assert now(town, last)["supporters"] == 2
    town.act(DISPATCHER, "unmerge", moved)
    assert [now(town, one)["supporters"] for one in (main, other, last)] == [2, 1, 0]
    town.act(DISPATCHER, "unmerge", now(town, merged))
    assert [now(town, one)["supporters"] for one in (main, other)] == [1, 2]
    assert town.count("support") == 3


def test_each_reporter_hears_of_the_end_by_the_own_number_and_nobody_elses_gr_174(town: Town):
    main, other = pair(town)
    merge(town, other, main)
    town.through("accept", "file", "dispatch", "finish", "pass", "close", seen=now(town, main))
    ends = [one for one in town.told() if one["name"] in ("grid.incident_closed", "grid.incident_answered")]
    assert sorted((one["data"]["number"], one["data"]["party"]) for one in ends) == sorted(
        (seen["number"], town.seal.alias(who.id)) for seen, who in ((main, RESIDENT), (other, NEIGHBOUR))
    )


def test_no_number_of_questions_tells_a_stranger_more_than_a_square_of_two_hundred_metres_gr_171(town: Town):
    asked = {"description": "rubbish by the gate", "case_type": "E1"}
    corners = [{**IN_EAST, "lon": 121.6141}, {**IN_EAST, "lon": 121.6159}]
    told = []
    for corner in corners:
        one = town.report(point=corner)
        told.append([town.as_(ANYONE).similar({**asked, "point": {**IN_EAST, "lon": 121.61 + step / 1000}}) for step in range(9)])
        town.through("reject", seen=one)
    plain = [[[(row["distance"], row["area"]) for row in found["items"]] for found in answers] for answers in told]
    assert plain[0] == plain[1]
    assert told[0][0]["items"][0]["area_name"] == "东社区"


def test_supporters_who_wish_hear_of_the_end_once_gr_176(town: Town):
    main = town.report()
    town.as_(NEIGHBOUR).support({"incident": main["id"], "hear": True})
    town.as_(THIRD).support({"incident": main["id"]})
    town.through("accept", "file", "dispatch", "finish", "pass", "close", seen=now(town, main))
    for _ in range(2):
        town.as_(Actor(role="system")).tell_supporters()
    told = [event for event in town.told() if event["name"] == "grid.support_ended"]
    assert [event["data"]["party"] for event in told] == [town.seal.alias(NEIGHBOUR.id)]
    assert main["number"] not in str(told)
    with pytest.raises(Conflict, match=r"grid.support_too_late"):
        town.as_(NEIGHBOUR).support({"incident": main["id"]})


def test_the_same_matter_is_suggested_before_it_is_reported_without_number_words_or_person_gr_170_gr_171(town: Town):
    main = town.report()
    town.report(NEIGHBOUR, description="a lamp is out at the corner of the school")
    asked = {"description": "rubbish lies by the gate", "point": IN_EAST, "case_type": "E1"}
    found = town.as_(ANYONE).similar(asked)["items"]
    assert [one["id"] for one in found] == [main["id"]]
    assert (found[0]["distance"], found[0]["kind"], found[0]["open"]) == ("within_200", "Rubbish", True)
    assert main["number"] not in str(found)
    assert "gate" not in str(found)
    assert not town.as_(ANYONE).similar({"description": "noise at night", "area": WEST})["items"]
    with pytest.raises(Invalid, match=r"wire.invalid"):
        town.as_(ANYONE).similar({"description": "rubbish by the gate"})


def test_the_desk_sees_scores_and_reasons_within_its_scope_gr_170(town: Town):
    main, other = pair(town)
    found = town.as_(DISPATCHER).find_same({"incident": other["id"]})["items"]
    assert found[0]["incident"]["id"] == main["id"]
    assert found[0]["score"] > 0.9
    assert found[0]["reasons"] == ["words", "place", "kind", "time"]
    with pytest.raises(Missing, match=r"grid.incident_missing"):
        town.as_(ELSEWHERE).find_same({"incident": other["id"]})
    merge(town, other, main)
    assert not town.as_(DISPATCHER).find_same({"incident": main["id"]})["items"]


def test_each_choice_of_what_may_be_the_same_is_answered_by_an_index(town: Town):
    with town.db.transaction() as tx:
        tx.run("SET LOCAL enable_seqscan = off")
        sql = "EXPLAIN SELECT id FROM incident WHERE area = %s AND created_at > now() ORDER BY created_at DESC LIMIT 80"
        assert "Index" in str(tx.all(sql, (EAST,)))


def test_the_state_of_joined_reports_has_words_and_a_row(town: Town):
    assert "merged" in LIFE.states
    assert town.db.one("SELECT ended FROM incident_state WHERE state = 'merged'") == (True,)
    assert isinstance(town.db, Database)
