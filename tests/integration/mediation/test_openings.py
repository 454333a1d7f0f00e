"""A party is told by which requests its own identity was opened, and nothing of the other side's."""
from __future__ import annotations

from dataclasses import replace

import pytest

from kernel.errors import Missing
from tests.integration.mediation.committee import ANYONE, APPLICANT, MEDIATOR, NEIGHBOUR, Committee, side
from tests.make import refused

ONE, OTHER = "00-" + "1" * 32 + "-" + "a" * 16 + "-01", "00-" + "2" * 32 + "-" + "b" * 16 + "-01"


def open_(committee, seen, role, trace):
    asked = {"dispute": seen["id"], "party": side(seen, role)}
    committee.as_(MEDIATOR).unmask_party({**asked, "reason": "contact", "words": "to agree on a day"})
    service = committee.as_(MEDIATOR)
    service.call = replace(service.call, trace=trace)
    service.find_party(asked)


@pytest.fixture
def seen(committee: Committee):
    found = committee.assigned()
    open_(committee, found, "applicant", ONE)
    open_(committee, found, "respondent", OTHER)
    return found


def test_gr_461_each_side_is_told_of_its_own(committee, seen):
    told = committee.as_(APPLICANT).own_openings({"dispute": seen["id"]})
    slip = {"number": seen["number"], "code": committee.seal.code(side(seen, "respondent"))}
    by_code = committee.as_(ANYONE).own_openings(slip)
    assert (told, by_code) == ({"traces": [ONE]}, {"traces": [OTHER]})


def test_gr_461_who_is_no_party_is_told_nothing(committee, seen):
    assert committee.as_(MEDIATOR).own_openings({"dispute": seen["id"]}) == {"traces": []}
    with refused(Missing, "mediation.dispute_missing"):
        committee.as_(NEIGHBOUR).own_openings({"dispute": seen["id"]})
    with refused(Missing, "mediation.code_unknown"):
        committee.as_(ANYONE).own_openings({"number": seen["number"], "code": "WRONG234"})
