"""Services started in this process on a real broker, and a link to ask them by."""
from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from kernel.db import Database
from kernel.link import Link
from kernel.pool import Connection
from kernel.run import container
from kernel.settings import Settings
from tests.integration.people import KEY

# seconds
PATIENT = {"wait": 30.0, "statement_timeout": 30.0, "lock_timeout": 20.0}


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let services of this process wait longer for the database than they do elsewhere, where a test names no limit.

    On a machine that stalls, the limits of services would fail tests that are about something else.
    """
    monkeypatch.setattr(Database.__init__, "__kwdefaults__", {**Database.__init__.__kwdefaults__, **PATIENT})
    monkeypatch.setattr(Connection, "limit", PATIENT["wait"])


@pytest.fixture
def start(
    amqp_url: str, service_url: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., None]]:
    """Run services on the database of one of them: `start("grid", Service, Service)`; they stop with the test."""
    started = []

    def run(database: str, *services: type) -> None:
        monkeypatch.setenv("LINLI_SEAL_KEYS", str(KEY))
        monkeypatch.setenv("LINLI_AMQP_URL", amqp_url)
        monkeypatch.setenv("LINLI_DATABASE_URL", service_url(database))
        monkeypatch.setenv("LINLI_DISTRICT", "210203")
        fresh = [container(one, Settings.read()) for one in services]
        started.extend(fresh)
        for one in fresh:
            one.start()

    yield run
    for one in started:
        one.stop()


@pytest.fixture
def link(amqp_url: str) -> Iterator[Link]:
    opened = Link(amqp_url)
    assert opened.wait(30)
    yield opened
    opened.close()
