"""API clients and their keys on a real database."""
from __future__ import annotations

from datetime import timedelta

import pytest

from kernel import clock
from kernel.errors import Denied, Invalid
from services.gateway import client
from services.gateway.auth import admit
from services.gateway.client import Client
from services.gateway.client_registry import Clients
from services.gateway.routes.device import ROWS

ID = "00000000-0000-7000-8000-0000000000c1"
READINGS = next(row for row in ROWS if row.act == "take_readings")


@pytest.fixture
def clients(database_of):
    return Clients(database_of("gateway"))


def test_a_key_is_shown_once_and_kept_hashed(clients, database_of):
    shown = clients.open(Client(ID, ("take_readings",), 60), label="heat")
    bearer = clients.bearer(shown)
    assert (bearer.actor.id, bearer.actor.role) == (ID, "client")
    kept = str(database_of("gateway").all("SELECT prefix, hash::text FROM client_key"))
    assert client.split(shown)[1] not in kept
    admit(READINGS, bearer)


def test_gr_186_a_wrong_ended_or_disabled_key_opens_nothing(clients):
    shown = clients.open(Client(ID, ("take_readings",), 60), label="heat")
    with pytest.raises(Denied, match=r"gateway.token_invalid"):
        clients.bearer(shown[:-1] + ("A" if shown[-1] != "A" else "B"))
    with pytest.raises(Denied, match=r"gateway.token_invalid"):
        clients.bearer("llk_nonsense")
    _, key = client.made(ID, at=clock.now() - timedelta(days=400))
    with pytest.raises(Denied, match=r"gateway.token_invalid"):
        client.opens(key, Client(ID, (), 1), "x", now=clock.now())
    clients.open(Client(ID, ("take_readings",), 60, disabled=True), label="heat")
    with pytest.raises(Denied, match=r"gateway.token_invalid"):
        clients.bearer(shown)


def test_gr_187_a_former_key_lasts_for_a_while_beside_the_new_one(clients):
    former = clients.open(Client(ID, ("take_readings",), 60), label="heat")
    fresh = clients.rotate(ID)
    assert clients.bearer(former).actor == clients.bearer(fresh).actor
    clients.rotate(ID, now=clock.now() - timedelta(hours=client.OVERLAP_HOURS + 1))
    with pytest.raises(Denied, match=r"gateway.token_invalid"):
        clients.bearer(former)


def test_a_client_has_a_quota_of_its_own_and_no_scope_it_was_not_given(clients):
    shown = clients.open(Client(ID, (), 2), label="heat")
    with pytest.raises(Denied, match=r"gateway.scope_missing"):
        admit(READINGS, clients.bearer(shown))
    clients.bearer(shown)
    with pytest.raises(Invalid, match=r"gateway.too_many_requests"):
        clients.bearer(shown)
