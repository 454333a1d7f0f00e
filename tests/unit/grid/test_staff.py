"""Terms, employment, teams, stand-ins and ground: rules without a database."""
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Conflict, Denied, Invalid
from kernel.wire import Schema, load
from services.grid.domain.staff import leave, stand_in, team
from services.grid.domain.staff import post as posts
from services.grid.domain.staff.employment import KINDS, fit
from services.grid.domain.staff.leave_life import LIFE
from services.grid.domain.staff.post import Post
from services.grid.domain.staff.staff import ROLES, has_role
from services.grid.domain.staff.stand_in import StandIn
from services.grid.domain.staff.standing import ground
from services.grid.domain.staff.team import Choice, Seat
from services.grid.domain.staff.term import Term, peak
from services.grid.schemas.staff import post as post_schema
from services.grid.schemas.staff import vacancy
from tests.make import refused

AT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
DAY = date(2026, 3, 3)
EAST, WEST, STREET = "210203001001", "210203001002", "210203001000"
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 12))
TERMS = st.builds(Term, DAYS, st.none() | DAYS).filter(lambda term: term.until is None or term.until >= term.since)
ALL_DAYS = [date(2026, 1, day) for day in range(1, 14)]


def post(id: str = "p-1", **fields: object) -> Post:
    plain = Post(
        id=id, account="a", role="grid_worker", place=EAST + "001", area=EAST, grid=EAST + "001", employment="part_time",
        valid_from=DAY, valid_until=None, version=1, created_at=AT,
    )  # fmt: skip
    return replace(plain, **fields)


def elsewhere(**fields: object) -> Post:
    return post("p-2", **{"place": WEST + "001", "grid": WEST + "001", "area": WEST, **fields})


@given(TERMS, TERMS)
def test_gr_52_two_terms_meet_when_they_share_a_day(one: Term, other: Term) -> None:
    assert one.meets(other) == any(one.holds(day) and other.holds(day) for day in ALL_DAYS)


@given(st.lists(TERMS, max_size=6), TERMS)
def test_gr_50_the_peak_is_that_of_the_fullest_day(terms: list[Term], over: Term) -> None:
    assert peak(terms, over) == max([sum(t.holds(day) for t in terms) for day in ALL_DAYS if over.holds(day)], default=0)


def test_gr_52_a_post_ends_on_a_day_and_one_ended_before_it_began_never_was() -> None:
    assert posts.end(post(), on=date(2026, 3, 9)).term == Term(DAY, date(2026, 3, 9))
    never = posts.end(post(), on=date(2026, 1, 1))
    assert never.valid_until == DAY
    assert not never.term.meets(Term(date(2020, 1, 1)))
    with refused(Conflict, "grid.post_over"):
        posts.end(never, on=DAY)


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"valid_until": DAY}, "grid.term_empty"), ({"valid_from": date(2006, 1, 1)}, "grid.term_too_far")],
)
def test_gr_52_a_term_makes_sense(fields: dict[str, date], code: str) -> None:
    with refused(Invalid, code):
        posts.appoint(post(**fields), today=DAY)


def test_gr_53_a_transfer_leads_somewhere_and_not_before_the_post_began() -> None:
    with refused(Invalid, "grid.transfer_nowhere"):
        posts.transfer(post(), post("p-2"), on=DAY)
    with refused(Conflict, "grid.post_not_begun"):
        posts.transfer(post(), elsewhere(), on=date(2026, 1, 1))


@pytest.mark.parametrize("here", KINDS)
@pytest.mark.parametrize("there", KINDS)
def test_gr_51_only_professionals_stand_on_two_grids(here: str, there: str) -> None:
    own = [elsewhere(employment=there)]
    if here == there == "professional":
        fit(post(employment=here), own=own, there=[])
    else:
        with refused(Conflict, "grid.post_second_grid"):
            fit(post(employment=here), own=own, there=[])


