"""Leaving: posts end, and what is open goes to somebody who stays."""
from __future__ import annotations

from datetime import date

import pytest

from kernel import outbox
from kernel.call import Actor, Call
from kernel.errors import Conflict, Failure, Invalid, Missing
from services.grid.store.staff import staff as store
from tests.integration.grid.incident.test_race import at_once
from tests.integration.grid.people.test_staff import second_grid, stand_in
from tests.integration.grid.post import ANN, BEN, BENS_EYES, CAT, appoint
from tests.integration.grid.town import DISPATCHER, EAST, EAST_GRID, ELSEWHERE, LEADER, PHOTO, WEST, Town
from tests.make import refused

TODAY = "2026-03-03"


def work_of_ben(town: Town) -> dict:
    """Give an incident that Ben has begun to handle."""
    seen = town.through("accept", "file")
    seen = town.act(DISPATCHER, "dispatch", seen, unit="east_team")
    return town.act(BENS_EYES, "start", seen)


def leave(town: Town, actor: Actor = LEADER, **given: object) -> dict:
    return town.as_(actor).leave({"account": BEN, "on": TODAY, "reason": "resigned", **given})


def test_gr_54_what_is_open_goes_to_the_successor_named_and_each_incident_tells_of_it(town: Town) -> None:
    appoint(town, BEN)
    appoint(town, CAT)
    seen = work_of_ben(town)
    left = leave(town, successors=[{"place": EAST, "account": CAT}])
    assert (left["state"], left["moved"]) == (
        "done", [{"kind": "incident", "subject": seen["id"], "place": EAST_GRID, "heir": CAT}],
    )  # fmt: skip
    assert town.db.one("SELECT handler, state, unit FROM incident") == (CAT, "handling", "east_team")
    assert town.told_of(seen)[-1] == "grid.incident_reassigned"
    last = town.find(DISPATCHER, seen)["steps"][-1]
    assert (last["words"], last["actor"]) == ("Somebody else goes on with it.", LEADER.id)
    told = [event for event in town.told() if event["name"] == "grid.staff_left"]
    assert [(event["data"]["posts"], event["data"]["moved"], event["data"]["waiting"]) for event in told] == [(1, 1, 0)]
    assert town.as_(LEADER).find_leave({"leave": left["id"]})["moved"] == left["moved"]


def test_gr_54_without_a_successor_it_is_the_grids_head(town: Town) -> None:
    appoint(town, BEN)
    appoint(town, ANN, role="grid_head")
    work_of_ben(town)
    assert leave(town)["moved"][0]["heir"] == ANN


def test_gr_54_with_nobody_left_it_goes_back_to_the_desk_with_the_clock_of_dispatching(town: Town) -> None:
    appoint(town, BEN, role="grid_head")
    seen = work_of_ben(town)
    assert leave(town)["moved"][0]["heir"] is None
    assert town.db.one("SELECT state, handler, unit FROM incident") == ("filed", None, None)
    assert town.told_of(seen)[-1] == "grid.incident_sent_back"
    assert [one["id"] for one in town.as_(DISPATCHER).list_incidents({"queue": "mine"})["items"]] == [seen["id"]]
    clocks = {one["stage"]: one["state"] for one in town.find(DISPATCHER, seen)["clocks"]}
    assert (clocks["handle"], clocks["dispatch"]) == ("running", "running")
    town.act(DISPATCHER, "dispatch", town.find(DISPATCHER, seen))


def test_gr_120_whose_handler_leaves_has_the_time_that_was_left_with_the_next_unit(town: Town) -> None:
    appoint(town, BEN, role="grid_head")
    seen = work_of_ben(town)
    due_at = seen["due_at"]
    town.later(hours=1)
    leave(town)
    again = town.act(DISPATCHER, "dispatch", town.find(DISPATCHER, seen), unit="sanitation")
    assert again["due_at"] == due_at
    handling = [one for one in town.find(DISPATCHER, seen)["clocks"] if one["stage"] == "handle"]
    assert [(one["state"], one["due_at"], one["owner"]) for one in handling] == [("running", due_at, "sanitation")]


