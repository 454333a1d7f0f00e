"""Rounds: checked in on while open, closed once, and positions that nobody but the worker reads."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
import pytest

from kernel.errors import Conflict, Denied, Failure, Invalid, Missing
from services.grid.domain.setting.registry import SETTINGS
from services.grid.domain.setting.setting import check
from services.grid.schemas.duty import round as schemas
from services.grid.store.duty import round as store
from services.grid.store.setting import setting as settings
from tests.integration.grid.duty import FOREIGN, HEAD, STRANGER, WALKER, WANG, clock_turns, post, staffed, walk
from tests.integration.grid.setting import choose
from tests.integration.grid.town import EAST, EAST_GRID, IN_EAST, RESIDENT, Town
from tests.make import refused

FAR = {"lon": 121.65, "lat": 38.95}


def id_of(n: int) -> str:
    return f"10000000-0000-4000-8000-{n:012d}"


def row(town: Town, n: int, *, minutes: float = 0, point: dict[str, Any] | None = None) -> dict[str, Any]:
    taken_at = town.at + timedelta(minutes=minutes)
    return {"id": id_of(n), "taken_at": taken_at.isoformat(), "point": point or IN_EAST}


def send(town: Town, seen: dict[str, Any], *rows: dict[str, Any]) -> dict[str, Any]:
    return town.as_(WALKER).send_check_ins({"round": seen["id"], "rows": list(rows)})  # type: ignore[no-any-return]


@pytest.fixture
def duty(town: Town) -> Town:
    return staffed(town)


def test_gr_62_a_round_is_opened_on_an_own_grid_only_and_once_at_a_time(duty: Town) -> None:
    with refused(Denied, "grid.round_not_your_grid"):
        duty.as_(STRANGER).open_round({"grid": EAST_GRID})
    seen = walk(duty)
    assert (seen["grid"], seen["area"], seen["closed_at"], seen["minutes"]) == (EAST_GRID, EAST, None, 0)
    with refused(Conflict, "grid.round_already_open"):
        walk(duty)


def test_who_stands_in_may_walk_and_who_is_away_may_not(duty: Town) -> None:
    duty.db.all(
        "INSERT INTO stand_in (id, post, account, area, valid_from, valid_until, created_at)"
        " SELECT gen_random_uuid(), id, %s, area, '2026-03-01', '2026-04-01', now() FROM staff_post WHERE account = %s",
        (STRANGER.id, WANG),
    )
    with refused(Denied, "grid.round_not_your_grid"):
        walk(duty)
    assert duty.as_(STRANGER).open_round({"grid": EAST_GRID})["grid"] == EAST_GRID


def test_gr_62_a_place_is_taken_while_a_round_is_open_and_not_after(duty: Town) -> None:
    seen = walk(duty)
    there = duty.later(minutes=10).as_(WALKER).check_in({"round": seen["id"], "point": IN_EAST})
    assert (there["rows"][0]["near"], there["round"]["check_ins"], there["round"]["minutes"]) == (True, 1, 10)
    done = duty.as_(WALKER).close_round({"round": seen["id"], "version": there["round"]["version"]})
    assert (done["closed_by"], done["minutes"]) == ("worker", 10)
    with refused(Conflict, "grid.round_not_open"):
        duty.later(minutes=1).as_(WALKER).check_in({"round": seen["id"], "point": IN_EAST})
    assert duty.count("check_in") == 1


def test_a_place_far_off_is_marked_and_not_refused(duty: Town) -> None:
    seen = walk(duty)
    there = duty.as_(WALKER).check_in({"round": seen["id"], "point": FAR})
    assert (there["rows"][0]["outcome"], there["rows"][0]["near"], there["round"]["near"]) == ("accepted", False, 0)


def test_gr_63_a_forgotten_round_ends_by_itself_when_its_hours_are_over(duty: Town) -> None:
    seen = walk(duty)
    duty.later(hours=12)
    with refused(Conflict, "grid.round_not_open"):
        duty.as_(WALKER).check_in({"round": seen["id"], "point": IN_EAST})
    clock_turns(duty.later(hours=3))
    clock_turns(duty)
    kept = duty.as_(WALKER).my_rounds({})["items"][0]
    assert (kept["closed_by"], kept["minutes"], kept["version"]) == ("system", 720, 2)


def test_gr_63_a_new_round_need_not_wait_for_the_clock(duty: Town) -> None:
    walk(duty)
    assert walk(duty.later(hours=13))["closed_at"] is None


def test_a_batch_sent_late_is_kept_by_when_each_place_was_taken(duty: Town) -> None:
    seen = walk(duty)
    duty.later(minutes=30)
    done = duty.as_(WALKER).close_round({"round": seen["id"], "version": 1})
    duty.later(hours=20)
    rows = [
        row(duty, 1, minutes=-1220),  # while it was open
        row(duty, 1, minutes=-1219),  # the same id again
        row(duty, 2, minutes=-1300),  # before
        row(duty, 3, minutes=-60),  # after
        row(duty, 4, minutes=60),  # not yet
    ]
    answer = send(duty, done, *rows)
    outcomes = [one["outcome"] for one in answer["rows"]]
    assert outcomes == ["accepted", "duplicate", "outside_round", "outside_round", "future"]
    assert (answer["round"]["check_ins"], duty.count("check_in")) == (1, 1)


def test_the_same_batch_twice_under_two_keys_is_kept_once(duty: Town) -> None:
    seen = walk(duty)
    first, second = (send(duty, seen, row(duty, 1), row(duty, 2)) for _ in range(2))
    assert [one["outcome"] for one in first["rows"]] == ["accepted", "accepted"]
    assert [one["outcome"] for one in second["rows"]] == ["duplicate", "duplicate"]
    assert (second["round"]["check_ins"], duty.count("check_in")) == (2, 2)


def test_the_same_batch_at_once_is_kept_once_and_counted_once(duty: Town) -> None:
    seen = walk(duty)
    rows = [row(duty, n) for n in range(20)]
    with ThreadPoolExecutor(4) as pool:
        answers = [future.result() for future in [pool.submit(send, duty, seen, *rows) for _ in range(4)]]
    taken = sum(one["outcome"] == "accepted" for answer in answers for one in answer["rows"])
    assert (taken, duty.count("check_in")) == (20, 20)
    assert duty.as_(WALKER).my_rounds({})["items"][0]["check_ins"] == 20


def test_of_two_closes_at_once_one_closes(duty: Town) -> None:
    seen = walk(duty)

    def close(_: int) -> str:
        try:
            return str(duty.as_(WALKER).close_round({"round": seen["id"], "version": 1})["closed_by"])
        except Failure as failure:
            return failure.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(close, range(2))) == ["grid.round_changed", "worker"]


def test_a_close_and_the_clock_at_once_end_a_round_once(duty: Town) -> None:
    seen = walk(duty)
    duty.later(hours=12)
    with ThreadPoolExecutor(2) as pool:
        turned = pool.submit(store.close_forgotten, duty.db, hours=12, now=duty.at)
        try:
            duty.as_(WALKER).close_round({"round": seen["id"], "version": 1})
        except Conflict:
            pass
        turned.result()
    kept = duty.as_(WALKER).my_rounds({})["items"][0]
    assert (kept["closed_by"], kept["minutes"], kept["version"]) == ("system", 720, 2)


def test_gr_64_positions_are_their_workers_own(duty: Town) -> None:
    post(duty, STRANGER.id, "grid_worker")
    seen = walk(duty)
    send(duty, seen, row(duty, 1))
    [position] = duty.as_(WALKER).my_track({"round": seen["id"]})["items"]
    assert (position["lon"], position["near"]) == (IN_EAST["lon"], True)
    for other in (STRANGER, HEAD, FOREIGN, RESIDENT):
        with refused(Missing, "grid.round_missing"):
            duty.as_(other).my_track({"round": seen["id"]})
        assert duty.as_(other).my_rounds({})["items"] == []
    with refused(Missing, "grid.round_missing"):
        duty.as_(STRANGER).close_round({"round": seen["id"], "version": 1})


def test_gr_64_a_leader_sees_counts_and_minutes_and_nothing_of_a_person(duty: Town) -> None:
    seen = walk(duty)
    send(duty.later(minutes=45), seen, row(duty, 1), row(duty, 2, point=FAR))
    counted = duty.as_(HEAD).round_day({"on": "2026-03-03"})["items"]
    assert counted == [{"area": EAST, "rounds": 1, "check_ins": 2, "near": 1, "minutes": 45}]
    assert duty.as_(FOREIGN).round_day({"on": "2026-03-03"})["items"] == []
    assert duty.as_(HEAD).round_day({"on": "2026-03-02"})["items"] == []
    assert not {"account", "lon", "lat"} & set(schemas.RoundCountView().fields)


def test_gr_64_no_position_stands_in_an_audit_row_an_event_or_a_stored_answer(duty: Town) -> None:
    seen = walk(duty)
    send(duty, seen, row(duty, 1))
    duty.as_(WALKER).check_in({"round": seen["id"], "point": IN_EAST})
    for table in ("audit", "outbox", "once", "duty_round"):
        kept = str(duty.db.all(f"SELECT to_jsonb({table})::text FROM {table}"))
        assert "121.6" not in kept
        assert orjson.dumps(IN_EAST["lat"]).decode() not in kept


def test_gr_64_positions_are_deleted_after_ninety_days_and_the_round_keeps_its_counts(duty: Town) -> None:
    seen = walk(duty)
    send(duty, seen, row(duty, 1))
    duty.later(days=90)
    clock_turns(duty)
    assert duty.count("check_in") == 1
    clock_turns(duty.later(seconds=1))
    clock_turns(duty)
    assert duty.count("check_in") == 0
    assert duty.as_(WALKER).my_track({"round": seen["id"]})["items"] == []
    assert duty.as_(WALKER).my_rounds({})["items"][0]["check_ins"] == 1


def test_gr_64_two_replicas_forget_side_by_side_and_leave_what_is_younger(
    duty: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "FORGOTTEN", 7)
    seen = walk(duty)
    send(duty, seen, *(row(duty, n) for n in range(100)))
    duty.later(days=80)
    late = walk(duty)
    send(duty, late, row(duty, 1))
    duty.later(days=11)
    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(clock_turns, duty) for _ in range(2)]:
            future.result()
    clock_turns(duty)
    assert duty.count("check_in") == 1


def test_a_longer_keeping_than_ninety_days_cannot_be_chosen_and_does_not_hold(duty: Town) -> None:
    with refused(Invalid, "grid.setting_out_of_bounds"):
        check(SETTINGS["duty.kept_days"], "91")
    choose(duty.db, "duty.kept_days", "91")
    assert settings.read(duty.db, "duty.kept_days", on=date(2026, 3, 3)).get("duty.kept_days") == 90


def test_the_own_rounds_go_page_by_page(duty: Town) -> None:
    duty.at = datetime(2026, 3, 3, 1, tzinfo=UTC)
    for _ in range(3):
        seen = walk(duty)
        duty.later(minutes=5).as_(WALKER).close_round({"round": seen["id"], "version": 1})
    first = duty.as_(WALKER).my_rounds({"limit": 2})
    second = duty.as_(WALKER).my_rounds({"limit": 2, "after": first["next"]})
    assert (len(first["items"]), len(second["items"]), second["next"]) == (2, 1, None)
