"""One fault of one place: what readings make of it, and what it asks for."""
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Invalid
from services.grid.domain.device import fault as rule
from services.grid.domain.device import raising, same_day
from services.grid.domain.device import source as meaning
from services.grid.domain.device.fault import Fault, Reading
from services.grid.domain.device.source import Heating
from tests.unit.grid.case import incident

AT = datetime(2026, 1, 15, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GIVEN = {
    "client": "c-1", "code": "room", "case_type": "E1", "side": "below", "threshold": 18.0, "unit": "℃", "same_day": False,
    "by": "device", "again": "round", "again_hours": 72, "standard": None, "least": None, "most": None,
}  # fmt: skip
EMPTY = Fault("c-1", "s-1", "room")
HEATING = Heating(18.0, "11-05", "04-05")


def source(**changed):
    return meaning.standing({**GIVEN, **changed}, id="o-1", at=AT)


def heard(*values, fault=EMPTY, device="s-1", by=None, begin=0):
    """Give a fault after values of one device, a minute apart, and what each was."""
    outcomes = []
    for minute, value in enumerate(values, begin):
        fault, outcome = rule.hear(fault, by or source(), Reading(device, "room", value, AT + minute * MINUTE))
        outcomes.append(outcome)
    return fault, outcomes


@pytest.mark.parametrize(("side", "value", "faulty"), [
    ("below", 17.9, True), ("below", 18.0, False), ("above", 18.1, True), ("above", 18.0, False),
])  # fmt: skip
def test_the_threshold_itself_is_no_fault(side, value, faulty):
    assert source(side=side).faulty(value) == faulty


@pytest.mark.parametrize(("side", "worst"), [("below", 14.0), ("above", 17.0)])
def test_the_worst_value_is_the_one_furthest_off(side, worst):
    by = source(side=side, threshold=18.0 if side == "below" else 13.0)
    fault, _ = heard(15.0, 14.0, 17.0, by=by)
    assert (fault.worst, fault.last, fault.count) == (worst, 17.0, 3)


@pytest.mark.parametrize(("given", "code", "pointer"), [
    ({"threshold": None}, "grid.source_threshold_missing", "/threshold"),
    ({"standard": "heating"}, "grid.source_standard_alone", "/threshold"),
    ({"least": 10.0, "most": 10.0}, "grid.source_range_crossed", "/least"),
])  # fmt: skip
def test_what_a_source_says_agrees(given, code, pointer):
    with pytest.raises(Invalid) as refused:
        source(**given)
    assert (refused.value.code, refused.value.pointer) == (code, pointer)
    with pytest.raises(Invalid, match=code):
        meaning.changed(source(), given)


def test_gr_184_the_standard_of_heating_is_always_of_the_same_day():
    made = source(standard="heating", threshold=None, side="above", same_day=False, unit="")
    assert (made.side, made.same_day, made.unit) == ("below", True, "℃")
    assert not made.faulty(1.0), "before it is known what the district chose"
    assert meaning.under(made, HEATING).faulty(17.9)
    assert meaning.under(source(), Heating(25.0, "11-05", "04-05")) == source()


@pytest.mark.parametrize(("on", "runs"), [
    (date(2026, 11, 4), False), (date(2026, 11, 5), True), (date(2026, 12, 31), True), (date(2027, 1, 1), True),
    (date(2028, 2, 29), True), (date(2027, 4, 5), True), (date(2027, 4, 6), False), (date(2027, 7, 1), False),
])  # fmt: skip
def test_gr_199_the_season_goes_over_the_new_year(on, runs):
    assert HEATING.runs(on) == runs


@pytest.mark.parametrize("value", [-30.1, 60.1, 85.0, -127.0])
def test_a_value_no_device_can_measure_is_refused(value):
    by = source(least=-30.0, most=60.0)
    with pytest.raises(Invalid, match=r"grid.reading_out_of_range"):
        by.measured(value)
    by.measured(-30.0)
    by.measured(60.0)
    source().measured(value)


@pytest.mark.parametrize(("ahead", "code"), [
    (timedelta(minutes=5), None), (timedelta(minutes=5, seconds=1), "grid.reading_ahead"),
    (timedelta(hours=-24), None), (timedelta(hours=-24, seconds=-1), "grid.reading_too_old"),
])  # fmt: skip
def test_gr_182_a_reading_is_of_now(ahead, code):
    reading = Reading("s-1", "room", 1.0, AT + ahead)
    if code is None:
        rule.fitting(reading, now=AT)
    else:
        with pytest.raises(Invalid, match=code):
            rule.fitting(reading, now=AT)


def test_gr_180_what_comes_late_counts_and_changes_no_state():
    fault, _ = heard(20.0, begin=10)
    after, outcomes = heard(15.0, fault=fault)
    assert outcomes == [rule.LATE]
    assert (after.count, after.lasts, after.last) == (1, False, None)
    assert heard(19.0, fault=fault) == (fault, [rule.LATE])


def test_gr_181_a_reading_counts_once():
    fault, _ = heard(15.0)
    assert heard(15.0, fault=fault) == (fault, [rule.REPEATED])
    late = Reading("s-1", "room", 15.0, AT - MINUTE)
    assert rule.hear(fault, source(), late, known=True) == (fault, rule.REPEATED)


def test_gr_180_the_order_they_come_in_changes_neither_count_nor_worst_nor_state():
    readings = [Reading("s-1", "room", value, AT + minute * MINUTE) for minute, value in enumerate((15.0, 14.0, 19.0, 16.0))]
    ends = set()
    for order in permutations(readings):
        fault = EMPTY
        for reading in order:
            fault, _ = rule.hear(fault, source(), reading)
        ends.add((fault.count, fault.worst, fault.last, fault.lasts))
    assert ends == {(3, 14.0, 16.0, True)}


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["a", "b"]), st.floats(0, 30)), max_size=40))
def test_gr_180_the_count_is_of_readings_on_the_wrong_side_whatever_comes_twice(sent):
    fault, known, truth = EMPTY, set(), {}
    for minute, device, said in sent:
        value = truth.setdefault((minute, device), said)
        reading = Reading(device, "room", value, AT + minute * MINUTE)
        before = fault.count
        fault, _ = rule.hear(fault, source(), reading, known=(minute, device) in known)
        if fault.count > before:
            known.add((minute, device))
    wrong = [value for value in truth.values() if value < 18.0]
    assert (fault.count, fault.worst) == (len(wrong), min(wrong, default=None))


