"""The three lists, and who fits a need."""
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kernel.errors import Conflict, Invalid
from services.grid.domain.neighbour import need, neighbour, project, provider
from services.grid.domain.neighbour.need_life import MET, OPEN, SERVED, WITHDRAWN
from services.grid.domain.neighbour.project_life import LIFE, OVER, PAST
from services.grid.domain.neighbour.provider import Provider
from tests.make import refused

AT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
DISTRICT, STREET, EAST, WEST = "210203000000", "210203001000", "210203001001", "210203001002"


def line(state="proposed", **given):
    said = {"area": EAST, "list": "project", "title": "一起扫雪", **given}
    return replace(project.propose(said, id="p", at=AT).record, state=state)


def wanted(quantity=10, **given):
    said = {"area": EAST, "kind": "meals", "quantity": quantity, "from_on": date(2026, 3, 1), "until_on": date(2026, 4, 1)}
    return need.raise_({**said, **given}, id="n", at=AT).record


def giver(id, area=EAST, **given):
    return Provider(id, area, "队", "volunteer_team", ("meals",), 10, "active", AT, AT, 1, **given)


def test_gr_86_a_project_goes_from_proposed_to_done_and_is_over_then():
    one = line(owner="sanitation", due_on=date(2026, 5, 1))
    seen = [(one := project.act(one, act, at=AT).record).state for act in ("agree_project", "start_project", "finish_project")]
    assert seen == ["agreed", "doing", "done"]
    assert one.version == 4
    for act in PAST:
        with refused(Conflict, "grid.project_act_not_allowed"):
            project.act(one, act, at=AT)


@pytest.mark.parametrize("state", [state for state in LIFE.states if state not in OVER])
def test_gr_86_what_is_not_over_may_be_dropped(state):
    assert project.act(line(state), "drop_project", at=AT).record.state == "dropped"


@pytest.mark.parametrize("given", [{}, {"owner": "sanitation"}, {"due_on": date(2026, 5, 1)}])
def test_gr_86_nothing_is_agreed_on_without_an_owner_and_a_day(given):
    with refused(Conflict, "grid.project_not_owned"):
        project.act(line(**given), "agree_project", at=AT)


def test_gr_86_what_was_agreed_loses_neither_owner_nor_day():
    agreed = line("agreed", owner="sanitation", due_on=date(2026, 5, 1))
    with refused(Conflict, "grid.project_not_owned"):
        project.change(agreed, {"owner": None}, at=AT)
    assert project.change(agreed, {"due_on": date(2026, 6, 1)}, at=AT).record.due_on == date(2026, 6, 1)
    with refused(Conflict, "grid.neighbour_ended"):
        project.change(line("done"), {"title": "x"}, at=AT)


def test_only_a_project_names_what_it_meets_and_uses_and_only_lines_of_its_own_community():
    with refused(Invalid, "grid.project_link_unfit"):
        line(list="need", resource="r")
    asked = line(list="need")
    project.linked(asked, "need", area=EAST)
    for wrong in (None, line(list="resource"), replace(asked, area=WEST), replace(asked, state="dropped")):
        with refused(Invalid, "grid.project_link_unfit"):
            project.linked(wrong, "need", area=EAST)


def test_gr_87_who_takes_all_comes_first_then_the_narrower_ground_then_who_has_more_free():
    offers = [
        (giver("far", DISTRICT), 30), (giver("part"), 4), (giver("near"), 12), (giver("street", STREET), 20), (giver("more"), 15),
    ]  # fmt: skip
    found = provider.suggest(wanted(), offers)
    assert [one.provider.id for one in found] == ["more", "near", "street", "far", "part"]
    assert found[0].reasons == ("gives_this_help", "takes_all", "serves_community")
    assert found[-1].reasons == ("gives_this_help", "takes_part", "serves_community")
    assert {reason for one in found for reason in one.reasons} <= set(provider.REASONS)


def test_gr_87_who_is_full_has_ended_gives_other_help_or_serves_other_ground_is_not_proposed():
    offers = [
        (giver("full"), 0), (giver("west", WEST), 10), (replace(giver("ended"), state="ended"), 10),
        (replace(giver("repairs"), helps=("repairs",)), 10),
    ]  # fmt: skip
    assert provider.suggest(wanted(), offers) == []


def test_gr_88_a_need_is_taken_on_part_by_part_until_it_is_met():
    half = need.match(wanted(), 6, free=6, fits=True, at=AT).record
    assert (half.state, half.matched, half.left) == (OPEN, 6, 4)
    met = need.match(half, 4, free=9, fits=True, at=AT).record
    assert (met.state, met.left) == (MET, 0)
    assert need.act(met, "finish_need", at=AT).record.state == SERVED
    assert need.act(met, "withdraw_need", at=AT).record.state == WITHDRAWN


@pytest.mark.parametrize(
    ("quantity", "free", "fits", "code"),
    [(5, 4, True, "grid.provider_full"), (11, 20, True, "grid.need_exceeded"), (1, 9, False, "grid.provider_unfit")],
)
def test_gr_88_nobody_is_given_more_than_they_can_take_on(quantity, free, fits, code):
    with refused(Conflict, code):
        need.match(wanted(), quantity, free=free, fits=fits, at=AT)


def test_gr_88_what_is_over_is_taken_on_by_nobody():
    for state in (MET, SERVED, WITHDRAWN):
        with refused(Conflict, "grid.need_act_not_allowed"):
            need.match(replace(wanted(), state=state), 1, free=9, fits=True, at=AT)


def test_a_need_ends_after_it_begins():
    with refused(Invalid, "grid.need_period_empty"):
        wanted(until_on=date(2026, 3, 1))


def test_gr_89_a_unit_on_the_roster_has_a_name_and_a_kind_and_no_members():
    assert set(neighbour.MemberUnit.__dataclass_fields__) == {
        "id", "area", "name", "kind", "state", "created_at", "changed_at", "version",
    }  # fmt: skip
