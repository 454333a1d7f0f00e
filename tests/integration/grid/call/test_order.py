"""Work orders inside a case and supervision of it."""

from __future__ import annotations

import random
from typing import Any

import pytest

from kernel import deadline_sweep, outbox
from kernel.errors import Conflict, Denied, Failure, Invalid, Missing
from services.grid.domain.order import supervision_life, work_life
from tests.integration.grid.duty import WALKER, staffed
from tests.integration.grid.incident.test_race import at_once
from tests.integration.grid.setting import choose
from tests.integration.grid.town import (
    CHECKER,
    DISPATCHER,
    EAST_GRID,
    ELSEWHERE,
    LAMPS,
    LEADER,
    OFFICER,
    PHOTO,
    RESIDENT,
    WEST,
    Town,
)
from tests.make import refused

DUE = "2026-03-06"


def case(town: Town) -> dict[str, Any]:
    return town.through("accept", "file", "dispatch")


def give(town: Town, seen: dict[str, Any], actor: Any = DISPATCHER, **given: Any) -> dict[str, Any]:
    usual = {"unit": "lamps", "words": "bring a ladder", "due_on": DUE}
    if given.get("on_grid"):
        usual.pop("unit")
    found: dict[str, Any] = town.as_(actor).give_order(
        {"incident": seen["id"], "version": seen["version"], **usual, **given}
    )
    return found


def on(town: Town, act: str, seen: dict[str, Any], actor: Any, noun: str = "order", **given: Any) -> dict[str, Any]:
    command = {noun: seen["id"], "version": seen["version"], **given}
    found: dict[str, Any] = getattr(town.as_(actor), f"{act}_{noun}")(command)
    return found


def supervise(town: Town, seen: dict[str, Any], actor: Any = DISPATCHER, **given: Any) -> dict[str, Any]:
    usual = {"level": "supervise", "words": "three weeks are enough"}
    found: dict[str, Any] = town.as_(actor).order_supervision(
        {"incident": seen["id"], "version": seen["version"], **usual, **given}
    )
    return found


def words(town: Town, matter: dict[str, Any]) -> list[str]:
    return [one["words"] for one in town.as_(RESIDENT).find({"incident": matter["id"]})["steps"]][4:]


def test_gr_157_a_task_is_given_done_checked_by_another_and_told_in_the_thread(town: Town) -> None:
    matter = case(town)
    given = give(town, matter)
    done = on(town, "finish", given, LAMPS, words="ladder brought", evidence=[PHOTO])
    seen = on(town, "check", done, CHECKER, passed=True)
    assert (seen["state"], seen["acts"]) == ("passed", [])
    assert words(town, matter) == [
        "Lamps was given a task, to be done by 2026-03-06.",
        "Lamps says its task is done; somebody else will check.",
        "The task of Lamps passed its check.",
    ]
    found = town.find(DISPATCHER, matter)
    assert [one["ref"] for one in found["evidence"]] == ["photo-1"]
    assert town.db.all("SELECT state FROM obligation WHERE subject = %s", (given["id"],)) == [("stopped",)]
    assert town.as_(LAMPS).list_orders({"queue": "all"})["items"][0]["answer"] == "ladder brought"


def test_gr_158_nobody_checks_their_own_and_what_failed_is_done_again(town: Town) -> None:
    matter = case(town)
    done = on(town, "finish", give(town, matter, unit="sanitation"), OFFICER, words="done")
    with refused(Denied, "grid.order_checker_finished"):
        on(town, "check", done, OFFICER, passed=True)
    back = on(town, "check", done, DISPATCHER, passed=False, reason="partly_done")
    assert (back["state"], back["failed"], back["reason"]) == ("given", 1, "partly_done")
    assert on(town, "finish", back, OFFICER, words="now all of it")["state"] == "finished"
    assert "only part of it was solved" in words(town, matter)[2]


