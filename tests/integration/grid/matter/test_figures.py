"""Figures follow acts by a queue: whoever follows, dies, fails or comes at once, they are exact or not given at all."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from typing import Any

import psycopg2
import pytest

from kernel import metrics
from kernel.clock import today
from kernel.db import Database
from kernel.errors import Invalid, Unavailable
from services.grid.domain.evaluation.measure import NAMES
from services.grid.store import stale
from services.grid.store.evaluation import behind as lines
from services.grid.store.evaluation import figure
from services.grid.store.ground import ground
from services.grid.territory import Watch
from tests.integration.grid.incident.test_following import fact
from tests.integration.grid.matter.test_evaluation import YEAR, asked, behind, figures, plainly, wander
from tests.integration.grid.recount import lives
from tests.integration.grid.town import (
    ANYONE,
    DISPATCHER,
    DISTRICT,
    EAST,
    EAST_GRID,
    LEADER,
    NEIGHBOUR,
    STREET,
    TO_CLOSED,
    WEST,
    Town,
)
from tests.integration.race import together
from tests.make import refused

# one incident cannot be followed
TRAP = """
CREATE FUNCTION grid.trap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN IF NEW.incident = '{id}' THEN RAISE EXCEPTION 'no figure of this' USING ERRCODE = '{code}'; END IF; RETURN NEW; END $$;
CREATE TRIGGER trap BEFORE INSERT ON grid.measure FOR EACH ROW EXECUTE FUNCTION grid.trap();
"""
RELEASE = "DROP TRIGGER trap ON grid.measure; DROP FUNCTION grid.trap();"
HELD = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE %s"


Admin = Callable[[str], None]


@pytest.fixture
def admin(admin_url: str) -> Admin:
    def run(sql: str) -> None:
        with closing(psycopg2.connect(admin_url)) as conn, conn:
            conn.cursor().execute(sql)

    return run


class Killed(Exception):
    """Stands for the death of a process."""


def exact(town: Town) -> None:
    """See that figures are what a plain recount gives."""
    assert figures(asked(town, LEADER, YEAR)["total"]) == plainly(list(lives(town.db)), YEAR)


def pile_up(town: Town, count: int) -> None:
    """Leave as many changes to follow as a migration of many incidents does."""
    id = town.report()["id"]
    town.db.all("INSERT INTO stale (incident, words) SELECT %s, true FROM generate_series(1, %s) RETURNING 1", (id, count))


def await_held(db: Database, query: str) -> None:
    """Wait until a statement waits for another's lock."""
    ends = time.monotonic() + 15
    while db.one(HELD, (query,)) == (0,):
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_an_act_that_commits_while_another_is_followed_is_followed_too(town: Town, database_of: Any) -> None:
    seen = town.through("accept", "file")
    stale.catch_up(town.db)
    seen = town.through("dispatch", seen=seen)
    follower = database_of("grid")

    def one(number: int) -> None:
        if number == 0:
            # has taken the row of the first act, and waits with what it saw then
            with follower.transaction() as tx:
                tx.one("SELECT follow_stale(%s)", (stale.MOST,))
            return
        with town.db.transaction() as tx:
            tx.run("SELECT FROM measure WHERE incident = %s FOR UPDATE", (seen["id"],))
            await_held(town.db, "%follow_stale%")
            town.through("finish", seen=seen)

    assert together(2, one) == [None, None]
    assert town.count("stale") == 1
    exact(town)
    assert figures(asked(town, LEADER, YEAR)["total"])["ontime_disposed"] == 1


def test_acts_and_followers_at_once_lose_nothing_and_count_nothing_twice(town: Town, database_of: Any) -> None:
    other: Database = database_of("grid")

    def one(number: int) -> None:
        if number % 2:
            for _ in range(15):
                stale.catch_up(other if number % 4 == 1 else town.db)
                figure.fold(other)
        else:
            for _ in range(2):
                town.through(*TO_CLOSED)

    assert together(6, one) == [None] * 6
    exact(town)
    assert town.count("stale") == 0


