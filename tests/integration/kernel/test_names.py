"""Names of hosts are found by the system, and nobody waits for one but who asked."""
from __future__ import annotations

import socket

import eventlet
import pytest
from eventlet.patcher import original

from kernel import names

GIVEN = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.7", 5672))]


class Resolver:
    """A system that knows addresses, and answers for names when it is let."""

    def __init__(self):
        self.asked, self.answers, self.let = [], names.system, original("threading").Event()

    def __call__(self, host, port, family=0, type=0, proto=0, flags=0):
        if flags & socket.AI_NUMERICHOST:
            return self.answers(host, port, family, type, proto, flags)
        self.asked.append(host)
        assert self.let.wait(30), "the process stood still"
        if host == "nobody.example":
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return GIVEN


@pytest.fixture
def resolver(monkeypatch):
    made = Resolver()
    monkeypatch.setattr(names, "system", made)
    yield made
    made.let.set()


def until(told):
    with eventlet.Timeout(30):
        while not told():
            eventlet.sleep(0.01)


def test_the_process_finds_names_so(resolver):
    names.install()
    resolver.let.set()
    assert socket.getaddrinfo("rabbit.example", 5672) == GIVEN


def test_an_address_is_answered_at_once(resolver):
    [found] = names.find("127.0.0.1", 80, type=socket.SOCK_STREAM)
    assert found[4] == ("127.0.0.1", 80)
    assert names.find(None, 80)
    assert resolver.asked == []


def test_others_run_while_a_name_is_looked_for(resolver):
    asker = eventlet.spawn(names.find, "rabbit.example", 5672)
    until(lambda: resolver.asked)
    resolver.let.set()  # which only somebody who runs meanwhile can do
    assert asker.wait() == GIVEN


def test_a_name_that_nobody_has_is_told_to_who_asked(resolver):
    resolver.let.set()
    with pytest.raises(socket.gaierror):
        names.find("nobody.example", 5672)
    assert names.find("rabbit.example", 5672) == GIVEN


def test_who_gives_up_lets_no_further_question_in_before_theirs_has_ended(resolver):
    for _ in range(names.AT_ONCE):
        with pytest.raises(eventlet.Timeout), eventlet.Timeout(0.05):
            names.find("slow.example", 5672)
    until(lambda: len(resolver.asked) == names.AT_ONCE)
    next_one = eventlet.spawn(names.find, "rabbit.example", 5672)
    eventlet.sleep(0.1)
    assert "rabbit.example" not in resolver.asked
    resolver.let.set()
    assert next_one.wait() == GIVEN
    assert resolver.asked[-1] == "rabbit.example"
