"""A table of moves that is checked when it is made."""
from __future__ import annotations

import pytest

from kernel.errors import Conflict, Denied
from kernel.machine import Machine, Move
from tests.make import refused

MOVES = (Move("new", "go", "gone", "R1"), Move("new", "stay", "new", "R2"), Move("gone", "come", "new", "R3"))


def machine(*more, **changes):
    return Machine("shop.thing", (*MOVES, *more), **{"initial": ("new",), **changes})


def test_a_legal_act_gives_its_move():
    assert machine().step("new", "go") == MOVES[0]


def test_an_illegal_act_says_which_would_be_legal():
    with pytest.raises(Conflict) as caught:
        machine().step("gone", "go")
    assert caught.value.code == "shop.thing_act_not_allowed"
    assert caught.value.facts == {"state": "gone", "act": "go", "legal": ["come"]}


def test_of_the_legal_acts_those_are_permitted_that_nothing_refuses():
    def permit(act):
        if act == "go":
            raise Denied("shop.closed")

    assert machine().permitted("new", permit) == ["stay"]
    assert machine().permitted("new", lambda act: None) == ["go", "stay"]
    with pytest.raises(ZeroDivisionError):
        machine().permitted("new", lambda act: 1 / 0)


def test_an_act_of_the_service_itself_is_taken_and_offered_to_nobody():
    moves = (Move("off", "light", "on", "L-1"), Move("on", "fail", "off", "L-2"))
    lamp = Machine("lamp", moves, initial=("off",), inner=("fail",))
    assert lamp.step("on", "fail").target == "off"
    assert lamp.has("on", "fail")
    assert not lamp.has("off", "fail")
    assert lamp.acts("on") == ()
    with refused(Conflict, "lamp_act_not_allowed") as caught:
        lamp.step("on", "light")
    assert caught.value.facts["legal"] == []


def test_an_unknown_state_has_no_acts():
    assert machine().acts("nowhere") == ()


@pytest.mark.parametrize(
    "bad",
    [
        {"more": (Move("new", "go", "new", "R4"),)},
        {"more": (Move("island", "swim", "new", "R4"),)},
        {"more": (Move("gone", "die", "dead", ""),)},
        {"retired": ("gone",)},
    ],
    ids=["repeated", "unreachable", "without a rule", "retired but reached"],
)
def test_a_bad_table_does_not_import(bad):
    with pytest.raises(ValueError, match="shop.thing"):
        machine(*bad.pop("more", ()), **bad)


def test_a_retired_state_stays_known_to_nobody_but_old_records():
    assert "old" not in machine(retired=("old",)).states
