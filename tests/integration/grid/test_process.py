"""Two processes of the grid service on a real broker, as other processes meet them."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import eventlet
import orjson
import pika
import pytest
from nameko.containers import ServiceContainer

from kernel import clock
from kernel.call import Actor, Call
from kernel.errors import Conflict
from kernel.link import Link
from kernel.publisher import Publisher
from kernel.run import container
from kernel.settings import Settings
from services.grid.service import Service
from tests.integration.grid.town import DISPATCHER, IN_EAST, KEY, OFFICER, RESIDENT, Town

PATIENCE = 20.0


def until(so: Callable[[], Any]) -> Any:
    """Wait until something is so, and give it; what never comes fails the test."""
    with eventlet.Timeout(PATIENCE):
        while not (found := so()):
            eventlet.sleep(0.05)
    return found


@pytest.fixture
def replicas(
    town: Town, amqp_url: str, service_url: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[ServiceContainer]]:
    monkeypatch.setenv("LINLI_SEAL_KEYS", str(KEY))
    monkeypatch.setenv("LINLI_AMQP_URL", amqp_url)
    monkeypatch.setenv("LINLI_DATABASE_URL", service_url("grid"))
    monkeypatch.setenv("LINLI_DISTRICT", "210203")
    started = [container(Service, Settings.read()) for _ in range(2)]
    for one in started:
        one.start()
    yield started
    for one in started:
        one.stop()


@pytest.fixture
def link(amqp_url: str) -> Iterator[Link]:
    opened = Link(amqp_url)
    assert opened.wait(10)
    yield opened
    opened.close()


def ask(link: Link, actor: Actor, method: str, command: dict[str, Any], key: str = "") -> dict[str, Any]:
    call = Call(actor=actor, key=key or clock.new_id())
    found: dict[str, Any] = link.call("grid", method, command, context=call.data(), timeout=10)
    return found


def test_an_incident_lives_its_life_over_the_wire_and_its_facts_leave_the_outbox(
    replicas: list[ServiceContainer], town: Town, link: Link
) -> None:
    seen = ask(link, RESIDENT, "report", {"description": "rubbish", "point": IN_EAST, "case_type": "E1"})
    for actor, method in ((DISPATCHER, "accept"), (DISPATCHER, "file"), (DISPATCHER, "dispatch"), (OFFICER, "start")):
        seen = ask(link, actor, method, {"incident": seen["id"], "version": seen["version"]})
    assert seen["state"] == "handling"
    with pytest.raises(Conflict, match="grid.incident_changed"):
        ask(link, OFFICER, "start", {"incident": seen["id"], "version": 1})
    until(lambda: town.db.one("SELECT count(*) FROM outbox") == (0,))


def test_one_key_at_two_processes_at_once_is_one_report(
    replicas: list[ServiceContainer], town: Town, link: Link
) -> None:
    given = {"description": "rubbish", "point": IN_EAST}
    waiting = [eventlet.spawn(ask, link, RESIDENT, "report", given, "same") for _ in range(100)]
    answers = [thread.wait() for thread in waiting]
    assert {answer["id"] for answer in answers} == {answers[0]["id"]}
    assert town.db.one("SELECT count(*) FROM incident") == (1,)


def test_a_fact_of_another_service_reaches_the_thread(
    replicas: list[ServiceContainer], town: Town, link: Link, amqp_url: str
) -> None:
    handed = town.through("hand_over")
    told: dict[str, Any] = {
        "id": clock.new_id(),
        "name": "petition.registered",
        "occurred_at": clock.now().isoformat(),
        "district": "210203",
        "subject": clock.new_id(),
        "version": 1,
        "round": 1,
        "data": {"origin": handed["id"], "number": "XF210203-20260303-000010"},
    }
    publisher = Publisher(amqp_url)
    publisher.publish([("petition.events", "registered", told["id"], orjson.dumps(told), {})])
    until(lambda: town.find(DISPATCHER, handed)["version"] == handed["version"] + 1)
    publisher.close()


@pytest.fixture
def missed(amqp_url: str) -> Iterator[Callable[[], list[str]]]:
    """Give the subjects of the misses told so far, one entry for each time it was told."""
    connection = pika.BlockingConnection(pika.URLParameters(amqp_url))
    channel = connection.channel()
    channel.exchange_declare("grid.events", "topic", durable=True)
    queue = channel.queue_declare("", exclusive=True).method.queue
    channel.queue_bind(queue, "grid.events", "deadline_missed")
    told: list[str] = []

    def read() -> list[str]:
        while (found := channel.basic_get(queue, auto_ack=True))[0]:
            told.append(orjson.loads(found[2])["subject"])
        return told

    yield read
    connection.close()


def test_a_limit_that_is_passed_is_told_once_by_two_processes(
    replicas: list[ServiceContainer], town: Town, missed: Callable[[], list[str]]
) -> None:
    town.at = clock.now() - timedelta(days=30)
    late = {town.report()["id"] for _ in range(40)}
    until(lambda: set(missed()) == late)
    # both processes look each second; a clock missed after those is told after anything they would have told twice
    last = town.report()["id"]
    until(lambda: last in missed())
    assert sorted(missed()) == sorted({*late, last})


def test_counts_are_folded_by_the_processes_themselves(
    replicas: list[ServiceContainer], town: Town, link: Link
) -> None:
    town.report()
    until(lambda: town.db.one("SELECT count(*) FROM incident_delta") == (0,))
    assert town.db.one("SELECT sum(n) FROM incident_count") == (1,)
