"""Copies, races and crashes: whatever comes twice, late or at once, a dispute is there once."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kernel import clock, outbox
from kernel.db import Database
from kernel.errors import Conflict, Failure, Missing, Unavailable
from tests.integration.handing import handed
from tests.integration.mediation.committee import ANYONE, APPLICANT, DESK, EAST, OTHER, SYSTEM, Committee, side
from tests.integration.race import together
from tests.make import refused


@pytest.fixture
def committees(committee: Committee, database_of: Callable[..., Database]) -> list[Committee]:
    """The same committee in five processes, each with its own connections."""
    return [committee.aside(database_of("mediation", size=1)) for _ in range(5)]


def test_the_same_key_at_once_opens_once_and_gives_one_receipt(
    committee: Committee, committees: list[Committee]
) -> None:
    results = together(5, lambda number: committees[number].open(key="one"))
    assert len({(one["number"], one["party"], one["code"]) for one in results}) == 1
    assert [committee.count(table) for table in ("dispute", "party", "person", "audit")] == [1, 2, 2, 1]


def test_mx_07_of_a_yes_and_a_no_at_once_both_are_kept_in_some_order_and_the_no_holds(
    committee: Committee, committees: list[Committee]
) -> None:
    seen = committee.open(DESK)
    codes = [committee.seal.code(side(seen, role)) for role in ("applicant", "respondent")]

    def say(number: int) -> Any:
        word = {"number": seen["number"], "code": codes[number], "agreed": number == 0}
        return committees[number].as_(ANYONE).consent_by_code(word)

    results = together(2, say)
    lost = [one.code for one in results if isinstance(one, Failure)]
    assert lost in ([], ["mediation.dispute_act_not_allowed"])
    assert committee.progress(seen)["state"] == "refused"


def test_of_two_desks_that_hear_the_same_party_at_once_one_is_told_to_read_again(
    committee: Committee, committees: list[Committee]
) -> None:
    seen = committee.open()
    results = together(2, lambda number: committees[number].heard("consent", seen, "respondent", agreed=True))
    assert [one.code for one in results if isinstance(one, Failure)] == ["mediation.dispute_changed"]
    assert committee.count("obligation") == 1


def test_a_crash_before_the_commit_leaves_nothing_and_the_same_key_opens_after(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: Any) -> None:
        raise RuntimeError("the process ends here")

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "append", crash)
        with pytest.raises(RuntimeError):
            committee.open(key="one")
    assert [committee.count(table) for table in ("dispute", "party", "person", "step", "audit", "once")] == [0] * 6
    assert committee.open(key="one")["state"] == "consent_pending"


def test_mx_06_an_incident_handed_over_is_opened_with_its_reporter_who_has_not_consented(committee: Committee) -> None:
    origin = clock.new_id()
    committee.as_(SYSTEM).hear_grid(handed("mediation", origin=origin, id=clock.new_id()))
    ((service, method, command, call),) = committee.grid.asked
    assert (service, method, command) == ("grid", "hand_over_file", {"incident": origin, "version": 4})
    assert call.actor == SYSTEM
    (told,) = committee.told()
    assert (told["name"], told["data"]["origin"], told["data"]["area"]) == ("mediation.opened", origin, EAST)
    (mine,) = committee.as_(APPLICANT).list({"queue": "all"})["items"]
    assert (mine["source"], [one["consent"] for one in mine["parties"]]) == ("referred", ["pending"])


def test_mx_06_the_other_side_of_a_referred_dispute_is_named_and_asked(committee: Committee) -> None:
    committee.as_(SYSTEM).hear_grid(handed("mediation", origin=clock.new_id(), id=clock.new_id()))
    (seen,) = committee.as_(DESK).list({})["items"]
    seen = committee.heard("consent", seen, "applicant", agreed=True)
    assert seen["state"] == "consent_pending"
    seen = committee.act(DESK, "join", seen, role="respondent", person=OTHER)
    seen = committee.heard("consent", seen, "respondent", agreed=True)
    assert seen["state"] == "accepted"
    assert [one["name"] for one in committee.as_(DESK).find({"dispute": seen["id"]})["persons"]] == ["林*", "周*"]


def test_an_unnamed_reporter_is_no_party_until_somebody_is_named(committee: Committee) -> None:
    committee.grid.file |= {"name": "", "phone": "", "account": ""}
    committee.as_(SYSTEM).hear_grid(handed("mediation", origin=clock.new_id(), id=clock.new_id()))
    (seen,) = committee.as_(DESK).list({})["items"]
    assert seen["parties"] == []
    command = {"dispute": seen["id"], "version": 1, "role": "applicant", "person": OTHER}
    joined = committee.as_(DESK).join(command)
    assert [one["id"] for one in joined["parties"]] == [joined["party"]]


def test_copies_of_a_handing_over_open_once_together_late_and_under_another_id(
    committee: Committee, committees: list[Committee]
) -> None:
    event = handed("mediation", origin=clock.new_id(), id=clock.new_id())
    assert together(5, lambda number: committees[number].as_(SYSTEM).hear_grid(event)) == [None] * 5
    committee.db.all("DELETE FROM inbox")  # as after its time
    committee.as_(SYSTEM).hear_grid(event)
    committee.as_(SYSTEM).hear_grid({**event, "id": clock.new_id()})
    assert [committee.count(table) for table in ("dispute", "outbox", "audit")] == [1, 1, 1]


@pytest.mark.parametrize("gone", [Conflict("grid.incident_not_handed_over"), Missing("grid.incident_missing")])
def test_what_the_grid_has_taken_back_meanwhile_is_not_opened(committee: Committee, gone: Failure) -> None:
    committee.grid.file = gone
    committee.as_(SYSTEM).hear_grid(handed("mediation", origin=clock.new_id(), id=clock.new_id()))
    assert committee.count("dispute") == 0


def test_a_grid_service_that_is_away_is_asked_again_later(committee: Committee) -> None:
    committee.grid.file = Unavailable("rpc.timeout")
    with refused(Unavailable, "rpc.timeout"):
        committee.as_(SYSTEM).hear_grid(handed("mediation", origin=clock.new_id(), id=clock.new_id()))
    assert committee.count("inbox") == 0


def test_what_goes_elsewhere_is_nobody_of_ours(committee: Committee) -> None:
    committee.as_(SYSTEM).hear_grid(handed("petition", origin=clock.new_id(), id=clock.new_id()))
    closed = handed("mediation", origin=clock.new_id(), id=clock.new_id()) | {"name": "grid.incident_closed"}
    committee.as_(SYSTEM).hear_grid(closed)
    assert committee.grid.asked == []


def test_mt_07_a_date_that_moved_with_the_calendar_is_shown_in_lists_too(committee: Committee) -> None:
    seen = committee.accepted()
    committee.db.all("UPDATE obligation SET due_at = due_at + interval '1 day'")
    committee.as_(SYSTEM).move_dates({"subject": seen["id"]})
    (row,) = committee.db.all("SELECT d.due_at = o.due_at FROM dispute d, obligation o")
    assert row == (True,)