def test_gr_157_a_grids_task_is_done_by_who_stands_on_it(town: Town) -> None:
    staffed(town)
    given = give(town, case(town), on_grid=EAST_GRID)
    with refused(Denied, "grid.order_not_yours"):
        on(town, "finish", given, LAMPS.__class__(id="w-7", role="grid_worker", unit="east_team", area="210203001001"), words="x")
    assert on(town, "finish", given, WALKER, words="looked")["state"] == "finished"


def test_gr_157_a_grid_is_given_tasks_of_its_own_community_only(town: Town) -> None:
    matter = case(town)
    town.db.all("UPDATE incident SET area = %s RETURNING 1", (WEST,))
    with refused(Invalid, "grid.order_grid_elsewhere"):
        give(town, matter, on_grid=EAST_GRID)
    assert town.count("work_order") == 0


def test_gr_157_a_unit_gives_tasks_only_in_its_own_case_and_takes_back_only_its_own(town: Town) -> None:
    matter = case(town)
    given = give(town, matter, OFFICER)
    with refused(Missing, "grid.incident_missing"):
        give(town, town.find(DISPATCHER, matter), LAMPS)
    with refused(Denied, "grid.order_not_yours"):
        on(town, "withdraw", given, DISPATCHER)
    assert on(town, "withdraw", given, OFFICER)["state"] == "withdrawn"


def test_who_has_no_share_in_a_task_sees_nothing_of_it(town: Town) -> None:
    given = give(town, case(town), unit="sanitation")
    for nobody in (LAMPS, ELSEWHERE):
        assert town.as_(nobody).list_orders({"queue": "all"})["items"] == []
    with refused(Missing, "grid.order_missing"):
        on(town, "finish", given, LAMPS, words="x")


def test_a_task_is_due_later_than_today_and_told_once_when_it_is_late(town: Town) -> None:
    matter = case(town)
    with refused(Invalid, "grid.task_due_early"):
        give(town, matter, due_on="2026-03-03")
    given = give(town, matter)
    town.later(days=5)
    for _ in range(2):
        deadline_sweep.sweep(town.db, town.at)
    told = [one["subject"] for one in town.told() if one["name"] == "grid.deadline_missed"]
    assert told.count(given["id"]) == 1
    assert [one["id"] for one in town.as_(LAMPS).list_orders({"queue": "late"})["items"]] == [given["id"]]


def test_of_two_who_finish_at_once_one_is_told_to_look_again(town: Town) -> None:
    given = give(town, case(town))
    command = {"order": given["id"], "version": given["version"], "words": "done"}
    answers = at_once(*((town.as_(LAMPS).finish_order, command) for _ in range(2)))
    assert [one.code for one in answers if isinstance(one, Failure)] == ["grid.order_changed"]


def test_one_key_twice_gives_one_task(town: Town) -> None:
    matter = case(town)
    command = {"incident": matter["id"], "version": matter["version"], "unit": "lamps", "words": "x", "due_on": DUE}
    answers = [town.as_(DISPATCHER, key="same").give_order(command) for _ in range(2)]
    assert answers[0] == answers[1]
    assert town.count("work_order") == 1


