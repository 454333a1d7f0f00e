"""What a district may choose: defaults and bounds of each setting, and what holds where and when."""
from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from kernel.errors import Denied, Invalid
from services.grid.domain.admission.lead_time import BY_STAGE
from services.grid.domain.duty.review import LEAST_CELL
from services.grid.domain.evaluation.formula import Weights
from services.grid.domain.setting import choose as rule
from services.grid.domain.setting.choose import Doer
from services.grid.domain.setting.chosen import Chosen, Values
from services.grid.domain.setting.kind import KINDS
from services.grid.domain.setting.registry import ROWS, SETTINGS
from services.grid.domain.setting.setting import Setting, check
from tests.make import refused

ROOM = Path(__file__).parents[3] / "services" / "grid"
READERS = "".join(path.read_text() for path in ROOM.rglob("*.py") if ROOM / "domain/setting" not in path.parents)
TODAY, LATER = date(2026, 3, 3), date(2026, 4, 1)
STREET, EAST, WEST = "210203001000", "210203001001", "210203001002"
WEIGHTS, PARTS = "evaluation.weights", SETTINGS["evaluation.weights"].choices
NEAR, FEWEST, MOST = "duty.near_metres", "area.households_least", "area.households_most"


def chosen(key, value, *, area="", grid_kind="", on=TODAY):
    return Chosen("", key, area, grid_kind, value, on, 2, "act", "", datetime(2026, 3, 3, tzinfo=UTC))


def named(row):
    return row.key


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_gr_100_the_default_of_each_setting_lies_within_its_bounds(row: Setting) -> None:
    assert all(row.allows(row.usual(kind)) for kind in row.grid_kinds)


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_each_setting_is_read_by_a_room(row: Setting) -> None:
    assert f'"{row.key}"' in READERS


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_each_setting_has_a_key_words_in_both_languages_bounds_and_a_source(row: Setting) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z_]+", row.key)
    assert re.search("[\u4e00-\u9fff]", row.words[0])
    assert re.search("[a-z]", row.words[1])
    assert row.source
    assert bool(row.least and row.most) == row.form.ranged
    assert bool(row.choices) == (row.kind in ("choice", "choices", "weights"))
    assert not (row.per_area and row.by_kind), "no choice is by area and by kind of grid at once"
    assert not row.below or row.below in SETTINGS


def test_no_key_stands_twice_and_no_kind_is_unused() -> None:
    assert len(SETTINGS) == len(ROWS)
    assert {row.kind for row in ROWS} == KINDS.keys()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("duty.kept_days", "91"), ("duty.kept_days", "0"), ("admission.decide", "16"), ("duty.visits", "0"),
        ("duty.cell_cases", "4"), ("duty.round_hours", "25"), ("duty.sweep_at", "09:00"), ("grid.scheme", "16"),
        ("duty.checklist", "building bedroom"), ("duty.open_days", "31"), ("border.gap_most", "1000.5"),
    ],
)  # fmt: skip
def test_gr_101_a_limit_may_be_shortened_and_never_lengthened(key: str, value: str) -> None:
    with refused(Invalid, "grid.setting_out_of_bounds") as caught:
        check(SETTINGS[key], value)
    assert caught.value.pointer == "/value"
    assert caught.value.facts["least"] < caught.value.facts["most"] or not caught.value.facts["least"].isalpha()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("duty.visits", "1.5"), ("duty.visits", "-1"), ("duty.visits", "01"), ("duty.visits", "one"), ("duty.visits", "１"),
        ("duty.sweep_at", "6:00"), ("duty.sweep_at", "24:00"), ("duty.rest_days", "true"),
        ("duty.checklist", "building building"),
        ("evaluation.weights", "disposed=50 disposed=50"), ("evaluation.weights", "disposed"),
        ("duty.counted_from", "2026-02-30"), ("border.gap_most", "1e3"), ("border.gap_most", "nan"),
    ],
)  # fmt: skip
def test_a_value_that_means_nothing_is_refused(key: str, value: str) -> None:
    with refused(Invalid, "grid.setting_unreadable"):
        check(SETTINGS[key], value)


@pytest.mark.parametrize("weights", ["30 20 20 20 11", "30 20 20 20 9", "0 0 0 0 0", "100 20 20 20 0"])
def test_gr_106_weights_make_a_hundred(weights: str) -> None:
    text = " ".join(f"{part}={weight}" for part, weight in zip(PARTS, weights.split(), strict=True))
    with refused(Invalid, "grid.setting_not_a_hundred"):
        check(SETTINGS[WEIGHTS], text)


def test_gr_106_weights_name_each_part_of_the_composite() -> None:
    assert tuple(Weights.__dataclass_fields__) == PARTS
    with refused(Invalid, "grid.setting_not_a_hundred"):
        check(SETTINGS[WEIGHTS], "disposed=100")
    check(SETTINGS[WEIGHTS], "extended=0 overdue=0 rework=0 ontime=50 disposed=50")
    assert Weights(**Values([]).get(WEIGHTS)) == Weights()


