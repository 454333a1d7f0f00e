"""An operator reads in the inbox that a key ends, once, in words that name it by its beginning alone."""
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from kernel.call import Actor, Call
from kernel.keyring import Key
from kernel.seal import Sealer
from services.gateway.client import key, record
from services.notify.service import Service

AT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
CLIENT = "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e50"
GIVEN = {"label": "heat", "scopes": ["take_readings"], "per_minute": 20, "area": "210203001000", "expires_at": None}


@pytest.fixture
def service(database_of):
    made = Service()
    made.db, made.sender = database_of("notify"), SimpleNamespace(wake=lambda: None)
    made.seal = Sealer([Key("k1", bytes(range(32)))])
    return made


def inbox(service, area, role="operator", language="zh"):
    service.call = Call(actor=Actor(id="o-1", role=role, area=area), key="k1", language=language, now=AT)
    return [(one["title"], one["text"]) for one in service.inbox({})["items"]]


def test_gr_210_the_operator_of_the_ground_reads_which_key_ends_and_when(service):
    client = record.opened(GIVEN, id=CLIENT, at=AT)
    shown, made = key.made(CLIENT, at=AT, days=20)
    fact = key.warned(made, client, now=made.expires_at - timedelta(days=3)).event
    event = {"id": "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f", "name": fact.name, "subject": fact.subject, "round": 1,
             "district": "210203000000", "data": fact.data}  # fmt: skip
    for _ in range(2):
        service.hear_warned(event)
    [(title, text)] = inbox(service, "210203000000")
    assert title == "接口密钥将到期"
    assert f"llk_{made.prefix}" in text
    assert "2026-03-23" in text
    assert shown not in text
    assert len(inbox(service, "210203001000", language="en")) == 1
    assert inbox(service, "210204000000") == inbox(service, "210203000000", role="dispatcher") == []
