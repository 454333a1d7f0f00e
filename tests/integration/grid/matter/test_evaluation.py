"""Figures of evaluation, the lists behind them, and a plain recount agree, whatever happened."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel.call import Actor
from kernel.clock import new_id, today
from kernel.db import Database
from kernel.errors import Denied, Failure, Invalid
from services.grid.domain.evaluation.measure import LATE, MARKED, NAMES
from services.grid.domain.life import LIFE
from services.grid.store import stale
from services.grid.store.evaluation import figure
from tests.integration.grid.recount import Life, counts, lives
from tests.integration.grid.setting import choose
from tests.integration.grid.town import (
    CHECKER,
    DISPATCHER,
    EAST,
    EAST_GRID,
    ELSEWHERE,
    LAMPS,
    LEADER,
    OFFICER,
    RESIDENT,
    STREET,
    TO_CLOSED,
    USUAL,
    WEST,
    WORKER,
    Town,
    other,
)  # fmt: skip
from tests.make import refused

HOURS = (0, 0, 0, 1, 5, 30, 120, 500)
# reopening keeps what the round before it came to: told of by tests of its own
PLAIN = [act for act in USUAL if act != "reopen"]


def wander(town: Town, chance: random.Random, steps: int, acts: list[str] = PLAIN) -> None:
    """Report and act at random, mostly legally, let time pass, fold now and then."""
    seen = [town.report()]
    for _ in range(steps):
        if chance.random() < 0.2:
            kind = {"case_type": chance.choice(["E1", "F1"])}
            place: dict[str, Any] = chance.choice([{}, {"point": None, "area": WEST}])
            solved = {
                "solved": True,
                "evidence": [{"kind": kind, "ref": new_id()} for kind in ("photo_before", "photo_after")],
            }
            who = chance.choice([RESIDENT, WORKER])
            more = solved if who == WORKER and chance.random() < 0.3 else {}
            seen.append(town.report(who, **kind, **place, **more))
        if chance.random() < 0.1:
            stale.catch_up(town.db)
        if chance.random() < 0.1:
            figure.fold(town.db)
        town.later(hours=chance.choice(HOURS))
        one = chance.randrange(len(seen))
        legal = [act for act in LIFE.acts(seen[one]["state"]) if act in acts]
        try:
            seen[one] = town.through(chance.choice(legal or acts), seen=seen[one])
        except Failure:
            continue


def days(moment: date) -> list[tuple[date, date]]:
    """Give periods around a day: all, a week, one day, a month to come, what is long past."""
    return [
        (date(2026, 1, 1), date(2027, 1, 1)), (moment - timedelta(days=7), moment), (moment, moment + timedelta(days=1)),
        (moment - timedelta(days=3), moment + timedelta(days=30)), (date(2026, 3, 3), date(2026, 3, 8)),
    ]  # fmt: skip


def asked(town: Town, actor: Actor, span: tuple[date, date], **given: Any) -> dict[str, Any]:
    command = {"from": span[0].isoformat(), "until": span[1].isoformat(), **given}
    return town.as_(actor).evaluate(command)  # type: ignore[no-any-return]


def figures(line: dict[str, Any]) -> dict[str, int]:
    return {one["code"]: one["count"] for one in line["measures"] if one["count"]}


def behind(town: Town, actor: Actor, span: tuple[date, date], measure: str, **given: Any) -> list[dict[str, Any]]:
    """Read a list to its end, three a page."""
    command = {"from": span[0].isoformat(), "until": span[1].isoformat(), "measure": measure, "limit": 3, **given}
    page = town.as_(actor).evaluation_list(command)
    items = page["items"]
    while page["next"]:
        page = town.as_(actor).evaluation_list({**command, "after": page["next"]})
        items += page["items"]
    return items


def plainly(found: list[Life], span: tuple[date, date]) -> dict[str, int]:
    return dict(Counter(measure for life in found for measure in counts(life, *span)))


UNITLESS = ("verified", "verify", "filed", "dispatched", "dispatch", "checked", "check")


def of_unit(counted: dict[str, int]) -> dict[str, int]:
    """Leave out what the centre and the grids answer for."""
    return {name: n for name, n in counted.items() if not name.endswith(UNITLESS)}


@pytest.mark.parametrize("seed", range(4))
def test_gr_190_gr_191_figures_equal_a_plain_recount_after_random_histories_folded_or_not(town: Town, seed: int) -> None:
    wander(town, random.Random(seed), 120)
    found = list(lives(town.db))
    for _ in range(2):
        for span in days(today(town.at)):
            whole = asked(town, LEADER, span)
            assert figures(whole["total"]) == plainly(found, span), span
            streets = asked(town, LEADER, span, area=STREET)["items"]
            for line in streets:
                own = [life for life in found if life.incident.area == line["subject"]]
                assert figures(line) == plainly(own, span), (span, line["subject"])
            for line in asked(town, LEADER, span, by="unit")["items"]:
                own = [life for life in found if life.incident.unit == line["subject"]]
                assert figures(line) == of_unit(plainly(own, span)), (span, line["subject"])
            for line in asked(town, LEADER, span, by="post")["items"]:
                own = [life for life in found if life.incident.grid == line["subject"]]
                assert figures(line) == plainly(own, span)
            for line in asked(town, LEADER, span, by="case_type")["items"]:
                own = [life for life in found if life.incident.case_type == line["subject"]]
                assert figures(line) == plainly(own, span)
        while figure.fold(town.db):
            continue
    assert town.count("measure_delta") == 0


@pytest.mark.parametrize("seed", range(4, 6))
def test_gr_196_each_figure_opens_a_list_as_long_as_it_says(town: Town, seed: int) -> None:
    wander(town, random.Random(seed), 100, list(USUAL))
    for span in days(today(town.at))[:3]:
        for only in ({}, {"area": EAST}, {"unit": "sanitation"}, {"case_type": "F1"}):
            said = figures(asked(town, LEADER, span, by="area", **only)["total"])
            for measure in NAMES:
                items = behind(town, LEADER, span, measure, **only)
                assert len(items) == said.get(measure, 0), (measure, only, span)
                assert len({(one["incident"], one["round"]) for one in items}) == len(items)


CHANCES = st.integers(0, 2**32)
FEWER = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def agree(town: Town, between: tuple[date, date], seed: int) -> dict[str, int]:
    """Compare figures with a recount and with their lists, and give them."""
    said = figures(asked(town, LEADER, between)["total"])
    assert said == plainly(list(lives(town.db)), between), between
    for measure in random.Random(seed).sample(NAMES, 6):
        assert len(behind(town, LEADER, between, measure)) == said.get(measure, 0), (measure, between)
    return said


@FEWER
@given(seed=CHANCES, span=st.tuples(st.integers(-20, 60), st.integers(1, 60)))
def test_gr_196_figure_list_and_recount_agree_over_any_period(town: Town, seed: int, span: tuple[int, int]) -> None:
    wander(town, random.Random(seed), 12)
    first = date(2026, 3, 3) + timedelta(days=span[0])
    agree(town, (first, first + timedelta(days=span[1])), seed)


@FEWER
@given(seed=CHANCES, months=st.tuples(st.integers(1, 8), st.integers(1, 4)))
def test_gr_196_figures_by_months_equal_those_by_days_folded_or_not(town: Town, seed: int, months: tuple[int, int]) -> None:
    wander(town, random.Random(seed), 20)
    between = date(2026, months[0], 1), date(2026, sum(months), 1)
    for _ in range(2):
        by_month = agree(town, between, seed)
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(figure.READ_FROM, True, figure.DAYS)
            assert agree(town, between, seed) == by_month
        figure.fold_all(town.db)


YEAR = (date(2026, 1, 1), date(2027, 1, 1))


def test_gr_197_a_matter_given_back_was_not_dispatched_rightly_and_is_counted_with_who_has_it_then(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch")
    assert figures(asked(town, LEADER, YEAR)["total"])["accurate_dispatched"] == 1
    assert figures(asked(town, LEADER, YEAR, by="unit", unit="sanitation")["total"])["should_dispose"] == 1
    seen = town.through("return", seen=seen)
    assert "should_dispose" not in figures(asked(town, LEADER, YEAR, by="unit", unit="sanitation")["total"])
    town.act(DISPATCHER, "dispatch", seen, unit="lamps")
    assert "accurate_dispatched" not in figures(asked(town, LEADER, YEAR)["total"])
    assert figures(asked(town, LAMPS, YEAR, by="unit")["total"])["should_dispose"] == 1
    assert figures(asked(town, LEADER, YEAR)["total"])["should_dispose"] == 1


def test_more_time_moves_what_is_due_to_another_day(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch", "start")
    day = (date(2026, 3, 3), date(2026, 3, 4))
    assert figures(asked(town, LEADER, day)["total"])["should_dispose"] == 1
    town.through("request_extension", "approve_extension", seen=seen)
    assert "should_dispose" not in figures(asked(town, LEADER, day)["total"])
    moved = figures(asked(town, LEADER, YEAR)["total"])
    assert (moved["should_dispose"], moved["extended"]) == (1, 1)


def test_what_is_hung_up_is_due_on_no_day_until_it_is_taken_up(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch", "start", "hang")
    assert "should_dispose" not in figures(asked(town, LEADER, YEAR)["total"])
    town.through("resume", seen=seen)
    assert figures(asked(town, LEADER, YEAR)["total"])["should_dispose"] == 1


def test_late_work_is_overdue_until_the_day_it_is_done_and_disposed_after(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch")
    town.later(days=6)
    town.through("finish", seen=seen)
    until_then = figures(asked(town, LEADER, (date(2026, 3, 1), date(2026, 3, 9)))["total"])
    assert (until_then["overdue_pending"], until_then.get("disposed", 0)) == (1, 0)
    afterwards = figures(asked(town, LEADER, (date(2026, 3, 1), date(2026, 3, 10)))["total"])
    assert (afterwards.get("overdue_pending", 0), afterwards["disposed"], afterwards.get("ontime_disposed", 0)) == (0, 1, 0)


def test_a_round_that_is_opened_again_counts_beside_the_first(town: Town) -> None:
    seen = town.through(*TO_CLOSED)
    seen = town.through("reopen", seen=seen)
    assert figures(asked(town, LEADER, YEAR)["total"])["closed"] == 1
    assert figures(asked(town, LEADER, YEAR)["total"])["not_closed"] == 1
    town.through("file", "dispatch", "finish", "pass", "close", seen=seen)
    found = figures(asked(town, LEADER, YEAR)["total"])
    assert (found["closed"], found["ended_fixed"], found["reported"], found.get("not_closed", 0)) == (2, 2, 1, 0)


def test_how_matters_ended_is_kept_apart(town: Town) -> None:
    town.through(*TO_CLOSED)
    town.through("reject")
    town.act(DISPATCHER, "reject", town.report(), reason="duplicate")
    town.act(DISPATCHER, "reject", town.report(), reason="elsewhere")
    found = figures(asked(town, LEADER, YEAR)["total"])
    ended = {name: found[name] for name in found if name.startswith("ended")}
    assert ended == {"ended": 4, "ended_fixed": 1, "ended_refused": 1, "ended_duplicate": 1, "ended_not_ours": 1}
    assert found["closed_district"] == 1


def test_gr_194_nobody_is_shown_figures_or_lists_beyond_their_reach(town: Town) -> None:
    town.through("accept", "file", "dispatch")
    town.through("accept", seen=town.report(point=None, area=WEST))
    assert figures(asked(town, ELSEWHERE, YEAR)["total"]) == {}
    east = other(LEADER, area=EAST)
    assert figures(asked(town, east, YEAR)["total"])["reported"] == 1
    assert len(behind(town, east, YEAR, "reported")) == 1
    assert [one["subject"] for one in asked(town, east, YEAR, area=STREET)["items"]] == [EAST]
    assert figures(asked(town, OFFICER, YEAR)["total"])["reported"] == 1
    assert figures(asked(town, LAMPS, YEAR)["total"]) == {}
    assert figures(asked(town, OFFICER, YEAR, by="unit", unit="lamps")["total"]) == {}
    assert behind(town, LAMPS, YEAR, "reported") == behind(town, RESIDENT, YEAR, "reported") == []
    assert behind(town, OFFICER, YEAR, "reported", unit="lamps") == []


@pytest.mark.parametrize("actor", [DISPATCHER, CHECKER, OFFICER])
def test_gr_195_posts_are_for_the_leader_alone(town: Town, actor: Actor) -> None:
    assert [one["subject"] for one in asked(town, LEADER, YEAR, by="post")["items"]] == [EAST_GRID]
    with refused(Denied, "grid.evaluation_of_posts"):
        asked(town, actor, YEAR, by="post")
    with refused(Denied, "grid.evaluation_of_posts"):
        behind(town, actor, YEAR, "reported", post=EAST_GRID)


def test_figures_of_a_unit_by_kind_are_not_kept(town: Town) -> None:
    with refused(Invalid, "grid.evaluation_too_narrow"):
        asked(town, OFFICER, YEAR, by="case_type")


def test_subjects_come_page_by_page_with_names_and_denominators(town: Town) -> None:
    town.through("accept", "file", "dispatch")
    page = asked(town, LEADER, YEAR, by="unit", limit=3)
    rest = asked(town, LEADER, YEAR, by="unit", limit=3, after=page["next"])
    assert [one["subject"] for one in page["items"] + rest["items"]] == ["centre", "east_team", "lamps", "sanitation"]
    assert rest["next"] is None
    line = {one["code"]: one for one in rest["items"][0]["shares"]}["disposal"]
    assert (line["numerator"], line["denominator"], line["value"], line["words"], line["name"]) == (
        0,
        1,
        0.0,
        "0.00%",
        "disposed",
    )
    assert {one["words"] for one in page["items"][0]["shares"]} == {"-"}
    assert page["items"][0]["composite"] is None


def test_following_twice_changes_nothing(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch")
    stale.catch_up(town.db)
    before = town.db.all("SELECT * FROM measure_delta ORDER BY id")
    with town.db.transaction() as tx:
        stale.mark(tx, seen["id"])
        tx.run("UPDATE incident SET version = version + 1 WHERE id = %s", (seen["id"],))
    stale.catch_up(town.db)
    assert town.db.all("SELECT * FROM measure_delta ORDER BY id") == before


def test_the_weights_are_those_of_the_district(town: Town, admin_url: str) -> None:
    assert sum(asked(town, LEADER, YEAR)["weights"].values()) == 100
    choose(town.db, "evaluation.weights", "disposed=50 ontime=0 rework=20 overdue=20 extended=10")
    assert asked(town, LEADER, YEAR)["weights"]["disposed"] == 50


def test_two_processes_follow_each_act_once(town: Town, database_of: Any) -> None:
    wander(town, random.Random(11), 60)
    databases: list[Database] = [town.db, database_of("grid")]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(stale.catch_up, databases * 4))
    assert town.count("stale") == 0
    assert figures(asked(town, LEADER, YEAR)["total"]) == plainly(list(lives(town.db)), YEAR)


COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'grid' AND table_name = %s"


@pytest.mark.parametrize("table", figure.KEPT)
def test_each_mark_and_each_late_measure_has_a_column_and_no_column_is_of_another(town: Town, table: str) -> None:
    kept = {name for (name,) in town.db.all(COLUMNS, (table,))}
    assert kept - set(figure.KEY.split(", ")) == set(figure.COLUMNS) == {*MARKED, *LATE.values()}


@pytest.mark.parametrize("table", figure.KEPT)
def test_what_fell_to_nothing_is_kept_no_longer_and_what_did_not_is(town: Town, table: str) -> None:
    seen = town.through("accept", "file", "dispatch")
    stale.catch_up(town.db)
    figure.fold_all(town.db)
    undone = f"SELECT count(*) FROM {table} WHERE dispose_late > 0"
    assert town.db.one(undone) == (16,)  # by day or month and by block of days
    town.through("finish", seen=seen)
    stale.catch_up(town.db)
    figure.fold_all(town.db)
    assert town.db.one(undone) == (0,)
    nothing = f"SELECT count(*) FROM {table} WHERE ({' | '.join(figure.COLUMNS)}) = 0"
    assert town.db.one(nothing) == (0,)
    assert figures(asked(town, LEADER, YEAR)["total"])["ontime_disposed"] == 1


def test_what_took_longer_and_longer_is_counted_and_listed_at_every_end(town: Town) -> None:
    for days in (1, 8, 45, 260):
        seen = town.through("accept", "file", "dispatch", seen=town.report())
        town.later(days=days)
        town.through("finish", seen=seen)
        stale.catch_up(town.db)
        figure.fold_all(town.db)
    found = list(lives(town.db))
    for back in range(0, 340, 9):
        span = (date(2026, 3, 1), today(town.at) - timedelta(days=back))
        if span[0] < span[1]:
            said = figures(asked(town, LEADER, span)["total"])
            assert said == plainly(found, span), span
            for measure in ("overdue_pending", "not_closed", "disposed", "late_closed"):
                assert len(behind(town, LEADER, span, measure)) == said.get(measure, 0), (measure, span)


def test_two_processes_fold_each_change_once(town: Town, database_of: Any) -> None:
    wander(town, random.Random(9), 60)
    before = figures(asked(town, LEADER, YEAR)["total"])
    databases: list[Database] = [town.db, database_of("grid")]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(figure.fold, databases * 4))
    assert figures(asked(town, LEADER, YEAR)["total"]) == before
