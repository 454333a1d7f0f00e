"""Legal clocks: where they end, what moves them, and that nothing else does."""
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.fact import story
from kernel.obligation import Due, Fact, Limit, due, threshold
from kernel.office import SHANGHAI
from kernel.workdays import Calendar, Day
from tests.unit.kernel.test_workdays import at, official, on

PT_02 = Limit(15, "D")
PT_04 = Limit(5, "WD")
PT_05 = Limit(60, "D")
PT_07 = Limit(30, "D", roll="forward")
FILING = Limit(0.5, "WH")
CHECKING = Limit(2, "WH")
URGENT = Limit(1, "H")

LIMITS = st.sampled_from([PT_02, PT_04, PT_05, PT_07, FILING, CHECKING, URGENT, Limit(20, "WD"), Limit(20, "WH")])
INSTANTS = st.datetimes(datetime(2026, 1, 5), datetime(2026, 6, 30)).map(lambda naive: naive.replace(tzinfo=SHANGHAI))
DELAYS = st.integers(60, 40 * 86400).map(lambda seconds: timedelta(seconds=seconds))


def started(text: str, *more: Fact) -> list[Fact]:
    return [Fact("start", at(text)), *more]


def reached(limit: Limit, facts: list[Fact], calendar: Calendar | None = None) -> Due:
    return due(limit, facts, calendar or official())


def steps(found: Due) -> list[str]:
    return [step["step"] for step in found.working]


@pytest.mark.parametrize(
    ("limit", "start", "due_on"),
    [
        (PT_02, "2026-09-16T16:00", "2026-10-01"),
        (PT_02, "2026-09-16T22:00", "2026-10-01"),
        (PT_04, "2026-09-30T10:00", "2026-10-13"),
        (PT_05, "2026-03-02T10:00", "2026-05-01"),
        (PT_07, "2026-03-02T10:00", "2026-04-01"),
        (PT_07, "2026-09-03T10:00", "2026-10-08"),
    ],
)
def test_pt_02_pt_04_pt_05_pt_07_limits_in_days_end_with_a_local_day(limit: Limit, start: str, due_on: str) -> None:
    found = reached(limit, started(start))
    assert found.due_on == on(due_on)
    assert found.due_at == at(due_on) + timedelta(days=1, microseconds=-1)
    assert found.due_at.tzinfo is UTC


def test_pt_06_an_approved_extension_counts_from_the_strict_date() -> None:
    extended = Fact("extend", at("2026-04-20T09:00"), amount=30, reason="complex")
    assert reached(PT_05, started("2026-03-02T10:00", extended)).due_on == on("2026-05-31")
    rolling = Limit(60, "D", roll="forward")
    assert reached(rolling, started("2026-03-02T10:00", extended)).due_on == on("2026-06-01")


@pytest.mark.parametrize(
    ("limit", "start", "end"),
    [
        (FILING, "2026-09-16T11:45", "2026-09-16T13:15"),
        (CHECKING, "2026-09-16T16:30", "2026-09-17T10:00"),
        (URGENT, "2026-10-01T23:30", "2026-10-02T00:30"),
        (Limit(10 / 60, "H"), "2026-09-16T10:00", "2026-09-16T10:10"),
    ],
)
def test_stage_limits_in_hours_end_at_an_instant(limit: Limit, start: str, end: str) -> None:
    found = reached(limit, started(start))
    assert found.due_at == at(end)
    assert found.due_on == at(end).date()


def test_a_limit_of_days_warns_when_offices_open_on_the_last_working_day_before() -> None:
    assert reached(PT_02, started("2026-09-16T16:00")).near_at == at("2026-09-30T09:00")


def test_a_limit_of_hours_warns_when_four_fifths_are_used_up() -> None:
    assert reached(Limit(5, "WH"), started("2026-09-16T10:00")).near_at == at("2026-09-16T15:00")
    assert reached(Limit(10, "H", near=0.5), started("2026-09-16T10:00")).near_at == at("2026-09-16T15:00")


