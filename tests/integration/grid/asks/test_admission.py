"""The way onto the access list, who may go it, and what is published of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kernel import deadline_sweep
from kernel.call import Actor
from kernel.db import Database
from kernel.errors import Conflict, Denied, Invalid, Missing
from kernel.office import local
from services.grid.domain.admission import frequency, item, item_life, task_life
from tests.integration.grid.access import FAR_LEADER, ITEM, STREET_LEADER, Access
from tests.integration.grid.incident.test_race import at_once
from tests.integration.grid.setting import choose
from tests.integration.grid.town import ANYONE, DISPATCHER, EAST, LAMPS, LEADER, OFFICER, WEST, other
from tests.make import refused


@pytest.fixture
def town(database_of: Callable[[str], Database]) -> Access:
    return Access(database_of("grid"))


def listed(town: Access, **asked: Any) -> list[str]:
    return [one["code"] for one in town.call(ANYONE, "read_access_list", **asked)["items"]]


def test_gr_71_an_item_goes_from_draft_to_the_list_and_each_step_is_told(town: Access) -> None:
    seen = town.entered()
    assert (seen["state"], seen["version"], seen["acts"]) == ("approved", 4, ["suspend_item"])
    assert town.told_of(seen) == ["grid.item_submitted", "grid.item_reviewed", "grid.item_approved"]
    assert town.db.one("SELECT count(*) FROM audit WHERE subject = %s", (seen["id"],)) == (4,)
    assert seen["code"].startswith("ZR210203-")


def test_gr_72_an_item_is_active_from_its_first_day_and_expired_after_its_last_without_any_job(town: Access) -> None:
    seen = town.entered()
    states = []
    for at in (local(day) for day in map(item.date.fromisoformat, ("2026-04-30", "2026-05-01", "2027-04-30", "2027-05-01"))):
        town.at = at
        states.append(town.call(OFFICER, "find_item", item=seen["id"])["state"])
    assert states == ["approved", "active", "active", "expired"]
    with refused(Conflict, "grid.item_expired"):
        town.on(LEADER, "suspend_item", seen, told="x")


def test_gr_73_an_application_comes_thirty_working_days_ahead_and_a_tenant_may_ask_for_fewer(town: Access) -> None:
    soon = town.draft(valid_from="2026-04-13")
    with refused(Invalid, "grid.item_applied_late") as caught:
        town.on(OFFICER, "submit_item", soon)
    earliest = caught.value.facts["earliest"]
    assert caught.value.facts["workdays"] == 30
    fitting = town.draft(valid_from=earliest)
    assert town.on(OFFICER, "submit_item", fitting)["state"] == "submitted"
    choose(town.db, "admission.ahead", "5")
    choose(town.db, "admission.decide", "7")
    seen = town.on(OFFICER, "submit_item", soon)
    (clock,) = town.call(OFFICER, "find_item", item=seen["id"])["clocks"]
    assert (clock["stage"], clock["rule"], clock["due_on"]) == ("decide", "GR-P71", "2026-03-12")


def test_gr_73_the_decision_is_due_in_fifteen_working_days_told_when_missed_and_ended_by_it(town: Access) -> None:
    seen = town.on(OFFICER, "submit_item", town.draft())
    (clock,) = town.call(OFFICER, "find_item", item=seen["id"])["clocks"]
    assert clock["due_on"] == "2026-03-24"
    town.later(days=30)
    deadline_sweep.sweep(town.db, town.at)
    missed = [one for one in town.told() if one["name"] == "grid.deadline_missed"]
    assert [(one["subject"], one["data"]["number"]) for one in missed] == [(seen["id"], seen["code"])]
    town.on(DISPATCHER, "refuse_item", seen, reason="no_basis", told="name the law")
    (clock,) = town.call(OFFICER, "find_item", item=seen["id"])["clocks"]
    assert (clock["state"], clock["late"]) == ("stopped", True)


@pytest.mark.parametrize(
    ("actor", "act"),
    [(OFFICER, "review_item"), (LEADER, "draft_item"), (DISPATCHER, "approve_item"), (ANYONE, "submit_item")],
    ids=str,
)
def test_gr_71_each_act_belongs_to_its_roles(town: Access, actor: Actor, act: str) -> None:
    seen = town.on(OFFICER, "submit_item", town.draft())
    with refused(Denied, "grid.role_not_allowed") if actor is not ANYONE else refused(Missing, "grid.item_missing"):
        town.draft(actor) if act == "draft_item" else town.on(actor, act, seen)


def test_gr_71_whoever_is_of_the_unit_that_applied_does_not_judge(town: Access) -> None:
    seen = town.on(OFFICER, "submit_item", town.draft())
    for judge in (other(DISPATCHER, unit="sanitation"), other(LEADER, unit="sanitation"), other(LEADER, id=OFFICER.id)):
        with refused(Denied, "grid.item_reviewer_applied"):
            town.on(judge, "review_item", seen)


def test_a_refusal_names_reason_words_and_remedy(town: Access) -> None:
    seen = town.on(OFFICER, "submit_item", town.draft())
    with refused(Invalid, "wire.invalid"):
        town.on(DISPATCHER, "refuse_item", seen, reason="because", told="no")
    town.on(DISPATCHER, "refuse_item", seen, reason="own_duty", told="your own work")
    found = town.call(OFFICER, "find_item", item=seen["id"])
    assert (found["state"], found["told"]) == ("refused", "your own work")
    assert "do it yourselves" in found["reason_words"]
    assert town.told()[-1]["data"]["reason"] == "own_duty"


@pytest.mark.parametrize("actor", [LAMPS, STREET_LEADER, FAR_LEADER, other(LEADER, area=""), ANYONE], ids=str)
def test_an_item_out_of_reach_is_missing_and_in_no_list(town: Access, actor: Actor) -> None:
    seen = town.on(OFFICER, "submit_item", town.draft())
    assert town.call(actor, "list_items")["items"] == []
    with refused(Missing, "grid.item_missing"):
        town.call(actor, "find_item", item=seen["id"])
    with refused(Missing, "grid.item_missing"):
        town.on(actor, "withdraw_item", seen)


def test_a_department_sees_its_own_and_who_decides_sees_what_waits(town: Access) -> None:
    mine, theirs = town.draft(), town.on(LAMPS, "submit_item", town.draft(LAMPS))
    assert [one["id"] for one in town.call(OFFICER, "list_items")["items"]] == [mine["id"]]
    assert [one["id"] for one in town.call(DISPATCHER, "list_items", queue="waiting")["items"]] == [theirs["id"]]
    assert len(town.call(LEADER, "list_items", kind="assisting")["items"]) == 2


def test_anyone_reads_the_list_in_force_as_of_any_day_and_its_version_grows(town: Access) -> None:
    seen = town.entered()
    before = town.call(ANYONE, "read_access_list")
    assert (before["items"], listed(town, on="2026-05-01"), listed(town, on="2027-05-01")) == ([], [seen["code"]], [])
    town.later(days=70)
    seen = town.on(LEADER, "suspend_item", seen, told="while the basis is checked")
    assert (listed(town), listed(town, on="2026-05-10")) == ([], [seen["code"]])
    town.later(days=10)
    seen = town.on(LEADER, "resume_item", seen)
    assert listed(town) == [seen["code"]]
    assert listed(town, on="2026-05-15") == []
    after = town.call(ANYONE, "read_access_list")
    assert (after["version"], after["items"][0]["state"]) == (before["version"] + 2, "active")
    town.on(OFFICER, "withdraw_item", seen)
    assert (listed(town), listed(town, on="2026-05-10")) == ([], [seen["code"]])


def test_the_list_of_a_place_holds_what_is_good_there_and_above(town: Access) -> None:
    whole, east = town.entered(), town.entered(areas=[EAST])
    town.later(days=70)
    assert listed(town, area=EAST) == [whole["code"], east["code"]]
    assert listed(town, area=WEST) == [whole["code"]]
    first = town.call(ANYONE, "read_access_list", limit=1)
    rest = town.call(ANYONE, "read_access_list", limit=1, after=first["next"])
    assert [one["code"] for one in (*first["items"], *rest["items"])] == [whole["code"], east["code"]]
    assert rest["next"] is None


def test_what_is_approved_late_is_in_force_from_the_approval_on(town: Access) -> None:
    seen = town.on(DISPATCHER, "review_item", town.on(OFFICER, "submit_item", town.draft()))
    town.later(days=70)
    town.on(LEADER, "approve_item", seen)
    assert (len(listed(town)), listed(town, on="2026-05-01")) == (1, [])


def test_gr_72_what_ended_while_it_waited_for_the_decision_is_not_entered(town: Access) -> None:
    seen = town.on(DISPATCHER, "review_item", town.on(OFFICER, "submit_item", town.draft(valid_until="2026-05-02")))
    town.later(days=70)
    with refused(Conflict, "grid.item_expired"):
        town.on(LEADER, "approve_item", seen)
    assert town.on(LEADER, "refuse_item", seen, reason="no_basis", told="too late")["state"] == "refused"


def test_a_draft_is_amended_and_only_a_draft(town: Access) -> None:
    seen = town.on(OFFICER, "amend_item", town.draft(), **{**ITEM, "minutes": 5, "areas": [EAST]})
    found = town.call(OFFICER, "find_item", item=seen["id"])
    assert (found["minutes"], found["areas"], found["area"]) == (5, [EAST], EAST)
    seen = town.on(OFFICER, "submit_item", seen)
    with refused(Conflict, "grid.item_act_not_allowed"):
        town.on(OFFICER, "amend_item", seen, **ITEM)
    with refused(Invalid, "grid.item_period_empty"):
        town.draft(valid_until="2026-05-01")
    with refused(Invalid, "grid.unit_elsewhere"):
        town.draft(other(OFFICER, unit="far_office"))


def test_of_two_leaders_on_one_version_one_wins(town: Access) -> None:
    seen = town.on(DISPATCHER, "review_item", town.on(OFFICER, "submit_item", town.draft()))
    command = {"item": seen["id"], "version": seen["version"]}
    approve = town.as_(LEADER).approve_item
    refuse = town.as_(other(LEADER, id="l-2")).refuse_item
    answers = at_once((approve, command), (refuse, {**command, "reason": "own_duty", "told": "no"}))
    lost = [one for one in answers if isinstance(one, Conflict)]
    assert [one.code for one in lost] == ["grid.item_changed"]


def test_one_key_twice_is_one_item_and_one_answer(town: Access) -> None:
    answers = at_once(*((town.as_(OFFICER, key="same").draft_item, ITEM) for _ in range(8)))
    assert {str(answer) for answer in answers} == {str(answers[0])}
    assert town.count("item") == 1


def test_states_kinds_and_periods_of_the_tables_are_those_of_the_code(town: Access) -> None:
    assert {state for (state,) in town.db.all("SELECT state FROM item_state")} == set(item_life.LIFE.states)
    assert {state for (state,) in town.db.all("SELECT state FROM task_state")} == set(task_life.LIFE.states)
    rows = town.db.all("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'item'::regclass")
    checks = " ".join(text for (text,) in rows)
    for word in (*item.KINDS, *frequency.PERIODS):
        assert f"'{word}'" in checks