@pytest.mark.parametrize("kind", KINDS)
def test_gr_51_many_share_a_grid_but_two_are_not_full_time_in_one_role(kind: str) -> None:
    there = [post("p-2", account="b", employment=kind)]
    if kind == "full_time":
        with refused(Conflict, "grid.post_full_time_taken"):
            fit(post(employment=kind), own=[], there=there)
        fit(post(employment=kind, role="grid_head"), own=[], there=there)
    else:
        fit(post(employment=kind), own=[], there=there)


def test_gr_51_posts_that_share_no_day_and_posts_on_areas_leave_room() -> None:
    fit(post(valid_from=date(2026, 4, 1)), own=[elsewhere(valid_until=date(2026, 4, 1))], there=[])
    building = EAST + "B00012"
    fit(post(employment="full_time"), own=[elsewhere(place=building, grid=None, role="building_head")], there=[])
    fit(post(place=building, grid=None, role="building_head"), own=[elsewhere(employment="full_time")], there=[])
    with refused(Conflict, "grid.post_held_already"):
        fit(post("p-2"), own=[post()], there=[post()])


def seat(role: str = "grid_worker", **fields: object) -> Seat:
    return replace(Seat("t", role, "grid", 1, 1, tuple(KINDS)), **fields)


def test_gr_50_a_seat_is_found_by_role_and_level_and_without_a_team_anything_goes() -> None:
    assert team.seat_of(post(), "grid", []) is None
    assert team.seat_of(post(), "grid", [seat()]) == seat()
    with refused(Invalid, "grid.role_not_in_team"):
        team.seat_of(post(role="mediator"), "grid", [seat()])
    with refused(Invalid, "grid.place_level_wrong"):
        team.seat_of(post(), "building", [seat()])
    with refused(Invalid, "grid.employment_not_allowed"):
        team.seat_of(post(), "grid", [seat(employments=("full_time",))])


def test_gr_50_the_most_holds_on_each_day_of_the_post() -> None:
    two = seat(most=2)
    there = [post("p-2", valid_until=date(2026, 3, 10)), post("p-3", valid_from=date(2026, 3, 10))]
    team.room(post(), two, there)
    with refused(Conflict, "grid.seats_taken"):
        team.room(post(), two, [*there, post("p-4", valid_from=date(2026, 5, 1))])
    team.room(post(), seat(most=None), there * 9)
    team.room(post(role="grid_head"), seat("grid_head"), there)


def test_gr_50_of_two_teams_both_are_kept_or_they_contradict() -> None:
    both = team.merged([seat(least=0, most=3), seat(team="u", least=2, most=None, employments=("part_time",))])
    assert both["grid_worker", "grid"] == seat(least=2, most=3, employments=("part_time",))
    with refused(Conflict, "grid.teams_contradict"):
        team.merged([seat(most=1), seat(team="u", least=2, most=None)])
    with refused(Conflict, "grid.teams_contradict"):
        team.merged([seat(employments=("part_time",)), seat(team="u", employments=("full_time",))])


def test_gr_50_rows_of_a_template_make_sense_together() -> None:
    with refused(Invalid, "grid.seat_limits_crossed"):
        team.sound([seat(least=2, most=1)])
    with refused(Invalid, "grid.seat_twice"):
        team.sound([seat(), seat()])


def test_gr_50_the_narrowest_area_that_chose_decides() -> None:
    choices = [Choice("1", STREET, "base", "wide", DAY), Choice("2", EAST, "base", "near", DAY)]
    assert team.narrowest(choices, (EAST, STREET)) == ("near",)
    assert team.narrowest(choices, (WEST, STREET)) == ("wide",)
    assert team.narrowest(choices, ("210204001001",)) == ()


