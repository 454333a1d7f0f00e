"""The database as services use it: few round trips, failures a caller can act on, connections that heal."""
from __future__ import annotations

import socket
from contextlib import suppress

import eventlet
import psycopg2
import pytest

from kernel import clock
from kernel.db import Database
from kernel.errors import Conflict, Unavailable

INSERT = "INSERT INTO inbox (handler, message_id) VALUES (%s, %s)"
COUNT = "SELECT count(*) FROM inbox"


@pytest.fixture
def db(database_of):
    return database_of("petition", size=2, wait=0.3)


def test_writes_kept_for_later_arrive_in_order_with_the_commit(db):
    with db.transaction() as tx:
        tx.later("UPDATE inbox SET handler = 'b' WHERE handler = 'a'")
        tx.later(INSERT, ("a", clock.new_id()), first=True)
    assert db.one("SELECT handler FROM inbox") == ("b",)


def test_a_block_that_raises_leaves_nothing(db):
    with pytest.raises(KeyError), db.transaction() as tx:
        tx.run(INSERT, ("a", clock.new_id()))
        tx.later(INSERT, ("b", clock.new_id()))
        raise KeyError
    assert db.one(COUNT) == (0,)


def test_a_batch_that_fails_in_its_middle_leaves_nothing(db):
    same = clock.new_id()
    with pytest.raises(psycopg2.errors.UniqueViolation), db.transaction() as tx:
        tx.later(INSERT, ("x", clock.new_id()))
        tx.later(INSERT, ("a", same))
        tx.later(INSERT, ("a", same))
    assert db.one(COUNT) == (0,)


def test_a_violated_constraint_means_what_the_transaction_says(db):
    same = clock.new_id()
    with pytest.raises(Conflict, match="shop.thing_taken"), db.transaction() as tx:
        tx.conflict("inbox_pkey", Conflict("shop.thing_taken"))
        tx.later(INSERT, ("a", same))
        tx.later(INSERT, ("a", same))


def test_what_hangs_on_the_commit_happens_after_it_and_only_then(db):
    seen = []
    with db.transaction() as tx:
        tx.run(INSERT, ("a", clock.new_id()))
        tx.after_commit(lambda: seen.append(db.one(COUNT)[0]))
        assert seen == []
    with pytest.raises(KeyError), db.transaction() as tx:
        tx.after_commit(lambda: seen.append("never"))
        raise KeyError
    assert seen == [1]


def test_a_reader_in_the_same_transaction_sees_what_was_flushed(db):
    with db.transaction() as tx:
        tx.later(INSERT, ("a", clock.new_id()))
        tx.flush()
        assert tx.one(COUNT) == (1,)


def test_a_pool_that_is_empty_makes_callers_wait_and_then_says_busy(db):
    with db.transaction() as one, db.transaction() as two:
        one.one("SELECT 1"), two.one("SELECT 1")
        with pytest.raises(Unavailable, match="database.busy"):
            db.ping()


def test_a_waiting_caller_gets_the_connection_that_comes_free(database_of):
    db = database_of("petition", size=2, wait=30.0)

    def hold():
        with db.transaction() as tx:
            tx.one("SELECT pg_sleep(0.1)")

    holders = [eventlet.spawn(hold) for _ in range(2)]
    eventlet.sleep(0)
    db.ping()
    for holder in holders:
        holder.wait()


def test_waits_for_the_server_let_other_greenlets_run(database_of):
    db = database_of("petition", size=2, statement_timeout=30.0, lock_timeout=20.0)
    with db.transaction() as tx:
        tx.one("SELECT pg_advisory_xact_lock(1)")
        waiting = eventlet.spawn(db.one, "SELECT pg_advisory_xact_lock(1)")
        while db.pool._open != 2:
            eventlet.sleep(0.01)
        tx.one("SELECT 1")  # a wait that held the process would keep this from being asked, until it is beaten
    waiting.wait()


def test_a_connection_is_opened_where_somebody_waits_on_a_closed_descriptor(database_of):
    taken, told = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)], []

    def wait(one, number):
        try:
            one.accept()
        except OSError:
            told.append(number)

    waiting = {one.fileno(): eventlet.spawn(wait, one, one.fileno()) for one in taken}
    eventlet.sleep(0)
    for one in taken:
        one.close()
    db = database_of("petition", size=2)
    with db.transaction() as one, db.transaction() as two:
        one.one("SELECT 1"), two.one("SELECT 1")
        again = {one._conn.fileno(), two._conn.fileno()} & set(waiting)
        assert again, "no number was given again"
        assert again <= set(told)
    for left in waiting.values():
        left.kill()


def test_a_statement_over_its_limit_is_stopped_and_the_connection_lives_on(database_of, monkeypatch):
    monkeypatch.setattr("kernel.db.SLACK", 30.0)  # a busy server may be slow to stop it
    db = database_of("petition", size=1, statement_timeout=0.2)
    with pytest.raises(Unavailable, match="database.timeout"):
        db.one("SELECT pg_sleep(5)")
    db.ping()


def test_connections_cut_while_idle_are_replaced_unnoticed(db, admin_url):
    with db.transaction() as one, db.transaction() as two:
        one.one("SELECT 1"), two.one("SELECT 1")
    with psycopg2.connect(admin_url) as admin:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'linli_petition'"
        admin.cursor().execute(cut)
    with db.transaction() as tx:
        tx.run(INSERT, ("a", clock.new_id()))
    assert db.one(COUNT) == (1,)


