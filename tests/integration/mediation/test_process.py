"""Two processes of the mediation service on a real broker, and a grid service that hands a matter over."""
from __future__ import annotations

from collections.abc import Callable
from functools import partial

import orjson
import pytest

from kernel import clock
from kernel.call import Actor
from kernel.errors import Conflict
from kernel.link import Link
from kernel.publisher import Publisher
from services.mediation.service import Service
from tests.integration import process
from tests.integration.handing import Handing, handed
from tests.integration.mediation.committee import APPLICANT, DESK, MATTER, Committee, side
from tests.integration.process import until

ask = partial(process.ask, "mediation")


@pytest.fixture
def replicas(committee: Committee, start: Callable[..., None]) -> None:
    start("mediation", Handing, Service, Service)


def test_both_sides_consent_over_the_wire_and_the_facts_leave_the_outbox(
    replicas: None, committee: Committee, link: Link
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
    replicas: None, committee: Committee, link: Link, amqp_url: str
) -> None:
    copied, last = (handed("mediation", origin=clock.new_id(), id=clock.new_id()) for _ in range(2))
    publisher = Publisher(amqp_url)
    for event in (*[copied] * 8, last):
        publisher.publish([("grid.events", "incident_handed_over", event["id"], orjson.dumps(event), {})])
    until(lambda: committee.count("inbox") == 2)
    origins = committee.db.all("SELECT origin FROM dispute")
    assert sorted(origins) == sorted([(copied["subject"],), (last["subject"],)])
    publisher.close()
