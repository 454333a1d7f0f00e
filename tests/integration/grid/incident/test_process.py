"""Two processes of the grid service on a real broker, as other processes meet them."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import eventlet
import orjson
import pika
import pytest

from kernel import clock, outbox
from kernel.errors import Conflict
from kernel.link import Link
from kernel.publisher import Publisher
from services.grid.service import Service
from tests.integration import process
from tests.integration.grid.town import DISPATCHER, IN_EAST, OFFICER, RESIDENT, Town
from tests.integration.process import until

ask = partial(process.ask, "grid")


@pytest.fixture
def replicas(town: Town, start: Callable[..., None]) -> None:
    start("grid", Service, Service)


def test_an_incident_lives_its_life_over_the_wire_and_its_facts_leave_the_outbox(
    replicas: None, town: Town, link: Link
) -> None:
    seen = ask(link, RESIDENT, "report", {"description": "rubbish", "point": IN_EAST, "case_type": "E1"})
    for actor, method, given in (
        (DISPATCHER, "accept", {}), (DISPATCHER, "file", {"reason": "evident"}), (DISPATCHER, "dispatch", {}),
        (OFFICER, "start", {}),
    ):  # fmt: skip
        seen = ask(link, actor, method, {"incident": seen["id"], "version": seen["version"], **given})
    assert seen["state"] == "handling"
    with pytest.raises(Conflict, match="grid.incident_changed"):
        ask(link, OFFICER, "start", {"incident": seen["id"], "version": 1})
    until(lambda: town.db.one("SELECT count(*) FROM outbox") == (0,))


def test_one_key_at_two_processes_at_once_is_one_report(
    replicas: None, town: Town, link: Link
) -> None:
    given = {"description": "rubbish", "point": IN_EAST}
    waiting = [eventlet.spawn(ask, link, RESIDENT, "report", given, "same") for _ in range(100)]
    answers = [thread.wait() for thread in waiting]
    assert {answer["id"] for answer in answers} == {answers[0]["id"]}
    assert town.db.one("SELECT count(*) FROM incident") == (1,)


def test_a_fact_of_another_service_reaches_the_thread(
    replicas: None, town: Town, link: Link, amqp_url: str
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
    replicas: None, town: Town, missed: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "OWN", 600.0)  # what a machine that stalls leaves unconfirmed for long is sent again
    town.at = clock.now() - timedelta(days=30)
    late = {town.report()["id"] for _ in range(40)}
    until(lambda: set(missed()) == late)
    # both processes look each second; a clock missed after those is told after anything they would have told twice
    last = town.report()["id"]
    until(lambda: last in missed())
    assert sorted(missed()) == sorted({*late, last})


def test_counts_are_folded_by_the_processes_themselves(
    replicas: None, town: Town, link: Link
) -> None:
    town.report()
    until(lambda: town.db.one("SELECT count(*) FROM incident_delta") == (0,))
    assert town.db.one("SELECT sum(n) FROM incident_count") == (1,)
