"""Prepared writes: prepared once on a connection, and again after whatever went wrong."""
from __future__ import annotations

import psycopg2
import pytest

from kernel import clock

INSERT = "INSERT INTO inbox (handler, message_id) VALUES (%s, %s)"
PLANS = "SELECT count(*) FROM pg_prepared_statements"


@pytest.fixture
def db(database_of):
    return database_of("petition", size=1)


def write(db, *ids):
    with db.transaction() as tx:
        for each in ids:
            tx.later(INSERT, ("h%_$1", each), prepared=True)


def test_a_text_is_prepared_once_on_its_connection(db):
    for _ in range(3):
        write(db, clock.new_id(), clock.new_id())
    assert db.one(PLANS) == (1,)
    assert db.one("SELECT count(*), min(handler) FROM inbox") == (6, "h%_$1")


def test_after_a_failure_it_is_prepared_anew(db):
    same = clock.new_id()
    with pytest.raises(psycopg2.errors.UniqueViolation):
        write(db, same, same)
    assert db.one(PLANS) == (0,)
    write(db, same)
    assert db.one("SELECT count(*) FROM inbox") == (1,)


def test_a_failure_before_its_turn_leaves_nothing_half_prepared(db):
    with pytest.raises(psycopg2.errors.UndefinedTable), db.transaction() as tx:
        tx.later("INSERT INTO nowhere VALUES (1)")
        tx.later(INSERT, ("h", clock.new_id()), prepared=True)
    write(db, clock.new_id())
    assert db.one("SELECT count(*) FROM inbox") == (1,)


def test_a_fresh_connection_knows_no_plans(db, admin_url):
    write(db, clock.new_id())
    with psycopg2.connect(admin_url) as admin:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'linli_petition'"
        admin.cursor().execute(cut)
    with db.transaction() as tx:
        tx.one("SELECT 1")
        tx.later(INSERT, ("h", clock.new_id()), prepared=True)
    assert db.one("SELECT count(*) FROM inbox") == (2,)


def test_a_value_that_cannot_be_written_leaves_no_plan_the_server_never_saw(db):
    write(db, clock.new_id())
    with pytest.raises(psycopg2.ProgrammingError), db.transaction() as tx:
        tx.later("INSERT INTO once (actor, key, act, request_hash) VALUES (%s, %s, 'a', '')", ("a", "k"), prepared=True)
        tx.later(INSERT, ("h", object()), prepared=True)
    with db.transaction() as tx:
        tx.later("INSERT INTO once (actor, key, act, request_hash) VALUES (%s, %s, 'a', '')", ("a", "k"), prepared=True)
    assert db.one("SELECT count(*) FROM once") == (1,)
    assert db.one(PLANS) == (2,)


def test_what_is_read_outside_a_transaction_is_prepared_too(db):
    write(db, clock.new_id())
    read = "SELECT count(*) FROM inbox WHERE handler = %s"
    assert [db.all(read, ("h%_$1",), prepared=True) for _ in range(3)] == [[(1,)]] * 3
    assert db.one(PLANS) == (2,)
    with pytest.raises(psycopg2.errors.InvalidTextRepresentation):
        db.one("SELECT 1 FROM inbox WHERE message_id = %s", ("no id",), prepared=True)
    assert db.one(PLANS) == (0,)
    assert db.one(read, ("h%_$1",), prepared=True) == (1,)
