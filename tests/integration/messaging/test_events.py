"""Facts handled, tried again, parked and replayed, on a real broker and a real database."""
from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import closing

import psycopg2
import pytest

from kernel import clock, dead
from kernel.db import Database
from kernel.errors import Missing, Unavailable
from kernel.link import Link


@pytest.fixture
def db(admin_url):
    """A schema for the service of the drills, with the one table it needs."""
    with closing(psycopg2.connect(admin_url)) as conn, conn, conn.cursor() as cursor:
        cursor.execute("CREATE SCHEMA echo; CREATE TABLE echo.dead_letter (LIKE grid.dead_letter INCLUDING ALL)")
    db = Database(admin_url, schema="echo")
    yield db
    db.close()


@pytest.fixture
def peer(start_peer, admin_url, db):
    return start_peer(database_url=admin_url)


@pytest.fixture
def tell(publisher):
    """Publish an event of the source and give its id."""

    def run(kind, **data):
        event = clock.new_id()
        body = {"id": event, "name": f"origin.{kind}", "occurred_at": clock.now().isoformat(), "data": data}
        publisher.publish([("origin.events", kind, event, json.dumps(body), {"traceparent": "00-a-b-01"})])
        return event

    return run


@pytest.fixture
def depth(foreigner):
    """Give how many messages are ready in the queue of a handler."""
    return lambda name: foreigner.queue_declare(f"evt-origin-{name}", passive=True).method.message_count


def test_an_event_is_handled_once(peer, tell, written, wait_until, depth):
    event = tell("done")
    wait_until(lambda: written(f"heard {event}"))
    peer.send(signal.SIGTERM)
    assert peer.wait() == 0
    assert depth("done--echo.hear") == 0
    assert written(f"heard {event}") == 1


def test_an_event_told_while_nobody_was_there_is_handled_by_who_comes(start_peer, tell, written, wait_until):
    start_peer().kill()
    event = tell("done")
    start_peer()
    wait_until(lambda: written(f"heard {event}"))


def test_an_event_whose_handler_is_killed_is_handled_again(start_peer, tell, written, wait_until):
    victim = start_peer()
    event = tell("late", seconds=1)
    wait_until(lambda: written(f"begin {event}") == 1)
    victim.kill()
    start_peer()
    wait_until(lambda: written(f"end {event}") == 1)


def test_a_failed_event_is_tried_again_until_it_is_handled(peer, tell, written, wait_until, db):
    event = tell("shaky", failures=2, secret="李小红")
    wait_until(lambda: written(f"heard {event}"))
    assert written(f"tried {event}") == 3
    assert len(dead.waiting(db)) == 0
    assert "李小红" not in peer.log


def test_an_event_that_fails_each_time_is_parked_with_class_and_code_only(peer, tell, written, wait_until, db):
    event = tell("shaky", failures=99, secret="李小红")
    letter, = wait_until(lambda: dead.waiting(db))
    assert written(f"tried {event}") == letter.attempts == 3
    assert (letter.error, letter.message_id, letter.routing_key) == ("KeyError", event, "shaky")
    assert letter.queue == "evt-origin-shaky--echo.hear_at_last"
    assert json.loads(letter.body)["id"] == event
    assert letter.headers == {"traceparent": "00-a-b-01"}


def test_an_event_that_never_can_be_handled_is_parked_at_once(peer, tell, written, wait_until, db):
    event = tell("hopeless")
    letter, = wait_until(lambda: dead.waiting(db))
    assert (letter.error, letter.attempts) == ("Permanent echo.kind_unknown", 1)
    assert written(f"tried {event}") == 1


@pytest.mark.parametrize("body", ["not json", "[]", "{}", '{"id": 7}'])
def test_a_message_that_is_no_event_is_parked_at_once_with_its_bytes(peer, publisher, wait_until, db, body):
    publisher.publish([("origin.events", "done", "m-1", body, {})])
    letter, = wait_until(lambda: dead.waiting(db))
    assert (letter.error, letter.body, letter.message_id) == ("Permanent event.undecodable", body.encode(), "m-1")


def test_being_away_never_counts_as_a_try(peer, tell, written, wait_until, db):
    event = tell("stuck")
    wait_until(lambda: written(f"heard {event}"))
    assert written(f"tried {event}") == 5  # of 2 allowed
    assert len(dead.waiting(db)) == 0