def test_a_bound_of_the_law_is_that_of_the_rule_it_bounds() -> None:
    assert SETTINGS["admission.decide"].most == SETTINGS["admission.decide"].default == str(BY_STAGE["decide"].workdays)
    assert SETTINGS["admission.ahead"].default == str(BY_STAGE["ahead"].workdays)
    assert SETTINGS["duty.cell_cases"].least == str(LEAST_CELL)


def test_values_are_read_by_their_kind() -> None:
    values = Values([chosen("duty.sweep_at", "05:30"), chosen("duty.rest_days", "no"), chosen("border.gap_most", "0.5")])
    assert values.get("duty.sweep_at") == time(5, 30)
    assert values.get("duty.rest_days") is False
    assert values.get("border.gap_most") == 0.5
    assert values.get("duty.checklist", grid_kind="special") == ("building", "fire_lane", "public_space")
    assert values.get("duty.checklist", grid_kind="unit") == ()
    assert values.get("border.households_most", grid_kind="unit") is None


def test_gr_102_the_narrowest_area_that_chose_wins() -> None:
    values = Values([chosen(NEAR, "60", area=STREET), chosen(NEAR, "40", area=EAST), chosen(NEAR, "80")])
    assert [values.get(NEAR, area=place) for place in (EAST, WEST, STREET, "210203002001", "")] == [40, 60, 60, 80, 80]


def test_gr_102_a_choice_taken_back_or_no_longer_allowed_counts_as_none() -> None:
    values = Values([chosen(NEAR, "", area=EAST), chosen(NEAR, "5000", area=STREET), chosen(NEAR, "80")])
    assert values.get(NEAR, area=EAST) == 80
    assert [one.value for one in values.narrower(NEAR)] == ["80"]


def choose(key, value, *, before=(), **place):
    return rule.choose(chosen(key, value, **place), Values(before), today=TODAY)


def test_a_choice_is_told_by_what_and_where_it_is() -> None:
    (event,) = choose(NEAR, "50", area=EAST, on=LATER).events
    assert (event.name, event.subject) == ("grid.setting_changed", f"{NEAR}/{EAST}")
    assert event.data == {"key": NEAR, "area": EAST, "grid_kind": None, "value": "50", "valid_from": "2026-04-01"}


def test_gr_103_nothing_is_chosen_for_a_day_that_is_over() -> None:
    with refused(Invalid, "grid.setting_too_early"):
        choose("duty.visits", "2", on=date(2026, 3, 2))
    assert choose("duty.visits", "2", on=TODAY)


def test_what_is_locked_by_others_is_chosen_for_today_only() -> None:
    with refused(Invalid, "grid.setting_at_once"):
        choose("grid.scheme", "17", on=LATER)


@pytest.mark.parametrize(
    ("role", "root", "area", "kind", "code"),
    [
        ("dispatcher", True, "", Denied, "grid.role_not_allowed"),
        ("operator", True, EAST, Denied, "grid.role_not_allowed"),
        ("leader", False, "", Denied, "grid.setting_not_yours"),
    ],
)
def test_gr_104_leaders_choose_for_the_ground_they_lead(role, root, area, kind, code) -> None:
    with refused(kind, code):
        rule.may(Doer(role, leads_root=root), area)
    rule.may(Doer("leader", leads_root=root), EAST)


@pytest.mark.parametrize(
    ("key", "place", "code"),
    [
        ("duty.visits", {"area": EAST}, "grid.setting_not_per_area"),
        ("duty.visits", {"grid_kind": "base"}, "grid.setting_kind_wrong"),
        ("duty.checklist", {}, "grid.setting_kind_wrong"),
        ("border.area_least", {"grid_kind": "duty"}, "grid.setting_kind_wrong"),
    ],
)
def test_a_setting_is_chosen_for_what_it_is_for(key: str, place: dict[str, str], code: str) -> None:
    with refused(Invalid, code):
        choose(key, "2", **place)


def test_gr_105_the_ends_of_a_range_never_cross() -> None:
    assert choose(FEWEST, "900", area=EAST)
    with refused(Invalid, "grid.setting_crossed"):
        choose(FEWEST, "900", area=EAST, before=[chosen(MOST, "800", area=STREET)])
    with refused(Invalid, "grid.setting_crossed"):
        choose(MOST, "700", before=[chosen(FEWEST, "800")])
    with refused(Invalid, "grid.setting_crossed"):
        choose("border.households_most", "199", grid_kind="base")
    assert choose("border.households_most", "199", grid_kind="unit")
    with refused(Invalid, "grid.setting_crossed"):
        choose(MOST, "", area=EAST, before=[chosen(FEWEST, "800"), chosen(MOST, "700"), chosen(MOST, "900", area=EAST)])
