"""What a broken connection to the broker does to those who write to it before its reader has noticed."""
from __future__ import annotations

from types import SimpleNamespace

import eventlet
import pytest

from kernel import events, link
from kernel.confirm import Confirms
from kernel.errors import Unavailable
from kernel.line import Line
from kernel.link import Link


class Broken:
    """A channel and a socket that refuse whatever is asked of them."""

    def exchange_declare(self, *args, **kwargs):
        raise BrokenPipeError

    send_method = shutdown = exchange_declare


class Down:
    """A line whose reader has not had its turn yet."""

    blocked = False
    down_seconds = 0.0

    def __init__(self, *args, **kwargs):
        self.seen = False

    def start(self):
        eventlet.spawn(setattr, self, "seen", True)

    def wait(self, seconds):
        return not self.seen


@pytest.fixture
def line():
    made = Line("amqp://", name="test", opened=lambda connection: None, lost=lambda error: None)
    made._connection = SimpleNamespace(transport=SimpleNamespace(sock=Broken()))
    return made


def test_a_connection_that_breaks_as_it_is_given_up_fails_nobody(line):
    line.renew()


def test_an_exchange_that_cannot_be_declared_is_a_link_that_is_down():
    confirms = Confirms(wait=1.0)
    confirms._channel = Broken()
    with pytest.raises(Unavailable, match=r"publisher\.link_down"):
        confirms.declare({"grid.events"})


def test_a_call_that_cannot_be_written_lets_the_reader_see_why(monkeypatch):
    monkeypatch.setattr(link, "Line", Down)
    made = Link("amqp://", name="test")
    made._channel = Broken()
    with pytest.raises(Unavailable, match=r"rpc\.link_down"):
        made.call("grid", "report", {}, timeout=1.0)
    assert made._line.seen, "else the whole process stands still until the call's limit"


@pytest.mark.parametrize("told", ["0001-01-01T00:00:00+08:00", "yesterday", None])
def test_an_event_from_no_known_time_has_no_age(told):
    assert events._age({"occurred_at": told}) == 0.0
