"""Grids: opened in one community, changed within what their code says, ended for good; duty grids in one piece."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import shapely
import shapely.affinity

from kernel.errors import Conflict, Denied, Invalid
from services.grid.domain.grid import duty_grid, grid, scheme
from services.grid.domain.grid import permit as grid_permit
from services.grid.domain.ground.register import Grid
from services.grid.domain.role import let

COMMUNITY, STREET = "210203011003", "210203011000"
DAY, NEXT = date(2026, 11, 22), date(2026, 11, 23)
BORDER: dict[str, Any] = {"type": "Polygon", "coordinates": [[(0, 0), (1, 0), (1, 1), (0, 0)]]}


def one(kind: str = "unit", code: str = COMMUNITY + "001", **changes: Any) -> Grid:
    return Grid(**{"code": code, "community": COMMUNITY, "name": "一", "kind": kind, "border": None, "households": 300,
                   "valid_from": DAY, **changes})  # fmt: skip


def given(**changes: Any) -> dict[str, Any]:
    return {"community": COMMUNITY, "kind": "base", "name": "一", "households": 300, **changes}


def test_a_grid_begins_without_a_border_and_is_told_gr_35() -> None:
    decision = grid.open_grid(given(), code=COMMUNITY + "001", on=DAY)
    assert (decision.record.border, decision.record.valid_from, decision.record.version) == (None, DAY, 1)
    assert [event.name for event in decision.events] == ["grid.grid_opened"]


def test_a_grid_of_a_street_is_refused_gr_35() -> None:
    with pytest.raises(Invalid, match="grid.community_needed"):
        grid.open_grid(given(community=STREET), code="x", on=DAY)


def test_a_change_leaves_what_is_not_named_gr_34() -> None:
    after = grid.change_grid(one(), {"name": "二", "households": None}, coded=scheme.named("15")).record
    assert (after.name, after.households, after.kind, after.version) == ("二", 300, "unit", 2)


@pytest.mark.parametrize(
    ("before", "wanted", "coded"),
    [
        (one(border=BORDER), "base", "15"),
        (one(), "special", "15"),
        (one(), "duty", "15"),
        (one("duty", "Z-1"), "unit", "15"),
        (one(code="21020301100301001"), "base", "17"),
    ],
)
def test_a_kind_that_a_border_or_a_code_fixes_stays_gr_34(before: Grid, wanted: str, coded: str) -> None:
    with pytest.raises(Conflict, match="grid.kind_fixed"):
        grid.change_grid(before, {"kind": wanted}, coded=scheme.named(coded))


def test_an_undrawn_unit_grid_of_15_digits_may_become_a_base_grid_gr_34() -> None:
    assert grid.change_grid(one(), {"kind": "base"}, coded=scheme.named("15")).record.kind == "base"


def test_an_ended_grid_keeps_its_days_and_is_changed_no_more_gr_37() -> None:
    after = grid.end_grid(one(), on=NEXT, today=NEXT, duty="").record
    assert (after.valid_from, after.valid_until) == (DAY, NEXT)
    for act in (
        lambda: grid.end_grid(after, on=NEXT, today=NEXT, duty=""),
        lambda: grid.change_grid(after, {"name": "二"}, coded=scheme.named("15")),
    ):
        with pytest.raises(Conflict, match="grid.grid_over"):
            act()


@pytest.mark.parametrize(("on", "today"), [(DAY, DAY), (date(2026, 11, 20), DAY), (NEXT, date(2026, 11, 24))])
def test_a_grid_ends_neither_in_the_past_nor_before_it_was_there_gr_37(on: date, today: date) -> None:
    with pytest.raises(Invalid, match="grid.end_too_early"):
        grid.end_grid(one(), on=on, today=today, duty="")


def test_a_member_of_a_duty_grid_does_not_end_gr_37() -> None:
    with pytest.raises(Conflict, match="grid.grid_is_member"):
        grid.end_grid(one(), on=NEXT, today=NEXT, duty="Z-1")


def test_a_grid_that_answers_for_its_ground_ends_by_a_change_of_borders_gr_37() -> None:
    for kind in ("base", "special"):
        with pytest.raises(Conflict, match="grid.grid_answers"):
            grid.end_grid(one(kind, border=BORDER), on=NEXT, today=NEXT, duty="")
        assert grid.end_grid(one(kind), on=NEXT, today=NEXT, duty="").record.valid_until == NEXT
    assert grid.end_grid(one("unit", border=BORDER), on=NEXT, today=NEXT, duty="").record.valid_until == NEXT


def test_only_a_duty_grid_brings_its_code_gr_30() -> None:
    grid.coded("duty", "Z-1")
    grid.coded("unit", None)
    for kind, code, problem in (("duty", None, "code_needed"), ("duty", "12", "code_needed"), ("unit", "Z-1", "code_not_yours")):
        with pytest.raises(Invalid, match=f"grid.{problem}"):
            grid.coded(kind, code)


def test_only_a_duty_grid_has_members() -> None:
    duty_grid.check_kind("duty", ["a"])
    duty_grid.check_kind("base", [])
    for kind, members, problem in (("duty", [], "members_needed"), ("base", ["a"], "members_not_yours")):
        with pytest.raises(Invalid, match=f"grid.{problem}"):
            duty_grid.check_kind(kind, members)


@pytest.mark.parametrize(
    ("members", "at"),
    [(["a", "x"], 1), (["b"], 0), (["c"], 0), (["d"], 0), (["a", "a"], 1)],
)
def test_a_member_is_a_unit_grid_of_the_community_in_force_named_once(members: list[str], at: int) -> None:
    known = {"a": one(), "b": one("base"), "c": one(community="210203011004"), "d": one(valid_until=NEXT)}
    with pytest.raises(Invalid, match="grid.unit_grid_unfit") as refused:
        duty_grid.check_members(members, known, community=COMMUNITY)
    assert refused.value.pointer == f"/members/{at}"


def cell(x: int, y: int, side: float = 0.001) -> Any:
    """Give a cell of some hundred metres in a row and a column."""
    return shapely.box(121.6 + x * side, 38.9 + y * side, 121.6 + (x + 1) * side, 38.9 + (y + 1) * side)


def test_cells_with_common_edges_are_one_piece_however_they_are_drawn_gr_38() -> None:
    # the neighbour's edge has more corners, and is drawn a few centimetres off
    moved = shapely.affinity.translate(shapely.segmentize(cell(1, 0), 0.0001), 2e-7, -3e-7)
    duty_grid.check_adjacent({"a": cell(0, 0), "b": moved, "c": cell(1, 1)})


def test_cells_apart_are_named_piece_by_piece_gr_38() -> None:
    with pytest.raises(Conflict, match="grid.members_apart") as refused:
        duty_grid.check_adjacent({"a": cell(0, 0), "d": cell(5, 5), "b": cell(1, 0), "c": cell(4, 5), "e": cell(9, 9)})
    assert refused.value.facts["parts"] == ["a b", "c d", "e"]


def test_a_corner_is_no_edge_gr_38() -> None:
    assert duty_grid.parts({"a": cell(0, 0), "b": cell(1, 1)}) == [["a"], ["b"]]


def test_a_chain_is_one_piece_in_whatever_order_it_is_given_gr_38() -> None:
    codes = {"d": (0, 0), "a": (1, 0), "c": (2, 0), "b": (3, 0)}
    assert duty_grid.parts({code: cell(*at) for code, at in codes.items()}) == [["a", "b", "c", "d"]]


def test_what_is_not_drawn_cannot_be_joined() -> None:
    with pytest.raises(Conflict, match="grid.member_not_drawn") as refused:
        duty_grid.check_drawn(["a", "b"], duty_grid.outlines([one(code="a", border=BORDER), one(code="b")]))
    assert refused.value.facts["grids"] == ["b"]


def test_only_the_desk_keeps_the_register_of_grids() -> None:
    for act in grid_permit.ROLES:
        let(grid_permit.ROLES, act, "dispatcher")
        with pytest.raises(Denied, match="grid.role_not_allowed"):
            let(grid_permit.ROLES, act, "grid_worker")
