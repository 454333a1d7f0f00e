"""One virtual host and one process for a module whose tests do no harm to them: a process takes a second to start."""
from __future__ import annotations

import pytest

from tests.integration.messaging.conftest import NOBODY
from tests.integration.messaging.peer import Peer


@pytest.fixture(scope="module")
def amqp_url(broker, request):
    name = request.module.__name__
    yield broker.add_vhost(name)
    broker.delete_vhost(name)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    path = tmp_path_factory.mktemp("shared") / "ledger"
    path.touch()
    return path


@pytest.fixture(scope="module")
def peer(amqp_url, ledger):
    peer = Peer(ledger.parent, amqp_url=amqp_url, database_url=NOBODY, ledger=ledger, workers=8)
    yield peer
    peer.kill()
