"""Quarterly reviews: clusters of five and more, causes and measures beside them."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kernel.errors import Conflict, Denied, Invalid, Missing
from services.grid.store.duty import review as store
from tests.integration.grid.duty import FOREIGN, HEAD, STREET_HEAD, clock_turns, staffed
from tests.integration.grid.people.test_meeting import explained, fill
from tests.integration.grid.town import DISPATCHER, DISTRICT, EAST, EAST_GRID, STREET, Town
from tests.make import refused

AFTER = datetime(2026, 4, 1, 0, tzinfo=UTC)
NOTE = {
    "case_type": "E1", "place": EAST, "cause": "one bin for three courtyards", "measure": "two more bins",
    "unit": "sanitation", "due_on": "2026-05-01",
}  # fmt: skip


@pytest.fixture
def duty(town: Town) -> Town:
    return staffed(town)


def prepared(town: Town, actor: Any = STREET_HEAD, area: str = STREET) -> dict[str, Any]:
    found = next(one for one in town.as_(actor).list_reviews({})["items"] if one["area"] == area)
    return town.as_(actor).find_review({"review": found["id"]})  # type: ignore[no-any-return]


def cells(seen: dict[str, Any]) -> list[tuple[str, str, int]]:
    return sorted((cell["place"], cell["period"], cell["cases"]) for cell in seen["cells"])


def report(town: Town, number: int, at: datetime, **given: Any) -> None:
    town.at = at
    for _ in range(number):
        town.report(**given)


def test_gr_68_clusters_of_five_and_more_are_shown_by_kind_place_and_time(duty: Town) -> None:
    report(duty, 5, datetime(2026, 1, 10, tzinfo=UTC))
    report(duty, 4, datetime(2026, 3, 10, tzinfo=UTC))
    report(duty, 4, datetime(2026, 3, 10, tzinfo=UTC), case_type="F1")
    duty.at = AFTER
    clock_turns(duty)
    seen = prepared(duty)
    assert (seen["quarter_on"], seen["cases"]) == ("2026-01-01", 13)
    assert cells(seen) == [
        (EAST, "2026-01", 5), (EAST, "2026-Q1", 9), (EAST_GRID, "2026-01", 5), (EAST_GRID, "2026-Q1", 9),
    ]  # fmt: skip
    assert {cell["case_type"] for cell in seen["cells"]} == {"E1"}
    assert cells(prepared(duty, HEAD, DISTRICT)) == cells(seen)


def test_gr_110_what_was_refused_is_not_ours_or_a_duplicate_makes_no_cluster(duty: Town) -> None:
    report(duty, 5, datetime(2026, 1, 10, tzinfo=UTC))
    for reason in ("not_found", "elsewhere", "duplicate"):
        duty.act(DISPATCHER, "reject", duty.report(), reason=reason)
    duty.at = AFTER
    clock_turns(duty)
    seen = prepared(duty)
    assert (seen["cases"], cells(seen)[0]) == (5, (EAST, "2026-01", 5))


def test_gr_68_no_smaller_cell_is_even_kept(duty: Town) -> None:
    report(duty, 4, datetime(2026, 3, 10, tzinfo=UTC))
    duty.at = AFTER
    clock_turns(duty)
    assert duty.count("review_cell") == 0
    with pytest.raises(Exception, match="review_cell_cases_check"):
        duty.db.all(
            "INSERT INTO review_cell SELECT id, 'E1', %s, '2026-Q1', 4, 0 FROM review LIMIT 1", (EAST,)
        )


def test_a_quarter_begins_and_ends_at_local_midnight(duty: Town) -> None:
    report(duty, 5, datetime(2025, 12, 31, 16, tzinfo=UTC))  # 2026-01-01 00:00 in Shanghai
    report(duty, 5, datetime(2026, 3, 31, 16, tzinfo=UTC))  # 2026-04-01 00:00
    duty.at = AFTER
    clock_turns(duty)
    assert cells(prepared(duty))[0] == (EAST, "2026-01", 5)
    assert prepared(duty)["cases"] == 5


def test_a_quarter_is_reviewed_once_for_each_area_by_any_number_of_replicas(duty: Town) -> None:
    duty.at = AFTER
    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(clock_turns, duty) for _ in range(4)]:
            future.result()
    clock_turns(duty.later(days=40))
    told = [event["data"] for event in duty.told() if event["name"] == "grid.review_prepared"]
    assert [(one["area"], one["quarter"]) for one in told] == [(DISTRICT, "2026-Q1"), (STREET, "2026-Q1")]


def test_causes_and_measures_stand_beside_a_cluster_until_the_review_is_closed(duty: Town) -> None:
    report(duty, 5, datetime(2026, 1, 10, tzinfo=UTC))
    duty.at = AFTER
    clock_turns(duty)
    seen = prepared(duty)
    leader = duty.as_(STREET_HEAD)
    noted = leader.note_review({"review": seen["id"], "version": 1, **NOTE})
    with refused(Conflict, "grid.review_changed"):
        duty.as_(STREET_HEAD).note_review({"review": seen["id"], "version": 1, **NOTE})
    with refused(Missing, "grid.review_cell_missing"):
        duty.as_(STREET_HEAD).note_review({"review": seen["id"], "version": 2, **NOTE, "case_type": "F1"})
    with refused(Invalid, "grid.unit_unknown"):
        duty.as_(STREET_HEAD).note_review({"review": seen["id"], "version": 2, **NOTE, "unit": "nobody"})
    [kept] = prepared(duty)["notes"]
    assert (kept["no"], kept["cause"], kept["due_on"]) == (1, NOTE["cause"], NOTE["due_on"])
    closed = duty.as_(STREET_HEAD).close_review({"review": seen["id"], "version": noted["version"]})
    with refused(Conflict, "grid.review_closed"):
        duty.as_(STREET_HEAD).note_review({"review": seen["id"], "version": closed["version"], **NOTE})


def test_reviews_are_read_within_the_own_area(duty: Town) -> None:
    duty.at = AFTER
    clock_turns(duty)
    whole = prepared(duty, HEAD, DISTRICT)
    assert duty.as_(FOREIGN).list_reviews({})["items"] == []
    for stranger in (STREET_HEAD, FOREIGN):
        with refused(Missing, "grid.review_missing"):
            duty.as_(stranger).find_review({"review": whole["id"]})
    with refused(Denied, "grid.role_not_allowed"):
        duty.as_(DISPATCHER).close_review({"review": whole["id"], "version": 1})


def test_a_quarter_is_counted_without_reading_all_incidents(town: Town) -> None:
    fill(town)
    params = {
        "quarter": date(2026, 1, 1), "period": "2026-Q1", "since": datetime(2025, 12, 31, 16, tzinfo=UTC),
        "until": datetime(2026, 2, 1, tzinfo=UTC), "on": date(2026, 4, 1), "at": AFTER, "least": 5,
    }  # fmt: skip
    assert "Seq Scan on incident" not in explained(town, store.PREPARE, params)
