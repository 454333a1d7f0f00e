"""Every clock of an incident on a real database: told once near and once missed, and moved by its own acts alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kernel import deadline_sweep
from kernel.db import Database
from kernel.errors import Conflict, Invalid
from services.grid.domain.periods import BY_STAGE
from tests.integration.grid.incident.test_race import at_once
from tests.integration.grid.setting import choose
from tests.integration.grid.town import DISPATCHER, LAMPS, LEADER, OFFICER, WORKER, Town
from tests.make import refused

TO_HANDLING = ("accept", "file", "dispatch", "start")
# what leads to a state in which the clock of a stage runs
WAYS: dict[str, tuple[str, ...]] = {
    "accept": (),
    "verify": ("verify",),
    "file": ("accept",),
    "dispatch": ("accept", "file"),
    "arbitrate": ("accept", "file", "dispatch", "return", "dispatch", "return"),
    "take_up": ("accept", "file", "dispatch"),
    "handle": TO_HANDLING,
    "review": (*TO_HANDLING, "hang"),
    "check": (*TO_HANDLING, "finish"),
    "close": (*TO_HANDLING, "finish", "pass"),
    "whole": ("accept", "file"),
    "make_safe": (),
}


def clocks(town: Town, seen: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the clocks of an incident by stage, the last of each."""
    return {one["stage"]: one for one in town.find(DISPATCHER, seen)["clocks"]}


def danger(town: Town) -> dict[str, Any]:
    """Give a missing manhole cover that the lamps' people must see to."""
    return town.through("dispatch", seen=town.report(WORKER, case_type="F1"))


def told(town: Town, stage: str) -> list[tuple[str, int]]:
    """Give what was told of a stage's clock: near or missed, and in which round."""
    sql = "SELECT name, (body::json->>'round')::int FROM outbox WHERE body::json->'data'->>'stage' = %s ORDER BY created_at, id"
    return [(name.removeprefix("grid.deadline_"), number) for name, number in town.db.all(sql, (stage,))]


def sweep(db: Database, at: Any) -> dict[str, Any]:
    return {"told": deadline_sweep.sweep(db, at)}


@pytest.mark.parametrize("stage", BY_STAGE)
def test_gr_133_each_clock_is_told_near_once_and_missed_once_by_any_number_of_replicas(
    town: Town, stage: str, database_of: Any
) -> None:
    seen = danger(town) if stage == "make_safe" else town.through(*WAYS[stage])
    sql = "SELECT near_at, due_at FROM obligation WHERE subject = %s AND stage = %s AND state = 'running'"
    ((near_at, due_at),) = town.db.all(sql, (seen["id"], stage))
    assert near_at < due_at
    dbs = [town.db, database_of("grid")]
    for at in (near_at, near_at, due_at, due_at + timedelta(days=1)):
        at_once(*((lambda command, db=db: sweep(db, command["at"]), {"at": at}) for db in dbs * 2))
    assert told(town, stage) == [("near", 1), ("missed", 1)]


def test_gr_133_the_next_round_is_told_of_anew(town: Town) -> None:
    seen = town.through("accept")
    sweep(town.db, town.at + timedelta(days=1))
    seen = town.through("file", "dispatch", "finish", "pass", "close", "reopen", seen=seen)
    sweep(town.db, town.at + timedelta(days=1))
    sweep(town.db, town.at + timedelta(days=2))
    assert told(town, "file") == [("missed", 1), ("missed", 2)]


def test_gr_131_a_danger_is_made_safe_within_the_hour_at_night_too_and_then_repaired(town: Town) -> None:
    # 22:00 in Shanghai on a Saturday
    town.later(days=4, hours=13)
    seen = danger(town)
    assert seen["due_at"] == (town.at + timedelta(hours=1)).isoformat()
    with refused(Conflict, "grid.not_safe_yet"):
        town.act(LAMPS, "request_extension", town.act(LAMPS, "start", seen), days=2, reason="weather")
    town.later(minutes=40)
    safe = town.act(LAMPS, "make_safe", town.find(LAMPS, seen))
    assert (safe["state"], safe["due_at"]) == ("handling", (town.at + timedelta(hours=24)).isoformat())
    found = clocks(town, seen)
    assert (found["make_safe"]["state"], found["make_safe"]["late"], found["handle"]["state"]) == ("stopped", False, "running")
    with refused(Conflict, "grid.safe_already"):
        town.act(LAMPS, "make_safe", safe)


