"""Two at once, twice the same, and a fall in between."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from kernel import outbox
from kernel.errors import Conflict, Failure, Invalid
from services.grid.store import tally
from tests.integration.grid.town import DISPATCHER, OFFICER, PHOTO, RESIDENT, Town, other
from tests.make import refused


def attempt(act: Any, command: dict[str, Any]) -> dict[str, Any] | Failure:
    try:
        found: dict[str, Any] = act(command)
        return found
    except Failure as failure:
        return failure


def at_once(*calls: tuple[Any, dict[str, Any]]) -> list[dict[str, Any] | Failure]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(attempt, *call) for call in calls]]


def test_of_two_dispatchers_on_one_version_one_wins_and_one_is_told_it_changed(town: Town) -> None:
    seen = town.through("accept", "file")
    command = {"incident": seen["id"], "version": seen["version"]}
    first, second = (town.as_(other(DISPATCHER, id=name)) for name in ("d-1", "d-2"))
    answers = at_once((first.dispatch, command), (second.dispatch, {**command, "unit": "lamps"}))
    lost = [answer for answer in answers if isinstance(answer, Failure)]
    assert [(type(one), one.code, one.facts) for one in lost] == [(Conflict, "grid.incident_changed", {"version": 4})]
    assert town.told_of(seen).count("grid.incident_dispatched") == 1


def test_one_key_twenty_times_at_once_is_one_report_and_one_answer(town: Town) -> None:
    command = {"description": "rubbish", "point": None}
    answers = at_once(*((town.as_(RESIDENT, key="same").report, command) for _ in range(20)))
    assert {str(answer) for answer in answers} == {str(answers[0])}
    assert not isinstance(answers[0], Failure)
    assert town.db.one("SELECT count(*) FROM incident") == (1,)
    assert town.db.one("SELECT count(*) FROM outbox") == (1,)


def test_an_act_sent_again_with_its_key_gets_the_first_answer(town: Town) -> None:
    seen = town.report()
    command = {"incident": seen["id"], "version": seen["version"]}
    answers = [town.as_(DISPATCHER, key="accept-1").accept(command) for _ in range(2)]
    assert answers[0] == answers[1]
    assert town.told_of(seen) == ["grid.incident_reported", "grid.incident_accepted"]


def test_a_key_used_for_another_report_is_refused(town: Town) -> None:
    town.as_(RESIDENT, key="same").report({"description": "one"})
    with refused(Invalid, "once.key_reused"):
        town.as_(RESIDENT, key="same").report({"description": "another"})


def test_a_fall_before_the_commit_leaves_nothing_of_an_act(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = town.through("accept", "file", "dispatch")
    before = [town.db.all(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES]

    def fall(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(outbox, "append", fall)
    with pytest.raises(RuntimeError):
        town.act(OFFICER, "finish", seen, evidence=[PHOTO])
    assert [town.db.all(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES] == before
    monkeypatch.undo()
    assert town.act(OFFICER, "finish", seen, evidence=[PHOTO])["state"] == "handled"


def test_an_act_after_the_commit_but_before_the_answer_is_answered_when_sent_again(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch")
    command = {"incident": seen["id"], "version": seen["version"], "evidence": [PHOTO]}
    done = town.as_(OFFICER, key="lost").finish(command)
    town.through("pass", seen=done)
    assert town.as_(OFFICER, key="lost").finish(command) == done


def test_counts_agree_with_the_records_while_they_are_folded_under_ten_writers(town: Town) -> None:
    reporters = [(town.as_(other(RESIDENT, id=f"r-{n}")).report, {"description": "x"}) for n in range(10)]
    at_once(*reporters, *[(lambda command: {"folded": tally.fold(town.db)}, {})] * 4)
    assert sum(count.n for count in tally.read(town.db, ("TRUE", []))) == 10


TABLES = ("incident", "step", "evidence", "obligation", "incident_delta", "outbox", "once", "audit")