def test_gr_120_what_was_on_hold_runs_on_with_what_was_left_when_its_handler_leaves(town: Town) -> None:
    appoint(town, BEN, role="grid_head")
    hung = town.act(DISPATCHER, "hang", work_of_ben(town), reason="season", plan="wait", review_on="2026-05-01")
    town.later(hours=1)
    leave(town)
    (clock,) = [one for one in town.find(DISPATCHER, hung)["clocks"] if one["stage"] == "handle"]
    # four working hours, none of which was used before it waited: 10:00 to 12:00 and 13:00 to 15:00
    assert (clock["state"], clock["due_at"]) == ("running", "2026-03-03T07:00:00+00:00")


def test_gr_54_what_was_on_hold_or_solved_is_handed_over_too(town: Town) -> None:
    appoint(town, BEN)
    hung = town.act(DISPATCHER, "hang", work_of_ben(town), reason="season", plan="wait", review_on="2026-05-01")
    solved = town.act(BENS_EYES, "finish", work_of_ben(town), evidence=[PHOTO])
    left = leave(town)
    assert {one["subject"] for one in left["moved"]} == {hung["id"], solved["id"]}
    states = dict(town.db.all("SELECT id, state FROM incident WHERE handler IS NULL"))
    assert states == {hung["id"]: "filed", solved["id"]: "handled"}


def test_gr_54_a_matter_on_hold_stays_on_hold_with_its_heir(town: Town) -> None:
    appoint(town, BEN)
    appoint(town, ANN, role="grid_head")
    hung = town.act(DISPATCHER, "hang", work_of_ben(town), reason="season", plan="wait", review_on="2026-05-01")
    leave(town)
    assert town.db.one("SELECT state, handler FROM incident") == ("hung", ANN)
    town.act(DISPATCHER, "resume", town.find(DISPATCHER, hung))


def test_gr_54_all_posts_end_and_so_does_standing_in(town: Town) -> None:
    second_grid(town)
    appoint(town, BEN, employment="professional")
    appoint(town, BEN, employment="professional", place=EAST + "002", valid_from="2026-06-01")
    stand_in(town, appoint(town, ANN, role="grid_head"), BEN, "2026-03-01", "2026-03-20")
    leave(town)
    for day in (date(2026, 3, 3), date(2026, 6, 1)):
        assert BEN not in [one.account for one in store.holders(town.db, [EAST_GRID, EAST + "002"], day)]
    assert town.as_(BENS_EYES).list_incidents({"queue": "all"})["items"] == []


def test_gr_54_who_has_left_sees_and_starts_nothing(town: Town) -> None:
    appoint(town, BEN)
    seen = town.through("accept", "file")
    seen = town.act(DISPATCHER, "dispatch", seen, unit="east_team")
    stale = town.as_(BENS_EYES)
    leave(town)
    with refused(Missing, "grid.incident_missing"):
        town.find(BENS_EYES, seen)
    # a process that has not heard of it yet still lets nobody take work
    with refused(Conflict, "grid.staff_gone"):
        stale.start({"incident": seen["id"], "version": seen["version"]})
    appoint(town, BEN, valid_from=TODAY)
    assert town.act(BENS_EYES, "start", seen)["state"] == "handling"


@pytest.mark.parametrize("turn", range(5))
def test_gr_54_leaving_while_taking_work_leaves_no_work_with_who_is_gone(town: Town, turn: int) -> None:
    appoint(town, BEN)
    seen = town.through("accept", "file")
    seen = town.act(DISPATCHER, "dispatch", seen, unit="east_team")
    start = (town.as_(BENS_EYES).start, {"incident": seen["id"], "version": seen["version"]})
    gone = (town.as_(LEADER).leave, {"account": BEN, "on": TODAY, "reason": "resigned"})
    pair = (start, gone) if turn % 2 else (gone, start)
    answers = at_once(*pair)
    lost = [answer.code for answer in answers if isinstance(answer, Failure)]
    assert lost in ([], ["grid.staff_gone"])
    assert town.db.one("SELECT count(*) FROM incident WHERE handler = %s", (BEN,)) == (0,)


