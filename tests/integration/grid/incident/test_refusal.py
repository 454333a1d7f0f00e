"""Each refusal of the grid service, with its code, leaving no trace."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kernel.errors import Conflict, Denied, Failure, Invalid, Missing
from tests.integration.grid.town import (
    ANYONE,
    CHECKER,
    DISPATCHER,
    EAST,
    IN_EAST,
    IN_SEA,
    LAMPS,
    LEADER,
    NEIGHBOUR,
    OFFICER,
    PHOTO,
    RESIDENT,
    TO_CLOSED,
    WEST,
    WORKER,
    Town,
    other,
)
from tests.make import refused

OPERATOR = other(ANYONE, id="op-1", role="operator")

# what is reported, by whom -> class and code
REPORTS: tuple[tuple[Any, dict[str, Any], type[Failure], str], ...] = (
    (RESIDENT, {"point": IN_SEA}, Invalid, "grid.point_outside"),
    (RESIDENT, {"point": None, "area": "210204001001"}, Invalid, "grid.area_outside"),
    (RESIDENT, {"point": None, "area": "210203001009"}, Invalid, "grid.area_unknown"),
    (RESIDENT, {"area": WEST}, Invalid, "grid.place_contradicts"),
    (RESIDENT, {"case_type": "X9"}, Invalid, "grid.case_type_unknown"),
    (RESIDENT, {"solved": True, "evidence": [PHOTO]}, Invalid, "grid.solved_not_yours"),
    (RESIDENT, {"ordered": True}, Invalid, "grid.ordered_not_yours"),
    (WORKER, {"ordered": True}, Invalid, "grid.ordered_not_yours"),
    (DISPATCHER, {"ordered": True, "case_type": None}, Invalid, "grid.case_type_needed"),
    (DISPATCHER, {"ordered": True, "point": None}, Invalid, "grid.place_missing"),
    (DISPATCHER, {"ordered": True, "solved": True, "evidence": [PHOTO]}, Invalid, "grid.solved_not_yours"),
    (RESIDENT, {"unnamed": True, "reporter": {"name": "林一"}}, Invalid, "wire.invalid"),
    (RESIDENT, {"reporter": {"name": "林一", "phone": "13\u066300138000"}}, Invalid, "wire.invalid"),
    (WORKER, {"point": None}, Invalid, "grid.place_missing"),
    (RESIDENT, {"colour": "red"}, Invalid, "wire.invalid"),
    (WORKER, {"case_type": None}, Invalid, "grid.case_type_needed"),
    (WORKER, {"solved": True}, Invalid, "grid.evidence_missing"),
    (OPERATOR, {}, Denied, "grid.role_not_allowed"),
)

# how far it has come, who does what -> class and code
ACTS: tuple[tuple[tuple[str, ...], Any, str, dict[str, Any], type[Failure], str], ...] = (
    ((), DISPATCHER, "close", {}, Conflict, "grid.incident_act_not_allowed"),
    ((), CHECKER, "accept", {}, Denied, "grid.role_not_allowed"),
    ((), DISPATCHER, "reject", {"reason": "boring"}, Invalid, "wire.invalid"),
    ((), DISPATCHER, "locate", {}, Invalid, "wire.invalid"),
    ((), WORKER, "accept", {}, Denied, "grid.not_sent_to_verify"),
    ((), WORKER, "reject", {"reason": "not_found"}, Denied, "grid.not_sent_to_verify"),
    (("accept",), WORKER, "reject", {"reason": "not_found"}, Denied, "grid.not_sent_to_verify"),
    (("verify",), WORKER, "reject", {"reason": "elsewhere"}, Invalid, "grid.reason_of_centre"),
    (("verify",), other(WORKER, area=WEST), "reject", {"reason": "not_found"}, Missing, "grid.incident_missing"),
    (("accept", "file"), DISPATCHER, "dispatch", {"unit": "nobody"}, Invalid, "grid.unit_unknown"),
    (("accept", "file", "dispatch"), WORKER, "start", {}, Denied, "grid.unit_not_responsible"),
    (("accept", "file", "dispatch"), OFFICER, "finish", {}, Invalid, "grid.evidence_missing"),
    (
        ("accept", "file", "dispatch", "start", "request_extension", "approve_extension"),
        OFFICER,
        "request_extension",
        {"days": 1, "reason": "weather"},
        Conflict,
        "grid.already_extended",
    ),
    (
        ("accept", "file", "dispatch", "start", "request_extension"),
        other(LEADER, unit="sanitation"),
        "approve_extension",
        {},
        Denied,
        "grid.approver_asked",
    ),
    (
        ("accept", "file", "dispatch", "finish"),
        other(CHECKER, unit="sanitation"),
        "check",
        {"passed": True},
        Denied,
        "grid.checker_solved",
    ),
    (("accept", "file", "dispatch", "finish"), CHECKER, "check", {"passed": False}, Invalid, "wire.invalid"),
    ((*TO_CLOSED, "rate"), RESIDENT, "rate", {"score": 1, "solved": True}, Conflict, "grid.already_rated"),
    (TO_CLOSED, RESIDENT, "rate", {"score": 6, "solved": True}, Invalid, "wire.invalid"),
    ((), OFFICER, "find", {}, Missing, "grid.incident_missing"),
)


def trace(town: Town) -> Iterator[list[tuple[Any, ...]]]:
    """Give all that an act could leave."""
    for table in ("incident", "step", "obligation", "reporter", "outbox", "once", "audit", "incident_delta"):
        yield town.db.all(f"SELECT * FROM {table} ORDER BY 1, 2")


@pytest.mark.parametrize(("actor", "given", "kind", "code"), REPORTS, ids=lambda value: str(value)[:40])
def test_a_report_that_cannot_be_taken_is_refused_and_leaves_nothing(
    town: Town, actor: Any, given: dict[str, Any], kind: type[Failure], code: str
) -> None:
    before = list(trace(town))
    with refused(kind, code):
        town.report(actor, **given)
    assert list(trace(town)) == before


@pytest.mark.parametrize(("acts", "actor", "method", "given", "kind", "code"), ACTS, ids=lambda value: str(value)[-40:])
def test_an_act_that_may_not_be_done_is_refused_and_leaves_nothing(
    town: Town, acts: tuple[str, ...], actor: Any, method: str, given: dict[str, Any], kind: type[Failure], code: str
) -> None:
    seen = town.through(*acts)
    before = list(trace(town))
    with refused(kind, code):
        command = {"incident": seen["id"]} if method == "find" else {"version": seen["version"], "incident": seen["id"]}
        getattr(town.as_(actor), method)({**command, **given})
    assert list(trace(town)) == before


def test_a_refused_act_tells_what_could_be_done_instead(town: Town) -> None:
    with refused(Conflict, "grid.incident_act_not_allowed") as caught:
        town.act(DISPATCHER, "dispatch", town.report())
    assert caught.value.facts["legal"][:5] == ["locate", "verify", "accept", "reject", "hand_over"]


def test_a_stale_version_is_told_the_present_one(town: Town) -> None:
    seen = town.report()
    town.through("accept", seen=seen)
    with refused(Conflict, "grid.incident_changed") as caught:
        town.act(DISPATCHER, "reject", seen, reason="not_found")
    assert caught.value.facts == {"version": 2}


def test_in_15_an_incident_without_kind_or_place_is_not_filed(town: Town) -> None:
    nameless = town.through("accept", seen=town.report(case_type=None))
    with refused(Conflict, "grid.case_type_missing"):
        town.act(DISPATCHER, "file", nameless)
    placeless = town.through("accept", seen=town.report(point=None))
    with refused(Conflict, "grid.area_too_wide"):
        town.act(DISPATCHER, "file", placeless)


def test_in_07_all_kinds_of_evidence_a_case_type_asks_for_are_needed(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch", seen=town.report(case_type="F1"))
    with refused(Invalid, "grid.evidence_missing") as caught:
        town.act(LAMPS, "finish", seen, evidence=[PHOTO])
    assert caught.value.facts["needed"] == ["photo_before"]
    both = [PHOTO, {"kind": "photo_before", "ref": "photo-0"}]
    assert town.act(LAMPS, "finish", seen, evidence=both)["state"] == "handled"


def test_in_07_the_photo_of_before_may_have_come_with_the_report_of_this_round(town: Town) -> None:
    before = {"kind": "photo_before", "ref": "photo-0"}
    seen = town.through("accept", "file", "dispatch", seen=town.report(case_type="F1", evidence=[before]))
    with refused(Invalid, "grid.evidence_missing") as caught:
        town.act(LAMPS, "finish", seen)
    assert caught.value.facts["needed"] == ["photo_after"]
    seen = town.act(LAMPS, "finish", seen, evidence=[PHOTO])
    assert seen["state"] == "handled"
    seen = town.through("pass", "close", "reopen", "file", "dispatch", seen=seen)
    with refused(Invalid, "grid.evidence_missing") as caught:
        town.act(LAMPS, "finish", seen, evidence=[{**PHOTO, "ref": "photo-2"}])
    assert caught.value.facts["needed"] == ["photo_before"]


def test_in_09_neither_a_neighbour_nor_a_wrong_code_may_rate(town: Town) -> None:
    seen = town.through(*TO_CLOSED)
    for actor, given in ((NEIGHBOUR, {}), (ANYONE, {"code": "AAAAAAAA"})):
        with refused(Missing, "grid.incident_missing"):
            town.act(actor, "rate", seen, score=1, solved=False, **given)


def test_progress_is_as_silent_about_a_wrong_code_as_about_a_wrong_number(town: Town) -> None:
    receipt = town.report()
    with refused(Missing, "grid.incident_missing"):
        town.as_(ANYONE).progress({"number": receipt["number"], "code": "AAAAAAAA"})
    with refused(Invalid, "number.check_wrong"):
        town.as_(ANYONE).progress({"number": _misread(receipt["number"]), "code": receipt["code"]})


def _misread(number: str) -> str:
    return number[:-2] + str((int(number[-2]) + 1) % 10) + number[-1]


def test_a_point_and_a_code_that_agree_are_both_taken(town: Town) -> None:
    assert town.report(point=IN_EAST, area=EAST)["area"] == EAST