def test_a_fall_before_the_commit_leaves_nothing_of_a_task(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    matter = case(town)

    def fall(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(outbox, "append", fall)
    with pytest.raises(RuntimeError):
        give(town, matter)
    assert town.count("work_order") == 0
    assert town.find(DISPATCHER, matter)["version"] == matter["version"]


def test_gr_159_each_level_is_ordered_by_who_holds_it(town: Town) -> None:
    matter = case(town)
    for nobody, level in ((CHECKER, "supervise"), (DISPATCHER, "list_supervise"), (OFFICER, "attention")):
        with refused(Denied, "grid.supervision_level_not_yours"):
            supervise(town, matter, nobody, level=level)
    with refused(Invalid, "grid.supervision_too_long"):
        supervise(town, matter, LEADER, level="list_supervise", within=3)
    made = supervise(town, matter, LEADER, level="list_supervise", within=1)
    assert made["due_at"] == "2026-03-04T15:59:59.999999+00:00"
    with refused(Conflict, "grid.supervision_nobody"):
        supervise(town, town.through("accept", "file"))


def test_gr_159_the_unit_answers_and_who_may_order_the_level_accepts_it(town: Town) -> None:
    matter = case(town)
    made = supervise(town, matter)
    with refused(Missing, "grid.supervision_missing"):
        on(town, "answer", made, LAMPS, "supervision", words="x")
    answered = on(town, "answer", made, OFFICER, "supervision", words="tomorrow")
    assert answered["due_at"] == "2026-03-05T15:59:59.999999+00:00"
    with refused(Denied, "grid.supervision_level_not_yours"):
        on(town, "accept", answered, CHECKER, "supervision")
    with refused(Conflict, "grid.supervision_act_not_allowed"):
        on(town, "end", answered, DISPATCHER, "supervision")
    assert on(town, "accept", answered, DISPATCHER, "supervision")["state"] == "ended"
    assert town.db.all("SELECT DISTINCT state FROM obligation WHERE kind = 'supervision'") == [("stopped",)]
    assert words(town, matter) == [
        "Sanitation is supervised and must answer by 2026-03-06.",
        "Sanitation has answered to its supervision.",
        "The answer of Sanitation was accepted; the supervision has ended.",
    ]


def test_gr_159_a_district_may_want_answers_and_decisions_on_them_sooner(town: Town) -> None:
    for key in ("supervision.supervise", "supervision.listed", "supervision.check"):
        choose(town.db, key, "1")
    seen = supervise(town, case(town))
    assert seen["due_at"][:10] == "2026-03-04"
    assert on(town, "answer", seen, OFFICER, "supervision", words="soon")["due_at"][:10] == "2026-03-04"
    with refused(Invalid, "grid.supervision_too_long"):
        supervise(town, case(town), within=2)


def test_gr_169_an_answer_that_is_none_is_sent_back_a_level_higher_with_a_time_of_its_own(town: Town) -> None:
    matter = case(town)
    seen = supervise(town, matter)
    for times in (1, 2):
        seen = on(town, "answer", seen, OFFICER, "supervision", words="soon")
        orderer = LEADER if seen["level"] == "list_supervise" else DISPATCHER
        seen = on(town, "send_back", seen, orderer, "supervision", reason="no_date", words="by when?")
        assert (seen["level"], seen["raised"], seen["sent_back"]) == ("list_supervise", 1, times)
        assert (seen["state"], seen["reason"], seen["due_at"][:10]) == ("ordered", "no_date", "2026-03-05")
    assert words(town, matter)[2] == (
        "The answer of Sanitation was sent back: it does not say by when it will be solved. It must answer anew by 2026-03-05."
    )
    clocks = town.db.all("SELECT stage, state, owner FROM obligation WHERE kind = 'supervision' ORDER BY round")
    assert [stage for stage, _, _ in clocks] == ["answer", "check"] * 2 + ["answer"]
    assert [state for _, state, _ in clocks] == ["stopped"] * 4 + ["running"]
    assert clocks[1][2] == "centre"
    assert town.as_(LEADER).list_supervisions({})["items"][0]["remark"] == "by when?"


def test_gr_169_an_answer_nobody_looked_at_is_late_and_does_not_go_up(town: Town) -> None:
    seen = on(town, "answer", supervise(town, case(town)), OFFICER, "supervision", words="tomorrow")
    town.later(days=8)
    town.as_(OFFICER).raise_supervisions()
    deadline_sweep.sweep(town.db, town.at)
    late = town.as_(LEADER).list_supervisions({"queue": "late"})["items"]
    assert [(one["id"], one["level"], one["state"]) for one in late] == [(seen["id"], "supervise", "answered")]
    missed = [one["data"] for one in town.told() if one["name"] == "grid.deadline_missed"]
    assert ("check", "centre") in [(one["stage"], one["owner"]) for one in missed]


def test_of_two_who_look_at_an_answer_at_once_one_decides(town: Town) -> None:
    seen = on(town, "answer", supervise(town, case(town)), OFFICER, "supervision", words="tomorrow")
    command = {"supervision": seen["id"], "version": seen["version"]}
    desk = town.as_(DISPATCHER)
    answers = at_once(
        (desk.accept_supervision, command), (town.as_(LEADER).send_back_supervision, {**command, "reason": "no_date"})
    )
    assert sorted(type(one).__name__ for one in answers) == ["Conflict", "dict"]
    told = [one["name"] for one in town.told() if "supervision" in one["name"]]
    assert len([name for name in told if name in ("grid.supervision_accepted", "grid.supervision_sent_back")]) == 1


def test_gr_160_what_is_not_answered_goes_up_a_level_once_and_ends_on_the_list(town: Town) -> None:
    matter = case(town)
    supervise(town, matter, CHECKER, level="attention")
    levels = []
    for _ in range(4):
        town.later(days=8)
        at_once(*((lambda command: town.as_(OFFICER).raise_supervisions() or {}, {}) for _ in range(2)))
        deadline_sweep.sweep(town.db, town.at)
        one = town.as_(LEADER).list_supervisions({})["items"][0]
        levels.append((one["level"], one["raised"]))
    assert levels == [("supervise", 1), ("list_supervise", 2), ("list_supervise", 2), ("list_supervise", 2)]
    told = [one["name"] for one in town.told() if "supervision" in one["name"]]
    assert told.count("grid.supervision_raised") == 2
    assert "went up a level" in words(town, matter)[1]
    clocks = town.db.all("SELECT state, told FROM obligation WHERE kind = 'supervision' ORDER BY round")
    assert clocks == [("stopped", "missed"), ("stopped", "missed"), ("running", "missed")]


def test_gr_160_what_is_closed_is_pressed_no_further(town: Town) -> None:
    matter = case(town)
    supervise(town, matter, CHECKER, level="attention")
    town.through("finish", "pass", "close", seen=town.find(DISPATCHER, matter))
    town.later(days=8)
    town.as_(OFFICER).raise_supervisions()
    one = town.as_(LEADER).list_supervisions({})["items"][0]
    assert (one["level"], one["acts"]) == ("attention", ["end_supervision"])


def test_two_who_order_at_once_make_one_supervision(town: Town) -> None:
    matter = case(town)
    command = {"incident": matter["id"], "version": matter["version"], "level": "supervise", "words": "x"}
    answers = at_once(*((town.as_(DISPATCHER).order_supervision, command) for _ in range(2)))
    assert len([one for one in answers if isinstance(one, Failure)]) == 1
    with refused(Conflict, "grid.supervision_open"):
        supervise(town, town.find(DISPATCHER, matter), LEADER)
    assert town.count("supervision") == 1


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_a_task_has_a_clock_while_it_is_open_and_a_step_for_each_act(town: Town, seed: int) -> None:
    chance = random.Random(seed)
    matter = case(town)
    seen = [give(town, town.find(DISPATCHER, matter)) for _ in range(3)]
    acts: dict[str, tuple[Any, dict[str, Any]]] = {
        "finish": (LAMPS, {"words": "done"}),
        "check": (DISPATCHER, {"passed": chance.random() < 0.5}),
        "withdraw": (DISPATCHER, {}),
    }
    for _ in range(20):
        at = chance.randrange(3)
        act = chance.choice(list(acts))
        actor, given = acts[act]
        extra = {"reason": "not_done"} if given.get("passed") is False else {}
        try:
            seen[at] = on(town, act, seen[at], actor, **given, **extra)
        except Failure:
            continue
    odd = """SELECT 1 FROM work_order JOIN obligation ON obligation.subject = work_order.id::text
             WHERE (work_order.state IN ('given', 'finished')) <> (obligation.state <> 'stopped')"""
    assert town.db.all(odd) == []
    steps = town.db.one("SELECT count(*) FROM step WHERE act LIKE '%%_order'")
    versions = town.db.one("SELECT sum(version) FROM work_order")
    assert steps == versions


def test_the_states_of_the_tables_are_those_of_the_code(town: Town) -> None:
    assert {state for (state,) in town.db.all("SELECT state FROM order_state")} == set(work_life.LIFE.states)
    assert {state for (state,) in town.db.all("SELECT state FROM supervision_state")} == set(supervision_life.LIFE.states)
