"""Sweeps, rounds, visits, meetings, reviews and inspections as rules, and their words kept in several places."""
from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Conflict, Denied, Invalid
from services.grid.domain.duty import duty, inspection, meeting, review, sweep, visit
from services.grid.domain.duty import round as rounds
from services.grid.domain.ground import near
from services.grid.domain.ground.place import Position
from services.grid.domain.setting.chosen import Values
from services.grid.domain.setting.registry import SETTINGS
from tests.make import refused
from tests.markdown import ROOT, code, tables

AT = datetime(2026, 3, 3, 1, tzinfo=UTC)
TODAY = date(2026, 3, 3)
GRID = "210203001001001"
WALK = rounds.Round("r", "w", GRID, GRID[:12], AT)
SWEEP = sweep.Sweep("s", GRID, GRID[:12], TODAY, "open", 2, 0, 0, AT, 1)
LINE = sweep.Item("s", 1, "", "building", None, "", None, None, None)
FOUND = sweep.Finding("fine", "", None, "w", AT)
MEETING = meeting.Meeting("m", GRID[:12], TODAY, "prepared", 1, 0, AT, None, None, 1)
REVIEW = review.Review("v", GRID[:12], TODAY, "prepared", 9, AT, None, 1)
VISITED = inspection.Visited("i", GRID, 1)
SQL = (ROOT / "services/grid/migrations/0008.duty.sql").read_text()


def taken(id, minutes):
    return rounds.CheckIn(id, AT + timedelta(minutes=minutes), 121.6, 38.9, "", True)


def outcomes(*rows, walk=WALK, known=(), after=60):
    now = AT + timedelta(minutes=after)
    sorted_ = rounds.sort(walk, rows, known=known, hours=12, since=rounds.kept_from(now, 90), now=now)
    return [what for _, what in sorted_]


@pytest.mark.parametrize(("back", "fine"), [(0, True), (1, True), (2, False), (-1, False)])
def test_gr_61_a_finding_is_of_the_sweeps_own_day_or_brought_the_next(back, fine):
    today = TODAY + timedelta(days=back)
    if fine:
        assert sweep.record(SWEEP, LINE, FOUND, today=today)[0].checked == 1
    else:
        with refused(Conflict, "grid.sweep_over"):
            sweep.record(SWEEP, LINE, FOUND, today=today)


def test_gr_61_the_last_finding_ends_the_sweep():
    once, _ = sweep.record(SWEEP, LINE, FOUND, today=TODAY)
    twice, _ = sweep.record(once, LINE, replace(FOUND, result="hazard"), today=TODAY)
    assert (once.state, twice.state, twice.hazards, twice.version) == ("open", "done", 1, 3)


def test_gr_62_what_counts_is_when_a_place_was_taken():
    assert outcomes(taken("a", 10), taken("a", 11), taken("b", 63), taken("c", -3)) == [
        "accepted", "duplicate", "future", "outside_round",
    ]  # fmt: skip
    closed = rounds.close(WALK, hours=12, now=AT + timedelta(minutes=30))
    assert outcomes(taken("a", 30), taken("b", 31), walk=closed) == ["accepted", "outside_round"]
    assert outcomes(taken("a", 10), known={"a"}) == ["duplicate"]


def test_gr_64_what_is_deleted_by_now_is_not_counted_again_when_a_phone_sends_it_once_more():
    days = 60 * 24
    assert outcomes(taken("a", 1), after=90 * days) == ["accepted"]
    assert outcomes(taken("a", 1), after=90 * days + 2) == ["outside_round"]


def test_gr_62_a_phone_may_be_two_minutes_ahead():
    assert outcomes(taken("a", 62), taken("b", 62.1)) == ["accepted", "future"]


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(-30, 90))))
def test_gr_62_whatever_is_sent_each_id_is_accepted_once_and_only_while_it_was_open(rows):
    walk = rounds.close(WALK, hours=12, now=AT + timedelta(minutes=60))
    now = AT + timedelta(minutes=60)
    sorted_ = rounds.sort(walk, [taken(*row) for row in rows], known=(), hours=12, since=AT - rounds.SKEW, now=now)
    kept = [row for row, what in sorted_ if what == "accepted"]
    assert len({row.id for row in kept}) == len(kept)
    assert all(AT - rounds.SKEW <= row.taken_at <= AT + timedelta(minutes=60) for row in kept)
    assert rounds.counted(walk, kept).check_ins == len(kept)


def test_gr_63_a_forgotten_round_ends_when_its_hours_are_over_and_not_when_it_is_noticed():
    done = rounds.close(WALK, hours=12, now=AT + timedelta(hours=20))
    assert (done.closed_by, done.minutes(12, AT + timedelta(hours=20))) == ("system", 720)
    with refused(Conflict, "grid.round_not_open"):
        rounds.still_open(WALK, hours=12, now=AT + timedelta(hours=12))
    with refused(Conflict, "grid.round_not_open"):
        rounds.close(done, hours=12, now=AT)


@pytest.mark.parametrize(("lon", "is_near"), [(121.6, True), (121.6011, True), (121.6013, False)])
def test_near_a_site_is_within_the_tolerance(lon, is_near):
    assert near.near_site(Position(lon, 38.9), Position(121.6, 38.9), metres=100) is is_near


@pytest.mark.parametrize(("lon", "is_near"), [(121.605, True), (121.6111, True), (121.6113, False)])
def test_near_a_grid_is_inside_or_within_the_tolerance(lon, is_near):
    ring = [[121.60, 38.9], [121.61, 38.9], [121.61, 38.91], [121.60, 38.91], [121.60, 38.9]]
    border = {"type": "Polygon", "coordinates": [ring]}
    assert near.near_grid(Position(lon, 38.905), border, metres=100) is is_near


