"""Operators hear of keys and clients that end soon, once, however many processes look."""
from __future__ import annotations

from datetime import UTC, datetime, timedelta

import orjson
import pytest

from kernel import clock
from services.gateway.client import ending, key, record, store
from tests.integration.race import together

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
DAY = timedelta(days=1)
GIVEN = {"label": "heat", "scopes": ["take_readings"], "per_minute": 20, "area": "210203000000", "expires_at": None}


@pytest.fixture
def db(people, database_of):
    return database_of("gateway")


def client(db, *days, **given):
    """Open a client with keys that last so many days, each an hour newer than the one before; give it."""
    made = record.opened({**GIVEN, **given}, id=clock.new_id(), at=AT)
    with db.transaction() as tx:
        store.add(tx, made)
        for at, lasting in enumerate(days):
            store.add_key(tx, key.made(made.id, at=AT + timedelta(hours=at), days=lasting)[1])
    return made


def told(db):
    rows = db.all("SELECT body FROM outbox WHERE name = 'gateway.client_warned' ORDER BY id")
    return [(data["kind"], data["days"]) for data in (orjson.loads(body)["data"] for (body,) in rows)]


def test_gr_210_each_end_is_told_of_once_a_threshold_also_by_two_processes(db, database_of):
    client(db, 20)
    databases = [db, database_of("gateway")]
    for day, sofar in ((5, []), (7, [("key", 14)]), (16, [("key", 14)]), (17.5, [("key", 14), ("key", 3)]), (21, None)):
        got = together(4, lambda at, day=day: ending.warn(databases[at % 2], AT + day * DAY))
        assert all(isinstance(one, int) for one in got), got
        if sofar is not None:
            assert told(db) == sofar
    assert told(db) == [("key", 14), ("key", 3)]


def test_gr_210_a_key_that_was_replaced_is_told_of_no_more(db):
    client(db, 20, 365)
    ending.warn(db, AT + 18 * DAY)
    assert told(db) == []


def test_gr_210_a_new_end_is_told_of_anew_and_the_end_of_a_client_as_such(db):
    made = client(db, 365, expires_at=AT + 30 * DAY)
    assert ending.warn(db, AT + 27 * DAY) == 1
    with db.transaction() as tx:
        store.save(tx, made, record.changed(made, {"expires_at": AT + 60 * DAY}, at=AT + 28 * DAY))
    assert [ending.warn(db, AT + day * DAY) for day in (29, 46, 47, 57)] == [0, 1, 0, 1]
    assert told(db) == [("client", 3), ("client", 14), ("client", 3)]


def test_when_it_is_not_written_down_it_is_told_the_next_time(db, monkeypatch):
    client(db, 20)

    def killed(*_):
        raise RuntimeError("killed before the fact was kept")

    with monkeypatch.context() as broken:
        broken.setattr(ending.outbox, "append", killed)
        with pytest.raises(RuntimeError):
            ending.warn(db, AT + 7 * DAY)
    assert ending.warn(db, AT + 7 * DAY) == 1
