"""Services started in this process on a real broker, and a link to ask them by."""
from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from kernel.link import Link
from kernel.run import container
from kernel.settings import Settings
from tests.integration.people import KEY


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
    assert opened.wait(10)
    yield opened
    opened.close()
