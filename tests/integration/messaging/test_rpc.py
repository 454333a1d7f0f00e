"""Calls between processes on a real broker."""
from __future__ import annotations

import signal

import eventlet
import pytest

from kernel.call import Actor, Call
from kernel.errors import Conflict, Invalid, Problem, Unavailable
from kernel.link import Link
from kernel.rpc import Defect
from tests.integration.messaging.shared import amqp_url, ledger, peer

__all__ = ["amqp_url", "ledger", "peer"]
ASKER = Call(actor=Actor(id="a-1", role="officer"), key="k-1", trace="00-abc-def-01")


def test_a_call_gives_what_the_method_returned_and_tells_it_who_asks(peer, link):
    found = link.call("echo", "ping", {"路": "中山路"}, context=ASKER.data())
    assert found == {"command": {"路": "中山路"}, "actor": "a-1", "key": "k-1", "trace": "00-abc-def-01"}


def test_who_asks_travels_on_with_the_calls_a_method_makes(peer, link):
    found = link.call("echo", "pass_on", {"method": "ping"}, context=ASKER.data())
    assert (found["actor"], found["key"], found["trace"]) == ("a-1", "k-1", "00-abc-def-01")


def test_a_failure_is_raised_at_the_caller_as_it_was_raised_at_the_callee_with_the_names_it_knows(peer, link):
    with pytest.raises(Conflict) as caught:
        link.call("echo", "clash", {})
    facts = {"state": "closed", "legal": ["reopen"], "names": {"closed": "put away"}}
    assert (caught.value.code, caught.value.facts) == ("echo.act_not_allowed", facts)


def test_every_problem_of_an_invalid_command_reaches_the_caller_with_its_pointer(peer, link):
    with pytest.raises(Invalid) as caught:
        link.call("echo", "refuse", {})
    assert caught.value.problems == (Problem("wire.unknown_field", "/colour", {"field": "colour"}),)


def test_a_failure_passes_through_a_service_in_between(peer, link):
    with pytest.raises(Conflict):
        link.call("echo", "pass_on", {"method": "clash"})


def test_a_defect_is_told_with_its_place_in_the_code_and_without_any_value(peer, link, wait_until):
    with pytest.raises(Defect) as caught:
        link.call("echo", "crash", {"secret": "李小红 13800000000"})
    assert "李小红" not in str(caught.value)
    wait_until(lambda: '"event":"rpc_defect"' in peer.log)
    assert "echo.py" in peer.log
    assert "KeyError" in peer.log
    assert "李小红" not in peer.log
    assert "\\u674e" not in peer.log


def test_a_refusal_is_not_logged_as_an_error(peer, link):
    with pytest.raises(Conflict):
        link.call("echo", "clash", {})
    link.call("echo", "ping", {})
    assert "Traceback" not in peer.log
    assert "exception" not in peer.log


def test_a_result_that_json_cannot_hold_is_a_defect_and_the_service_lives_on(peer, link):
    with pytest.raises(Defect):
        link.call("echo", "leak", {})
    assert link.call("echo", "ping", {})


def test_an_unknown_service_is_told_by_the_broker_and_not_by_the_clock(link):
    with pytest.raises(Unavailable) as caught:
        link.call("nobody", "ping", {}, timeout=3600)
    assert (caught.value.code, caught.value.facts) == ("rpc.unknown_service", {"service": "nobody"})


def test_an_unknown_method_is_the_callers_defect(peer, link):
    with pytest.raises(Defect):
        link.call("echo", "no_such_method", {})


def test_a_call_ends_at_its_limit_though_the_work_goes_on(peer, link, written, let_go, wait_until):
    with pytest.raises(Unavailable) as caught:
        link.call("echo", "note", {"id": "x", "until": "go"}, timeout=0.2)
    assert caught.value.code == "rpc.timeout"
    assert written("end x") == 0
    let_go("go")
    wait_until(lambda: written("end x") == 1)


def test_a_call_its_caller_has_given_up_is_not_done(peer, link, written):
    peer.send(signal.SIGSTOP)
    with pytest.raises(Unavailable):
        link.call("echo", "note", {"id": "stale"}, timeout=0.2)
    eventlet.sleep(1.5)  # past the limit and what clocks may differ by
    peer.send(signal.SIGCONT)
    link.call("echo", "ping", {})
    assert written("begin stale") == 0


def test_sixty_calls_at_once_each_get_their_own_answer(peer, link):
    pool = eventlet.GreenPool(60)
    found = list(pool.imap(lambda n: link.call("echo", "ping", {"n": n})["command"]["n"], range(600)))
    assert found == list(range(600))


def test_a_megabyte_goes_there_and_back_between_small_calls(peer, link, in_background):
    big = "邻" * 350_000
    large = in_background(link.call, "echo", "ping", {"text": big})
    assert link.call("echo", "ping", {"n": 1})["command"] == {"n": 1}
    assert large.wait()["command"]["text"] == big


def test_more_calls_than_a_link_may_hold_wait_within_their_own_limit(amqp_url, peer, in_background):
    narrow = Link(amqp_url, cap=1)
    narrow.wait(10)
    first = in_background(narrow.call, "echo", "note", {"id": "first", "seconds": 1})
    eventlet.sleep(0)
    with pytest.raises(Unavailable) as caught:
        narrow.call("echo", "ping", {}, timeout=0.2)
    assert caught.value.code == "rpc.busy"
    assert first.wait()
    assert narrow.call("echo", "ping", {})
    narrow.close()


def test_a_service_that_never_answers_is_asked_less_and_less(peer, link):
    peer.send(signal.SIGSTOP)
    codes = []
    while "rpc.circuit_open" not in codes and len(codes) < 60:  # on a machine that stalls, one more may be let through
        with pytest.raises(Unavailable) as caught:
            link.call("echo", "ping", {}, timeout=0.02)
        codes.append(caught.value.code)
    assert codes[:20] == ["rpc.timeout"] * 20
    assert codes[-1] == "rpc.circuit_open"
    peer.send(signal.SIGCONT)
    eventlet.sleep(1.1)
    assert link.call("echo", "ping", {})
    assert link.call("echo", "ping", {})
