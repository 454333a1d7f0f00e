"""What leaders are shown of vacancies, loads, stand-ins, endings and turnover, as of a day; teams and skills."""
from __future__ import annotations

from typing import Any

import pytest

from kernel.errors import Conflict, Invalid, Missing
from tests.integration.grid.people.test_staff import second_grid, stand_in
from tests.integration.grid.post import ANN, BEN, BENS_EYES, CAT, DAN, appoint, choose
from tests.integration.grid.setting import choose as chosen
from tests.integration.grid.town import DISPATCHER, DISTRICT, EAST, EAST_GRID, ELSEWHERE, LEADER, STREET, WEST, Town
from tests.make import refused


def vacant(town: Town, **given: Any) -> list[tuple[str, str]]:
    return [(row["place"], row["role"]) for row in town.as_(LEADER).list_vacancies(given)["items"]]


def test_gr_56_what_a_team_lacks_on_a_day_is_listed_and_counted_by_area(town: Town) -> None:
    choose(town, "one_two_n", area=DISTRICT)
    roles = ["assigned_cadre", "grid_head", "grid_worker"]
    assert vacant(town) == [(EAST_GRID, role) for role in roles]
    appoint(town, ANN, role="grid_head", valid_until="2026-06-01")
    assert vacant(town) == [(EAST_GRID, "assigned_cadre"), (EAST_GRID, "grid_worker")]
    assert vacant(town, on="2026-06-01") == vacant(town, on="2025-06-01") == [(EAST_GRID, role) for role in roles]
    assert vacant(town, area=WEST) == []
    counted = town.as_(DISPATCHER).staff_overview({"days": 90})
    assert counted["items"] == [{"area": EAST, "vacant": 2, "stood_in": 0, "ending": 1}]
    assert town.as_(ELSEWHERE).staff_overview({})["items"] == []


def test_gr_56_vacancies_go_page_by_page(town: Town) -> None:
    choose(town, "one_two_n")
    page = town.as_(LEADER).list_vacancies({"limit": 2})
    rest = town.as_(LEADER).list_vacancies({"limit": 2, "after": page["next"]})
    assert [row["role"] for row in page["items"] + rest["items"]] == ["assigned_cadre", "grid_head", "grid_worker"]
    assert rest["next"] is None


def test_gr_56_a_narrower_choice_and_seats_on_areas_count(town: Town) -> None:
    choose(town, "four_n", area=DISTRICT)
    choose(town, "one_head", area=STREET)
    assert vacant(town) == [(EAST_GRID, "grid_head")]
    seat = {"role": "street_supervisor", "level": "street", "least": 1, "most": 2}
    town.as_(LEADER).add_team({"code": "street_team", "name_zh": "街道团队", "name_en": "Street team", "seats": [seat]})
    choose(town, "one_head", "street_team", area=STREET, valid_from="2026-02-01")
    assert vacant(town) == [(STREET, "street_supervisor"), (EAST_GRID, "grid_head")]
    appoint(town, role="street_supervisor", place=STREET, employment="professional", valid_from="2026-02-01")
    assert vacant(town) == [(EAST_GRID, "grid_head")]


def test_gr_56_a_place_with_only_stand_ins_is_listed(town: Town) -> None:
    post = appoint(town)
    appoint(town, DAN, role="volunteer")
    stand_in(town, post, BEN, "2026-03-03", "2026-03-05")
    assert [row["place"] for row in town.as_(LEADER).list_stood_in({})["items"]] == [EAST_GRID]
    assert town.as_(LEADER).list_stood_in({"on": "2026-03-05"})["items"] == []
    appoint(town, CAT)
    assert town.as_(LEADER).list_stood_in({})["items"] == []


def test_gr_57_who_carries_more_than_the_areas_limit_is_listed(town: Town) -> None:
    second_grid(town)
    for place in (EAST_GRID, EAST + "002"):
        appoint(town, place=place, employment="professional")
    assert town.as_(LEADER).list_overloads({})["items"] == []
    chosen(town.db, "staff.grids_most", "5")
    chosen(town.db, "staff.households_most", "599")
    (row,) = town.as_(LEADER).list_overloads({})["items"]
    assert (row["account"], row["grids"], row["households"], row["households_most"]) == (ANN, 2, 600, 599)
    chosen(town.db, "staff.households_most", "700", area=EAST)
    assert town.as_(LEADER).list_overloads({"area": EAST})["items"] == []
    assert len(town.as_(LEADER).list_overloads({})["items"]) == 1
    assert town.as_(LEADER).list_overloads({"on": "2025-01-01"})["items"] == []


def test_gr_56_posts_that_end_soon_come_with_the_first_to_end_first(town: Town) -> None:
    ends = {ANN: "2026-03-20", BEN: "2026-03-10", CAT: "2026-05-01", DAN: "2026-03-03"}
    for who, until in ends.items():
        appoint(town, who, role="volunteer", valid_until=until)
    page = town.as_(LEADER).list_ending({"days": 30, "limit": 1})
    rest = town.as_(LEADER).list_ending({"days": 30, "limit": 1, "after": page["next"]})
    assert [row["account"] for row in page["items"] + rest["items"]] == [BEN, ANN]
    assert rest["next"] is None