def test_gr_118_an_officers_start_is_the_acceptance_and_stops_its_clock(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch")
    # two working hours from 09:00
    assert clocks(town, seen)["take_up"]["due_at"] == "2026-03-03T03:00:00+00:00"
    town.later(minutes=30)
    seen = town.through("start", seen=seen)
    assert (clocks(town, seen)["take_up"]["state"], clocks(town, seen)["take_up"]["late"]) == ("stopped", False)
    assert clocks(town, seen)["handle"]["state"] == "running"


def test_gr_132_neither_a_pause_nor_more_time_moves_the_clock_of_the_whole(town: Town) -> None:
    seen = town.through(*TO_HANDLING)
    before = clocks(town, seen)["whole"]["due_at"]
    seen = town.through("request_extension", "approve_extension", "hang", seen=seen)
    town.later(days=7)
    seen = town.through("resume", seen=seen)
    after = clocks(town, seen)
    assert (after["whole"]["due_at"], after["whole"]["state"]) == (before, "running")
    seen = town.through("finish", "pass", "close", seen=seen)
    assert clocks(town, seen)["whole"]["state"] == "stopped"


def test_gr_206_who_has_missed_the_limit_is_not_on_time_by_asking_for_more(town: Town) -> None:
    seen = town.through(*TO_HANDLING)
    # due at 14:00, and it is 15:00
    town.later(hours=6)
    with refused(Conflict, "grid.extension_late"):
        town.through("request_extension", seen=seen)
    assert clocks(town, seen)["handle"]["due_at"] == seen["due_at"]
    town.through("finish", seen=seen)
    assert clocks(town, seen)["handle"]["late"]


def test_gr_206_what_was_asked_in_time_and_granted_a_little_later_counts_from_the_former_end(town: Town) -> None:
    soon, later = (town.through(*TO_HANDLING, "request_extension") for _ in range(2))
    town.later(hours=24)
    sweep(town.db, town.at)
    granted = town.through("approve_extension", seen=soon)
    # two working days of seven and a half hours after 14:00 on Tuesday
    assert granted["due_at"] == "2026-03-05T06:00:00+00:00"
    town.later(hours=24)
    with refused(Conflict, "grid.extension_decided_late"):
        town.through("approve_extension", seen=later)
    assert town.through("refuse_extension", seen=later)["due_at"] == later["due_at"]
    town.through("finish", seen=granted)
    assert not clocks(town, soon)["handle"]["late"]


def test_in_18_more_time_and_a_pause_of_the_lead_move_no_clock_of_who_helps(town: Town) -> None:
    seen = town.through(*TO_HANDLING, "join")
    sql = "SELECT stage, state, due_at, version FROM obligation WHERE kind = 'part' ORDER BY stage"
    before = town.db.all(sql)
    assert [(stage, state) for stage, state, *_ in before] == [("handle", "running"), ("take_up", "running")]
    seen = town.through("request_extension", "approve_extension", "hang", seen=seen)
    assert (clocks(town, seen)["handle"]["state"], town.db.all(sql)) == ("paused", before)
    town.through("resume", seen=seen)
    assert town.db.all(sql) == before


def test_gr_115_the_clock_of_handling_waits_only_for_reasons_that_allow_it(town: Town) -> None:
    waiting = town.through(*TO_HANDLING, "hang")
    assert (clocks(town, waiting)["handle"]["state"], clocks(town, waiting)["handle"]["due_at"]) == ("paused", None)
    seen = town.through(*TO_HANDLING)
    due = seen["due_at"]
    sought = town.act(DISPATCHER, "hang", seen, reason="no_owner", plan="ask the register", review_on="2026-03-10")
    assert (clocks(town, sought)["handle"]["state"], clocks(town, sought)["handle"]["due_at"]) == ("running", due)
    assert town.through("resume", seen=sought)["due_at"] == due


def test_gr_114_each_review_is_due_and_told_and_names_the_next(town: Town) -> None:
    seen = town.through(*TO_HANDLING, "hang")
    assert seen["due_at"] == "2026-05-01T15:59:59.999999+00:00"
    town.later(days=60)
    sweep(town.db, town.at)
    assert told(town, "review") == [("missed", 1)]
    seen = town.act(DISPATCHER, "review", seen, plan="the works begin in June", review_on="2026-06-15", told="六月施工")
    found = town.find(LEADER, seen)
    assert (found["plan"], found["review_on"], found["due_at"][:10]) == ("the works begin in June", "2026-06-15", "2026-06-15")
    assert found["steps"][-1]["words"] == "It was looked at again while on hold; next by 2026-06-15."
    town.later(days=50)
    sweep(town.db, town.at)
    assert told(town, "review") == [("missed", 1), ("missed", 1)]
    with refused(Invalid, "grid.review_far"):
        town.act(DISPATCHER, "review", seen, review_on="2027-06-15")


def test_in_17_a_district_chooses_what_is_usual_and_a_kinds_own_limit_goes_before_it(town: Town) -> None:
    with town.db.transaction() as tx:
        for key, value in (("limit.accept", "20"), ("limit.take_up", "30"), ("limit.handle", "1"), ("limit.make_safe", "30")):
            choose(tx, key, value)
    seen = town.report()
    assert seen["due_at"] == (town.at + timedelta(minutes=20)).isoformat()
    seen = town.through("accept", "file", "dispatch", seen=seen)
    found = clocks(town, seen)
    # of four working hours, the kind's own, and not of the one working day
    assert found["take_up"]["due_at"] == (town.at + timedelta(minutes=30)).isoformat()
    assert found["handle"]["due_at"] == (town.at + timedelta(hours=5)).isoformat()
    assert danger(town)["due_at"] == (town.at + timedelta(minutes=30)).isoformat()


def test_gr_119_a_return_without_a_known_owner_is_refused(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch")
    with refused(Invalid, "wire.invalid"):
        town.act(OFFICER, "return_", seen, reason="not_our_duty")
    with refused(Invalid, "grid.unit_unknown"):
        town.act(OFFICER, "return_", seen, reason="not_our_duty", proposed="nobody")
    with refused(Invalid, "grid.proposed_itself"):
        town.act(OFFICER, "return_", seen, reason="not_our_duty", proposed="sanitation")
