"""The sample of premises agrees with the sample district."""
from __future__ import annotations

from collections import Counter
from pathlib import Path

from services.grid.domain.ground.territory import build
from services.grid.domain.premises.place_kind import PLACE_KINDS
from tools.district import understand_district
from tools.premises_file import Known, understand

FOLDER = Path(__file__).parents[3] / "deploy" / "districts" / "xigang"
FORMS = frozenset({"company", "entrusted", "employer", "owners"})


def test_the_sample_has_no_fault_and_something_of_every_kind():
    district = understand_district(FOLDER)
    ground = build(
        areas=district.registered_areas(), grids=district.registered_grids(), units=district.registered_units(),
        case_types=district.kinds(), periods=district.periods(),
    )  # fmt: skip
    faults = []
    planned = understand(FOLDER / "premises.csv", ground, Known({}, FORMS, frozenset(), frozenset()), faults)
    assert faults == []
    assert Counter(one.row.values["kind"] for one in planned) == {"estate": 4, "building": 9, "unit": 4, "place": 13}
    assert {one.row.values["place_kind"] for one in planned} == {*PLACE_KINDS, None}
    assert {one.row.values["service_form"] for one in planned} == {*FORMS, None}
    assert all(one.site.grid for one in planned)