def test_gr_53_who_came_and_went_in_a_month_is_counted_by_area(town: Town) -> None:
    there = second_grid(town, WEST)
    moving = appoint(town, ANN, valid_from="2026-02-01")
    appoint(town, BEN, valid_from="2026-02-28")
    undone = appoint(town, CAT, valid_from="2026-02-10")
    town.as_(LEADER).end_post({"post": undone["id"], "version": 1, "on": "2026-02-01"})
    town.as_(LEADER).transfer({"post": moving["id"], "version": 1, "place": there, "on": "2026-03-01"})
    town.as_(LEADER).leave({"account": BEN, "on": "2026-03-03", "reason": "resigned"})
    zero = {"began": 0, "moved_in": 0, "ended": 0, "moved_out": 0, "gone": 0}
    assert town.as_(LEADER).turnover({"month": "2026-02"})["items"] == [{**zero, "area": EAST, "began": 2}]
    assert town.as_(LEADER).turnover({"month": "2026-03"})["items"] == [
        {**zero, "area": EAST, "ended": 2, "moved_out": 1, "gone": 1},
        {**zero, "area": WEST, "began": 1, "moved_in": 1},
    ]


def test_gr_50_a_tenant_adds_roles_and_teams_of_its_own_once(town: Town) -> None:
    leader = town.as_(LEADER)
    leader.add_staff_role({"code": "yard_head", "name_zh": "院长", "name_en": "Yard head", "tags": ["patrol"]})
    seats = [{"role": "yard_head", "least": 1, "most": 1, "employments": ["part_time"]}]
    command = {"code": "yard", "name_zh": "院落团队", "name_en": "Yard team", "seats": seats}
    town.as_(LEADER).add_team(command)
    with refused(Conflict, "grid.team_exists"):
        town.as_(LEADER).add_team(command)
    with refused(Invalid, "grid.role_unknown"):
        town.as_(LEADER).add_team({**command, "code": "other", "seats": [{**seats[0], "role": "wizard"}]})
    with refused(Invalid, "grid.seat_level_unknown"):
        town.as_(LEADER).add_team({**command, "code": "other", "seats": [{**seats[0], "level": "moon"}]})
    with refused(Invalid, "grid.team_unknown"):
        choose(town, "nowhere")
    choose(town, "yard")
    appoint(town, role="yard_head")
    teams = town.as_(LEADER, language="zh").list_teams({})
    assert {team["code"]: team["name"] for team in teams["items"]}["one_two_n"] == "1+2+N"
    assert [(one["area"], one["team"]) for one in teams["choices"]] == [(EAST, "yard")]
    assert "yard_head" in [one["code"] for one in town.as_(BENS_EYES).list_staff_roles({})["items"]]


def test_gr_58_who_holds_every_needed_skill_is_all_round(town: Town) -> None:
    appoint(town, BEN)
    appoint(town, CAT)
    missing = town.as_(BENS_EYES).list_skills_of({"account": BEN})["missing"]
    assert len(missing) == 7
    for code in missing:
        held = town.as_(LEADER).certify({"account": BEN, "skill": code, "valid_from": "2026-01-01"})
    assert town.as_(LEADER).list_skills_of({"account": BEN})["all_round"]
    assert town.as_(LEADER).skill_shares({})["items"] == [{"area": EAST, "workers": 2, "all_round": 1}]
    assert town.as_(LEADER).skill_shares({"on": "2025-12-31"})["items"] == []
    with refused(Conflict, "grid.skill_certified_already"):
        town.as_(LEADER).certify({"account": BEN, "skill": missing[0], "valid_from": "2026-02-01"})
    town.as_(LEADER).revoke_certificate({"certificate": held["id"], "version": 1, "on": "2026-03-03"})
    assert town.as_(LEADER).list_skills_of({"account": BEN})["missing"] == [missing[-1]]
    with refused(Missing, "grid.staff_missing"):
        town.as_(ELSEWHERE).list_skills_of({"account": BEN})
    with refused(Missing, "grid.staff_missing"):
        town.as_(LEADER).certify({"account": DAN, "skill": missing[0], "valid_from": "2026-01-01"})


@pytest.mark.parametrize("code", ["one_two_n", "one_one_one_n", "one_head_one_worker", "four_n", "one_worker", "one_head"])
def test_gr_50_each_template_that_ships_is_full_with_its_least_and_closed_with_its_most(town: Town, code: str) -> None:
    choose(town, code)
    seats = {one["code"]: one["seats"] for one in town.as_(LEADER).list_teams({})["items"]}[code]
    on_grid = [seat for seat in seats if seat["level"] == "grid"]
    people = (f"00000000-0000-7000-8000-0000000001{n:02}" for n in range(100))
    for seat in on_grid:
        for _ in range(seat["least"]):
            appoint(town, next(people), role=seat["role"], employment=seat["employments"][0])
    assert vacant(town) == []
    for seat in on_grid:
        for _ in range((seat["most"] or 3) - seat["least"]):
            appoint(town, next(people), role=seat["role"], employment=seat["employments"][0])
        if seat["most"]:
            with refused(Conflict, "grid.seats_taken"):
                appoint(town, next(people), role=seat["role"], employment=seat["employments"][-1])
