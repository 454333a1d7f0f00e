"""Audit rows written and sealed on a real database, by many at once."""
import json

import pytest
from psycopg2 import errors

from kernel import audit, audit_seal, clock
from kernel.audit_seal import count_waiting, seal_batch, seal_waiting
from kernel.errors import Failure, Unavailable
from tests.integration.kernel.trail import CALL, NOW, found, write
from tests.integration.race import together


def test_a_row_holds_place_hash_and_canonical_body_as_the_database_made_them(db):
    write(db, "a", 2, code="x%s'\\")
    first, second = db.all("SELECT seq, body, prev, hash FROM audit ORDER BY seq")
    assert (first[0], second[0]) == (1, 2)
    assert first[2] == audit.GENESIS
    assert second[2] == first[3]
    assert first[3] == audit.link(first[2], "a", 1, first[1])
    assert json.loads(first[1])["detail"] == {"code": "x%s'\\"}


def test_two_acts_in_one_transaction_follow_each_other(db):
    with db.transaction() as tx:
        for act in ("accept", "file"):
            audit.append(tx, CALL, act=act, kind="incident", subject="a", version=2, detail={})
    assert [json.loads(body)["act"] for (body,) in db.all("SELECT body FROM audit ORDER BY seq")] == ["accept", "file"]
    assert found(db) == []


def test_an_act_that_fails_leaves_no_row(db):
    with pytest.raises(RuntimeError), db.transaction() as tx:
        audit.append(tx, CALL, act="accept", kind="incident", subject="a", version=2, detail={})
        raise RuntimeError
    assert db.one("SELECT count(*) FROM audit") == (0,)
    assert count_waiting(db) == 0


def test_seals_number_without_gaps_and_name_each_row_once(filled):
    assert filled.all("SELECT no, length(entries) / 48 FROM audit_seal ORDER BY no") == [(1, 4), (2, 4), (3, 4), (4, 3)]


@pytest.fixture
def race(database_of):
    """Run `act(db, number)` that many times at once, each over a connection of its own, and give the refusals."""

    def run(count, act):
        own = [database_of("grid", size=1) for _ in range(count)]
        return [one for one in together(count, lambda number: act(own[number], number)) if isinstance(one, Failure)]

    return run


def test_twenty_acts_at_once_on_one_locked_record_make_one_gapless_chain(db, race):
    db.all("INSERT INTO work_calendar VALUES ('2026-03-02', 'work', 'a stand-in for the record', 'official')")

    def act(own, number):
        with own.transaction() as tx:
            tx.one("SELECT day FROM work_calendar FOR UPDATE")
            audit.append(tx, CALL, act="dispatch", kind="incident", subject="a", version=number, detail={})

    assert race(20, act) == []
    assert [seq for (seq,) in db.all("SELECT seq FROM audit ORDER BY seq")] == list(range(1, 21))
    assert found(db) == []


def test_acts_at_once_that_forgot_the_lock_never_fork_the_chain(db, race):
    raised = race(20, lambda own, number: write(own, "a", 1))
    assert {getattr(exc, "code", exc) for exc in raised} <= {"audit.record_busy"}
    written = [seq for (seq,) in db.all("SELECT seq FROM audit ORDER BY seq")]
    assert written == list(range(1, 21 - len(raised)))
    assert count_waiting(db) == len(written)
    assert found(db) == []


def test_an_act_that_missed_another_is_told_to_try_again(db, database_of):
    def act_on_an_old_view(tx):
        tx.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        tx.one("SELECT 1 FROM audit")
        write(db, "a", 1)
        audit.append(tx, CALL, act="dispatch", kind="incident", subject="a", version=2, detail={})

    with pytest.raises(Unavailable) as caught, database_of("grid").transaction() as tx:
        act_on_an_old_view(tx)
    assert (caught.value.code, caught.value.facts) == ("audit.record_busy", {"subject": "a"})
    assert found(db) == []


def test_processes_that_seal_at_once_make_one_chain_and_seal_each_row_once(db, race):
    for subject in "abcdefgh":
        write(db, subject, 5)

    def seal_until_done(own, number):
        while count_waiting(own):
            with own.transaction() as tx:
                seal_batch(tx, NOW, limit=3)

    assert race(6, seal_until_done) == []
    assert db.one("SELECT sum(length(entries)) FROM audit_seal") == (40 * 48,)
    assert found(db) == []


def test_a_process_that_dies_while_sealing_leaves_the_rows_waiting(db):
    write(db, "a", 3)
    with pytest.raises(RuntimeError), db.transaction() as tx:
        assert seal_batch(tx, NOW) is not None
        raise RuntimeError
    assert count_waiting(db) == 3
    assert seal_waiting(db) == 3
    assert found(db) == []


def test_one_schema_sealing_does_not_hold_up_another(db, other_db):
    write(db, "a", 1)
    write(other_db, "a", 1)
    with db.transaction() as tx:
        assert seal_batch(tx, NOW) is not None
        assert seal_waiting(other_db) == 1


@pytest.mark.parametrize("table", ["audit", "audit_seal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET prev = ''", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_role_of_a_service_may_not_change_or_delete_what_is_written(filled, table, statement):
    with pytest.raises(errors.InsufficientPrivilege):
        filled.all(statement.format(table))


def test_acts_that_come_while_a_seal_is_made_wait_for_the_next(db, monkeypatch):
    write(db, "a", 3)
    made = audit_seal.seal_batch

    def meanwhile(tx, now):
        seal = made(tx, now)
        write(db, clock.new_id(), 1)
        return seal

    monkeypatch.setattr(audit_seal, "seal_batch", meanwhile)
    assert audit_seal.seal_waiting(db) == 3
    assert db.one("SELECT count(*) FROM audit_seal") == (1,)