def test_a_limit_of_one_working_day_warns_on_the_day_itself_and_not_at_its_start() -> None:
    found = reached(Limit(1, "WD"), started("2026-09-16T10:00"))
    assert found.near_at == at("2026-09-17T16:24") - timedelta(microseconds=1)


def test_a_pause_leaves_the_end_open_until_it_is_over() -> None:
    found = reached(PT_05, started("2026-03-02T10:00", Fact("pause", at("2026-03-10T10:00"))))
    assert (found.state, found.due_at, found.due_on, found.near_at) == ("paused", None, None, None)
    assert found.working[-1] == {"step": "paused", "at": "2026-03-10T10:00:00+08:00", "left": 52}


def test_pt_10_a_hearing_is_left_out_of_the_clock() -> None:
    hearing = [Fact("pause", at("2026-03-10T10:00")), Fact("resume", at("2026-03-17T10:00"))]
    found = reached(Limit(30, "D"), started("2026-03-02T10:00", *hearing))
    assert found.due_on == on("2026-04-08")
    assert steps(found) == ["started", "limit", "paused", "resumed", "counted", "due"]


def test_several_pauses_are_each_left_out_once() -> None:
    hearings = [
        Fact(kind, at(f"2026-03-{day}T10:00"))
        for kind, day in (("pause", "05"), ("resume", "07"), ("pause", "10"), ("resume", "17"))
    ]
    assert reached(Limit(30, "D"), started("2026-03-02T10:00", *hearings)).due_on == on("2026-04-10")
    assert reached(Limit(200, "H"), started("2026-03-02T10:00", *hearings)).due_at == at("2026-03-19T18:00")


def test_a_warning_that_a_pause_has_swallowed_comes_in_what_is_left() -> None:
    hearing = [Fact("pause", at("2026-09-23T10:00")), Fact("resume", at("2026-09-29T10:00"))]
    found = reached(PT_04, started("2026-09-18T10:00", *hearing))
    assert found.due_on == on("2026-09-30")
    assert found.near_at == at("2026-09-30T16:24") - timedelta(microseconds=1)


def test_a_pause_on_the_last_day_gives_that_day_back() -> None:
    pause = [Fact("pause", at("2026-09-24T11:00")), Fact("resume", at("2026-10-03T11:00"))]
    assert reached(PT_04, started("2026-09-18T10:00", *pause)).due_on == on("2026-10-08")


def test_a_pause_after_the_end_moves_nothing() -> None:
    pause = [Fact("pause", at("2026-09-25T11:00")), Fact("resume", at("2026-10-20T11:00"))]
    assert reached(PT_04, started("2026-09-18T10:00", *pause)).due_on == on("2026-09-24")
    assert reached(PT_04, started("2026-09-18T10:00", pause[0])).due_on == on("2026-09-24")


def test_a_second_pause_meanwhile_and_a_resumption_without_one_add_nothing() -> None:
    once = [Fact("pause", at("2026-03-10T10:00")), Fact("resume", at("2026-03-17T10:00"))]
    twice = [*once, Fact("pause", at("2026-03-12T10:00")), Fact("resume", at("2026-03-20T10:00"))]
    start = started("2026-03-02T10:00")
    assert reached(PT_05, [*start, *twice]).due_on == reached(PT_05, [*start, *once]).due_on


@pytest.mark.parametrize(("stopped", "late"), [("2026-10-01T23:59", False), ("2026-10-02T00:00", True)])
def test_a_duty_done_on_the_evening_of_the_last_day_is_done_in_time(stopped: str, late: bool) -> None:
    found = reached(PT_02, started("2026-09-16T16:00", Fact("stop", at(stopped))))
    assert (found.state, found.late) == ("stopped", late)


def test_what_follows_the_stop_does_not_count() -> None:
    facts = started("2026-09-16T16:00", Fact("stop", at("2026-09-20T10:00")))
    later = Fact("extend", at("2026-09-21T10:00"), amount=30)
    assert reached(PT_02, [*facts, later]) == reached(PT_02, facts)


