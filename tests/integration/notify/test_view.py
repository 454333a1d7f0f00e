"""What notify answers is what its views, and so the document of the interface, say."""
from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from kernel.call import Actor, Call
from kernel.keyring import Key
from kernel.seal import Sealer
from kernel.wire import load
from services.notify import schemas
from services.notify.domain.rules import Notice
from services.notify.service import Service
from services.notify.store import notice

AT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
READER = Actor(id="r-1", role="resident")
EVENT = {
    "id": "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f",
    "round": 1,
    "subject": "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e50",
    "data": {"number": "SJ210203-20261122-000787"},
}


@pytest.fixture
def service(database_of):
    """The service with one notice for READER, in the inbox and on another channel that has given it up."""
    made = Service()
    made.db, made.sender = database_of("notify"), SimpleNamespace(wake=lambda: None)
    made.seal = Sealer([Key("k1", bytes(range(32)))])
    made.call = Call(actor=READER, key="k1", language="en", now=AT)
    told = Notice(f"account:{made.seal.alias(READER.id)}", "matter_received", ("inbox", "log"))
    with made.db.transaction() as tx:
        notice.add(tx, EVENT, [told], AT)
    made.db.all("UPDATE delivery SET state = 'failed', receipt = 'log.refused' WHERE channel = 'log'")
    return made


def as_sent(view, reply):
    """Give the reply again when the view knows each field of it, and the reply has each field of the view."""
    load(view, reply)
    for item in reply.get("items", ()):
        assert item.keys() == view().fields["items"].inner.schema.fields.keys()
    assert reply.keys() == view().fields.keys()
    return reply


@pytest.mark.parametrize("limit", [1, 50])
def test_the_inbox_is_as_its_view_says(service, limit):
    (item,) = as_sent(schemas.InboxPage, service.inbox({"limit": limit}))["items"]
    assert (item["subject"], item["read_at"]) == (EVENT["subject"], None)
    assert as_sent(schemas.ReadView, service.read({"notice": item["id"]})) == {"id": item["id"]}
    assert as_sent(schemas.InboxPage, service.inbox({}))["items"][0]["read_at"] == AT.isoformat()


@pytest.mark.parametrize("state", ["failed", "delivered"])
def test_deliveries_are_as_their_view_says(service, state):
    (item,) = as_sent(schemas.DeliveryPage, service.deliveries({"state": state}))["items"]
    assert item["state"] == state


def test_a_delivery_sent_once_more_is_as_its_view_says(service):
    (failed,) = service.deliveries({"state": "failed"})["items"]
    assert as_sent(schemas.ResendView, service.resend({"delivery": failed["id"]}))["state"] == "waiting"
