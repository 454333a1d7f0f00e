"""What tests of races are run with."""
from __future__ import annotations

import threading
from typing import Any

import eventlet
import pytest

from kernel.errors import Conflict
from tests.integration.race import together


def test_those_who_come_at_once_all_come_through_one_lock() -> None:
    lock, inside = threading.Lock(), []

    def act(number: int) -> int:
        with lock:
            inside.append(number)
            eventlet.sleep(0)
        return number

    assert together(8, act) == list(range(8))
    assert sorted(inside) == list(range(8))


def test_none_has_ended_before_all_have_begun_and_a_refusal_is_an_answer() -> None:
    begun: list[int] = []

    def act(number: int) -> Any:
        begun.append(number)
        eventlet.sleep(0)
        if number:
            raise Conflict("test.refused")
        return len(begun)

    first, *others = together(5, act)
    assert first == 5
    assert all(isinstance(one, Conflict) for one in others)


def test_a_defect_in_one_of_them_is_not_passed_over() -> None:
    with pytest.raises(ZeroDivisionError):
        together(2, lambda number: 1 // number)
