"""What processes do by themselves: deadlines told once by two of them, and events that fail kept until replayed."""
from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from contextlib import closing

import amqp

from tests.journey.person import INCIDENTS
from tests.journey.wait import until
from tools.worker import ROOT

SHENGLI = "210203011003"
MANY = 25
MISSED = {"deadline_near": 3, "deadline_missed": 4}  # the unit: its officers and its grid workers; dispatchers; then leaders too
PUT_BACK = """
UPDATE grid.obligation SET near_at = now() - interval '1 second', next_at = now() - interval '1 second',
                           due_at = now() + interval '4 seconds'
WHERE subject = ANY(%s) AND stage = 'handle' AND state = 'running' RETURNING subject
"""
TOLD = """
SELECT subject, template, count(*) FROM notify.notice WHERE subject = ANY(%s) AND template LIKE 'deadline%%'
GROUP BY subject, template
"""
REFUSE = "ALTER TABLE notify.notice ADD CONSTRAINT drill CHECK (subject <> '{}') NOT VALID"
FORGET = """
WITH made AS (SELECT id FROM notify.notice WHERE subject = %s),
     sent AS (DELETE FROM notify.delivery WHERE notice IN (SELECT id FROM made)),
     read AS (DELETE FROM notify.reach WHERE notice IN (SELECT id FROM made))
DELETE FROM notify.notice WHERE id IN (SELECT id FROM made)
"""
ALLOW = "ALTER TABLE notify.notice DROP CONSTRAINT drill"


def test_warnings_and_misses_are_told_once_each_by_two_processes(people, ledger):
    desk, officer = people["dispatcher1"], people["street_lighting1"]
    dispatched = [_dispatched(people, desk) for _ in range(MANY)]
    assert sorted(row[0] for row in ledger.rows(PUT_BACK, dispatched)) == sorted(dispatched)
    assert until(lambda: told(ledger, dispatched), dict.fromkeys(dispatched, MISSED))
    assert ledger.rows("SELECT count(*) FROM grid.obligation WHERE next_at <= now()") == [(0,)]
    assert officer.told(dispatched[0]) == ["task_given", "deadline_near", "deadline_missed"]
    assert people["leader1"].told(dispatched[0]) == ["deadline_missed"]
    again = desk.read(f"{INCIDENTS}/{dispatched[0]}")
    assert "deadline" not in {step["act"] for step in again["steps"]}
    assert ledger.settled(ledger.acts()) == {}
    assert told(ledger, dispatched) == dict.fromkeys(dispatched, MISSED)


def _dispatched(people, desk):
    """Give the id of a fresh incident that its unit must handle."""
    view = desk.report(area=SHENGLI, case_type="F0103")
    for act, more in (("accept", {}), ("file", {"reason": "evident"}), ("dispatch", {})):
        view = desk.act(view, act, **more)
    return view["id"]


def told(ledger, subjects):
    """Give how often each notice of a deadline was made, by incident."""
    found = {subject: {} for subject in subjects}
    for subject, template, count in ledger.rows(TOLD, subjects):
        found[subject][template] = count
    return found


def test_an_event_that_fails_for_good_is_kept_listed_and_replayed(stack, people, ledger):
    broken, subject, garbage = str(uuid.uuid4()), str(uuid.uuid4()), str(uuid.uuid4())
    ledger.rows(REFUSE.format(subject))
    publish(stack, broken, "incident_reported", event(broken, subject), {"x-attempts": 4})
    publish(stack, garbage, "incident_handed_over", {"neither": "id nor name"})
    assert until(lambda: waiting(stack, "notify"), sorted([broken, garbage]))
    kept = next(letter for letter in letters(stack, "notify") if letter["message_id"] == broken)
    assert (kept["attempts"], kept["error"], kept["replayed_at"]) == (5, "CheckViolation", None)
    assert json.loads(command(stack, "notify", "show", kept["id"]))["queue"] == kept["queue"]
    assert notices(ledger, subject) == []
    ledger.rows(ALLOW)
    assert command(stack, "notify", "replay", kept["id"]) == "replayed\n"
    assert until(lambda: notices(ledger, subject), [("incident_arrived", 1)])
    assert command(stack, "notify", "replay", kept["id"]) == "was replayed before\n"
    publish(stack, broken, "incident_reported", event(broken, subject))  # a copy that comes late is no second effect
    for service in ("notify", "petition", "mediation"):
        assert until(lambda named=service: waiting(stack, named), [garbage])
        assert command(stack, service, "replay-all") == "replayed 1\n"
        # it can still not be read: it is kept anew, and the first no longer waits
        assert until(lambda named=service: waiting(stack, named), [garbage])
    assert notices(ledger, subject) == [("incident_arrived", 1)]
    for service in ("notify", "petition", "mediation"):  # the books of others who use the stack know nothing of these
        ledger.rows(f"DELETE FROM {service}.dead_letter")
    ledger.rows(FORGET, subject)


def event(id, subject):
    """Give a report of an incident as the grid service tells it."""
    return {
        "id": id, "name": "grid.incident_reported", "occurred_at": "2026-01-01T00:00:00+00:00", "district": "210203",
        "subject": subject, "version": 1, "round": 1, "data": {"area": SHENGLI, "party": None, "number": "SJ"},
    }  # fmt: skip


def notices(ledger, subject):
    """Give the notices about a record, each with how often."""
    return ledger.rows("SELECT template, count(*) FROM notify.notice WHERE subject = %s GROUP BY template", subject)


def publish(stack, id, kind, body, headers=None):
    """Put a message on the grid service's events, as a stranger would."""
    at, _, vhost = stack.amqp_url.removeprefix("amqp://").rpartition("@")[2].partition("/")
    user, _, password = stack.amqp_url.removeprefix("amqp://").rpartition("@")[0].partition(":")
    connection = amqp.Connection(at, userid=user, password=password, virtual_host=vhost.replace("%2F", "/"))
    connection.connect()
    with closing(connection):
        message = amqp.Message(json.dumps(body), message_id=id, delivery_mode=2, application_headers=headers or {})
        connection.channel().basic_publish(message, exchange="grid.events", routing_key=kind)


def letters(stack, service):
    """List the dead letters of a service by the operators' command."""
    return [json.loads(line) for line in command(stack, service, "list").splitlines()]


def waiting(stack, service):
    """Give the ids of the messages whose letters wait."""
    return sorted(letter["message_id"] for letter in letters(stack, service))


def command(stack, service, *words):
    """Run the operators' command and give what it prints."""
    own = stack.environment()
    env = {"LINLI_DATABASE_URL": own[f"LINLI_{service.upper()}_DATABASE_URL"], "LINLI_AMQP_URL": own["LINLI_AMQP_URL"]}
    done = subprocess.run(
        [sys.executable, "-m", "tools.dead_letters", "--service", service, *words],
        cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