@pytest.mark.parametrize(("minutes", "fine"), [(9, False), (10, True), (600, True), (601, False)])
def test_gr_65_a_visit_has_a_length_one_can_believe(minutes, fine):
    start = AT - timedelta(minutes=minutes)
    if fine:
        visit.check(start, AT, posted=True, overlapping=False, now=AT)
    else:
        with refused(Invalid, "grid.visit_length_wrong"):
            visit.check(start, AT, posted=True, overlapping=False, now=AT)


@pytest.mark.parametrize(("visits", "minutes", "is_short"), [(1, 240, False), (1, 239, True), (0, 0, True), (5, 300, False)])
def test_gr_66_once_a_week_and_half_a_day_is_owed(visits, minutes, is_short):
    assert visit.short(visit.Week("a", "b", visits, minutes), duty.Setting()) is is_short


def test_gr_67_a_meeting_goes_from_prepared_to_held_to_closed():
    conclusion = meeting.Conclusion("lamps", TODAY, "mend it")
    with refused(Conflict, "grid.meeting_not_held"):
        meeting.conclude(MEETING, conclusion, already=False, today=TODAY)
    held = meeting.hold(MEETING, at=AT)
    assert meeting.conclude(held, conclusion, already=False, today=TODAY).concluded == 1
    assert meeting.conclude(held, conclusion, already=True, today=TODAY).concluded == 0
    with refused(Invalid, "grid.conclusion_date_over"):
        meeting.conclude(held, conclusion, already=False, today=TODAY + timedelta(days=1))
    closed = meeting.close(held, at=AT)
    with refused(Conflict, "grid.meeting_not_prepared"):
        meeting.hold(closed, at=AT)


def test_gr_68_the_table_takes_no_smaller_cell():
    assert f"CHECK (cases >= {review.LEAST_CELL})" in SQL


def test_gr_68_a_closed_review_takes_nothing_more():
    with refused(Conflict, "grid.review_closed"):
        review.close(review.close(REVIEW, at=AT), at=AT)


@given(st.sets(st.integers(0, 10**6), min_size=1, max_size=50), st.randoms(), st.text(max_size=20))
def test_gr_69_the_same_seed_over_the_same_grids_draws_the_same_in_whatever_order_they_come(grids, random, seed):
    codes = [str(n) for n in grids]
    shuffled = random.sample(codes, len(codes))
    number = random.randint(1, len(codes))
    drawn = inspection.draw(codes, number, seed)
    assert drawn == inspection.draw(shuffled, number, seed)
    assert len(set(drawn)) == number
    assert set(drawn) <= set(codes)


def test_gr_69_every_grid_may_be_drawn():
    codes = [str(n) for n in range(20)]
    assert {inspection.draw(codes, 1, str(seed))[0] for seed in range(400)} == set(codes)


def test_gr_69_nobody_inspects_or_looks_again_at_the_own_grid():
    found = replace(VISITED, result="fine", found_by="c", found_at=AT)
    with refused(Denied, "grid.inspection_own_grid"):
        inspection.find(VISITED, found, own=[GRID], today=TODAY)
    with refused(Denied, "grid.inspection_own_grid"):
        inspection.recheck(replace(VISITED, result="faulty"), mended=True, by="c", at=AT, own=[GRID])


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("sweep.state", sweep.STATES),
        ("sweep_item.result", sweep.RESULTS),
        ("duty_round.closed_by", (rounds.WORKER, rounds.SYSTEM)),
        ("meeting.state", meeting.STATES),
        ("review.state", review.STATES),
        ("inspection.state", inspection.STATES),
        ("inspection_grid.result", inspection.RESULTS),
    ],
)
def test_the_tables_take_the_words_of_the_rules_and_no_other(column, words):
    table, _, name = column.partition(".")
    body = re.search(rf"CREATE TABLE {table} \((.*?)^\);", SQL, re.M | re.S)
    assert body is not None
    found = re.search(rf"CHECK \({name} IN \(([^)]*)\)\)", body[1])
    assert found is not None
    assert re.findall(r"'(\w+)'", found[1]) == list(words)


def test_what_the_list_begins_with_has_a_word_for_each_kind():
    setting = SETTINGS["duty.checklist"]
    kinds = {kind for grid in ("base", "special", "unit", "duty") for kind in setting.usual(grid).split()}
    assert kinds == set(sweep.GENERAL)
    assert (sweep.called("fire_lane", "zh"), sweep.called("bath", "zh")) == ("消防通道", None)


def test_each_word_of_the_duty_stands_in_the_glossary():
    rows = tables(Path(ROOT / "docs" / "glossary.md"))["Daily duty 日常勤务"]
    named = {word for row in rows for word in code(row["identifier"])}
    words = {
        *sweep.STATES, *sweep.RESULTS, *sweep.GENERAL, *rounds.OUTCOMES, rounds.WORKER, rounds.SYSTEM, *meeting.STATES,
        *meeting.REASONS, *review.STATES, *inspection.STATES, *inspection.RESULTS,
    }  # fmt: skip
    assert words == named


def test_the_setting_of_the_code_has_the_defaults_of_the_registry():
    assert {field.name for field in fields(duty.Setting)} == duty.KEYS.keys()
    assert duty.Setting() == duty.Setting(**{name: Values(()).get(key) for name, key in duty.KEYS.items()})
