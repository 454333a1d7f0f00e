"""A process of the echo service, a link to it, and raw access to the broker for a foreigner."""
from __future__ import annotations

import eventlet
import pika
import pytest

from kernel.link import Link
from kernel.publisher import Publisher
from tests.integration.messaging.peer import Peer, until

NOBODY = "postgresql://nobody:nothing@127.0.0.1:1/nowhere"


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "ledger"
    path.touch()
    return path


@pytest.fixture
def written(ledger):
    """Give how often an effect is in the ledger."""
    return lambda what: ledger.read_text().splitlines().count(what)


@pytest.fixture
def let_go(ledger):
    """Let a call with `until` come to its end."""

    def enter(what):
        with ledger.open("a") as file:
            file.write(f"{what}\n")

    return enter


@pytest.fixture
def start_peer(amqp_url, tmp_path, ledger):
    """Start a process of the echo service; what still runs at the end is killed."""
    started = []

    def start(*, workers=8, by=None, database_url=NOBODY):
        peer = Peer(tmp_path, amqp_url=by or amqp_url, database_url=database_url, ledger=ledger, workers=workers)
        started.append(peer)
        return peer

    yield start
    for peer in started:
        peer.kill()


@pytest.fixture
def peer(start_peer):
    return start_peer()


@pytest.fixture
def link(amqp_url):
    link = Link(amqp_url)
    assert link.wait(30)
    yield link
    link.close()


@pytest.fixture
def publisher(amqp_url):
    publisher = Publisher(amqp_url)
    yield publisher
    publisher.close()


@pytest.fixture
def foreigner(amqp_url):
    """A channel of pika, which knows nothing of ours."""
    connection = pika.BlockingConnection(pika.URLParameters(amqp_url))
    yield connection.channel()
    if connection.is_open:
        connection.close()


@pytest.fixture
def wait_until():
    """Wait until something is so, and give it."""
    return until


@pytest.fixture
def in_background():
    """Run something in a greenlet; the result or the exception is taken with `.wait()`."""
    return eventlet.spawn
