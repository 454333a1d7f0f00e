"""What the service does by itself over days: an outage, a fall half-way, a broken job, two processes."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from kernel import outbox
from kernel.db import Database
from kernel.errors import Unavailable
from services.grid.service import Service
from services.grid.service.duty import watch as duty_watch
from services.grid.service.duty.job import JOBS
from tests.integration.grid.duty import WALKER, clock_turns, found, staffed, todays, visit, walk
from tests.integration.grid.town import IN_EAST, Town
from tests.integration.process import until

TABLES = ("job_run", "sweep", "sweep_item", "duty_miss", "meeting", "review", "outbox")


@pytest.fixture
def duty(town: Town) -> Town:
    staffed(town).at = datetime(2026, 3, 1, 16, tzinfo=UTC)  # Monday 2026-03-02, midnight in Shanghai
    return town


def state(town: Town) -> list[int]:
    return [town.count(table) for table in TABLES]


def test_over_six_weeks_with_an_outage_everything_is_done_once(duty: Town) -> None:
    for hour in range(0, 24 * 42, 3):
        if not 24 * 10 <= hour < 24 * 17:  # nobody was there for a week
            clock_turns(duty)
        duty.later(hours=3)
    told = Counter(event["name"] for event in duty.told())
    # April 5 is Qingming and a Sunday: the second meeting is of April 6. The quarter ended within the six weeks
    assert told["grid.duty_short"] == 5  # six Fridays, one of them in the outage
    assert told["grid.duty_missed"] == 5 * 2  # five Mondays after a week, that of the outage made up for
    assert told["grid.meeting_prepared"] == 3 * 2  # February's at the first look, March's, April's: district and street
    assert told["grid.review_prepared"] == 2 * 2
    assert duty.count("sweep") == 42 - 7
    assert duty.db.one("SELECT count(*) FROM (SELECT job, period FROM job_run GROUP BY 1, 2 HAVING count(*) > 1) AS x") == (0,)


def test_a_fall_before_the_commit_leaves_neither_what_was_made_nor_that_it_is_done(
    duty: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    duty.at = datetime(2026, 3, 9, 1, tzinfo=UTC)

    def fall(*args: Any) -> None:
        raise Unavailable("database.unavailable")

    monkeypatch.setattr(outbox, "append", fall)
    with pytest.raises(Unavailable):
        clock_turns(duty)
    assert state(duty) == [0] * len(TABLES)
    monkeypatch.undo()
    clock_turns(duty)
    once = state(duty)
    clock_turns(duty)
    assert state(duty) == once
    assert duty.count("duty_miss") == 1


def test_a_broken_job_holds_up_no_other(duty: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> Any:
        raise RuntimeError

    first, *others = JOBS
    monkeypatch.setattr(duty_watch, "JOBS", (replace(first, work=broken), *others))
    duty.at = datetime(2026, 3, 5, 1, tzinfo=UTC)
    clock_turns(duty)
    assert (duty.count("sweep"), duty.count("meeting")) == (0, 2)
    monkeypatch.undo()
    clock_turns(duty)
    assert duty.count("sweep") == 1


def test_processes_look_at_the_clock_by_themselves(
    duty: Town, start: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duty_watch.clock, "now", lambda: datetime(2026, 3, 5, 1, tzinfo=UTC))
    start("grid", Service, Service)
    until(lambda: duty.count("job_run") >= len({job.name for job in JOBS}) - 2 and duty.count("meeting") == 2)
    assert duty.count("sweep") == 1


def test_each_act_needs_one_connection_so_that_a_full_pool_never_waits_for_itself(
    database_of: Callable[..., Database],
) -> None:
    town = staffed(Town(database_of("grid", size=1, wait=0.2)))
    clock_turns(town)
    found(town, todays(town), 2, "hazard", hazard={"description": "a blocked lane", "case_type": "E1"})
    seen = walk(town)
    there = town.as_(WALKER).check_in({"round": seen["id"], "point": IN_EAST})
    town.as_(WALKER).close_round({"round": seen["id"], "version": there["round"]["version"]})
    visit(town, "2026-03-03T08:00:00+08:00", "2026-03-03T08:30:00+08:00")
    assert town.count("incident") == town.count("visit") == town.count("check_in") == 1
