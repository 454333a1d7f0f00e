"""docs/asyncapi.json is made from the code, refers to nothing missing, and takes the events that services send."""
from __future__ import annotations

import json

import jsonschema
import pytest

from kernel import outbox
from kernel.call import Call
from kernel.decision import Event
from services.notify.domain.rules import RULES
from tools import asyncapi

DOCUMENT = json.loads(asyncapi.text())
MESSAGES = DOCUMENT["components"]["messages"]
DATA = {"number": "SJ210203-20261122-000787", "unit": None, "urgent": False, "asked": ["photo_after"]}


def sent(name, data):
    """Give an event as the relay sends it."""
    return json.loads(outbox._row(Event(name, "01a2031a-73cc-7504-b9c4-f2d44199bf66", data), Call(), "210203").body)


def takes(event):
    schema = {**MESSAGES[event["name"]]["payload"], "components": DOCUMENT["components"]}
    return jsonschema.Draft202012Validator(schema).is_valid(event)


def references(part):
    if isinstance(part, dict):
        yield from (value for key, value in part.items() if key == "$ref")
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for value in inner:
        yield from references(value)


def test_the_document_is_up_to_date():
    assert asyncapi.TARGET.read_text() == asyncapi.text(), "run `make rules`"


@pytest.mark.parametrize("reference", sorted(set(references(DOCUMENT))))
def test_nothing_missing_is_referred_to(reference):
    found = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    assert found


@pytest.mark.parametrize("name", MESSAGES)
def test_an_event_as_it_is_sent_fits_its_message(name):
    assert takes(sent(name, DATA))


def test_an_event_with_a_part_too_many_or_nested_data_does_not():
    event = sent("grid.incident_reported", DATA)
    assert not takes({**event, "reporter": "x"})
    assert not takes({**event, "data": {"reporter": {"phone": "x"}}})
    assert not takes({**event, "version": 0})


def test_each_event_that_somebody_is_told_of_is_in_the_document():
    assert {rule.event for rule in RULES} <= MESSAGES.keys()