def test_gr_185_a_place_has_recovered_once_its_last_device_has():
    fault, _ = heard(15.0)
    fault, _ = heard(15.0, fault=fault, device="s-2")
    fault, first = heard(19.0, fault=fault, begin=1)
    assert (first, fault.recovered_at) == ([rule.FINE], None)
    fault, second = heard(19.0, fault=fault, device="s-2", begin=2)
    assert (second, fault.recovered_at) == ([rule.RECOVERED], AT + 2 * MINUTE)
    fault, _ = heard(15.0, fault=fault, begin=3)
    assert fault.recovered_at is None


LASTS, _ = heard(15.0)
PAST, _ = heard(15.0, 19.0)
CASE = incident(state="filed", source="device")
ENDED = replace(CASE, state="closed", closed_at=AT)


@pytest.mark.parametrize(("fault", "case", "hours", "again", "asked"), [
    (EMPTY, None, 0, "round", None),
    (LASTS, None, 0, "round", rule.OPENED),
    (LASTS, CASE, 0, "round", None),
    (PAST, CASE, 0, "round", rule.RECOVERED),
    (replace(PAST, noted=1), CASE, 0, "round", None),
    (PAST, ENDED, 0, "round", None),
    (LASTS, ENDED, 71, "round", rule.REOPENED),
    (LASTS, ENDED, 71, "new", rule.OPENED),
    (LASTS, ENDED, 72, "round", rule.OPENED),
    (LASTS, replace(ENDED, state="invalid"), 71, "round", None),
    (LASTS, replace(ENDED, state="invalid"), 72, "round", rule.OPENED),
    (PAST, replace(CASE, state="merged"), 0, "round", rule.RECOVERED),
])  # fmt: skip
def test_gr_183_a_fault_asks_for_one_case_at_a_time(fault, case, hours, again, asked):
    assert rule.asks(fault, source(again=again), case, shown=True, at=AT + timedelta(hours=hours)) == asked