def standing(**fields: object) -> StandIn:
    plain = StandIn("s-1", "p-1", "b", EAST, date(2026, 3, 5), date(2026, 3, 8), 1, AT)
    return replace(plain, **fields)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"account": "a"}, "grid.stand_in_for_oneself"),
        ({"valid_until": date(2026, 3, 5)}, "grid.term_empty"),
        ({"valid_until": date(2027, 9, 1)}, "grid.stand_in_too_long"),
        ({"valid_from": date(2026, 3, 2)}, "grid.stand_in_outside_post"),
    ],
)
def test_gr_55_a_stand_in_is_somebody_else_within_the_posts_days(fields: dict[str, object], code: str) -> None:
    with refused(Invalid, code):
        stand_in.name(standing(**fields), post(), [], [])


def test_gr_55_nobody_stands_in_where_they_stand_nor_while_they_are_away_themselves() -> None:
    own = post("p-9", account="b")
    with refused(Invalid, "grid.stand_in_for_oneself"):
        stand_in.name(standing(), post(), [], [own])
    away = standing(id="s-2", post="p-2", account="c", valid_from=date(2026, 3, 7), valid_until=date(2026, 3, 9))
    with refused(Conflict, "grid.stand_in_overlaps"):
        stand_in.name(standing(), post(), [away], [elsewhere(account="b")])
    stand_in.name(standing(valid_until=date(2026, 3, 7)), post(), [away], [elsewhere(account="b")])


def test_gr_54_the_heir_is_who_is_named_for_the_grid_then_for_the_area_then_the_head() -> None:
    rows = ({"place": EAST + "001", "account": "x"}, {"place": EAST, "account": "y"})
    gone = leave.Leave("l", "a", EAST, DAY, "resigned", rows, "planned", 1, AT)
    heads = {EAST + "001": "h", WEST + "001": "w"}
    def heirs(*here: str) -> list[str | None]:
        grids = (EAST + "001", EAST + "002", WEST + "001")
        return [leave.heir(gone, grid=grid, area=grid[:12], heads=heads, here=here) for grid in grids]

    assert heirs("x", "y", "h", "w") == ["x", "y", "w"]
    assert heirs("h", "y") == ["y", "y", None]
    assert heirs("h") == ["h", None, None]
    assert leave.heir(gone, grid=None, area=WEST, heads=heads, here=["x", "y", "h", "w"]) is None


def test_gr_54_work_is_taken_by_who_never_left_or_came_back() -> None:
    leave.still_here(left=False, standing=False)
    leave.still_here(left=True, standing=True)
    with refused(Conflict, "grid.staff_gone"):
        leave.still_here(left=True, standing=False)
    assert leave.narrowest([EAST, WEST]) == STREET
    assert set(leave.STATES) == set(LIFE.states)


def test_gr_55_ground_is_that_of_todays_posts_for_who_ever_held_one() -> None:
    now = {"a": (EAST,), "b": (WEST,)}
    assert ground("a", WEST, now, frozenset({"a"})) == (EAST,)
    assert ground("c", WEST, now, frozenset({"c"})) == ()
    assert ground("b", EAST, now, frozenset()) == (EAST, WEST)
    assert ground("b", STREET, now, frozenset()) == (STREET,)
    assert ground("d", "", now, frozenset()) == ()


@pytest.mark.parametrize("act", ROLES)
def test_gr_59_each_act_has_its_roles(act: str) -> None:
    has_role(act, "leader")
    with refused(Denied, "grid.role_not_allowed"):
        has_role(act, "grid_worker")


@pytest.mark.parametrize(
    ("schema", "after", "pointer"),
    [
        (vacancy.ListVacancies, {"place": EAST}, "/after/role"),
        (vacancy.ListOverloads, {}, "/after/account"),
        (vacancy.ListEnding, {"id": "00000000-0000-4000-8000-000000000001"}, "/after/valid_until"),
        (post_schema.ListMyPosts, {"id": "00000000-0000-4000-8000-000000000001"}, "/after/at"),
    ],
)
def test_where_a_list_goes_on_is_read_before_it_is_believed(schema: type[Schema], after: dict[str, str], pointer: str) -> None:
    with pytest.raises(Invalid) as caught:
        load(schema, {"after": after})
    assert [problem.pointer for problem in caught.value.problems] == [pointer]