def test_what_cannot_be_parked_while_the_database_is_away_waits_on_the_broker(
    start_peer, admin_url, tell, written, wait_until, db
):
    homeless = start_peer()
    event = tell("hopeless")
    wait_until(lambda: written(f"tried {event}") >= 2)
    homeless.send(signal.SIGTERM)
    homeless.wait()
    start_peer(database_url=admin_url)
    letter, = wait_until(lambda: dead.waiting(db))
    assert letter.message_id == event


def test_a_letter_parked_twice_is_there_once_and_one_that_fails_again_is_a_new_one(db):
    letter = {"queue": "q", "message_id": "m", "routing_key": "k", "body": b"{}", "error": "E", "attempts": 1}
    dead.park(db, **letter, headers={})
    dead.park(db, **letter, headers={})
    first, = dead.waiting(db)
    dead.park(db, **letter, headers={dead.REPLAY: first.id})
    assert len(dead.waiting(db)) == 2


def test_a_replayed_letter_goes_to_the_queue_it_failed_in_and_only_once(peer, tell, written, wait_until, db, publisher):
    event = tell("shaky", failures=3, secret="x")
    letter, = wait_until(lambda: dead.waiting(db))
    assert dead.replay(db, publisher, letter.id) is True
    wait_until(lambda: written(f"heard {event}"))
    assert dead.replay(db, publisher, letter.id) is False
    assert len(dead.waiting(db)) == 0
    assert dead.show(db, letter.id).replayed_at is not None


def test_a_replayed_letter_that_fails_again_is_parked_again(peer, tell, wait_until, db, publisher):
    tell("hopeless")
    first, = wait_until(lambda: dead.waiting(db))
    assert dead.replay_all(db, publisher) == 1
    second, = wait_until(lambda: [each for each in dead.waiting(db) if each.id != first.id])
    assert second.message_id == first.message_id


def test_a_letter_whose_queue_is_gone_still_waits(db, publisher):
    dead.park(db, queue="gone", message_id="m", routing_key="k", body=b"{}", headers={}, error="E", attempts=1)
    with pytest.raises(Unavailable):
        dead.replay_all(db, publisher)
    assert len(dead.waiting(db)) == 1


def test_an_unknown_letter_is_missing(db, publisher):
    with pytest.raises(Missing):
        dead.replay(db, publisher, clock.new_id())


def test_an_operator_lists_shows_and_replays_by_command(admin_url, amqp_url, db, foreigner):
    foreigner.queue_declare("q", durable=True)
    dead.park(db, queue="q", message_id="m", routing_key="k", body=b'{"id":"1"}', headers={}, error="E", attempts=5)
    given = ["--service", "echo", "--database", admin_url, "--broker", amqp_url]

    def run(*words):
        command = [sys.executable, "-W", "ignore", "-m", "tools.dead_letters", *given, *words]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    listed = next(json.loads(line) for line in run("list").stdout.splitlines() if line.startswith("{"))
    assert (listed["queue"], listed["error"], listed["attempts"]) == ("q", "E", 5)
    assert '"body":"{\\"id\\":\\"1\\"}"' in run("show", listed["id"]).stdout
    assert "replayed" in run("replay", listed["id"]).stdout
    assert foreigner.basic_get("q", auto_ack=True)[2] == b'{"id":"1"}'
    assert "replayed 0" in run("replay-all").stdout
    assert run("show", clock.new_id()).returncode == 1


def test_slow_events_leave_the_workers_of_calls_free(peer, tell, written, amqp_url):
    events = [tell("late", seconds=30) for _ in range(20)]
    link = Link(amqp_url)
    link.wait(10)
    for _ in range(20):
        assert link.call("echo", "ping", {}, timeout=10)
    assert sum(written(f"begin {event}") for event in events) <= 2  # a quarter of the eight workers
    link.close()


def told(tell):
    """Publish an event as the relay does, which tries again what was not confirmed."""
    try:
        return tell("done")
    except Unavailable:
        return None


def test_nothing_confirmed_is_lost_when_the_broker_is_killed(broker, peer, publisher, tell, written, wait_until, db):
    late = tell("late", seconds=1)
    shaky = tell("shaky", failures=2, secret="x")
    wait_until(lambda: written(f"begin {late}") and written(f"tried {shaky}"))
    events = [tell("done") for _ in range(50)]
    broker.kill()
    try:
        with pytest.raises(Unavailable):
            tell("done")
    finally:
        broker.start()
    events.append(wait_until(lambda: told(tell), 40))
    for event in (*events, shaky):
        wait_until(lambda: written(f"heard {event}"), 40)  # noqa: B023 - waited for within the turn
    wait_until(lambda: written(f"end {late}"))
    assert len(dead.waiting(db)) == 0
