"""When a service that does not answer is asked again."""
import pytest

from kernel.breaker import Breaker
from kernel.errors import Unavailable


def missed(breaker, times, now=0.0):
    for _ in range(times):
        breaker.check("grid", now)
        breaker.note("grid", now, timed_out=True)


def test_calls_pass_until_the_limit_of_timeouts_in_a_row_is_reached():
    breaker = Breaker(limit=3, pause=1.0)
    missed(breaker, 3)
    with pytest.raises(Unavailable, match=r"rpc\.circuit_open"):
        breaker.check("grid", 0.9)


def test_one_call_a_pause_goes_through_and_the_others_do_not():
    breaker = Breaker(limit=3, pause=1.0)
    missed(breaker, 3)
    breaker.check("grid", 1.0)
    with pytest.raises(Unavailable):
        breaker.check("grid", 1.1)
    breaker.check("grid", 2.0)


def test_an_answer_lets_all_calls_pass_again():
    breaker = Breaker(limit=3, pause=1.0)
    missed(breaker, 3)
    breaker.check("grid", 1.0)
    breaker.note("grid", 1.1, timed_out=False)
    breaker.check("grid", 1.1)
    breaker.check("grid", 1.1)


def test_an_answer_in_between_starts_the_count_anew():
    breaker = Breaker(limit=3, pause=1.0)
    missed(breaker, 2)
    breaker.note("grid", 0.0, timed_out=False)
    missed(breaker, 2)
    breaker.check("grid", 0.0)


def test_other_services_are_asked_as_before():
    breaker = Breaker(limit=3, pause=1.0)
    missed(breaker, 3)
    breaker.check("petition", 0.0)
