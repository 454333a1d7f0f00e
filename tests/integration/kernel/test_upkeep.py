"""The kernel's own tables stay small, and what waits in them is measured."""
from __future__ import annotations

import psycopg2
import pytest

from kernel import clock, inbox, metrics, once, upkeep
from kernel.call import Actor, Call


@pytest.fixture
def db(database_of):
    return database_of("petition")


@pytest.fixture
def admin(admin_url):
    conn = psycopg2.connect(admin_url, options="-c search_path=petition")
    conn.autocommit = True
    yield conn.cursor()
    conn.close()


def test_what_is_past_its_time_goes_and_what_is_not_stays(db, admin):
    with db.transaction() as tx:
        for handler in ("old", "new"):
            inbox.first(tx, handler, clock.new_id())
            once.keep(tx, Call(Actor("a"), key=handler), "act", {}, {})
    admin.execute("UPDATE inbox SET at = now() - interval '31 days' WHERE handler = 'old'")
    admin.execute("UPDATE once SET at = now() - interval '8 days' WHERE key = 'old'")
    assert upkeep.tidy(db) == 2
    assert db.all("SELECT handler FROM inbox UNION ALL SELECT key FROM once") == [("new",), ("new",)]


def test_more_than_one_batch_is_tidied(db, admin):
    admin.execute(
        "INSERT INTO inbox (handler, message_id, at) SELECT 'h', gen_random_uuid(), '2020-01-01'"
        " FROM generate_series(1, 2500)"
    )
    assert upkeep.tidy(db) == 2500


def test_what_waits_is_measured(db, admin):
    admin.execute(
        "INSERT INTO outbox (id, name, body, created_at) VALUES (gen_random_uuid(), 'a.b', '{}', now() - interval '90 s')"
    )
    admin.execute(
        "INSERT INTO dead_letter (id, queue, message_id, routing_key, body, headers, error, attempts)"
        " VALUES (gen_random_uuid(), 'q', 'm', 'r', '', '{}', 'e', 5)"
    )
    upkeep.measure(db)
    assert metrics.OUTBOX_UNSENT._value.get() == 1
    assert 89 < metrics.OUTBOX_OLDEST_SECONDS._value.get() < 200
    assert metrics.INBOX_DEAD._value.get() == 1


def test_what_passes_its_time_meanwhile_does_not_keep_it_at_work(db, admin):
    admin.execute("INSERT INTO inbox (handler, message_id, at) VALUES ('h', gen_random_uuid(), '2020-01-01')")
    admin.execute("INSERT INTO inbox (handler, message_id, at) "
        "VALUES ('h', gen_random_uuid(), now() - interval '30 days' + interval '1 minute')")
    assert upkeep.tidy(db) == 1
