"""Duty of those who are away, who stand in, and whose post ends; and what is deleted when it is old."""
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kernel.errors import Denied
from kernel.workdays import Calendar
from services.grid.service.duty.watch import look
from services.grid.store.duty import duty as store
from tests.integration.grid.duty import CADRE, WALKER, WANG, ZHAO, clock_turns, found, staffed, todays, visit, walk
from tests.integration.grid.town import EAST_GRID, IN_EAST, Town, other
from tests.make import refused

WEEK, AWAY = date(2026, 3, 2), "00000000-0000-4000-8000-000000000008"
STAND_IN = """
INSERT INTO stand_in (id, post, account, area, valid_from, valid_until, created_at)
SELECT gen_random_uuid(), id, %s, area, %s, %s, now() FROM staff_post WHERE account = %s
"""


@pytest.fixture
def duty(town: Town) -> Town:
    staffed(town).at = datetime(2026, 3, 3, 8, tzinfo=UTC)
    return town


def owing(town: Town) -> list[str]:
    return [account for account, _ in store.owed(town.db, WEEK)]


@pytest.mark.parametrize(
    ("since", "until", "owed"),
    [
        ("2026-03-02", "2026-03-09", [AWAY]),
        ("2026-02-20", "2026-04-01", [AWAY]),
        ("2026-03-03", "2026-03-04", []),  # neither answered for the place all week
        ("2026-03-09", "2026-03-16", [ZHAO]),
        ("2026-02-23", "2026-03-02", [ZHAO]),
        ("2026-03-03", "2026-03-03", [ZHAO]),  # never began
    ],
)
def test_gr_66_who_stands_in_all_week_owes_the_visits_and_who_is_away_does_not(
    duty: Town, since: str, until: str, owed: list[str]
) -> None:
    duty.db.all(STAND_IN, (AWAY, since, until, ZHAO))
    assert owing(duty) == owed


def test_gr_65_on_the_days_of_standing_in_visits_are_paid_by_who_stands_in(duty: Town) -> None:
    duty.db.all(STAND_IN, (AWAY, "2026-03-02", "2026-03-09", ZHAO))
    day = {"start": "2026-03-03T09:00:00+08:00", "end": "2026-03-03T12:00:00+08:00"}
    with refused(Denied, "grid.visit_not_your_post"):
        visit(duty, **day)
    command = {"place": EAST_GRID, "started_at": day["start"], "ended_at": day["end"], "words": "in the yard"}
    assert duty.as_(other(CADRE, id=AWAY)).record_visit(command)["minutes"] == 180


def test_gr_62_whose_post_ends_while_a_round_is_open_is_followed_no_further_and_may_still_close_it(duty: Town) -> None:
    duty.at = datetime(2026, 3, 3, 15, tzinfo=UTC)  # 23:00 in Shanghai
    seen = walk(duty)
    duty.db.all("UPDATE staff_post SET valid_until = '2026-03-04' WHERE account = %s", (WANG,))
    place = {"round": seen["id"], "point": IN_EAST}
    there = duty.as_(WALKER).check_in(place)
    duty.later(hours=2)
    with refused(Denied, "grid.round_not_your_grid"):
        duty.as_(WALKER).check_in(place)
    closed = duty.as_(WALKER).close_round({"round": seen["id"], "version": there["round"]["version"]})
    assert (closed["check_ins"], closed["minutes"]) == (1, 120)


def test_gr_64_two_years_after_a_sweep_its_lines_are_gone_and_its_counts_stay(duty: Town) -> None:
    clock_turns(duty)
    found(duty, todays(duty), 1)
    assert duty.count("sweep_item") == 4
    duty.at = datetime(2028, 3, 2, 17, tzinfo=UTC)  # 2028-03-03 01:00
    clock_turns(duty)
    assert duty.count("sweep_item") == 4
    for _ in range(2):
        clock_turns(duty.later(hours=1))
    kept = duty.db.one("SELECT items, checked FROM sweep WHERE due_on = '2026-03-03'")
    assert kept == (4, 1)
    assert duty.db.one("SELECT count(*) FROM sweep_item JOIN sweep ON sweep.id = sweep WHERE due_on = '2026-03-03'") == (0,)


def test_gr_64_after_a_month_of_outage_no_line_is_left_behind(duty: Town) -> None:
    for _ in range(3):
        clock_turns(duty.later(days=1))
    later = duty.at + timedelta(days=731 + 28)
    look(duty.db, Calendar(), duty.seal, later)
    left = duty.db.one("SELECT count(*) FROM sweep_item JOIN sweep ON sweep.id = sweep WHERE due_on < '2026-04-01'")
    assert left == (0,)

