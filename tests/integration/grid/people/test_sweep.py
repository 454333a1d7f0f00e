"""Daily sweeps: made by the service, found by the worker, counted by the area."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from kernel.errors import Conflict, Denied, Invalid, Missing
from kernel.workdays import Calendar
from services.grid.service.duty import watch as duty_watch
from services.grid.store.duty import duty as duty_store
from services.grid.store.duty import sweep as sweep_store
from tests.integration.grid.duty import (
    FOREIGN,
    HEAD,
    STRANGER,
    WALKER,
    clock_turns,
    found,
    names,
    staffed,
    todays,
)
from tests.integration.grid.setting import choose
from tests.integration.grid.town import EAST, EAST_GRID, IN_EAST, RESIDENT, WEST, Town
from tests.make import refused

HAZARD = {"description": "a bicycle blocks the fire lane", "case_type": "E1"}


@pytest.fixture
def duty(town: Town) -> Town:
    clock_turns(staffed(town))
    return town


def test_gr_60_the_sweeps_of_a_day_are_there_before_nine_once_whatever_looks_at_the_clock(duty: Town) -> None:
    clock_turns(duty)
    clock_turns(duty.later(hours=2))
    seen = todays(duty)
    assert (seen["grid"], seen["items"], seen["checked"], seen["state"]) == (EAST_GRID, 4, 0, "open")
    assert [line["kind"] for line in seen["lines"]] == ["building", "fire_lane", "public_space", "small_site"]
    names = [line["name"] for line in seen["lines"]]
    assert names == ["Stairs and doors", "Fire lanes", "Yards and squares", "Small public places"]
    assert duty.count("sweep") == 1
    assert duty.db.all("SELECT period FROM job_run WHERE job = 'make_sweeps'") == [("2026-03-03",)]


def test_nothing_is_made_before_six(town: Town) -> None:
    town.at = datetime(2026, 3, 2, 21, 59, tzinfo=UTC)
    clock_turns(staffed(town))
    assert town.count("sweep") == 0
    clock_turns(town.later(minutes=1))
    assert town.count("sweep") == 1


def test_days_of_an_outage_are_not_made_up_for_and_the_present_one_is(duty: Town) -> None:
    clock_turns(duty.later(days=3))
    rows = duty.db.all("SELECT due_on::text FROM sweep ORDER BY due_on")
    assert rows == [("2026-03-03",), ("2026-03-06",)]


def test_two_replicas_that_look_at_once_make_each_sweep_once(town: Town) -> None:
    _many_grids(staffed(town), 300)
    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(clock_turns, town) for _ in range(4)]:
            future.result()
    clock_turns(town)
    assert town.db.one("SELECT count(*), count(DISTINCT grid) FROM sweep") == (301, 301)
    assert town.db.one("SELECT count(*) FROM sweep_item") == (4 * 301,)


def test_even_without_taking_turns_no_grid_gets_a_second_sweep(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    _many_grids(staffed(town), 300)
    setting = duty_store.setting(town.db, on=date(2026, 3, 3))

    def make() -> None:
        with town.db.transaction() as tx:
            sweep_store.make(tx, date(2026, 3, 3), setting=setting, at=town.at)

    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(make) for _ in range(4)]:
            future.result()
    assert town.db.one("SELECT count(*), sum(items), (SELECT count(*) FROM sweep_item) FROM sweep") == (301, 1204, 1204)


def test_a_fall_between_two_batches_leaves_what_is_made_and_the_next_look_makes_the_rest(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    _many_grids(staffed(town), 30)
    monkeypatch.setattr(sweep_store, "BATCH", 10)
    turns = iter([True, True, False])
    real = duty_watch.job.turn
    monkeypatch.setattr(duty_watch.job, "turn", lambda tx, name: next(turns, False) and real(tx, name))
    clock_turns(town)
    made = town.count("sweep")
    monkeypatch.setattr(duty_watch.job, "turn", real)
    clock_turns(town)
    assert (made, town.count("sweep")) == (20, 31)


def test_sites_that_are_due_stand_on_the_list_the_longest_unseen_first(town: Town) -> None:
    _site(staffed(town), "00000000-0000-4000-8000-0000000000a1", "restaurant", seen_days=30)
    _site(town, "00000000-0000-4000-8000-0000000000a2", "bath", seen_days=None)
    _site(town, "00000000-0000-4000-8000-0000000000a3", "hotel", seen_days=2)
    clock_turns(town)
    seen = todays(town)
    assert [(line["place"], line["kind"], line["name"]) for line in seen["lines"]][4:] == [
        (100, "bath", "bath"), (101, "restaurant", "restaurant"),
    ]  # fmt: skip
    found(town, seen, 100)
    clock_turns(town.later(days=1))
    assert [line["kind"] for line in todays(town)["lines"]][4:] == ["restaurant"]


def test_gr_61_each_place_has_one_result_and_the_last_one_ends_the_sweep(duty: Town) -> None:
    seen = todays(duty)
    for place, result in ((1, "fine"), (2, "closed"), (3, "not_reached")):
        seen = found(duty, seen, place, result)
    assert (seen["state"], seen["checked"]) == ("open", 3)
    with refused(Conflict, "grid.sweep_item_recorded"):
        found(duty, seen, 1)
    assert found(duty, seen, 4)["state"] == "done"


def test_a_hazard_is_an_incident_of_a_collector_made_in_the_same_transaction(duty: Town) -> None:
    seen = found(duty, todays(duty), 2, "hazard", hazard=HAZARD)
    made = duty.as_(WALKER).find({"incident": seen["incident"]})
    assert (made["source"], made["state"], made["place"]["grid"]) == ("collector", "filed", EAST_GRID)
    assert todays(duty)["lines"][1]["incident"] == made["id"]
    assert (seen["hazards"], names(duty)[-1]) == (1, "grid.incident_reported")
    assert duty.count("audit") == 2


def test_a_hazard_at_a_point_is_where_it_was_seen(duty: Town) -> None:
    seen = found(duty, todays(duty), 2, "hazard", hazard={**HAZARD, "point": IN_EAST})
    assert duty.as_(WALKER).find({"incident": seen["incident"]})["place"]["lon"] == IN_EAST["lon"]


def test_a_hazard_takes_a_photo_without_words_and_a_note_without_a_photo(duty: Town) -> None:
    pieces = [{"kind": "photo_before", "ref": "photo-1"}, {"kind": "note", "words": "消防通道被占。"}]
    seen = found(duty, todays(duty), 2, "hazard", hazard={**HAZARD, "evidence": pieces})
    kept = duty.as_(WALKER).find({"incident": seen["incident"]})["evidence"]
    assert [(one["kind"], one["ref"], one["words"]) for one in kept] == [
        ("photo_before", "photo-1", ""),
        ("note", "", "消防通道被占。"),
    ]


def test_the_same_finding_sent_twice_is_one_finding_and_one_incident(duty: Town) -> None:
    seen = todays(duty)
    command = {"sweep": seen["id"], "version": 1, "place": 2, "result": "hazard", "hazard": HAZARD}
    answers = [duty.as_(WALKER, key="one").record_sweep_item(command) for _ in range(2)]
    assert answers[0] == answers[1]
    assert duty.count("incident") == 1


def test_of_two_findings_on_one_version_one_is_told_it_changed_and_leaves_no_incident(duty: Town) -> None:
    seen = todays(duty)
    found(duty, seen, 1)
    with refused(Conflict, "grid.sweep_changed"):
        found(duty, seen, 2, "hazard", hazard=HAZARD)
    assert duty.count("incident") == 0


def test_a_hazard_that_cannot_be_reported_leaves_the_sweep_as_it_was(duty: Town) -> None:
    with refused(Invalid, "grid.case_type_unknown"):
        found(duty, todays(duty), 2, "hazard", hazard={**HAZARD, "case_type": "none"})
    assert todays(duty)["version"] == 1


@pytest.mark.parametrize("given", [{"result": "hazard"}, {"result": "fine", "hazard": HAZARD}])
def test_a_hazard_needs_words_and_nothing_else_takes_them(duty: Town, given: dict[str, object]) -> None:
    with refused(Invalid, "wire.invalid"):
        found(duty, todays(duty), 2, **given)  # type: ignore[arg-type]


def test_gr_61_a_phone_may_bring_it_the_next_day_and_not_later(duty: Town) -> None:
    seen = found(duty, todays(duty), 1)
    duty.later(days=1)
    seen = found(duty, seen, 2)
    duty.later(days=1)
    with refused(Conflict, "grid.sweep_over"):
        found(duty, seen, 3)


def test_a_sweep_is_its_own_workers_and_nobody_elses(duty: Town) -> None:
    seen = todays(duty)
    command = {"sweep": seen["id"], "version": 1, "place": 1, "result": "fine"}
    assert duty.as_(STRANGER).my_sweep({})["items"] == []
    with refused(Missing, "grid.sweep_missing"):
        duty.as_(STRANGER).record_sweep_item(command)
    with refused(Denied, "grid.role_not_allowed"):
        duty.as_(HEAD).record_sweep_item(command)


def test_an_area_is_counted_within_scope_day_by_day(duty: Town) -> None:
    found(duty, todays(duty), 2, "hazard", hazard=HAZARD)
    span = {"first": "2026-03-01", "last": "2026-03-31"}
    day = {"on": "2026-03-03", "sweeps": 1, "done": 0, "items": 4, "checked": 1, "hazards": 1}
    assert duty.as_(HEAD).sweep_days(span)["items"] == [day]
    assert duty.as_(HEAD).sweep_days({**span, "area": EAST})["items"] == [day]
    assert duty.as_(HEAD).sweep_days({**span, "area": WEST})["items"] == []
    assert duty.as_(FOREIGN).sweep_days(span)["items"] == []
    assert duty.as_(RESIDENT).sweep_days(span)["items"] == []
    with refused(Invalid, "grid.span_too_long"):
        duty.as_(HEAD).sweep_days({"first": "2026-01-01", "last": "2026-12-31"})
    with refused(Invalid, "grid.span_reversed"):
        duty.as_(HEAD).sweep_days({"first": "2026-03-02", "last": "2026-03-01"})


def test_sweeps_are_listed_page_by_page_within_scope(duty: Town) -> None:
    _many_grids(duty, 4)
    duty.later(days=1)
    clock_turns(duty)
    first = duty.as_(HEAD).list_sweeps({"limit": 3})
    second = duty.as_(HEAD).list_sweeps({"limit": 3, "after": first["next"]})
    assert len({one["grid"] for one in first["items"] + second["items"]}) == 5
    assert second["next"] is None
    assert duty.as_(FOREIGN).list_sweeps({})["items"] == []


def test_streets_and_districts_with_sweeps_not_finished_are_told_once_and_no_person_is_named(duty: Town) -> None:
    for _ in range(2):
        clock_turns(duty.later(days=2))
    missed = [event for event in duty.told() if event["name"] == "grid.sweep_missed"]
    assert [event["data"] for event in missed[:2]] == [
        {"area": area, "on": "2026-03-03", "missed": 1, "sweeps": 1} for area in ("210203000000", "210203001000")
    ]
    assert len({(event["data"]["area"], event["data"]["on"]) for event in missed}) == len(missed)


def test_rest_days_are_left_out_where_the_district_wants_it_so(town: Town) -> None:
    choose(staffed(town).db, "duty.rest_days", "no")
    town.at = datetime(2026, 3, 7, 1, tzinfo=UTC)
    clock_turns(town, Calendar())
    clock_turns(town.later(days=2), Calendar())
    assert town.db.all("SELECT due_on::text FROM sweep") == [("2026-03-09",)]


def test_twenty_one_thousand_grids_have_their_sweeps_within_the_limit_of_a_statement(town: Town) -> None:
    _many_grids(staffed(town), 21_000)
    clock_turns(town)
    assert town.count("sweep") == 21_001


def _many_grids(town: Town, number: int) -> None:
    town.db.all(
        "INSERT INTO grid (code, community, name, kind, border, households, valid_from)"
        " SELECT (%s || lpad((n + 100)::text, 6, '0')), %s, 'grid', 'base', NULL, 0, '2022-01-01'"
        " FROM generate_series(1, %s) AS n",
        (EAST, EAST, number),
    )


def _site(town: Town, id: str, kind: str, *, seen_days: int | None) -> None:
    code = EAST + "P" + id[-5:].replace("a", "9").zfill(5)
    town.db.all(
        "INSERT INTO premises (id, kind, code, name, address, area, grid, place_kind, households, rooms, shops, floors,"
        " longitude, latitude, state, created_at, changed_at, version)"
        " VALUES (%s, 'place', %s, %s, '', %s, %s, %s, 0, 0, 0, 0, 121.615, 38.91, 'standing', now(), now(), 1)",
        (id, code, kind, EAST, EAST_GRID, kind),
    )
    if seen_days is not None:
        sql = "INSERT INTO premises_look (premises, looked_at) VALUES (%s, %s)"
        town.db.all(sql, (id, town.at - timedelta(days=seen_days)))
