"""What the service answers is what it publishes that it answers."""
from __future__ import annotations

from typing import Any

import pytest

from kernel.call import Actor
from kernel.wire import Schema, load
from services.grid import schemas
from tests.integration.grid.town import ANYONE, DISPATCHER, EAST, LEADER, Town

SYSTEM = Actor(role="system")


@pytest.fixture
def answers(town: Town) -> dict[type[Schema], Any]:
    """One answer for each view, of an incident that has been through everything."""
    receipt = town.report(reporter={"name": "林一", "phone": "13800000000"})
    seen = town.through("accept", "file", "dispatch", "start", "request_extension", "approve_extension", seen=receipt)
    seen = town.through("finish", "pass", "close", "rate", seen=seen)
    handed = town.through("hand_over")
    town.report()
    town.later(days=1)
    return {
        schemas.ReceiptView: receipt,
        schemas.ActView: seen,
        schemas.IncidentView: town.find(DISPATCHER, seen),
        schemas.IncidentPage: town.as_(DISPATCHER).list_incidents({"limit": 1}),
        schemas.ProgressView: town.as_(ANYONE).progress({"number": receipt["number"], "code": receipt["code"]}),
        schemas.CaseTypesView: town.as_(ANYONE).list_case_types({}),
        schemas.AreasView: town.as_(ANYONE).list_areas({"under": EAST}),
        schemas.OverviewView: town.as_(LEADER).overview({}),
        schemas.FileView: town.as_(SYSTEM).hand_over_file({"incident": handed["id"], "version": handed["version"]}),
    }


def test_every_answer_loads_as_its_published_view(answers: dict[type[Schema], Any]) -> None:
    for view, answer in answers.items():
        load(view, answer)


def test_a_view_publishes_no_more_than_is_answered(answers: dict[type[Schema], Any]) -> None:
    for view, answer in answers.items():
        assert set(view().fields) == set(answer), view.__name__


def test_a_leaf_of_each_kind_is_filled_in_the_view_of_one_incident(answers: dict[type[Schema], Any]) -> None:
    found = answers[schemas.IncidentView]
    assert all(found[part] for part in ("steps", "clocks", "evidence", "reporter", "place", "names"))
    assert len(found["steps"]) == found["version"]