def test_a_clock_that_was_never_started_has_no_end() -> None:
    with pytest.raises(ValueError, match="never started"):
        reached(PT_02, [Fact("stop", at("2026-09-20T10:00"))])


def test_a_date_through_a_missing_year_is_provisional_and_a_strict_one_is_not() -> None:
    start = started("2026-12-28T10:00")
    assert reached(PT_04, start).provisional
    assert reached(Limit(15, "D", roll="forward"), start).provisional
    assert reached(Limit(40, "WH"), start).provisional
    assert not reached(PT_02, start).provisional
    assert not reached(Limit(300, "H"), start).provisional


def test_a_strict_date_still_depends_on_the_calendar_for_its_warning() -> None:
    found = reached(PT_02, started("2026-12-28T10:00"))
    assert found.reads == (on("2027-01-11"), on("2027-01-12"))


def test_reckoning_again_after_an_import_moves_only_what_went_through_changed_days() -> None:
    closed = {on("2027-01-02") + timedelta(days=n): Day("holiday") for n in range(5)}
    imported = Calendar({**official().days, **closed}, version=2)
    before, after = (reached(PT_04, started("2026-12-28T10:00"), c) for c in (official(), imported))
    assert (before.due_on, after.due_on) == (on("2027-01-05"), on("2027-01-08"))
    assert reached(PT_02, started("2026-09-16T16:00"), imported) == reached(PT_02, started("2026-09-16T16:00"))


def test_the_working_shows_how_a_date_was_reached() -> None:
    found = reached(PT_07, started("2026-09-03T10:00", Fact("extend", at("2026-09-04T10:00"), 1, "illness")))
    assert found.working == (
        {"step": "started", "at": "2026-09-03T10:00:00+08:00", "on": "2026-09-03"},
        {"step": "limit", "amount": 30, "unit": "D"},
        {"step": "extended", "at": "2026-09-04T10:00:00+08:00", "amount": 1, "reason": "illness"},
        {"step": "counted", "amount": 31, "on": "2026-10-04"},
        {"step": "rolled", "from": "2026-10-04", "on": "2026-10-08"},
        {"step": "calendar", "version": 1, "provisional": False, "from": "2026-10-04", "until": "2026-10-08"},
        {"step": "due", "at": "2026-10-08T15:59:59.999999+00:00", "on": "2026-10-08"},
    )


@pytest.mark.parametrize(
    "wrong",
    [(0, "D"), (-1, "H"), (1.5, "WD"), (1.5, "D"), (2, "WH", "forward"), (2, "H", "none", 0.0), (2, "H", "none", 1.0)],
)
def test_a_limit_outside_its_range_cannot_be_made(wrong: tuple[float, str]) -> None:
    with pytest.raises(ValueError):
        Limit(*wrong)


@pytest.mark.parametrize(
    ("now", "passed"),
    [
        ("2026-09-30T08:59", ""),
        ("2026-09-30T09:00", "near"),
        ("2026-10-01T23:59", "near"),
        ("2026-10-02T00:00", "missed"),
    ],
)
def test_thresholds_are_passed_in_order(now: str, passed: str) -> None:
    found = reached(PT_02, started("2026-09-16T16:00"))
    assert threshold(found.due_at, found.near_at, at(now)) == passed
    assert threshold(None, None, at(now)) == ""


@given(LIMITS, INSTANTS, DELAYS, DELAYS, DELAYS)
def test_the_order_in_which_facts_are_told_never_matters(
    limit: Limit, start: datetime, one: timedelta, two: timedelta, three: timedelta
) -> None:
    facts = [
        Fact("start", start),
        Fact("pause", start + one),
        Fact("resume", start + one + two),
        Fact("extend", start + three, amount=2),
    ]
    assert len({due(limit, told, official()).due_at for told in permutations(facts)}) == 1


