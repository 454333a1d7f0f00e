"""Refusals name what a district registers, in the reader's language."""

from __future__ import annotations

from kernel.errors import Denied, Invalid, Problem
from tests.integration.grid.town import EAST, OFFICER, Town


def test_a_refusal_names_units_and_areas_and_leaves_what_nobody_registered(town: Town) -> None:
    refusal = Denied("grid.site_not_yours", unit="lamps", area=EAST, grids=[EAST, "9"], state="open", count=1)
    town.as_(OFFICER).name_facts(refusal)
    assert refusal.facts["names"] == {"lamps": "Lamps", EAST: "东社区"}


def test_each_of_several_faults_is_named_by_itself_and_one_without_a_code_stays_as_it_was(town: Town) -> None:
    faults = (Problem("grid.unit_unknown", "/0", {"unit": "lamps"}), Problem("grid.unit_unknown", "/1", {"unit": "nobody"}))
    refusal = Invalid("wire.invalid", problems=faults)
    town.as_(OFFICER).name_facts(refusal)
    assert (refusal.facts, [one.facts.get("names") for one in faults]) == ({}, [{"lamps": "Lamps"}, None])
