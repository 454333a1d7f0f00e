"""Signing in and out leaves its trace, and an account that is changed loses what was given to it before."""
from __future__ import annotations

from contextlib import closing

import orjson
import pika
import pytest

from kernel import metrics
from kernel.audit_verify import verify
from services.gateway.account import account_id
from services.gateway.credential import signing
from services.gateway.standing import REFRESH_SECONDS
from tests.integration.gateway.conftest import INCIDENT
from tests.integration.messaging.peer import until

HERE = f"/api/v1/incidents/{INCIDENT}"
LET_IN = 503  # and nobody behind the door to answer
WORKER = account_id("worker1")


@pytest.mark.parametrize("change", ["disabled = true", "role = 'checker'", "unit = 'water'", "area = '210203002'"])
def test_a_changed_account_loses_its_tokens_in_each_replica_and_may_sign_in_anew(open_door, database_of, change):
    doors = open_door(), open_door()
    token = doors[0].token("worker1")
    assert [door("GET", HERE, token=token).status for door in doors] == [LET_IN, LET_IN]
    database_of("gateway").all(f"UPDATE account SET {change} WHERE login = 'worker1'")
    for door in doors:
        until(lambda door=door: door("GET", HERE, token=token).status == 401, REFRESH_SECONDS * 15)
    again = doors[1].sign_in("worker1")
    assert again.status == (401 if "disabled" in change else 201)
    if again.status == 201:
        assert [door("GET", HERE, token=again.json["token"]).status for door in doors] == [LET_IN, LET_IN]


def rows(db):
    """Give the audit rows of sign-ins; loading the accounts has left its own."""
    found = db.all("SELECT subject, seq, body FROM audit WHERE body::json->>'kind' = 'token' ORDER BY id")
    return [(subject, seq, orjson.loads(body)) for subject, seq, body in found]


def test_sign_in_and_sign_out_are_audited_as_one_record_and_sealed(client, database_of):
    db, got = database_of("gateway"), client.sign_in("worker1")
    assert client("DELETE", "/api/v1/sessions/current", token=got.json["token"]).status == 204
    (token, first, entry), (same, second, leaving) = rows(db)
    assert (token, first, second) == (same, 1, 2)
    assert [row["act"] for row in (entry, leaving)] == ["sign_in", "sign_out"]
    assert {(row["actor"], row["role"]) for row in (entry, leaving)} == {(WORKER, "grid_worker")}
    assert entry["trace"] == got.headers["traceparent"]
    until(lambda: db.one("SELECT sum(octet_length(entries)) FROM audit_seal") == db.one("SELECT count(*) * 48 FROM audit"), 60)
    assert verify(db).findings == ()


def test_two_sign_ins_of_one_account_are_two_records(client, database_of):
    client.token("worker1")
    client.token("worker1")
    assert [seq for _, seq, _ in rows(database_of("gateway"))] == [1, 1]


def test_a_refused_sign_in_is_counted_and_logged_without_what_was_typed(client, database_of, monkeypatch):
    said = []
    monkeypatch.setattr(signing.log, "warning", lambda event, **fields: said.append((event, fields)), raising=False)
    before = metrics.SIGN_IN_REFUSED._value.get()
    client.sign_in("worker1", "typed by hand")
    client.sign_in("somebody typed", "typed by hand")
    assert metrics.SIGN_IN_REFUSED._value.get() == before + 2
    assert said == [("sign_in_refused", {"account": WORKER}), ("sign_in_refused", {"account": None})]
    assert rows(database_of("gateway")) == []


def test_who_signed_in_is_told_without_telling_the_account(client, amqp_url, seal_keys):
    with closing(pika.BlockingConnection(pika.URLParameters(amqp_url))) as connection:
        channel = connection.channel()
        channel.exchange_declare("gateway.events", "topic", durable=True)
        queue = channel.queue_declare("", exclusive=True).method.queue
        channel.queue_bind(queue, "gateway.events", "signed_in")
        client.token("worker1")
        heard = []
        until(lambda: heard.append(channel.basic_get(queue, auto_ack=True)[2]) or heard[-1], 60)
    event = orjson.loads(heard[-1])
    assert (event["name"], event["district"], event["version"]) == ("gateway.signed_in", "210203", 1)
    assert event["data"].keys() == {"party", "role", "unit"}
    assert WORKER not in str(event)
