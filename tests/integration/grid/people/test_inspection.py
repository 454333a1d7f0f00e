"""Roving inspections: drawn at random by a seed that is kept, recorded by others than those who stand there."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from kernel.errors import Conflict, Denied, Failure, Invalid, Missing
from services.grid.domain.duty.inspection import draw
from services.grid.store.duty import inspection as store
from tests.integration.grid.duty import FOREIGN, HEAD, INSPECTOR, STREET_HEAD, WALKER, post, staffed
from tests.integration.grid.town import DISTRICT, EAST, STREET, Town
from tests.make import refused


@pytest.fixture
def duty(town: Town) -> Town:
    staffed(town).db.all(
        "INSERT INTO grid (code, community, name, kind, households, valid_from)"
        " SELECT %s || lpad((n + 100)::text, 3, '0'), %s, 'grid', 'base', 0, '2022-01-01' FROM generate_series(1, 20) AS n",
        (EAST, EAST),
    )
    return town


def ordered(town: Town, number: int = 3) -> dict[str, Any]:
    made = town.as_(HEAD).order_inspection({"area": STREET, "number": number})
    return town.as_(INSPECTOR).find_inspection({"inspection": made["id"]})  # type: ignore[no-any-return]


def record(town: Town, seen: dict[str, Any], n: int = 0, result: str = "fine", **given: Any) -> dict[str, Any]:
    command = {"inspection": seen["id"], "version": seen["version"], "grid": seen["items"][n]["grid"], "result": result}
    made = town.as_(INSPECTOR).record_inspection({**command, **given})
    return {**made, "items": seen["items"]}


def test_gr_69_the_grids_can_be_drawn_again_with_the_seed_that_is_kept(duty: Town) -> None:
    seen = ordered(duty, 5)
    drawn = [one["grid"] for one in seen["items"]]
    assert drawn == draw(store.grids(duty.db, "210203001", duty.at.date()), 5, seen["seed"])
    assert len(set(drawn)) == 5
    assert drawn != [one["grid"] for one in ordered(duty, 5)["items"]]


def test_gr_69_more_grids_than_there_are_cannot_be_drawn(duty: Town) -> None:
    with refused(Invalid, "grid.inspection_too_large"):
        ordered(duty, 22)


def test_gr_69_nobody_inspects_the_own_grid(duty: Town) -> None:
    seen = ordered(duty)
    post(duty, INSPECTOR.id, "safety_officer", grid=seen["items"][0]["grid"])
    with refused(Denied, "grid.inspection_own_grid"):
        record(duty, seen)


def test_a_fault_is_looked_at_again_until_it_is_mended_and_then_the_inspection_is_done(duty: Town) -> None:
    seen = ordered(duty, 2)
    with refused(Invalid, "grid.recheck_date_wrong"):
        record(duty, seen, 0, "faulty")
    seen = record(duty, seen, 0, "faulty", words="no sweep on paper", recheck_on="2026-03-10")
    seen = record(duty, seen, 1)
    assert seen["state"] == "ordered"
    command = {"inspection": seen["id"], "grid": seen["items"][0]["grid"]}
    once = duty.as_(INSPECTOR).recheck_inspection({**command, "version": seen["version"], "mended": False})
    done = duty.as_(INSPECTOR).recheck_inspection({**command, "version": once["version"], "mended": True})
    assert (once["state"], done["state"]) == ("ordered", "done")
    with refused(Conflict, "grid.inspection_nothing_faulty"):
        duty.as_(INSPECTOR).recheck_inspection({**command, "version": done["version"], "mended": True})


def test_a_grid_has_one_finding_and_of_two_at_once_one_is_told_it_changed(duty: Town) -> None:
    seen = ordered(duty)

    def attempt(_: int) -> str:
        try:
            return str(record(duty, seen)["version"])
        except Failure as failure:
            return failure.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, range(2))) == ["2", "grid.inspection_changed"]
    with refused(Conflict, "grid.inspection_recorded"):
        record(duty, {**seen, "version": 2})


def test_an_order_sent_twice_is_one_inspection(duty: Town) -> None:
    answers = [duty.as_(HEAD, key="one").order_inspection({"area": STREET, "number": 2}) for _ in range(2)]
    assert answers[0] == answers[1]
    assert duty.count("inspection") == 1


def test_inspections_are_ordered_and_read_within_the_own_area(duty: Town) -> None:
    seen = ordered(duty)
    with refused(Missing, "grid.area_out_of_reach"):
        duty.as_(STREET_HEAD).order_inspection({"area": DISTRICT, "number": 1})
    with refused(Denied, "grid.role_not_allowed"):
        duty.as_(WALKER).order_inspection({"area": EAST, "number": 1})
    assert duty.as_(STREET_HEAD).list_inspections({})["items"][0]["id"] == seen["id"]
    assert duty.as_(FOREIGN).list_inspections({})["items"] == []
    with refused(Missing, "grid.inspection_missing"):
        duty.as_(FOREIGN).find_inspection({"inspection": seen["id"]})
