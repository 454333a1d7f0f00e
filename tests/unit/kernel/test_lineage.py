"""Lines of codes lead to their ends."""
from __future__ import annotations

from kernel.lineage import ends, place_now

EAST, STREET, DISTRICT = "210203001001", "210203001000", "210203000000"


def test_lines_lead_to_their_ends_and_those_that_go_in_a_circle_to_none() -> None:
    led = {"a": ("b", "c"), "b": ("d",), "c": ("d",), "e": ("f",), "f": ("e",), "g": ()}
    assert [ends(code, led) for code in "adeg"] == [("d",), ("d",), (), ()]


def test_gr_26_the_area_above_may_have_ended_too() -> None:
    led = {EAST: (), STREET: ("210203002000",)}
    assert place_now(EAST, led) == "210203002000"
    assert place_now(DISTRICT, led) == DISTRICT
