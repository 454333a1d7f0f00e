"""One act, one transaction, one answer for one key."""
from __future__ import annotations

import hashlib
import threading
import time
from itertools import pairwise

import eventlet
import orjson
import pytest

from kernel import clock, upkeep
from kernel.call import Actor, Call
from kernel.command import PAUSES, Outcome, perform, record
from kernel.decision import Event
from kernel.errors import Conflict, Invalid, Unavailable
from tests.integration.race import together

ACTOR = Actor("a1", "officer", "u1", "210203000000")
BODY = {"text": "x"}


@pytest.fixture
def db(database_of):
    return database_of("petition")


def call(key=None, **changes):
    return Call(actor=Actor(**{"id": "a1", "role": "officer", **changes}), key=key, trace="t1")


def work(subject=None, effect=lambda tx: None):
    def do(tx):
        made = subject or clock.new_id()
        effect(tx)
        tx.later("INSERT INTO inbox (handler, message_id) VALUES ('effect', %s)", (made,))
        return Outcome({"id": made}, "thing", made, 1, (Event("petition.thing_made", made, {"code": 1}),), {"why": "c"})

    return do


def counts(db):
    sql = "SELECT (SELECT count(*) FROM inbox), (SELECT count(*) FROM audit), (SELECT count(*) FROM outbox)"
    return db.one(sql)


def test_state_audit_event_and_answer_are_written_together(db):
    reply = perform(db, call("k"), "make", BODY, work())
    assert counts(db) == (1, 1, 1)
    body = orjson.loads(db.one("SELECT body FROM outbox")[0])
    assert body["subject"] == reply["id"]
    assert (body["name"], body["district"], body["data"]) == ("petition.thing_made", "210203", {"code": 1})
    assert db.one("SELECT subject FROM audit") == (reply["id"],)


def test_the_same_key_gives_the_same_answer_and_no_second_effect(db):
    replies = [perform(db, call("k"), "make", BODY, work()) for _ in range(3)]
    assert replies[0] == replies[1] == replies[2]
    assert counts(db) == (1, 1, 1)


def test_a_hundred_at_once_with_one_key_are_one_effect_and_one_answer(db):
    pool = eventlet.GreenPool(100)
    replies = list(pool.imap(lambda _: perform(db, call("k"), "make", BODY, work()), range(100)))
    assert len({reply["id"] for reply in replies}) == 1
    assert counts(db) == (1, 1, 1)


def test_what_was_asked_is_kept_as_a_digest_under_a_key_that_is_not_in_the_database(db):
    plain = hashlib.sha256(b'make\0{"text":"x"}').digest()
    first = perform(db, call("before"), "make", BODY, work())
    assert bytes(db.one("SELECT request_hash FROM once")[0]) == plain
    db.marks = (b"1" * 32,)
    second = perform(db, call("k"), "make", BODY, work())
    assert bytes(db.one("SELECT request_hash FROM once WHERE key = 'k'")[0]) != plain
    # a new key in front, and what was kept without any: the same answers
    db.marks = (b"2" * 32, b"1" * 32)
    assert perform(db, call("k"), "make", BODY, work()) == second
    assert perform(db, call("before"), "make", BODY, work()) == first
    with pytest.raises(Invalid, match="once.key_reused"):
        perform(db, call("k"), "make", {"text": "y"}, work())


def test_without_a_key_each_is_an_effect_of_its_own(db):
    for _ in range(2):
        perform(db, call(None), "make", BODY, work())
    assert counts(db) == (2, 2, 2)


def test_the_same_key_of_another_actor_is_another_key(db):
    perform(db, call("k"), "make", BODY, work())
    perform(db, call("k", id="a2"), "make", BODY, work())
    assert counts(db)[0] == 2


@pytest.mark.parametrize(("act", "body"), [("make", {"text": "y"}), ("break", BODY)])
def test_a_key_used_for_something_else_is_refused(db, act, body):
    perform(db, call("k"), "make", BODY, work())
    with pytest.raises(Invalid, match="once.key_reused"):
        perform(db, call("k"), act, body, work())
    assert counts(db) == (1, 1, 1)


def test_the_order_of_keys_in_a_body_does_not_matter(db):
    first = perform(db, call("k"), "make", {"a": 1, "b": 2}, work())
    assert perform(db, call("k"), "make", {"b": 2, "a": 1}, work()) == first


def test_work_that_refuses_leaves_nothing_and_the_key_free(db):
    def refuse(tx):
        raise Conflict("petition.not_now")

    with pytest.raises(Conflict, match="petition.not_now"):
        perform(db, call("k"), "make", BODY, work(effect=refuse))
    assert counts(db) == (0, 0, 0)
    perform(db, call("k"), "make", BODY, work())
    assert counts(db) == (1, 1, 1)