def test_gr_54_a_leave_to_come_is_carried_out_on_its_day_once_by_any_process(town: Town) -> None:
    appoint(town, BEN)
    work_of_ben(town)
    planned = leave(town, on="2026-03-10")
    assert (planned["state"], planned["moved"], planned["acts"]) == ("planned", [], ["withdraw"])
    sweep(town)
    assert town.db.one("SELECT state FROM staff_leave") == ("planned",)
    town.later(days=20)
    at_once(*((lambda _: sweep(town) or {}, {}) for _ in range(4)))
    assert town.db.one("SELECT state, version FROM staff_leave") == ("done", 2)
    assert town.db.one("SELECT valid_until::text, ending FROM staff_post") == ("2026-03-10", "left")
    assert town.db.one("SELECT state, handler FROM incident") == ("filed", None)
    assert [event["name"] for event in town.told()].count("grid.staff_left") == 1
    assert town.db.one("SELECT count(*) FROM staff_moved") == (1,)


def test_gr_54_a_planned_leave_may_be_withdrawn_and_is_planned_once(town: Town) -> None:
    appoint(town, BEN)
    planned = leave(town, on="2026-03-10")
    with refused(Conflict, "grid.leave_planned_already"):
        leave(town, on="2026-03-11")
    command = {"leave": planned["id"], "version": 1}
    assert town.as_(LEADER).withdraw_leave(command)["state"] == "withdrawn"
    with refused(Conflict, "grid.leave_act_not_allowed"):
        town.as_(LEADER).withdraw_leave({**command, "version": 2})
    town.later(days=20)
    sweep(town)
    assert store.holders(town.db, [EAST_GRID], date(2026, 4, 1))


def test_gr_54_a_leave_that_falls_over_half_way_leaves_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    appoint(town, BEN)
    work_of_ben(town)
    tables = ("staff_post", "staff_leave", "staff_moved", "incident", "step", "audit")
    before = [town.db.all(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]

    def fall(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(outbox, "append", fall)
    with pytest.raises(RuntimeError):
        leave(town)
    assert [town.db.all(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables] == before


def test_gr_54_a_successor_must_stand_there_and_stay(town: Town) -> None:
    appoint(town, BEN)
    second_grid(town, WEST)
    appoint(town, CAT, place=WEST + "002")
    with refused(Invalid, "grid.successor_leaves"):
        leave(town, successors=[{"place": EAST, "account": BEN}])
    with refused(Invalid, "grid.successor_not_there"):
        leave(town, successors=[{"place": EAST, "account": CAT}])
    with refused(Invalid, "grid.successor_twice"):
        leave(town, successors=[{"place": EAST, "account": CAT}, {"place": EAST, "account": ANN}])
    with refused(Invalid, "grid.leave_too_far"):
        leave(town, on="2024-01-01")


def test_gr_59_who_leads_another_area_lets_nobody_leave_here(town: Town) -> None:
    appoint(town, BEN)
    left = leave(town)
    with refused(Missing, "grid.leave_missing"):
        town.as_(ELSEWHERE).find_leave({"leave": left["id"]})
    appoint(town, BEN, valid_from=TODAY)
    with refused(Missing, "grid.staff_missing"):
        leave(town, ELSEWHERE)
    with refused(Missing, "grid.staff_missing"):
        leave(town, account=CAT)


def test_a_leave_sent_again_with_its_key_is_one_leave(town: Town) -> None:
    appoint(town, BEN)
    command = {"account": BEN, "on": TODAY, "reason": "retired"}
    answers = [town.as_(LEADER, key="go").leave(command) for _ in range(2)]
    assert answers[0] == answers[1]
    assert town.count("staff_leave") == 1


def sweep(town: Town) -> None:
    service = town.as_(Actor())
    service.call = Call(now=town.at)
    service.carry_out_leaves()


@pytest.mark.parametrize(("named", "state", "handler"), [([CAT], "handling", CAT), ([], "filed", None)])
def test_gr_54_what_is_joined_to_another_has_an_heir_too_or_goes_to_the_desk_once_it_is_apart(
    town: Town, named: list[str], state: str, handler: str | None
) -> None:
    appoint(town, BEN)
    for account in named:
        appoint(town, account, role="grid_worker", place=EAST_GRID)
    joined, main = work_of_ben(town), town.report()
    merged = town.act(DISPATCHER, "merge", joined, into=main["id"])
    leave(town, successors=[{"place": EAST_GRID, "account": account} for account in named])
    seen = town.find(DISPATCHER, merged)
    apart = town.act(DISPATCHER, "unmerge", seen)
    assert apart["state"] == state
    assert town.db.all("SELECT state, handler FROM incident WHERE id = %s", (joined["id"],)) == [(state, handler)]