def test_a_list_and_its_figure_are_of_one_moment_whatever_is_done_between_them(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.report()
    page = lines.page

    def interrupted(*given: Any, **more: Any) -> Any:
        found = page(*given, **more)
        town.report()
        stale.catch_up(town.db)
        figure.fold(town.db)
        return found

    monkeypatch.setattr(lines, "page", interrupted)
    said = town.as_(LEADER).evaluation_list({"from": "2026-01-01", "until": "2027-01-01", "measure": "reported"})
    assert (said["count"], len(said["items"])) == (1, 1)
    assert figures(asked(town, LEADER, YEAR)["total"])["reported"] == 2


def test_who_dies_while_following_has_followed_nothing(town: Town) -> None:
    town.through("accept", "file", "dispatch")
    waiting = town.count("stale")
    with pytest.raises(Killed), town.db.transaction() as tx:
        assert tx.one("SELECT follow_stale(%s)", (stale.MOST,)) == (waiting,)
        raise Killed
    assert (town.count("stale"), town.count("measure")) == (waiting, 0)
    exact(town)


def test_one_that_cannot_be_followed_holds_nobody_else_up_and_is_told_of_and_tried_again(town: Town, admin: Admin) -> None:
    bad = town.report(description="路灯不亮")
    others = [town.report(description="路灯不亮")["id"] for _ in range(5)]
    admin(TRAP.format(id=bad["id"], code="XX001"))
    town.as_(LEADER).fold_measures()
    assert figures(asked(town, LEADER, YEAR)["total"])["reported"] == len(others)
    found = town.as_(DISPATCHER).list_incidents({"queue": "all", "text": "路灯"})["items"]
    assert sorted(one["id"] for one in found) == sorted(others)
    assert town.db.all("SELECT incident::text, words, problem FROM stale_failed") == [
        (bad["id"], True, "XX001 no figure of this")
    ]
    assert metrics.FIGURES_FAILED._value.get() == 1
    admin(RELEASE)
    town.as_(LEADER).follow_again()
    exact(town)
    assert len(town.as_(DISPATCHER).list_incidents({"queue": "all", "text": "路灯"})["items"]) == 6
    assert town.count("stale_failed") == 0


def test_what_failed_is_found_by_its_words_again_after_its_next_act(town: Town, admin: Admin) -> None:
    bad = town.report(description="路灯不亮")
    admin(TRAP.format(id=bad["id"], code="XX001"))
    stale.catch_up(town.db)
    admin(RELEASE)
    town.through("accept", seen=bad)
    assert [one["id"] for one in town.as_(DISPATCHER).list_incidents({"queue": "all", "text": "路灯"})["items"]] == [bad["id"]]
    exact(town)
    assert town.count("stale_failed") == 0


@pytest.mark.parametrize("code", ["40P01", "40001", "55P03", "53200"])
def test_what_says_nothing_of_an_incident_is_no_fault_of_it(town: Town, admin: Admin, code: str) -> None:
    bad = town.report()
    admin(TRAP.format(id=bad["id"], code=code))
    with pytest.raises(Unavailable):
        stale.catch_up(town.db)
    admin(RELEASE)
    assert (town.count("stale"), town.count("stale_failed")) == (1, 0)
    exact(town)


def test_readers_are_told_when_to_come_again_while_much_waits_and_it_is_followed_behind_them(town: Town) -> None:
    pile_up(town, 3 * stale.READERS)
    leader = town.as_(LEADER)
    for ask in (
        lambda: asked(town, LEADER, YEAR),
        lambda: behind(town, LEADER, YEAR, "reported"),
        lambda: town.as_(DISPATCHER).list_incidents({"queue": "all", "text": "rubbish"}),
    ):
        with refused(Unavailable, "grid.figures_behind") as info:
            ask()
        assert info.value.facts["retry_after_seconds"] == 3 * stale.READERS // stale.PACE + 1
        assert info.value.facts["waiting"] == 3 * stale.READERS + 1
    # a queue without a text asks nothing that follows
    assert len(town.as_(DISPATCHER).list_incidents({"queue": "all"})["items"]) == 1
    leader.fold_measures()
    assert metrics.FIGURES_WAITING._value.get() == 0
    exact(town)


def test_a_reader_follows_a_little_by_itself(town: Town) -> None:
    pile_up(town, stale.READERS - 1)
    exact(town)
    assert town.count("stale") == 0


@pytest.mark.parametrize("seed", range(2))
def test_gr_196_figures_of_a_community_by_unit_and_kind_are_those_of_its_list_and_add_up(town: Town, seed: int) -> None:
    wander(town, random.Random(seed), 80)
    last = today(town.at), today(town.at) + timedelta(days=1)
    assert figures(asked(town, LEADER, last)["total"])["overdue_pending"] > 0
    for span in (YEAR, (date(2026, 3, 5), date(2026, 3, 20)), last):
        for by in ("unit", "case_type"):
            pages = {area: asked(town, LEADER, span, by=by, area=area)["items"] for area in (EAST, WEST, STREET)}
            by_area = {area: {one["subject"]: figures(one) for one in items} for area, items in pages.items()}
            for subject, whole in by_area[STREET].items():
                parts = [by_area[area][subject] for area in (EAST, WEST)]
                assert {name: sum(one.get(name, 0) for one in parts) for name in whole} == whole
                for measure in NAMES:
                    only = {by: subject, "area": EAST}
                    assert len(behind(town, LEADER, span, measure, **only)) == parts[0].get(measure, 0), (measure, only)


def test_a_list_of_a_post_has_the_figure_of_the_post(town: Town) -> None:
    town.through("accept", "file", "dispatch")
    command = {"from": "2026-01-01", "until": "2027-01-01", "measure": "reported", "post": EAST_GRID}
    page = town.as_(LEADER).evaluation_list(command)
    assert (page["count"], len(page["items"])) == (1, 1)
    assert town.as_(LEADER).evaluation_list({**command, "area": WEST})["items"] == []
    assert town.as_(LEADER).evaluation_list({**command, "post": WEST + "009"})["items"] == []


def test_an_area_and_a_grid_that_have_ended_are_shown_as_long_as_anything_counts_there(town: Town) -> None:
    town.through(*TO_CLOSED)
    with town.db.transaction() as tx:
        tx.run("UPDATE grid SET valid_until = valid_from + 1")
        tx.run("UPDATE area SET valid_until = valid_from + 1 WHERE code = ANY(%s)", ([EAST, WEST],))
        ground.touch(tx)
    town.watch = Watch(lambda: town.db, today=lambda: date(2026, 3, 3))
    found = asked(town, LEADER, YEAR, area=STREET)["items"]
    assert [(one["subject"], one["name"]) for one in found] == [(EAST, "东社区")]
    posts = asked(town, LEADER, YEAR, by="post", area=STREET)["items"]
    assert [(one["subject"], figures(one)["reported"]) for one in posts] == [(EAST_GRID, 1)]
    assert len(behind(town, LEADER, YEAR, "reported", post=EAST_GRID, area=DISTRICT)) == 1
    assert asked(town, LEADER, (date(2020, 1, 1), date(2020, 2, 1)), area=STREET)["items"] == []


def test_what_is_joined_counts_with_the_other_until_it_is_taken_apart(town: Town) -> None:
    one = town.through("accept", "file", "dispatch")
    two = town.through("accept", "file", "dispatch", seen=town.report(NEIGHBOUR))
    before = figures(asked(town, LEADER, YEAR)["total"])
    town.as_(DISPATCHER).merge({"incident": two["id"], "version": two["version"], "into": one["id"]})
    joined = figures(asked(town, LEADER, YEAR)["total"])
    names = ("reported", "filed", "should_dispose", "should_close", "ended_duplicate")
    assert [joined[name] for name in names] == [2, 2, 1, 1, 1]
    two = town.find(DISPATCHER, two)
    town.as_(DISPATCHER).unmerge({"incident": two["id"], "version": two["version"]})
    assert figures(asked(town, LEADER, YEAR)["total"]) == before
    exact(town)


def test_what_is_handed_over_is_nobodys_to_dispose_and_ends_as_handed_over(town: Town) -> None:
    seen = town.through("accept", "file", "hand_over")
    handed = figures(asked(town, LEADER, YEAR)["total"])
    assert (handed["not_closed"], "should_dispose" in handed, "should_close" in handed) == (1, False, False)
    for name in ("petition.registered", "petition.refused"):
        town.as_(ANYONE).hear_petition(fact(town, seen["id"], name))
    ended = figures(asked(town, LEADER, YEAR)["total"])
    assert {name for name in ended if name.startswith("ended")} == {"ended", "ended_handed_over"}
    assert "not_closed" not in ended
    exact(town)


@pytest.mark.parametrize(
    ("act", "given"),
    [
        ("evaluate", {"after": {"subject": 5}}),
        ("evaluate", {"after": {"day": "2026-03-03"}}),
        ("evaluate", {"by": "person"}),
        ("evaluate", {"until": "2026-13-01"}),
        ("evaluate", {"area": "21020"}),
        ("evaluate", {"limit": 51}),
        ("evaluation_list", {"measure": "reported", "after": {"subject": "x"}}),
        ("evaluation_list", {"measure": "reported", "after": {"day": "x", "id": "y", "round": 1}}),
        ("evaluation_list", {"measure": "salary"}),
        ("evaluation_list", {}),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(town: Town, act: str, given: dict[str, Any]) -> None:
    with refused(Invalid, "wire.invalid"):
        getattr(town.as_(LEADER), act)({"from": "2026-01-01", "until": "2027-01-01", **given})


def test_whoever_writes_an_incident_leaves_word_of_it_and_only_of_what_counts(town: Town) -> None:
    seen = town.report()
    stale.catch_up(town.db)
    left = "SELECT words FROM stale ORDER BY id"
    write = "UPDATE incident SET {} WHERE id = %s RETURNING 1"
    town.db.all(write.format("supporters = supporters + 1"), (seen["id"],))
    assert town.db.all(left) == []
    town.db.all(write.format("state = 'accepted', version = version + 1"), (seen["id"],))
    town.db.all(write.format("description = '路灯不亮', version = version + 1"), (seen["id"],))
    assert town.db.all(left) == [(False,), (True,)]
    assert figures(asked(town, LEADER, YEAR)["total"])["valid"] == 1
    assert len(town.as_(DISPATCHER).list_incidents({"queue": "all", "text": "路灯"})["items"]) == 1


def test_a_row_that_counts_what_is_rolled_back_is_rolled_back_too(town: Town) -> None:
    seen = town.report()
    stale.catch_up(town.db)
    with pytest.raises(Killed), town.db.transaction() as tx:
        tx.run("UPDATE incident SET version = version + 1 WHERE id = %s", (seen["id"],))
        raise Killed
    assert town.count("stale") == 0
