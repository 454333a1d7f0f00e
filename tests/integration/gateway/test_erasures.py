"""Requests to be erased at the front door: parts counted once, carried out again on a restored database."""
from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime

import orjson
import pytest
from click.testing import CliRunner

from kernel.call import Call
from kernel.command import Outcome, perform
from kernel.errors import Conflict
from kernel.keyring import read_keys
from kernel.seal import Sealer
from services.gateway import load
from services.gateway.rights import store
from services.gateway.rights.carrying import Carrying
from services.gateway.rights.record import SERVICES, Request
from tests.integration.gateway.conftest import PASSWORD
from tests.integration.race import together
from tests.make import refused
from tools import erasures

AT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
ROW = {"login": "neighbour1", "name": "林一", "role": "resident", "unit": "", "area": "", "language": "zh"}
HOLDER, REQUEST = load.account_id("neighbour1"), "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e50"


@pytest.fixture
def sealer(seal_keys):
    return Sealer(read_keys(seal_keys))


@pytest.fixture
def db(database_of, sealer):
    made = database_of("gateway")
    load.load(made, sealer, [ROW], password=PASSWORD)
    return made


def asked(id=REQUEST, state="granted"):
    return Request(id, 2, state, HOLDER, "a" * 32, None, None, "210203000000", AT, decided_at=AT)


def granted(db, sealer):
    with db.transaction() as tx:
        store.add(tx, asked())
        tx.flush()
        return Carrying(db=db, sealer=sealer).begin(tx, asked())


def told(service, id):
    return {"id": f"0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e{id}", "subject": REQUEST, "data": {"counts": {"matters": 1}}}


def state(db):
    return db.one("SELECT state FROM erasure_request WHERE id = %s", (REQUEST,))[0]


def accounts(db):
    return db.one("SELECT count(*) FROM account WHERE id = %s", (HOLDER,))[0]


def test_gr_404_a_request_is_done_when_each_service_has_answered_however_often_it_is_told(db, sealer):
    (event,) = granted(db, sealer)
    assert (event.name, event.data["holder"], accounts(db)) == ("gateway.erasure_granted", HOLDER, 0)
    for number, service in enumerate(SERVICES):
        assert state(db) == "granted"
        for _ in range(2):
            Carrying(db=db, sealer=sealer).hear_part(told(service, 60 + number), service)
    assert state(db) == "done"
    assert db.all("SELECT name FROM outbox WHERE name = 'gateway.erasure_done'") == [("gateway.erasure_done",)]
    assert set(store.parts_of(db, REQUEST)) == {*SERVICES, "gateway"}


def test_of_one_account_one_request_is_under_way_whoever_is_first(db, sealer):
    def ask(number):
        one = asked(f"0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e{70 + number}", "received")

        def work(tx):
            store.add(tx, one)
            return Outcome({}, "erasure", one.id, 1)

        return perform(db, Call(key=f"k{number}"), "ask_erasure", {}, work)

    answers = together(3, ask)
    assert sorted(getattr(one, "code", "") for one in answers) == ["", *["gateway.erasure_under_way"] * 2]
    with refused(Conflict, "gateway.erasure_under_way"):
        ask(9)


def test_what_was_erased_is_erased_again_on_a_restored_database(db, sealer, admin_url, seal_keys, tmp_path):
    granted(db, sealer)
    register = CliRunner().invoke(erasures.main, ["register", "--database-url", admin_url])
    assert register.exit_code == 0, register.output
    assert ROW["name"] not in register.output
    db.all("DELETE FROM erasure_part")
    db.all("DELETE FROM erasure_request")
    db.all("DELETE FROM outbox")
    load.load(db, sealer, [ROW], password=PASSWORD)
    file = tmp_path / "register"
    file.write_text(register.output)
    told = ["again", str(file), "--database-url", admin_url, "--keys", seal_keys, "--district", "210203"]
    for _ in range(2):
        done = CliRunner().invoke(erasures.main, told)
        assert done.output == "1 erasures are carried out again\n", done.output
    assert (accounts(db), state(db)) == (0, "granted")
    bodies = [orjson.loads(body) for (body,) in db.all("SELECT body FROM outbox WHERE name = 'gateway.erasure_granted'")]
    assert [(one["subject"], one["data"]["holder"]) for one in bodies] == [(REQUEST, HOLDER)] * 2


def test_what_was_asked_twice_is_erased_once_though_the_backup_has_a_third_asking(db, admin_url, seal_keys, tmp_path):
    def slip(number, state):
        id = f"0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e{80 + number}"
        return Request(id, 2, state, None, None, "grid", HOLDER, "210203000000", AT, decided_at=AT, done_at=AT)

    with db.transaction() as tx:
        store.add(tx, replace(slip(3, "received"), decided_at=None, done_at=None))
    file = tmp_path / "register"
    file.write_bytes(b"\n".join(orjson.dumps(asdict(slip(number, "done"))) for number in (1, 2)))
    told = ["again", str(file), "--database-url", admin_url, "--keys", seal_keys, "--district", "210203"]
    for _ in range(2):
        assert CliRunner().invoke(erasures.main, told).output == "2 erasures are carried out again\n"
        rows = db.all("SELECT right(id::text, 2), state, done_at = %s FROM erasure_request ORDER BY id", (AT,))
        assert rows == [("81", "done", True), ("82", "granted", None), ("83", "done", False)]
    granted = db.all("SELECT body::json->>'subject' FROM outbox WHERE name = 'gateway.erasure_granted'")
    assert granted == [(slip(2, "done").id,)] * 2


@pytest.mark.parametrize("of", ["account", "matter"])
def test_gr_403_what_was_being_sent_in_parts_ends_with_its_sender(db, sealer, of):
    owner, incident = (sealer.alias(HOLDER), None) if of == "account" else (None, REQUEST)
    sql = """INSERT INTO upload (id, state, media, length, received, parts, owner, incident, created_at, expires_at)
             SELECT gen_random_uuid(), 'open', 'image/jpeg', 9, 1, 1, owner, incident, now(), now() + interval '1 day'
             FROM (VALUES (%s, %s), ('somebody', NULL)) AS given (owner, incident)"""
    db.all(sql, (owner, incident))
    if of == "account":
        granted(db, sealer)
    else:
        slip = Request(REQUEST, 2, "granted", None, None, "grid", REQUEST, "210203000000", AT, decided_at=AT)
        with db.transaction() as tx:
            store.add(tx, slip)
            tx.flush()
            Carrying(db=db, sealer=sealer).begin(tx, slip)
    left = db.all("SELECT owner FROM upload WHERE expires_at > now() + interval '1 hour'")
    assert left == [("somebody",)]
