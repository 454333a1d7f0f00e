"""Many reports in one call: each once for its own key, whatever comes twice, at once, or breaks off in the middle."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kernel import bulk
from kernel.call import Actor
from kernel.db import Database
from kernel.errors import Denied, Invalid, Unavailable
from services.grid.store import incident as store
from tests.integration.grid.town import DISPATCHER, EAST, IN_EAST, IN_SEA, LEADER, WEST, Town
from tests.integration.race import together
from tests.make import refused

SYSTEM = Actor(id="0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f", role="client", area=EAST)


def row(key: str, **given: Any) -> dict[str, Any]:
    return {"key": key, "description": "rubbish by the gate", "point": IN_EAST, "case_type": "E1", **given}


def sent(town: Town, rows: list[Any], actor: Actor = DISPATCHER) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = town.as_(actor).report_rows({"rows": rows})["items"]
    return items


def outcomes(items: list[dict[str, Any]]) -> list[str]:
    return [one["outcome"] for one in items]


def test_gr_380_each_row_is_a_report_with_its_number_and_its_code(town: Town) -> None:
    items = sent(town, [row("a"), row("b")])
    assert outcomes(items) == ["made", "made"]
    assert len({one["number"] for one in items}) == 2
    asked = {"number": items[1]["number"], "code": items[1]["code"]}
    assert town.as_(Actor()).progress(asked)["id"] == items[1]["id"]


def test_what_is_wrong_with_one_is_told_of_that_one(town: Town) -> None:
    wrong = [row("a", case_type="X9"), {"key": "b"}, 7, {"description": "no key"}, row("e e"), row("f", point=IN_SEA), row("g")]
    items = sent(town, wrong)
    assert outcomes(items) == [*["refused"] * 6, "made"]
    told = [(one["problem"], one["pointer"]) for one in items[:6]]
    assert told[:5] == [
        ("grid.case_type_unknown", "/case_type"),
        ("wire.required", "/description"),
        ("wire.wrong_type", ""),
        ("wire.required", "/key"),
        ("wire.wrong_form", "/key"),
    ]
    assert told[5][0] == "grid.point_outside"
    assert town.count("incident") == 1


def test_gr_410_each_row_tells_how_many_numbers_of_people_its_words_held(town: Town) -> None:
    rows = [row("a", description="call 138 1234 5678 or 13987654321"), row("b"), row("c", case_type="X9")]
    assert [one["masked"] for one in sent(town, rows)] == [2, 0, None]
    assert [one["masked"] for one in sent(town, rows)] == [None, None, None], "told of what is made now"


def test_the_same_call_again_makes_nothing_twice(town: Town) -> None:
    first = sent(town, [row("a"), row("b")])
    again = sent(town, [row("b"), row("a"), row("c")])
    assert outcomes(again) == ["known", "known", "made"]
    assert [again[1][name] for name in ("id", "number", "code")] == [first[0][name] for name in ("id", "number", "code")]
    assert [town.count(table) for table in ("incident", "outbox")] == [3, 3]


def test_a_key_twice_in_one_call_makes_one_matter(town: Town) -> None:
    items = sent(town, [row("a"), row("a"), row("a", description="another")])
    assert (outcomes(items), items[0]["id"]) == (["made", "known", "refused"], items[1]["id"])
    assert items[2]["problem"] == "once.key_reused"
    assert town.count("incident") == 1


def test_a_key_of_another_matter_is_refused_and_one_of_another_person_is_not(town: Town) -> None:
    sent(town, [row("a")])
    assert sent(town, [row("a", description="another")])[0]["problem"] == "once.key_reused"
    assert outcomes(sent(town, [row("a")], SYSTEM)) == ["made"]


def test_the_key_of_a_single_report_is_known_here(town: Town) -> None:
    command = row("x")
    command.pop("key")
    made = town.as_(DISPATCHER, key="one").report(command)
    found = sent(town, [{**command, "key": "one"}])
    assert (outcomes(found), found[0]["id"]) == (["known"], made["id"])


def test_the_same_call_at_once_in_five_processes_makes_each_row_once(
    town: Town, database_of: Callable[..., Database]
) -> None:
    processes = [town.aside(database_of("grid", size=1)) for _ in range(5)]
    rows = [row(f"k{number}") for number in range(6)]
    answers = together(5, lambda number: sent(processes[number], rows))
    assert len({tuple(one["id"] for one in items) for items in answers}) == 1
    assert [town.count(table) for table in ("incident", "outbox", "audit")] == [6, 6, 6]


def test_a_call_that_breaks_off_is_completed_by_the_same_call(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    add, left = store.add, iter((True, True, False))

    def adding(tx: Any, incident: Any) -> None:
        if not next(left, True):
            raise Unavailable("database.unavailable")
        add(tx, incident)

    monkeypatch.setattr(store, "add", adding)
    rows = [row(f"k{number}") for number in range(5)]
    assert outcomes(sent(town, rows)) == ["made", "made", "unsure", "unsure", "unsure"]
    assert town.count("incident") == 2
    assert outcomes(sent(town, rows)) == ["known", "known", "made", "made", "made"]
    assert town.count("incident") == 5


def test_a_defect_met_by_one_row_keeps_no_other_from_being_done(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    add = store.add

    def adding(tx: Any, incident: Any) -> None:
        if incident.description == "breaks":
            raise ZeroDivisionError
        add(tx, incident)

    monkeypatch.setattr(store, "add", adding)
    items = sent(town, [row("a"), row("b", description="breaks"), row("c")])
    assert outcomes(items) == ["made", "unsure", "made"]
    assert items[1]["problem"] == "gateway.defect"


def test_what_does_not_fit_into_the_time_of_a_call_is_left_for_the_next(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "SECONDS", -1.0)
    items = sent(town, [row("a"), row("b")])
    assert (outcomes(items), items[0]["problem"]) == (["unsure", "unsure"], "rpc.timeout")
    assert town.count("incident") == 0


def test_another_system_reports_of_its_own_ground_alone_and_the_centre_accepts(town: Town) -> None:
    items = sent(town, [row("a"), row("b", point=None, area=WEST)], SYSTEM)
    assert [(one["outcome"], one["problem"]) for one in items] == [("made", None), ("refused", "grid.area_not_yours")]
    found = town.find(DISPATCHER, items[0])
    assert (found["state"], found["source"], "accept" in found["acts"]) == ("reported", "public", True)


def test_who_may_not_report_may_not_report_many(town: Town) -> None:
    assert sent(town, [row("a")], LEADER)[0]["problem"] == "grid.role_not_allowed"
    with refused(Denied, "grid.role_not_allowed"):
        town.report(LEADER)


def test_a_call_between_two_services_has_few_rows(town: Town) -> None:
    with refused(Invalid, "wire.invalid"):
        sent(town, [row(f"k{number}") for number in range(51)])


def test_nothing_personal_of_a_row_is_kept_with_its_key(town: Town) -> None:
    sent(town, [row("a", reporter={"name": "张三丰", "phone": "13800000000"})])
    kept = str([town.db.all(f"SELECT t::text FROM {table} AS t") for table in ("once", "audit", "outbox")])
    assert "张三丰" not in kept
    assert "13800000000" not in kept
