"""Processes and servers taken away under load: nothing is lost, nothing happens twice, nobody waits long."""
from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest

from tests.journey.conftest import TWO_EACH
from tests.journey.ledger import audit_verified
from tests.journey.person import INCIDENTS
from tests.journey.storm import Storm

# each service once and grid twice; the second grid process and the second gateway go on meanwhile
KILLED = (("grid", 0), ("notify", 0), ("petition", 0), ("gateway", 0), ("grid", 1), ("mediation", 0))
AWAY = 20.0  # seconds
FROZEN = 8.0  # longer than a call may take
LIMIT = 15.0  # seconds: a call may take 5, and a busy machine takes its own; who waits for what is away waits for ever


@pytest.fixture(scope="module")
def stack(run_stack):
    """A stack that forgets nothing at a power cut, to be disturbed."""
    with run_stack("drill", processes={**TWO_EACH, "gateway": 2}) as made:
        yield made


@pytest.fixture
def storm(stack, people, ledger):
    """People at work; afterwards the books must balance and every audit row and seal be whole."""
    made = Storm(people)
    before = ledger.acts()
    yield made
    print(f"\n{len(made.acknowledged)} acts acknowledged, {len(made.answers)} answers, {made.repeated} asked again")
    assert made.odd == []
    assert made.repeated, "no act met the disturbance: the drill shows nothing"
    assert ledger.settled([*before, *made.acknowledged]) == {}
    audit_verified(stack)


def test_processes_killed_or_ended_under_load_lose_and_double_nothing(stack, storm):
    with storm:
        storm.wait_for(30)
        for service, index in KILLED:
            stack.kill(service, index)
            storm.for_(0.7)
            stack.restart(service, index)
            storm.wait_for(20)
        for service, index in (("grid", 0), ("gateway", 1)):
            stack.restart(service, index)  # in order, by SIGTERM
        storm.wait_for(20)


def test_all_processes_of_a_service_killed_are_told_in_time_and_catch_up(stack, people, storm):
    with storm:
        storm.wait_for(20)
        with watched(stack, people, storm, "grid"):
            for index in (0, 1):
                stack.kill("grid", index)
            storm.for_(FROZEN)
        for index in (0, 1):
            stack.restart("grid", index)
        storm.wait_for(20)


@pytest.mark.parametrize("name", ["broker", "postgres"])
def test_a_server_away_or_frozen_is_told_in_time_and_all_catches_up(stack, people, storm, name):
    server, begun = getattr(stack, name), pids(stack)
    with storm:
        storm.wait_for(30)
        with watched(stack, people, storm, f"{name} away"):
            server.kill()
            storm.for_(AWAY)
        server.start()
        storm.wait_for(30)
        try:
            with watched(stack, people, storm, f"{name} frozen"):
                server.pause()
                storm.for_(FROZEN)
        finally:
            server.resume()
        storm.wait_for(30)
    assert pids(stack) == begun, "a process has died"


@contextmanager
def watched(stack, people, storm, name):
    """Look at every answer given meanwhile, those to acts of the storm and to a few who only read or sign in."""
    first, asked, over = len(storm.answers), [], threading.Event()
    threads = [threading.Thread(target=_ask_on, args=(one, asked, over)) for one in _askers(stack, people)]
    for thread in threads:
        thread.start()
    try:
        yield
        told = storm.answers[first:]
    finally:
        over.set()
        for thread in threads:
            thread.join()
    check(name, [*told, *asked])


def check(name, answers):
    """Refuse an answer that is late, a defect, or a "try later" that does not say so."""
    refused = [answer for answer in answers if answer.status == 503]
    slowest = max(answer.seconds for answer in answers)
    print(f"\n{name}: {len(refused)} of {len(answers)} answers 503, slowest {slowest:.2f} s")
    assert refused, f"{name}: nobody met the outage"
    assert [answer for answer in answers if answer.status not in (200, 201, 503)] == [], name
    assert slowest <= LIMIT, name
    for answer in refused:
        assert answer.headers["Content-Type"].startswith("application/problem+json")
        assert answer.code
        assert answer.body["title"]
        assert int(answer.headers["Retry-After"]) >= 1


def _askers(stack, people):
    """Give what is asked besides, each by a caller of its own."""
    leader, officer, reader = (people[login] for login in ("leader1", "sanitation1", "heating1"))
    nobody = people.nobody()
    signing_in = {"login": "leader1", "password": stack.password}
    return (
        lambda: leader.ask("GET", "/api/v1/overview"),
        lambda: officer.ask("GET", f"{INCIDENTS}?queue=unit"),
        lambda: reader.ask("GET", "/api/v1/notices"),
        lambda: nobody.ask("POST", "/api/v1/sessions", signing_in),
    )


def _ask_on(ask, answers, over):
    while not over.is_set():
        answers.append(ask())
        over.wait(2)


def pids(stack):
    """Give the process of each worker; None for one that has ended."""
    return {worker.name: (found.pid if (found := worker.child.find()) else None) for worker in stack.workers}
