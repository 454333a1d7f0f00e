"""Codes of grids: what each scheme writes, accepts and refuses, and where its numbers end."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Conflict, Invalid
from services.grid.domain.grid import scheme
from services.grid.domain.ground.area import AREA, parse

COMMUNITY = "210203011003"
KINDS = ("unit", "base", "special")
FIRST = {
    "15": ("210203011003001", "210203011003001", "210203011003901"),
    "17": ("21020301100301001", "21020301100302001", "21020301100303001"),
    "20": ("01010121020301100301", "01010221020301100301", "01010321020301100301"),
}
LAST = {"15": (900, 900, 999), "17": (999, 999, 999), "20": (99, 99, 99)}


@pytest.mark.parametrize("name", scheme.SCHEMES)
def test_each_scheme_begins_where_its_span_does_gr_30(name: str) -> None:
    assert tuple(scheme.named(name).first(COMMUNITY, kind) for kind in KINDS) == FIRST[name]


@pytest.mark.parametrize("name", scheme.SCHEMES)
def test_the_number_after_the_last_is_refused_and_not_made_longer_gr_31(name: str) -> None:
    coded = scheme.named(name)
    for kind, last in zip(KINDS, LAST[name], strict=True):
        assert len(coded.code(COMMUNITY, kind, last)) == coded.digits
        with pytest.raises(Conflict, match="grid.codes_exhausted") as refused:
            coded.code(COMMUNITY, kind, last + 1)
        assert refused.value.facts == {"community": COMMUNITY, "kind": kind, "last": last}


@given(st.sampled_from(sorted(scheme.SCHEMES)), st.sampled_from(KINDS), st.integers(0, 999), st.integers(1, 199))
def test_what_a_scheme_writes_it_reads_again(name: str, kind: str, sequence: int, village: int) -> None:
    coded, community = scheme.named(name), f"210203011{village:03d}"
    number = max(coded.spans[kind].first, min(sequence, coded.spans[kind].last))
    code = coded.code(community, kind, number)
    assert (scheme.community(code), coded.sequence(code), coded.fits(code, kind)) == (community, number, True)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "210203011003",
        "2102030110031",
        "210203011003000",
        "210203011000001",
        "210203000003001",
        "010203011003001",
        "21020301100304001",
        "21020301100301000",
        "01010421020301100301",
        "01010121020301150001",
        "0101012102030110030x",
        "２10203011003001",
        "x" * 15,
        "2" * 21,
    ],
)
def test_a_code_of_no_scheme_is_refused_with_its_place(code: str) -> None:
    with pytest.raises(Invalid) as refused:
        scheme.community(code)
    assert (refused.value.code, refused.value.pointer) == ("grid.grid_malformed", "/grid")


@pytest.mark.parametrize("code", ["01010121020301100300", "01010121020301160101"])
def test_a_community_that_is_whole_or_was_merged_has_a_code_of_20_digits(code: str) -> None:
    assert scheme.community(code) == code[6:18]


def test_a_free_code_begins_with_a_letter_and_speaks_of_no_community() -> None:
    assert scheme.free("Z-01")
    assert scheme.community("Z-01") == ""
    assert not any(map(scheme.free, ("", "Z", "z1", "1Z", "Z_1", "Z" * 21, "Z1\n")))


def test_a_special_grid_of_15_digits_is_none_of_the_others() -> None:
    coded = scheme.named("15")
    assert [coded.fits(COMMUNITY + "901", kind) for kind in KINDS] == [False, False, True]


def test_no_two_schemes_write_codes_of_one_length_or_one_like_an_area() -> None:
    lengths = [one.digits for one in scheme.SCHEMES.values()]
    assert len(set(lengths)) == len(lengths)
    assert len(parse(COMMUNITY).code) not in lengths
    assert not any(AREA.fullmatch(one.first(COMMUNITY, "unit")) for one in scheme.SCHEMES.values())


def test_the_scheme_stays_while_grids_are_coded_by_it_gr_32() -> None:
    assert scheme.choose("17", now="15", used=False) == "17"
    assert scheme.choose("15", now="15", used=True) == "15"
    with pytest.raises(Conflict, match="grid.scheme_in_use"):
        scheme.choose("17", now="15", used=True)
    with pytest.raises(Invalid, match="grid.scheme_unknown"):
        scheme.choose("16", now="15", used=False)
