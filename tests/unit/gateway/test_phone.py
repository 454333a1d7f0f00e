"""Numbers as people type them, codes, and how long somebody waits for the next one (GR-437)."""
import pytest

from kernel.errors import Invalid
from services.gateway.phone import rule
from services.gateway.phone.rule import Window

KEY = b"k" * 32


@pytest.mark.parametrize(
    "typed",
    ["13800001234", " 138 0000 1234 ", "138-0000-1234", "+8613800001234", "0086 138 0000 1234", "１３８００００１２３４"],
)
def test_gr_437_a_number_is_known_however_it_is_typed(typed):
    assert rule.number(typed) == "13800001234"


@pytest.mark.parametrize("typed", ["", "1380000123", "138000012345", "12800001234", "0411-83600000", "+1 202 555 0100", "一三八"])
def test_gr_437_what_is_no_mobile_number_is_told_with_its_place(typed):
    with pytest.raises(Invalid) as refused:
        rule.number(typed)
    assert (refused.value.code, refused.value.pointer) == ("gateway.phone_malformed", "/phone")


def test_gr_437_a_code_has_six_digits_and_is_bound_to_its_number():
    codes = {rule.code() for _ in range(200)}
    assert len(codes) > 190
    assert all(len(one) == 6 and one.isdigit() for one in codes)
    assert rule.digest(KEY, "a", "000001") != rule.digest(KEY, "b", "000001")


@pytest.mark.parametrize(
    ("sent", "ago", "age", "wait"),
    [
        (0, float("inf"), 0.0, 0),
        (1, 0.0, 0.0, 60),
        (1, 59.5, 59.5, 1),
        (1, 60.0, 60.0, 0),
        (4, 70.0, 500.0, 0),
        (5, 70.0, 500.0, 86_400 - 500),
        (5, 70.0, 86_400.0, 0),
    ],
)
def test_gr_437_the_next_code_waits_a_minute_and_after_five_of_them_a_day(sent, ago, age, wait):
    assert Window(sent, ago, age).wait() == wait
