"""Two processes of the mediation service on a real broker, and a grid service that hands a matter over."""
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
from services.mediation.service import Service
from tests.integration.mediation.committee import APPLICANT, DESK, MATTER, Committee, Grid, handed, side

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
    committee: Committee, amqp_url: str, service_url: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[ServiceContainer]]:
    monkeypatch.setenv("LINLI_SEAL_KEYS", str(Key("k1", bytes(range(32)))))
    monkeypatch.setenv("LINLI_AMQP_URL", amqp_url)
    monkeypatch.setenv("LINLI_DATABASE_URL", service_url("mediation"))
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
    found: dict[str, Any] = link.call("mediation", method, command, context=call.data(), timeout=10)
    return found


def test_both_sides_consent_over_the_wire_and_the_facts_leave_the_outbox(
    replicas: list[ServiceContainer], committee: Committee, link: Link
) -> None:
    seen = ask(link, APPLICANT, "open", MATTER)
    party = side(seen, "respondent")
    given = {"dispute": seen["id"], "version": seen["version"], "party": party, "agreed": True, "how": "by_phone"}
    assert ask(link, DESK, "consent", given)["state"] == "accepted"
    with pytest.raises(Conflict, match="mediation.dispute_changed"):
        ask(link, DESK, "consent", given)
    thread = ask(link, Actor(), "progress", {"number": seen["number"], "code": seen["code"]})
    assert [one["rule"] for one in thread["clocks"]] == ["MT-01"]
    until(lambda: committee.count("outbox") == 0)


def test_a_matter_handed_over_many_times_is_opened_once(
    replicas: list[ServiceContainer], committee: Committee, link: Link, amqp_url: str
) -> None:
    copied, last = (handed(origin=clock.new_id(), id=clock.new_id()) for _ in range(2))
    publisher = Publisher(amqp_url)
    for event in (*[copied] * 8, last):
        publisher.publish([("grid.events", "incident_handed_over", event["id"], orjson.dumps(event), {})])
    until(lambda: committee.count("inbox") == 2)
    origins = committee.db.all("SELECT origin FROM dispute")
    assert sorted(origins) == sorted([(copied["subject"],), (last["subject"],)])
    publisher.close()
