"""Lines of codes lead to their ends."""
from __future__ import annotations

from kernel.lineage import ends


def test_lines_lead_to_their_ends_and_those_that_go_in_a_circle_to_none() -> None:
    led = {"a": ("b", "c"), "b": ("d",), "c": ("d",), "e": ("f",), "f": ("e",), "g": ()}
    assert [ends(code, led) for code in "adeg"] == [("d",), ("d",), (), ()]
