"""Calls while processes and the broker die, freeze and come back."""
from __future__ import annotations

import signal
import socket

import eventlet
import pytest

from kernel.errors import Unavailable


def alive(link):
    """Tell whether the echo service answers."""
    try:
        return link.call("echo", "ping", {}, timeout=2)
    except Unavailable:
        return None


def test_a_stopped_process_finishes_what_it_has_begun_once_and_answers(peer, link, written, in_background, wait_until):
    call = in_background(link.call, "echo", "note", {"id": "x", "seconds": 1.5}, timeout=10)
    wait_until(lambda: written("begin x") == 1)
    peer.send(signal.SIGTERM)
    assert call.wait() == {"process": peer.pid}
    assert peer.wait() == 0
    assert (written("begin x"), written("end x")) == (1, 1)


def test_what_a_stopped_process_answered_is_not_done_again_by_the_next(
    start_peer, link, written, in_background, wait_until
):
    first = start_peer()
    call = in_background(link.call, "echo", "note", {"id": "x", "seconds": 1}, timeout=10)
    wait_until(lambda: written("begin x") == 1)
    first.send(signal.SIGTERM)
    call.wait()
    first.wait()
    start_peer()
    assert link.call("echo", "ping", {})
    assert written("begin x") == 1


def test_calls_go_to_the_other_process_while_one_is_stopping(start_peer, link, written, in_background, wait_until):
    leaving, staying = start_peer(), start_peer()
    for n in range(2):  # one each: the broker deals in turn
        in_background(link.call, "echo", "note", {"id": str(n), "seconds": 1}, timeout=10)
    wait_until(lambda: written("begin 0") == written("begin 1") == 1)
    leaving.send(signal.SIGTERM)
    leaving.wait()
    assert {link.call("echo", "note", {"id": f"after {n}"})["process"] for n in range(4)} == {staying.pid}


def test_a_call_whose_process_is_killed_is_done_by_another(start_peer, link, written, let_go, in_background, wait_until):
    victim = start_peer()
    call = in_background(link.call, "echo", "note", {"id": "x", "until": "go"}, timeout=60)
    wait_until(lambda: written("begin x") == 1)
    heir = start_peer()
    victim.kill()
    let_go("go")
    assert call.wait() == {"process": heir.pid}


def test_a_call_whose_line_breaks_is_sent_again_within_its_limit(peer, link, written, let_go, in_background, wait_until):
    call = in_background(link.call, "echo", "note", {"id": "x", "until": "go"}, timeout=60)
    wait_until(lambda: written("begin x") == 1)
    link._line._connection.transport.sock.shutdown(socket.SHUT_RDWR)
    wait_until(lambda: written("begin x") == 2)  # which is why every command carries a key
    let_go("go")
    assert call.wait() == {"process": peer.pid}


def test_a_frozen_broker_holds_no_caller_past_its_limit(broker, peer, link, wait_until):
    broker.pause()
    try:
        calls = [eventlet.spawn(link.call, "echo", "ping", {"text": "邻" * 100_000}, timeout=0.5) for _ in range(30)]
        for call in calls:
            with pytest.raises(Unavailable):
                call.wait()
    finally:
        broker.resume()
    wait_until(lambda: alive(link), 40)


def test_a_broker_short_of_memory_holds_no_caller_past_its_limit(broker, peer, link, wait_until):
    def refused():
        with pytest.raises(Unavailable) as caught:
            while True:  # the first may still pass: the alarm spreads through the broker
                link.call("echo", "ping", {}, timeout=1)
        return caught.value.code

    broker.evaluate("vm_memory_monitor:set_vm_memory_high_watermark(0.0).")
    try:
        assert refused() in ("rpc.timeout", "rpc.link_down")
        wait_until(lambda: refused() == "rpc.link_down")  # the broker has said that it does not read: asked no more
    finally:
        broker.evaluate("vm_memory_monitor:set_vm_memory_high_watermark(0.4).")
    wait_until(lambda: alive(link), 40)


def test_while_the_broker_is_dead_calls_fail_work_goes_on_and_a_process_can_still_stop(
    broker, peer, start_peer, link, written, let_go, in_background, wait_until
):
    call = in_background(link.call, "echo", "note", {"id": "x", "until": "go"}, timeout=60)
    wait_until(lambda: written("begin x") == 1)
    leaving = start_peer()
    broker.kill()
    try:
        with pytest.raises(Unavailable) as caught:
            call.wait()  # fails for the line, not for the clock
        assert caught.value.code == "rpc.link_down"
        leaving.send(signal.SIGTERM)
        assert leaving.wait() == 0
        let_go("go")
        wait_until(lambda: written("end x") == 1, 30)
    finally:
        broker.start()
    wait_until(lambda: alive(link), 40)
    assert written("begin x") == 1  # the request was not persistent: nobody waits for it any more


def test_services_that_call_each_other_in_a_circle_end_at_the_limit_and_recover(start_peer, link):
    start_peer(workers=1)
    with pytest.raises(Unavailable) as caught:
        link.call("echo", "pass_on", {"method": "ping"})
    assert caught.value.code == "rpc.timeout"
    assert link.call("echo", "ping", {})
