"""A dispute from the one window: opened once for each round of it, with nobody's consent but what each gives."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kernel import clock
from kernel.db import Database
from kernel.errors import Denied
from tests.integration.mediation.committee import ANYONE, APPLICANT, DESK, EAST, SYSTEM, Committee
from tests.integration.race import together
from tests.make import refused

PERSON: dict[str, Any] = {"name": "林一", "phone": "13800000000", "account": "r-1"}


def refer(committee: Committee, origin: str, *, key: str | None = None, version: int = 1, **given: Any) -> dict[str, Any]:
    command = {"origin": origin, "origin_version": version, "dispute_type": "neighbour", "area": EAST, "matter": "noise", **given}
    made: dict[str, Any] = committee.as_(SYSTEM, key=key).refer(command)
    return made


def follow(committee: Committee, made: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = committee.as_(ANYONE).progress({"number": made["number"], "code": made["code"]})
    return found


def test_mx_06_who_asked_at_the_window_is_the_applicant_and_has_not_consented(committee: Committee) -> None:
    made = refer(committee, clock.new_id(), **PERSON, opposite="陈二")
    (seen,) = committee.as_(DESK).list({})["items"]
    assert (seen["source"], {(one["role"], one["consent"]) for one in seen["parties"]}) == (
        "referred", {("applicant", "pending"), ("respondent", "pending")},
    )  # fmt: skip
    assert follow(committee, made)["party"] == next(one["id"] for one in seen["parties"] if one["role"] == "applicant")
    assert [one["id"] for one in committee.as_(APPLICANT).list({})["items"]] == [made["id"]]


def test_who_stays_unnamed_follows_it_by_code_all_the_same(committee: Committee) -> None:
    made = refer(committee, clock.new_id())
    assert follow(committee, made)["number"] == made["number"]


def test_gr_430_copies_at_once_and_long_after_open_one_case(
    committee: Committee, database_of: Callable[..., Database]
) -> None:
    origin, aside = clock.new_id(), [committee.aside(database_of("mediation", size=1)) for _ in range(3)]
    results = together(3, lambda at: refer(aside[at], origin, key="one", **PERSON))
    committee.db.all("DELETE FROM once RETURNING 1")  # as after its time
    assert {one["number"] for one in results} == {refer(committee, origin, key="two", **PERSON)["number"]}
    assert [committee.count(table) for table in ("dispute", "party", "person")] == [1, 1, 1]


def test_gr_431_another_round_of_the_same_intake_is_another_case(committee: Committee) -> None:
    origin = clock.new_id()
    assert refer(committee, origin)["number"] != refer(committee, origin, version=2)["number"]


@pytest.mark.parametrize("actor", [APPLICANT, DESK, ANYONE])
def test_no_person_refers(committee: Committee, actor: Any) -> None:
    with refused(Denied, "mediation.role_not_allowed"):
        committee.as_(actor).refer({"origin": clock.new_id(), "origin_version": 1, "dispute_type": "other", "matter": "noise"})
