"""Levels of areas: which codes are theirs, what may lie under what, and levels that cannot be."""
from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Invalid
from kernel.scope import subtree
from services.grid.domain.grid import scheme
from services.grid.domain.ground import area
from services.grid.domain.ground.level import STATISTICAL, Level, Levels
from tests.make import refused
from tools.area_rows import read_levels
from tools.sheet import Fault

TEMPLATES = Path(__file__).parents[3] / "deploy" / "levels"
COMMUNITY = "210203001001"


def template(name: str) -> Levels:
    faults: list[Fault] = []
    found = read_levels(TEMPLATES / f"{name}.csv", faults)
    assert not faults
    return Levels(found)


HAIZHOU = template("haizhou")


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("dalian", ["city", "district", "street", "community"]),
        ("panlong", ["district", "street", "community", "group", "building"]),
        ("haizhou", ["district", "street", "community", "estate", "block", "building", "unit"]),
    ],
)
def test_each_template_has_the_levels_of_its_tenant(name: str, levels: list[str]) -> None:
    assert list(template(name).by_name) == levels


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        (COMMUNITY + "E003", "estate", COMMUNITY),
        (COMMUNITY + "E003B00012", "building", COMMUNITY + "E003"),
        (COMMUNITY + "E003P02B00012U02", "unit", COMMUNITY + "E003P02B00012"),
    ],
)
def test_gr_20_a_code_below_a_community_tells_its_level_and_parent(code: str, level: str, parent: str) -> None:
    assert HAIZHOU.of(code).level == level
    assert area.read(code) == area.Area(code, area.level_of(code), parent, code)


@pytest.mark.parametrize(
    "code",
    ["210203001000E003", "210203000000E003", COMMUNITY + "E000", COMMUNITY + "e003", COMMUNITY + "E", COMMUNITY + "001E003",
     COMMUNITY + "E003\n", "E003", COMMUNITY + "E000B00001"],
)  # fmt: skip
def test_gr_20_a_code_that_hangs_on_no_community_or_counts_from_nothing_is_refused(code: str) -> None:
    with refused(Invalid, "grid.area_malformed"):
        area.read(code)


@pytest.mark.parametrize("code", [COMMUNITY + "G01", COMMUNITY + "E03", COMMUNITY + "E0003", "210200000000"])
def test_gr_21_a_code_of_no_level_of_the_tenant_is_refused(code: str) -> None:
    with refused(Invalid, "grid.level_unknown"):
        HAIZHOU.of(code)


@pytest.mark.parametrize(
    ("code", "level", "parent", "problem"),
    [
        (COMMUNITY + "E003", "block", COMMUNITY, "grid.level_mismatched"),
        (COMMUNITY + "E003", "estate", "210203001002", "grid.parent_mismatched"),
        (COMMUNITY + "E003", "estate", None, "grid.parent_mismatched"),
        (COMMUNITY + "B00012", "building", COMMUNITY, "grid.level_misplaced"),
        (COMMUNITY + "E003U02", "unit", COMMUNITY + "E003", "grid.level_misplaced"),
        ("210203001000", "street", None, "grid.parent_mismatched"),
    ],
)
def test_gr_21_what_does_not_belong_together_is_refused(code: str, level: str, parent: str | None, problem: str) -> None:
    with refused(Invalid, problem):
        HAIZHOU.check(code, level, parent, root="210203000000")


def test_gr_21_the_root_alone_has_no_parent() -> None:
    HAIZHOU.check("210203000000", "district", None, root="210203000000")
    HAIZHOU.check(COMMUNITY + "E003B00012", "building", COMMUNITY + "E003", root="210203000000")


GROUP = Level("group", "组", "group", ("community",), "G", 2)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (replace(GROUP, parents=("village",)), "no level: village"),
        (replace(GROUP, letter=""), "no letter"),
        (replace(GROUP, digits=6), "more than five"),
        (replace(GROUP, parents=("group",)), "under it"),
        (Level("city", "市", "city", ("province",), "C", 4), "has no letter"),
        (Level("city", "市", "city", ("province",), "", 5), "statistical code"),
    ],
)
def test_gr_21_levels_that_cannot_be_are_refused(wrong: Level, reason: str) -> None:
    kept = [level for level in STATISTICAL if level.level != wrong.level]
    with refused(Invalid, "grid.levels_faulty") as caught:
        Levels([*kept, wrong])
    assert reason in caught.value.facts["reason"]


def test_gr_21_one_letter_is_of_one_level() -> None:
    with refused(Invalid, "grid.levels_faulty"):
        Levels([*STATISTICAL, GROUP, replace(GROUP, level="estate")])


statistical = st.builds(
    lambda digits, street, community, level: f"{digits}{street:03d}{community:03d}"[:level].ljust(12, "0"),
    st.sampled_from([210203, 530103, 620902, 210210]), st.integers(1, 599), st.integers(1, 599),
    st.sampled_from([2, 4, 6, 9, 12]),
)  # fmt: skip
below = st.builds(
    lambda street, community, estate, building, unit, depth: f"210203{street:03d}{community:03d}"
    + "".join((f"E{estate:03d}", f"B{building:05d}", f"U{unit:02d}")[:depth]),
    st.integers(1, 599), st.integers(1, 399), st.integers(1, 999), st.integers(1, 99999), st.integers(1, 99), st.integers(1, 3),
)  # fmt: skip
codes = statistical | below


@given(codes)
def test_prefix_subtree_and_parent_agree_for_codes_of_all_levels(code: str) -> None:
    found = area.read(code)
    assert subtree(code) == found.prefix
    assert all(area.covers(above, code) for above in area.chain(code))
    assert not found.parent or (area.covers(found.parent, code) and not area.covers(code, found.parent))


@given(codes, codes)
def test_one_area_covers_another_only_when_it_stands_in_its_chain(one: str, other: str) -> None:
    assert area.covers(one, other) == (one in area.chain(other))


@given(below)
def test_no_code_of_an_area_below_a_community_is_one_of_a_grid(code: str) -> None:
    with pytest.raises(Invalid):
        scheme.community(code)
