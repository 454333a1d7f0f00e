"""Posts on a real database: limits, moving, standing in, and who sees what of them."""
from __future__ import annotations

import contextlib
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from kernel.errors import Conflict, Denied, Failure, Invalid, Missing
from services.grid.service.staff.acting import StaffActing
from services.grid.store.staff import staff as store
from tests.integration.grid.incident.test_race import at_once
from tests.integration.grid.post import ANN, BEN, BENS_EYES, CAT, appoint, choose, stand_in
from tests.integration.grid.town import (
    DISPATCHER,
    EAST,
    EAST_GRID,
    ELSEWHERE,
    LEADER,
    OFFICER,
    WEST,
    WORKER,
    Town,
    other,
)
from tests.make import refused

DAY = date(2026, 3, 3)


def names(town: Town, places: list[str], on: date = DAY) -> list[str]:
    return [one.account for one in store.holders(town.db, places, on)]


def test_gr_52_a_holder_stands_from_the_first_day_until_the_last_day_is_over(town: Town) -> None:
    appoint(town, valid_from="2026-03-01", valid_until="2026-03-10")
    days = {day: names(town, [EAST_GRID], date(2026, day // 100, day % 100)) for day in (228, 301, 309, 310)}
    assert days == {228: [], 301: [ANN], 309: [ANN], 310: []}


def test_gr_50_a_seat_more_than_the_team_has_is_refused_and_one_after_the_other_is_not(town: Town) -> None:
    choose(town, "one_two_n")
    appoint(town, ANN, employment="full_time", valid_until="2026-06-01")
    with refused(Conflict, "grid.seats_taken") as caught:
        appoint(town, BEN, employment="professional", valid_from="2026-05-31")
    assert caught.value.facts["most"] == 1
    appoint(town, BEN, employment="professional", valid_from="2026-06-01")
    assert names(town, [EAST_GRID], date(2026, 6, 1)) == [BEN]


def test_gr_50_roles_and_employments_a_team_does_not_have_are_refused(town: Town) -> None:
    choose(town, "one_two_n")
    with refused(Invalid, "grid.role_not_in_team"):
        appoint(town, role="mediator")
    with refused(Invalid, "grid.employment_not_allowed"):
        appoint(town, role="grid_worker", employment="part_time")
    with refused(Invalid, "grid.place_level_wrong"):
        appoint(town, role="grid_head", place=EAST)
    with refused(Invalid, "grid.role_unknown"):
        appoint(town, role="wizard")


def test_gr_50_a_narrower_areas_choice_replaces_the_wider_ones(town: Town) -> None:
    choose(town, "four_n", area="210203000000")
    choose(town, "one_two_n")
    appoint(town, role="grid_head")
    with refused(Invalid, "grid.role_not_in_team"):
        appoint(town, role="instructor")
    choose(town, area=EAST, valid_from="2026-02-01")
    with refused(Invalid, "grid.role_not_in_team"):
        appoint(town, BEN, role="grid_head", valid_from="2026-02-01")


@pytest.fixture
def side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each appointment wait, when it has looked whether there is room, for another that has looked too."""
    both = threading.Barrier(2)
    look = StaffActing.fit

    def looked(*args: Any, **kwargs: Any) -> None:
        look(*args, **kwargs)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(0.3)

    monkeypatch.setattr(StaffActing, "fit", looked)


@pytest.mark.usefixtures("side_by_side")
def test_gr_50_of_two_who_want_the_last_seat_at_once_one_gets_it(town: Town) -> None:
    choose(town, "one_two_n")
    usual = {"role": "grid_head", "place": EAST_GRID, "employment": "part_time", "valid_from": "2026-01-01"}
    answers = at_once(*((town.as_(LEADER).appoint, {"account": who, **usual}) for who in (ANN, BEN)))
    assert [answer.code for answer in answers if isinstance(answer, Failure)] == ["grid.seats_taken"]
    assert len(names(town, [EAST_GRID])) == 1


@pytest.mark.usefixtures("side_by_side")
def test_gr_51_one_person_is_not_made_full_time_on_two_grids_at_once(town: Town) -> None:
    other_grid = second_grid(town)
    usual = {"role": "grid_worker", "employment": "full_time", "valid_from": "2026-01-01", "account": ANN}
    answers = at_once(*((town.as_(LEADER).appoint, {**usual, "place": place}) for place in (EAST_GRID, other_grid)))
    assert [answer.code for answer in answers if isinstance(answer, Failure)] == ["grid.post_second_grid"]


def test_an_appointment_sent_again_with_its_key_is_one_post(town: Town) -> None:
    usual = {"role": "grid_head", "place": EAST_GRID, "employment": "part_time", "valid_from": "2026-01-01"}
    command = {"account": ANN, **usual}
    answers = [town.as_(LEADER, key="once").appoint(command) for _ in range(2)]
    assert answers[0] == answers[1]
    assert town.count("staff_post") == 1
    assert [event["name"] for event in town.told()] == ["grid.staff_appointed"]


def test_gr_53_a_transfer_ends_here_and_begins_there_on_one_day(town: Town) -> None:
    there = second_grid(town)
    post = appoint(town, employment="full_time")
    moved = town.as_(DISPATCHER).transfer({"post": post["id"], "version": 1, "place": there, "on": "2026-03-10"})
    assert (moved["ended"]["valid_until"], moved["begun"]["valid_from"]) == ("2026-03-10", "2026-03-10")
    assert names(town, [EAST_GRID, there], date(2026, 3, 9)) == [ANN]
    held = store.holders(town.db, [EAST_GRID, there], date(2026, 3, 10))
    assert [(one.account, one.place) for one in held] == [(ANN, there)]
    assert [event["name"] for event in town.told()][-1] == "grid.staff_transferred"
    assert ANN not in str(town.told())


def test_gr_53_a_transfer_that_the_team_there_refuses_changes_nothing_here(town: Town) -> None:
    there = second_grid(town, WEST)
    choose(town, "four_n", area=WEST)
    post = appoint(town)
    with refused(Invalid, "grid.role_not_in_team"):
        town.as_(LEADER).transfer({"post": post["id"], "version": 1, "place": there, "on": "2026-03-10"})
    assert names(town, [EAST_GRID], date(2026, 4, 1)) == [ANN]


def test_gr_53_of_two_transfers_at_once_one_wins(town: Town) -> None:
    there, elsewhere = second_grid(town), second_grid(town, WEST)
    post = appoint(town)
    command = {"post": post["id"], "version": 1, "on": "2026-03-10"}
    answers = at_once(*((town.as_(LEADER).transfer, {**command, "place": place}) for place in (there, elsewhere)))
    assert [answer.code for answer in answers if isinstance(answer, Failure)] == ["grid.post_changed"]
    assert len(names(town, [EAST_GRID, there, elsewhere], date(2026, 3, 10))) == 1


def test_gr_55_a_stand_in_counts_for_the_holder_on_its_days_only(town: Town) -> None:
    post = appoint(town)
    stand_in(town, post, BEN, "2026-03-05", "2026-03-08")
    days = {day: names(town, [EAST_GRID], date(2026, 3, day)) for day in (4, 5, 7, 8)}
    assert days == {4: [ANN], 5: [BEN], 7: [BEN], 8: [ANN]}


def test_gr_55_two_stand_ins_do_not_overlap_even_when_named_at_once(town: Town) -> None:
    post = appoint(town)
    days = {"valid_from": "2026-03-05", "valid_until": "2026-03-08"}
    commands = [{"post": post["id"], "account": who, **days} for who in (BEN, CAT)]
    answers = at_once(*((town.as_(LEADER).name_stand_in, command) for command in commands))
    assert [answer.code for answer in answers if isinstance(answer, Failure)] == ["grid.stand_in_overlaps"]
    stand_in(town, post, CAT, "2026-03-08", "2026-03-09")


def test_gr_55_a_stand_in_sees_the_holders_matters_on_its_days_only(town: Town) -> None:
    post = appoint(town)
    seen = town.report()
    far = other(BENS_EYES, area=WEST)
    stand_in(town, post, BEN, "2026-03-04", "2026-03-05")
    with refused(Missing, "grid.incident_missing"):
        town.find(far, seen)
    town.later(days=1)
    assert town.find(far, seen)["id"] == seen["id"]
    assert [one["id"] for one in town.as_(far).list_incidents({"queue": "all"})["items"]] == [seen["id"]]
    town.later(days=1)
    with refused(Missing, "grid.incident_missing"):
        town.find(far, seen)


def test_gr_55_the_day_of_a_stand_in_begins_at_midnight_in_the_district(town: Town) -> None:
    post = appoint(town)
    seen = town.report()
    far = other(BENS_EYES, area=WEST)
    stand_in(town, post, BEN, "2026-03-04", "2026-03-05")
    town.at = datetime(2026, 3, 3, 15, 59, tzinfo=UTC)
    with refused(Missing, "grid.incident_missing"):
        town.find(far, seen)
    town.at = datetime(2026, 3, 3, 16, 0, tzinfo=UTC)
    assert town.find(far, seen)


def test_gr_54_whose_post_has_ended_sees_nothing_whatever_the_account_says(town: Town) -> None:
    seen = town.report()
    assert town.find(BENS_EYES, seen)
    post = appoint(town, BEN)
    assert town.find(BENS_EYES, seen)
    town.as_(LEADER).end_post({"post": post["id"], "version": 1, "on": "2026-03-03"})
    with refused(Missing, "grid.incident_missing"):
        town.find(BENS_EYES, seen)
    assert town.as_(BENS_EYES).list_incidents({"queue": "all"})["items"] == []


def test_posts_in_two_communities_reach_both(town: Town) -> None:
    west = second_grid(town, WEST)
    appoint(town, BEN, employment="professional")
    appoint(town, BEN, employment="professional", place=west)
    here, there = town.report(), town.report(point=None, area=WEST)
    found = town.as_(other(BENS_EYES, area="")).list_incidents({"queue": "all"})["items"]
    assert {one["id"] for one in found} == {here["id"], there["id"]}


def test_gr_59_only_who_leads_the_area_appoints_and_others_are_not_told_what_there_is(town: Town) -> None:
    post = appoint(town)
    for actor in (WORKER, OFFICER):
        with refused(Denied, "grid.role_not_allowed"):
            appoint(town, actor=actor)
    with refused(Invalid, "grid.post_place_unknown"):
        appoint(town, actor=ELSEWHERE)
    with refused(Missing, "grid.post_missing"):
        town.as_(ELSEWHERE).find_post({"post": post["id"]})
    with refused(Missing, "grid.post_missing"):
        town.as_(ELSEWHERE).end_post({"post": post["id"], "version": 1, "on": "2026-03-03"})
    with refused(Missing, "grid.post_missing"):
        town.as_(BENS_EYES).find_post({"post": post["id"]})
    assert town.as_(ELSEWHERE).list_posts_of({"account": ANN})["items"] == []
    assert town.as_(ELSEWHERE).list_vacancies({})["items"] == []
    assert town.as_(ELSEWHERE).turnover({"month": "2026-01"})["items"] == []


def test_a_worker_reads_the_own_posts_and_a_leader_the_roster(town: Town) -> None:
    post = appoint(town, BEN)
    stand_in(town, post, CAT, "2026-03-03", "2026-03-04")
    assert [one["id"] for one in town.as_(BENS_EYES).list_my_posts({})["items"]] == [post["id"]]
    assert town.as_(BENS_EYES).find_post({"post": post["id"]})["role_name"] == "Grid worker"
    (row,) = town.as_(LEADER, language="zh").list_roster({"place": EAST_GRID})["items"]
    assert (row["account"], row["role_name"], row["stand_in"]["account"]) == (BEN, "网格员", CAT)
    assert town.as_(LEADER).list_roster({"place": EAST_GRID, "on": "2025-12-31"})["items"] == []


def test_a_roster_goes_page_by_page(town: Town) -> None:
    people = [f"00000000-0000-7000-8000-0000000000{n}" for n in range(10, 15)]
    for who in people:
        appoint(town, who, role="volunteer")
    found, after = [], None
    while True:
        page = town.as_(LEADER).list_roster({"place": EAST_GRID, "limit": 2, "after": after})
        found += [one["account"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert sorted(found) == people


def test_ending_twice_is_refused_the_second_time(town: Town) -> None:
    post = appoint(town)
    command = {"post": post["id"], "version": 1, "on": "2026-03-03"}
    ended = town.as_(LEADER).end_post(command)
    assert (ended["version"], ended["ending"]) == (2, "ended")
    with refused(Conflict, "grid.post_changed"):
        town.as_(LEADER).end_post(command)
    with refused(Conflict, "grid.post_over"):
        town.as_(LEADER).end_post({**command, "version": 2})


def test_what_ends_takes_the_stand_ins_with_it(town: Town) -> None:
    post = appoint(town)
    stand_in(town, post, BEN, "2026-03-05", "2026-03-08")
    town.as_(LEADER).end_post({"post": post["id"], "version": 1, "on": "2026-03-06"})
    assert names(town, [EAST_GRID], date(2026, 3, 5)) == [BEN]
    assert town.db.one("SELECT valid_until::text FROM stand_in") == ("2026-03-06",)



def second_grid(town: Town, community: str = EAST) -> str:
    code = community + "002"
    sql = """INSERT INTO grid (code, community, name, kind, border, households, valid_from)
             SELECT %s, %s, name, kind, border, households, valid_from FROM grid WHERE code = %s"""
    town.db.all(sql, (code, community, EAST_GRID))
    return code


@pytest.mark.parametrize("act", ["end_post", "transfer"])
def test_a_post_that_is_not_there_is_missing(town: Town, act: str) -> None:
    command = {"post": ANN, "version": 1, "on": "2026-03-03"} | ({"place": EAST_GRID} if act == "transfer" else {})
    with refused(Missing, "grid.post_missing"):
        getattr(town.as_(LEADER), act)(command)


def test_who_was_loaded_before_terms_were_kept_stands_there_still(town: Town) -> None:
    old = "INSERT INTO post (account, grid, duty) VALUES (%s, %s, 'head'), (%s, %s, 'member')"
    town.db.all(old, (ANN, EAST_GRID, BEN, EAST_GRID))
    text = (Path(__file__).parents[4] / "services" / "grid" / "migrations" / "0007.staff.sql").read_text(encoding="utf-8")
    town.db.all(text[text.index("INSERT INTO staff_post (id") :].partition(";")[0])
    held = store.holders(town.db, [EAST_GRID], DAY)
    assert [(one.account, one.role) for one in held] == [(ANN, "grid_head"), (BEN, "grid_worker")]