@given(LIMITS, INSTANTS, st.lists(st.tuples(DELAYS, st.text()), max_size=5))
def test_a_comment_never_moves_a_date(limit: Limit, start: datetime, notes: list[tuple[timedelta, str]]) -> None:
    alone = [Fact("start", start)]
    told = [*alone, *(Fact("note", start + after, amount=9, reason=text) for after, text in notes)]
    assert reached(limit, told) == reached(limit, alone)


def _interrupted(limit: Limit, start: datetime, share: float, length: timedelta) -> tuple[Due, Due, Fact, Fact]:
    plain = reached(limit, [Fact("start", start)])
    assert plain.due_at is not None
    paused = Fact("pause", start + (plain.due_at - start) * share)
    resumed = Fact("resume", paused.at + length)
    return plain, reached(limit, [Fact("start", start), paused, resumed]), paused, resumed


@given(st.sampled_from([PT_02, PT_05]), INSTANTS, st.floats(0, 0.999), DELAYS)
def test_a_pause_moves_calendar_days_by_exactly_the_days_paused(
    limit: Limit, start: datetime, share: float, length: timedelta
) -> None:
    plain, moved, paused, resumed = _interrupted(limit, start, share, length)
    days = resumed.at.astimezone(SHANGHAI).date() - paused.at.astimezone(SHANGHAI).date()
    assert _on(moved) - _on(plain) == days


@given(st.sampled_from([PT_04, Limit(20, "WD")]), INSTANTS, st.floats(0, 0.999), DELAYS)
def test_a_pause_moves_working_days_by_exactly_the_working_days_paused(
    limit: Limit, start: datetime, share: float, length: timedelta
) -> None:
    plain, moved, paused, resumed = _interrupted(limit, start, share, length)
    paused_on, resumed_on = (fact.at.astimezone(SHANGHAI).date() for fact in (paused, resumed))
    exact = official().add_workdays(_on(plain), official().workdays_between(paused_on, resumed_on))
    assert _on(moved) == max(exact, official().roll_forward(resumed_on) if paused_on == _on(plain) else exact)


@given(INSTANTS, st.floats(0, 0.999), DELAYS)
def test_a_pause_moves_clock_hours_by_exactly_the_time_paused(start: datetime, share: float, length: timedelta) -> None:
    plain, moved, paused, resumed = _interrupted(Limit(5, "H"), start, share, length)
    assert moved.due_at - plain.due_at == resumed.at - paused.at


@given(INSTANTS, st.floats(0, 0.999), DELAYS)
def test_a_pause_gives_back_exactly_the_working_hours_left(start: datetime, share: float, length: timedelta) -> None:
    _, moved, paused, resumed = _interrupted(Limit(20, "WH"), start, share, length)
    calendar = official()
    used = calendar.open_between(start, paused.at) + calendar.open_between(resumed.at, moved.due_at)
    assert used == timedelta(hours=20)


@given(LIMITS, INSTANTS, DELAYS, st.integers(1, 30))
def test_an_extension_moves_a_date_to_where_the_longer_limit_ends(
    limit: Limit, start: datetime, after: timedelta, amount: int
) -> None:
    longer = Limit(limit.amount + amount, limit.unit, limit.roll, limit.near)
    extended = reached(limit, [Fact("start", start), Fact("extend", start + after, amount=amount)])
    assert extended.due_at == reached(longer, [Fact("start", start)]).due_at


@given(LIMITS, INSTANTS)
def test_a_warning_comes_after_the_start_and_before_the_end(limit: Limit, start: datetime) -> None:
    found = reached(limit, [Fact("start", start)])
    assert start < found.near_at < found.due_at


@given(LIMITS, INSTANTS, DELAYS, DELAYS)
def test_facts_survive_being_stored(limit: Limit, start: datetime, one: timedelta, two: timedelta) -> None:
    facts = [Fact("start", start), Fact("pause", start + one, reason="hearing"), Fact("resume", start + one + two)]
    stored = [Fact.load(fact.dump()) for fact in facts]
    assert story(stored) == story(facts)
    assert reached(limit, stored).due_at == reached(limit, facts).due_at


def _on(found: Due) -> date:
    assert found.due_on is not None
    return found.due_on
