"""The formulas of evaluation."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kernel.errors import Denied, Invalid
from kernel.scope import NOTHING, Scope
from services.grid.domain.evaluation.cut import Cut, narrowed, of_posts, single
from services.grid.domain.evaluation.formula import SHARES, Weights, composite, percent, share, shares
from services.grid.domain.evaluation.lane import ASKED, BLOCKS, LANES, TOOK, UNDONE, Range, block, ranges
from services.grid.domain.evaluation.measure import KINDS, LATE, MARKS, MEASURES, NAMES, counted
from services.grid.domain.evaluation.period import MOST_DAYS, Period, period
from services.grid.domain.search.term import number, terms
from tests.make import refused

NONE = dict.fromkeys(NAMES, 0)


@pytest.mark.parametrize(
    ("numerator", "denominator", "said"),
    [(2260, 2385, "94.76%"), (37432, 37645, "99.43%"), (8806, 8915, "98.78%"), (0, 7, "0.00%"), (7, 7, "100.00%")],
)
def test_shares_are_those_the_districts_have_published(numerator: int, denominator: int, said: str) -> None:
    assert percent(share(numerator, denominator)) == said


def test_parts_of_a_whole_add_up() -> None:
    parts = [900_000, 36_000, 62_000]
    assert [percent(share(part, 1_000_000), digits=1) for part in parts] == ["90.0%", "3.6%", "6.2%"]
    assert percent(share(sum(parts), 1_000_000), digits=1) == "99.8%"


def test_gr_192_nothing_to_divide_by_is_no_figure_and_neither_nought_nor_all() -> None:
    assert share(0, 0) is None
    assert percent(None) == "-"
    assert set(shares(NONE).values()) == {None}
    assert composite(shares(NONE), Weights()) is None


def test_gr_193_the_composite_weighs_what_is_good_and_takes_off_what_is_bad() -> None:
    counts = {**NONE, "should_dispose": 100, "should_close": 50, "disposed": 90, "ontime_disposed": 80, "rework": 5,
              "overdue_pending": 10, "extended": 20}  # fmt: skip
    assert composite(shares(counts), Weights()) == pytest.approx(27 + 16 + 18 + 18 + 8)
    assert composite(shares(counts), Weights(100, 0, 0, 0, 0)) == pytest.approx(90)


def test_gr_193_a_share_without_weight_may_be_no_figure_and_one_with_weight_may_not() -> None:
    found = shares({**NONE, "should_dispose": 10, "disposed": 10, "ontime_disposed": 5})
    assert found["rework"] is None
    assert composite(found, Weights()) is None
    assert composite(found, Weights(disposed=40, ontime=30, rework=0, overdue=20, extended=10)) == pytest.approx(85)


def test_gr_193_what_was_overdue_before_takes_no_more_than_its_weight() -> None:
    counts = {**NONE, "should_dispose": 10, "should_close": 10, "disposed": 10, "ontime_disposed": 10, "overdue_pending": 40}
    found = shares(counts)
    assert found["overdue_pending"] == 4
    assert composite(found, Weights()) == pytest.approx(80)


@given(st.fixed_dictionaries({name: st.integers(0, 1000) for name in NAMES}))
def test_a_share_is_its_numerator_over_its_denominator_whatever_they_are(counts: dict[str, int]) -> None:
    for code, value in shares(counts).items():
        top, below, _ = SHARES[code]
        assert (value is None) == (counts[below] == 0)
        assert value is None or value * counts[below] == pytest.approx(counts[top])


def test_gr_190_a_numerator_is_counted_on_the_rows_of_its_denominator() -> None:
    kinds = {name: {part.kind for part in parts} for name, parts in MEASURES.items()}
    assert all(kinds[top] == kinds[below] and len(kinds[top]) == 1 for top, below, _ in SHARES.values())


def test_gr_191_what_is_done_is_what_was_done_in_time_and_late_but_within_the_period() -> None:
    sums: Any = {("should_dispose", "marked"): 9, ("ontime_disposed", "marked"): 4, ("dispose_late", "done_late"): 2,
                 ("dispose_late", "left"): 5, ("dispose_late", "still"): 3}  # fmt: skip
    found = counted(sums)
    assert (found["should_dispose"], found["disposed"], found["overdue_pending"], found["not_closed"]) == (9, 6, 5, 0)


def test_each_part_of_a_measure_is_written_on_some_row() -> None:
    for parts in MEASURES.values():
        for part in parts:
            assert part.name in (MARKS[part.kind] if part.way == "marked" else (LATE[part.kind],))
    assert set(LATE) <= set(KINDS)


DAY = date(2026, 3, 3)
COUNTS: Any = {
    "done_late": lambda day, done, span: day >= span.first and done is not None and done < span.end,
    "left": lambda day, done, span: day < span.end and (done is None or done >= span.end),
    "still": lambda day, done, span: span.first <= day < span.end and (done is None or done >= span.end),
}


def _lying(day: date, done: date | None, name: str) -> set[tuple[int, date, date]]:
    """Give the lane, done_on and day a late measure is kept under."""
    if done is None:
        blocks = {(BLOCKS[name], block(day), block(day))} if name in BLOCKS else set()
        return {(LANES[name] + UNDONE, day, day)} | blocks
    return {(LANES[name] + sum((done - day).days > days for days in TOOK), done, day)}


def _read(lies: set[tuple[int, date, date]], asked: Period, name: str, way: str) -> list[Range]:
    return [
        one for one in ranges(asked) for no, until, since in lies
        if (one.name, one.way, one.lane) == (name, way, no)
        and one.since <= until <= one.until and one.low <= since < asked.end
    ]  # fmt: skip


AROUND = sorted({days + more for days in (0, *TOOK) for more in (-1, 0, 1) if days + more >= 0})


@given(
    before=st.integers(-2, 3) | st.integers(-60, 900),
    took=st.none() | st.sampled_from(AROUND) | st.integers(0, 900),
    long=st.integers(1, 400),
)
@example(before=1, took=TOOK[0], long=30)
@example(before=1, took=TOOK[-1], long=30)
def test_gr_190_each_late_row_lies_in_one_range_of_a_question_for_each_way_it_counts(
    before: int, took: int | None, long: int
) -> None:
    asked, day = Period(DAY - timedelta(long), DAY), DAY - timedelta(before)
    done = None if took is None else day + timedelta(took)
    for name, way in ASKED:
        hits = _read(_lying(day, done, name), asked, name, way)
        assert len(hits) == COUNTS[way](day, done, asked), (name, way, hits)


@given(
    before=st.integers(-70, 900),
    took=st.none() | st.sampled_from(AROUND) | st.integers(0, 900),
    months=st.integers(1, 36),
)
@example(before=1, took=1, months=1)
@example(before=28, took=0, months=1)
def test_gr_190_a_period_of_whole_months_counts_the_same_rows_by_their_months(before: int, took: int | None, months: int) -> None:
    no = DAY.year * 12 + DAY.month - 1 - months
    asked = Period(date(no // 12, no % 12 + 1, 1), DAY.replace(day=1))
    day = asked.end - timedelta(before)
    done = None if took is None else day + timedelta(took)
    assert asked.whole_months
    for name, way in ASKED:
        hits = _read(_lying(day.replace(day=1), done and done.replace(day=1), name), asked, name, way)
        assert len(hits) == COUNTS[way](day, done, asked), (name, way, hits)


@pytest.mark.parametrize(
    ("first", "end", "whole"),
    [
        (date(2026, 2, 1), date(2026, 3, 1), True),
        (date(2025, 10, 1), date(2026, 1, 1), True),
        (date(2024, 1, 1), date(2027, 1, 1), True),
        (date(2026, 3, 1), date(2026, 3, 31), False),
        (date(2026, 3, 2), date(2026, 4, 1), False),
        (date(2026, 3, 15), date(2026, 4, 15), False),
    ],
)
def test_a_period_is_of_whole_months_when_both_its_ends_are_first_days(first: date, end: date, whole: bool) -> None:
    assert period(first, end).whole_months is whole


@pytest.mark.parametrize(
    ("area", "scope", "within"),
    [
        (None, Scope(), ("",)),
        ("210203001000", Scope(), ("210203001",)),
        ("210203000000", Scope(area="210203001001"), ("210203001001",)),
        ("210203001001", Scope(area="210203"), ("210203001001",)),
        ("210204000000", Scope(area="210203"), ()),
        (None, Scope(area="210203001001", also=("210203001", "210203002001")), ("210203001", "210203002001")),
        (None, Scope(unit="lamps"), ("",)),
        (None, Scope(party=("a",)), ()),
        (None, NOTHING, ()),
    ],
)
def test_gr_194_a_question_reaches_what_lies_in_both_area_and_scope_and_counts_nothing_twice(
    area: str | None, scope: Scope, within: tuple[str, ...]
) -> None:
    assert narrowed(area, scope) == within


def test_what_is_wider_than_a_district_is_the_sum_of_its_districts() -> None:
    known = ("210203", "210204", "220101")
    assert Cut("", ("2102",)).cells(known) == ["210203", "210204"]
    assert Cut("", ("",)).cells(known) == sorted(known)
    assert Cut("", ("210203001", "210203002001")).cells(known) == ["210203001", "210203002001"]
    assert Cut("", ("210203001001001",)).cells(known) == []


def test_figures_of_a_community_by_unit_or_kind_are_counted_when_asked_for_and_all_others_kept() -> None:
    cells = ("210203", "210203001", "210203001001")
    for cut in (Cut("", ("",), unit="lamps"), Cut("", ("",), case_type="E1")):
        assert [cut.kept(cell) for cell in cells] == [True, True, False]
    for cut in (Cut("", ("",)), Cut("", ("",), post="210203001001001")):
        assert [cut.kept(cell) for cell in cells] == [True, True, True]


def test_figures_are_of_one_of_unit_post_and_kind_at_a_time() -> None:
    single({"unit": "lamps", "post": None})
    with refused(Invalid, "grid.evaluation_too_narrow"):
        single({"unit": "lamps", "case_type": "E1"})


@pytest.mark.parametrize("role", ["dispatcher", "officer", "checker", "grid_worker"])
def test_gr_195_figures_of_posts_are_for_their_leader(role: str) -> None:
    of_posts("leader")
    with refused(Denied, "grid.evaluation_of_posts"):
        of_posts(role)


def test_a_period_has_days_and_not_too_many() -> None:
    first = date(2026, 3, 1)
    assert period(first, date(2026, 3, 2)).first == first
    with refused(Invalid, "grid.period_empty"):
        period(first, first)
    with refused(Invalid, "grid.period_too_long"):
        period(first, date.fromordinal(first.toordinal() + MOST_DAYS + 1))


def test_gr_200_a_search_has_a_word_of_two_characters_and_at_most_eight_words() -> None:
    assert terms(" 路灯  不亮 路灯 ") == ("路灯", "不亮")
    for text, code in ((" 灯 a ", "grid.search_too_short"), ("ab " + " ".join(map(str, range(10))), "grid.search_too_long")):
        with refused(Invalid, code):
            terms(text)


def test_a_number_is_looked_for_as_a_number_only_when_it_is_whole_and_alone() -> None:
    assert number(("sj210203-20260303-000001-7",)) == "SJ210203-20260303-000001-7"
    assert number(("20260303-000001",)) is None
    assert number(("SJ210203-20260303-000001-7", "灯")) is None
