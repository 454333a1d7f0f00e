"""Two processes of the petition service on a real broker, and a grid service that hands a matter over."""
from __future__ import annotations

from collections.abc import Callable
from functools import partial

import eventlet
import orjson
import pytest

from kernel import clock
from kernel.call import Actor
from kernel.errors import Conflict
from kernel.link import Link
from kernel.publisher import Publisher
from services.petition.service import Service
from tests.integration import process
from tests.integration.handing import Handing, handed
from tests.integration.petition.office import ACCEPT, ANSWER, CLAIMS, DESK, EAST, OFFICER, RESIDENT, Office
from tests.integration.process import until

ask = partial(process.ask, "petition")


@pytest.fixture
def replicas(office: Office, start: Callable[..., None]) -> None:
    start("petition", Handing, Service, Service)


def test_a_petition_is_answered_over_the_wire_and_its_facts_leave_the_outbox(
    replicas: None, office: Office, link: Link
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
    replicas: None, office: Office, link: Link
) -> None:
    waiting = [eventlet.spawn(ask, link, RESIDENT, "register", {"claims": CLAIMS}, "same") for _ in range(30)]
    answers = [thread.wait() for thread in waiting]
    assert {(one["number"], one["code"]) for one in answers} == {(answers[0]["number"], answers[0]["code"])}
    assert office.count("petition") == 1


def test_a_matter_handed_over_many_times_is_registered_once(
    replicas: None, office: Office, link: Link, amqp_url: str
) -> None:
    copied, last = (handed("petition", origin=clock.new_id(), id=clock.new_id()) for _ in range(2))
    publisher = Publisher(amqp_url)
    for event in (*[copied] * 8, last):
        publisher.publish([("grid.events", "incident_handed_over", event["id"], orjson.dumps(event), {})])
    until(lambda: office.count("inbox") == 2)
    origins = office.db.all("SELECT origin FROM petition")
    assert sorted(origins) == sorted([(copied["subject"],), (last["subject"],)])
    publisher.close()
