"""Area codes: levels, parents, subtrees, and codes that are none."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Invalid
from services.grid.domain.ground import area

CHAIN = ("210203011003", "210203011000", "210203000000", "210200000000", "210000000000")
communities = st.builds(
    "{:06d}{:03d}{:03d}".format, st.sampled_from([210203, 530103, 620902]), st.integers(1, 599), st.integers(1, 399)
)


@pytest.mark.parametrize(
    ("code", "level", "parent", "prefix"),
    [
        ("210203011003", "community", "210203011000", "210203011003"),
        ("210203011000", "street", "210203000000", "210203011"),
        ("210203000000", "district", "210200000000", "210203"),
        ("210200000000", "city", "210000000000", "2102"),
        ("210000000000", "province", "", "21"),
        ("210210000000", "district", "210200000000", "210210"),
        ("220581102200", "community", "220581102000", "220581102200"),
        ("210211400507", "community", "210211400000", "210211400507"),
    ],
)
def test_gr_01_a_code_tells_its_level_parent_and_subtree(code: str, level: str, parent: str, prefix: str) -> None:
    assert area.parse(code) == area.Area(code, level, parent, prefix)


@pytest.mark.parametrize(
    "code",
    [
        "", "210203", "2102030110030", "21020301100X", "２１０２０３０１１００３", "010203011003", "210203000003",
        "210203600000", "210203011600", "210003011003", "210200011000", "210203011003\n",
    ],
)  # fmt: skip
def test_gr_01_a_code_the_rule_gives_to_nobody_is_refused(code: str) -> None:
    with pytest.raises(Invalid, match="grid.area_malformed"):
        area.parse(code)


def test_the_chain_leads_to_the_province() -> None:
    assert area.chain(CHAIN[0]) == CHAIN


@given(communities)
def test_every_area_above_covers_a_community_and_its_grids(code: str) -> None:
    assert all(area.covers(above, code) and area.covers(above, f"{code}001") for above in area.chain(code))


@given(communities, communities)
def test_one_community_covers_another_only_when_they_are_the_same(one: str, other: str) -> None:
    assert area.covers(one, other) == (one == other)


def test_an_empty_root_covers_nothing() -> None:
    assert not area.covers("", CHAIN[0])