def test_a_connection_cut_in_a_transaction_fails_it_whole(db, admin_url):
    with pytest.raises(Unavailable, match="database.unavailable"), db.transaction() as tx:
        tx.run(INSERT, ("a", clock.new_id()))
        with psycopg2.connect(admin_url) as admin:
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'linli_petition'"
            admin.cursor().execute(cut)
        tx.run(INSERT, ("b", clock.new_id()))
    assert db.one(COUNT) == (0,)


def test_a_server_that_is_away_is_said_to_be():
    db = Database("postgresql://nobody@127.0.0.1:1/none", schema="petition")
    with pytest.raises(Unavailable, match="database.unavailable"):
        db.ping()
    with pytest.raises(Unavailable, match="database.unavailable"), db.transaction() as tx:
        tx.run("SELECT 1")
    assert db.pool._open == 0, "a failed try must not use up the pool"


def test_a_server_that_goes_away_for_a_while_leaves_the_pool_as_it_was(database_of, postgres):
    db = database_of("petition", size=2)
    db.ping()
    postgres.kill()
    for _ in range(3):
        with pytest.raises(Unavailable), db.transaction() as tx:
            tx.run("SELECT 1")
        with pytest.raises(Unavailable):
            db.ping()
    assert db.pool._open == 0
    postgres.start()
    with db.transaction() as one, db.transaction() as two:
        one.one("SELECT 1"), two.one("SELECT 1")
    assert db.pool._open == 2


def test_after_a_cut_only_the_first_writer_hears_of_it(db, admin_url):
    with db.transaction() as one, db.transaction() as two:
        one.one("SELECT 1"), two.one("SELECT 1")
    with psycopg2.connect(admin_url) as admin:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'linli_petition'"
        admin.cursor().execute(cut)
    with pytest.raises(Unavailable), db.transaction() as tx:
        tx.later(INSERT, ("a", clock.new_id()))
    for _ in range(2):
        with db.transaction() as tx:
            tx.later(INSERT, ("a", clock.new_id()))
    assert db.one(COUNT) == (2,)


def test_writes_alone_hold_no_connection_before_they_are_sent(database_of):
    db = database_of("petition", size=1)
    with db.transaction() as tx:
        tx.later(INSERT, ("a", clock.new_id()))
        db.ping()
    assert db.one(COUNT) == (1,)


def test_a_batch_with_its_commit_is_not_sent_twice_on_a_dead_connection(database_of, admin_url):
    db = database_of("petition", size=1)
    db.ping()
    with psycopg2.connect(admin_url) as admin:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'linli_petition'"
        admin.cursor().execute(cut)
    with pytest.raises(Unavailable, match="database.unavailable"), db.transaction() as tx:
        tx.later(INSERT, ("a", clock.new_id()))
    assert db.one(COUNT) == (0,)


def test_a_transaction_without_a_statement_asks_nothing_of_the_server(database_of):
    db = database_of("petition", size=1)
    with db.transaction():
        pass
    db.ping()


@pytest.mark.parametrize("table", ["audit", "audit_seal"])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "UPDATE {} SET prev = ''", "TRUNCATE {}"])
def test_a_service_cannot_change_what_was_audited(db, verb, table):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        db.one(verb.format(table))


def test_a_service_cannot_read_anothers_tables(db):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        db.one("SELECT 1 FROM grid.incident")


def test_a_transaction_whose_failure_was_passed_over_is_never_said_to_be_committed(db):
    with pytest.raises(psycopg2.errors.InFailedSqlTransaction), db.transaction() as tx:
        tx.run(INSERT, ("a", clock.new_id()))
        with suppress(psycopg2.Error):
            tx.run("SELECT 1 / 0")
    assert db.one(COUNT) == (0,)


def test_a_server_that_only_reads_is_away_and_no_defect(db):
    with pytest.raises(Unavailable, match="database.unavailable"), db.transaction() as tx:
        tx.run("SET LOCAL transaction_read_only = on")
        tx.run(INSERT, ("a", clock.new_id()))


def test_a_wake_up_that_came_too_late_for_one_goes_to_the_next(database_of):
    db = database_of("petition", size=1, wait=30.0)
    conn = db.pool.take()
    first, second = eventlet.spawn(db.pool.take), eventlet.spawn(db.pool.take)
    eventlet.sleep(0)
    db.pool.give(conn)
    first.kill()
    with eventlet.Timeout(5):
        assert second.wait() is conn
    db.pool.give(conn)


def test_a_frozen_server_holds_no_worker_past_the_limit(database_of, postgres, monkeypatch):
    monkeypatch.setattr("kernel.pool.Connection.limit", 2.0)
    db = database_of("petition", size=2, statement_timeout=0.5)
    with db.transaction() as one, db.transaction() as two:
        one.one("SELECT 1"), two.one("SELECT 1")
    postgres.pause()
    try:
        waits = [eventlet.spawn(attempt, db) for _ in range(4)]
        with eventlet.Timeout(20):
            assert {wait.wait() for wait in waits} <= {"database.unavailable", "database.busy"}
    finally:
        postgres.resume()
    db.ping()
    assert db.pool._open <= 2


def attempt(db):
    try:
        with db.transaction() as tx:
            tx.run(INSERT, ("a", clock.new_id()))
    except Unavailable as failure:
        return failure.code
    return "done"