@pytest.mark.parametrize("case", [None, ENDED])
def test_gr_183_what_no_reading_of_this_call_shows_asks_for_nothing(case):
    assert rule.asks(LASTS, source(), case, shown=False, at=AT + timedelta(hours=100)) is None


def test_gr_183_a_fault_is_back_by_what_was_measured_after_its_case_had_ended():
    early, late, later = (Reading("s-1", "room", 15.0, AT + minute * MINUTE) for minute in (-1, 1, 2))
    heard_now = [(later, rule.COUNTED), (early, rule.COUNTED), (late, rule.COUNTED), (early, rule.LATE), (late, rule.REPEATED)]
    assert rule.back(heard_now, ENDED) == [late, later]
    assert rule.back(heard_now, CASE) == rule.back(heard_now, None) == [early, late, later]


@pytest.mark.parametrize(("side", "worst"), [("below", 14.0), ("above", 15.5)])
def test_a_new_case_counts_what_shows_it_and_its_worst(side, worst):
    fault, _ = heard(1.0, 14.0, 15.5)
    after = rule.fresh(replace(fault, noted=2), source(side=side), counted=[15.0, 14.0, 15.5], incident="i-2")
    assert (after.count, after.worst, after.incident, after.noted) == (3, worst, "i-2", 0)


def test_gr_181_no_value_is_kept_where_nothing_is_wrong():
    fault, outcomes = heard(20.0, 21.0, 22.0)
    assert (outcomes, fault.last, fault.worst, fault.last_at) == ([rule.FINE] * 3, None, None, None)
    fault, _ = heard(15.0, 19.0, 23.0, 24.0, begin=3, fault=fault)
    assert (fault.last, fault.worst) == (19.0, 15.0), "what ended it, and nothing since"


@pytest.mark.parametrize(("hour", "left"), [(4, 12.0), (15, 1.0), (16, 24.0)])
def test_gr_184_a_case_of_the_same_day_ends_with_the_local_day(hour, left):
    at = AT.replace(hour=hour)
    limits = same_day.limits(replace(CASE, same_day=True, changed_at=at))
    assert {stage: round(limit.amount, 3) for stage, limit in limits.items()} == dict.fromkeys(("handle", "whole"), left)
    assert same_day.limits(CASE) == {}


def test_gr_184_a_case_of_a_device_is_filed_and_says_what_was_measured():
    place = {"area": "210203001001", "grid": None, "longitude": 121.6, "latitude": 38.9}
    by = source(side="above", threshold=0.3, unit="m", same_day=True)
    first = Reading("s-1", "room", 0.42, AT)
    made = raising.raised(by, place, first=first, id="i-1", number="SJ-1", tier="district", urgent=False, at=AT)
    assert (made.record.state, made.record.source, made.record.same_day, made.record.verified) == ("filed", "device", True, True)
    assert made.record.description == "s-1: 0.42m > 0.3m"
    assert [event.name for event in made.events] == ["grid.incident_reported"]


def test_gr_185_a_recovery_is_told_and_the_case_stays_as_it_is():
    told = raising.recovered(CASE, PAST, at=AT)
    assert (told.record.state, told.record.version) == (CASE.state, CASE.version + 1)
    assert [(event.name, event.data["count"]) for event in told.events] == [("grid.incident_recovered", 1)]