def test_a_repetition_after_the_record_moved_on_still_gets_the_first_answer(db):
    made = perform(db, call("k"), "make", BODY, work())

    def moved_on(tx):
        raise Conflict("petition.changed")

    assert perform(db, call("k"), "make", BODY, work(effect=moved_on)) == made


def test_a_crash_before_the_commit_leaves_nothing(db):
    class Killed(BaseException):
        pass

    def crash(tx):
        tx.run("INSERT INTO inbox (handler, message_id) VALUES ('half', %s)", (clock.new_id(),))
        raise Killed

    with pytest.raises(Killed):
        perform(db, call("k"), "make", BODY, work(effect=crash))
    assert counts(db) == (0, 0, 0)


def test_kept_answers_are_forgotten_after_their_time(db, admin_url):
    import psycopg2

    perform(db, call("old"), "make", BODY, work())
    with psycopg2.connect(admin_url) as admin:
        admin.cursor().execute("UPDATE petition.once SET at = now() - interval '8 days'")
    perform(db, call("new"), "make", BODY, work())
    assert upkeep.tidy(db) == 1
    assert db.all("SELECT key FROM once") == [("new",)]


def test_what_hears_a_fact_leaves_its_audit_row_and_its_events_and_no_answer(db):
    with db.transaction() as tx:
        record(tx, call().system(), "hear", work()(tx))
    assert counts(db) == (1, 1, 1)
    assert db.one("SELECT body::json->>'act', body::json->>'role' FROM audit") == ("hear", "system")
    assert db.one("SELECT count(*) FROM once") == (0,)


def crossed(db, *keys):
    """Let two acts lock two rows, one the other way round, once each has its first; give the answers and the tries."""
    things = [clock.new_id(), clock.new_id()]
    with db.transaction() as tx:
        for thing in things:
            tx.run("INSERT INTO inbox (handler, message_id) VALUES ('thing', %s)", (thing,))
    met, tried = [threading.Event() for _ in keys], [0] * len(keys)

    def act(number):
        order = things if number == 0 else things[::-1]

        def both(tx):
            tried[number] += 1
            for place, thing in enumerate(order):
                tx.one("SELECT 1 FROM inbox WHERE message_id = %s FOR UPDATE", (thing,))
                if place == 0 and tried[number] == 1:
                    met[number].set()
                    met[1 - number].wait(9)

        return perform(db, call(keys[number]), "make", BODY, work(effect=both))

    return together(len(keys), act), tried


def test_of_two_acts_that_want_the_same_rows_crosswise_both_are_done_once(db):
    answers, tried = crossed(db, "k", "l")
    assert all(isinstance(answer, dict) for answer in answers), answers
    assert min(tried) == 1
    assert max(tried) > 1
    assert counts(db) == (4, 2, 2)


@pytest.mark.parametrize("times", [1, 2])
def test_what_is_beaten_again_is_done_again_after_a_while(db, times):
    tried = []

    def beaten(tx):
        tried.append(time.monotonic())
        if len(tried) <= times:
            tx.run("DO $$ BEGIN RAISE EXCEPTION 'crossed' USING ERRCODE = 'deadlock_detected'; END $$")

    assert perform(db, call("k"), "make", BODY, work(effect=beaten))
    waits = [later - earlier for earlier, later in pairwise(tried)]
    assert all(wait >= pause / 2 for wait, pause in zip(waits, PAUSES, strict=False))
    assert (len(waits), counts(db)) == (times, (1, 1, 1))


def test_what_is_beaten_a_third_time_is_told_that_it_may_come_again(db):
    tried = []

    def beaten(tx):
        tried.append(1)
        tx.run("DO $$ BEGIN RAISE EXCEPTION 'crossed' USING ERRCODE = 'deadlock_detected'; END $$")

    with pytest.raises(Unavailable, match="database.busy"):
        perform(db, call("k"), "make", BODY, work(effect=beaten))
    assert len(tried) == 3
    assert counts(db) == (0, 0, 0)


@pytest.mark.parametrize("code", ["lock_not_available", "query_canceled", "admin_shutdown"])
def test_nothing_else_is_tried_again_by_itself(db, code):
    tried = []

    def away(tx):
        tried.append(1)
        tx.run(f"DO $$ BEGIN RAISE EXCEPTION 'away' USING ERRCODE = '{code}'; END $$")

    with pytest.raises(Unavailable):
        perform(db, call("k"), "make", BODY, work(effect=away))
    assert len(tried) == 1
