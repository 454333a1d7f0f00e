"""Numbers: what they say, typing errors found, blocks without doubles."""
from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import number
from kernel.errors import Invalid
from kernel.number import Number, Numbers

numbers = st.builds(
    Number,
    st.sampled_from(["SJ", "XF", "TJ"]),
    st.integers(110000, 659999).map(str),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.integers(1, 10**9),
)


class Sequence:
    """A sequence in memory that several allocators may draw from."""

    def __init__(self, length: int) -> None:
        self.length, self.draws = length, 0

    def one(self, sql: str, params: Any = ()) -> tuple[Any, ...]:
        self.draws += 1
        return (self.draws - 1) * self.length + 1, self.length


def test_the_check_is_that_of_iso_7064_mod_11_2() -> None:
    # the worked example of GB 11643, 11010519491231002X
    assert number.check("11010519491231002") == "X"


def test_a_number_is_written_with_five_digits_or_more() -> None:
    on = date(2026, 11, 22)
    assert str(Number("SJ", "210203", on, 1)).startswith("SJ210203-20261122-00001")
    assert str(Number("SJ", "210203", on, 1234567)).startswith("SJ210203-20261122-1234567")


@given(numbers)
def test_what_is_written_is_read_back(made: Number) -> None:
    assert number.parse(str(made)) == made


@given(numbers)
def test_small_and_wide_letters_and_spaces_are_forgiven(made: Number) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in str(made))
    assert number.parse(f" {str(made).lower()}\n") == number.parse(wide) == made


@given(numbers, st.data())
def test_every_single_wrong_digit_is_found(made: Number, data: st.DataObject) -> None:
    text = str(made)
    at = data.draw(st.sampled_from([i for i, c in enumerate(text) if c.isdigit()]))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != text[at]]))
    with pytest.raises(Invalid, match="number.check_wrong"):
        number.parse(text[:at] + wrong + text[at + 1 :])


@given(numbers, st.data())
def test_every_swap_of_neighbours_is_found(made: Number, data: st.DataObject) -> None:
    text = str(made)
    pairs = [i for i in range(len(text) - 2) if text[i : i + 2].isdigit() and text[i] != text[i + 1]]
    at = data.draw(st.sampled_from(pairs))
    with pytest.raises(Invalid, match="number.check_wrong"):
        number.parse(text[:at] + text[at + 1] + text[at] + text[at + 2 :])


@pytest.mark.parametrize("text", ["", "SJ210203", "SJ210203-20261122-0001", "S1210203-20261122-000015", "x" * 9000])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="number.malformed"):
        number.parse(text)


def test_a_day_that_never_was_is_refused() -> None:
    stem = "SJ210203-20260230-00001"
    with pytest.raises(Invalid, match="number.malformed"):
        number.parse(stem + number.check(stem))


def test_a_number_of_another_kind_is_refused() -> None:
    with pytest.raises(Invalid, match="number.kind_unknown"):
        number.parse(number.EXAMPLE, kinds=("XF",))


def test_two_allocators_never_give_the_same_and_draw_once_a_block() -> None:
    shared = Sequence(50)
    one, other = Numbers(shared, "number"), Numbers(shared, "number")
    given_out = [source.next() for _, source in zip(range(150), _alternating(one, other), strict=False)]
    assert len(set(given_out)) == 150
    assert shared.draws == 4


def test_blocks_follow_each_other_without_a_hole_when_one_draws() -> None:
    source = Numbers(Sequence(3), "number")
    assert [source.next() for _ in range(7)] == [1, 2, 3, 4, 5, 6, 7]


def _alternating(*sources: Numbers) -> Any:
    return (sources[i % len(sources)] for i in count())
