"""Two processes of the petition service on a real broker, and a grid service that hands a matter over."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import eventlet
import orjson
import pytest
from nameko.containers import ServiceContainer

from kernel import clock
from kernel.call import Actor, Call, CallProvider
from kernel.errors import Conflict, Denied
from kernel.keyring import Key
from kernel.link import Link
from kernel.publisher import Publisher
from kernel.rpc import rpc
from kernel.run import container
from kernel.settings import Settings
from services.petition.service import Service
from tests.integration.petition.office import (
    ACCEPT,
    ANSWER,
    CLAIMS,
    DESK,
    EAST,
    OFFICER,
    RESIDENT,
    Grid,
    Office,
    handed,
)

PATIENCE = 20.0


def until(so: Callable[[], Any]) -> Any:
    """Wait until something is so, and give it; what never comes fails the test."""
    with eventlet.Timeout(PATIENCE):
        while not (found := so()):
            eventlet.sleep(0.05)
    return found


class Handing:
    """What the grid service answers to services."""

    name = "grid"
    call = CallProvider()

    @rpc
    def hand_over_file(self, command: dict[str, Any]) -> dict[str, Any]:
        if self.call.actor.role != "system":
            raise Denied("grid.role_not_allowed")
        file: dict[str, Any] = Grid().file
        return file


@pytest.fixture
def replicas(
    office: Office, amqp_url: str, service_url: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[ServiceContainer]]:
    monkeypatch.setenv("LINLI_SEAL_KEYS", str(Key("k1", bytes(range(32)))))
    monkeypatch.setenv("LINLI_AMQP_URL", amqp_url)
    monkeypatch.setenv("LINLI_DATABASE_URL", service_url("petition"))
    monkeypatch.setenv("LINLI_DISTRICT", "210203")
    started = [container(one, Settings.read()) for one in (Handing, Service, Service)]
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
    found: dict[str, Any] = link.call("petition", method, command, context=call.data(), timeout=10)
    return found


def test_a_petition_is_answered_over_the_wire_and_its_facts_leave_the_outbox(
    replicas: list[ServiceContainer], office: Office, link: Link
) -> None:
    seen = ask(link, RESIDENT, "register", {"area": EAST, "claims": CLAIMS})
    code = seen["code"]
    for actor, method, given in (
        (DESK, "forward", {"unit": "housing", "reason": "it answers for lifts"}),
        (OFFICER, "accept", ACCEPT),
        (OFFICER, "answer", ANSWER),
    ):
        seen = ask(link, actor, method, {"petition": seen["id"], "version": seen["version"], **given})
    with pytest.raises(Conflict, match="petition.petition_changed"):
        ask(link, OFFICER, "accept", {"petition": seen["id"], "version": 1, **ACCEPT})
    thread = ask(link, Actor(), "progress", {"number": seen["number"], "code": code})
    assert (thread["state"], len(thread["documents"])) == ("answered", 4)
    until(lambda: office.count("outbox") == 0)


def test_one_key_at_two_processes_at_once_is_one_petition(
    replicas: list[ServiceContainer], office: Office, link: Link
) -> None:
    waiting = [eventlet.spawn(ask, link, RESIDENT, "register", {"claims": CLAIMS}, "same") for _ in range(30)]
    answers = [thread.wait() for thread in waiting]
    assert {(one["number"], one["code"]) for one in answers} == {(answers[0]["number"], answers[0]["code"])}
    assert office.count("petition") == 1


def test_a_matter_handed_over_many_times_is_registered_once(
    replicas: list[ServiceContainer], office: Office, link: Link, amqp_url: str
) -> None:
    copied, last = (handed("petition", origin=clock.new_id(), id=clock.new_id()) for _ in range(2))
    publisher = Publisher(amqp_url)
    for event in (*[copied] * 8, last):
        publisher.publish([("grid.events", "incident_handed_over", event["id"], orjson.dumps(event), {})])
    until(lambda: office.count("inbox") == 2)
    origins = office.db.all("SELECT origin FROM petition")
    assert sorted(origins) == sorted([(copied["subject"],), (last["subject"],)])
    publisher.close()
