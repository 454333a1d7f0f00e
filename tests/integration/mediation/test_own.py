"""Who a side is is put right, by that side alone, and told by field and role."""
from __future__ import annotations

from tests.integration.everything import left
from tests.integration.mediation.committee import APPLICANT, ONE, Committee, side


def test_gr_406_a_side_puts_right_itself_alone_and_it_is_told_by_field_and_role(committee: Committee) -> None:
    seen = committee.mediating()
    order = {"number": seen["number"], "name": "赵对"}
    assert committee.as_(APPLICANT, key="right").personal_correct(order)["fields"] == ["name"]
    told = [one["data"] for one in committee.told() if one["name"] == "mediation.identity_corrected"]
    assert told == [{"fields": ["name"], "roles": ["applicant"]}]
    assert left(committee.db, ONE["name"], "赵对") == []
    rows = committee.db.all("SELECT id::text, salt FROM party JOIN seal_salt ON subject = id")
    assert {id for id, _ in rows} == {side(seen, "applicant"), side(seen, "respondent")}
