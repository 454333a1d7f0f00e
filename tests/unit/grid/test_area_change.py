"""What a change of areas does, worked out without touching anything."""
from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kernel.errors import Conflict, Denied, Invalid, Missing
from services.grid.domain.ground.change import (
    EVENTS,
    KINDS,
    PAST,
    STATES,
    Change,
    KeptArea,
    Lying,
    Named,
    decide,
    permit,
    place_after,
)
from services.grid.domain.ground.level import STATISTICAL, Levels
from services.grid.schemas.event import EVENTS as TOLD
from tests.make import refused

SINCE, DAY = date(2022, 10, 31), date(2026, 11, 22)
ROOT, STREET, EAST, WEST, NORTH, SOUTH = (
    "210203000000", "210203001000", "210203001001", "210203001002", "210203001008", "210203001009",
)  # fmt: skip
MIGRATION = Path(__file__).parents[3] / "services" / "grid" / "migrations" / "0004.area.sql"
LEVELS = Levels(STATISTICAL)
KEPT = {
    ROOT: KeptArea(ROOT, "西岗区", "district", None, SINCE),
    STREET: KeptArea(STREET, "一街道", "street", ROOT, SINCE),
    EAST: KeptArea(EAST, "东社区", "community", STREET, SINCE),
    WEST: KeptArea(WEST, "西社区", "community", STREET, SINCE),
}
GRIDS = [Lying("grid", EAST + "001", EAST), Lying("grid", EAST + "002", EAST)]
HALVES = (Named(NORTH, "北社区"), Named(SOUTH, "南社区"))


def effect(kind: str, code: str = EAST, *into: Named, lying: list[Lying] | None = None, **more: Any) -> Any:
    change = Change(kind, code, more.pop("on", DAY), into, **more)
    return decide(change, KEPT, lying or [], levels=LEVELS, root=ROOT, today=DAY)


def test_gr_25_everything_goes_where_the_command_says() -> None:
    moves = {EAST + "001": NORTH, EAST + "002": SOUTH}
    found = effect("split", EAST, *HALVES, lying=GRIDS, moves=moves)
    assert {one.id: target for one, target in found.moved} == moves
    assert [(one.code, one.parent, one.valid_from) for one in found.born] == [(NORTH, STREET, DAY), (SOUTH, STREET, DAY)]
    assert [(one.code, one.valid_until) for one in found.ended] == [(EAST, DAY)]
    assert found.followed == ((EAST, NORTH), (EAST, SOUTH))


def test_gr_25_with_one_successor_everything_follows_it_unsaid() -> None:
    found = effect("merge", EAST, Named(WEST), lying=GRIDS, others=(WEST,))
    assert {target for _, target in found.moved} == {WEST}
    assert (found.born, found.followed) == ((), ((EAST, WEST),))


def test_gr_25_a_statistical_area_is_recoded_by_itself_and_never_taken_along() -> None:
    with refused(Conflict, "grid.area_not_empty") as caught:
        effect("recode", STREET, Named("210203002000"), lying=[Lying("area", EAST, STREET)])
    assert (caught.value.facts["areas"], caught.value.facts["grids"]) == ([EAST], [])


@pytest.mark.parametrize(
    ("kind", "code", "into", "more", "failure", "problem"),
    [
        ("rename", EAST, (Named(EAST, "新"),), {"on": date(2026, 11, 21)}, Invalid, "grid.change_backdated"),
        ("split", EAST, (Named(NORTH),), {}, Invalid, "grid.split_too_few"),
        ("split", EAST, (Named(NORTH), Named(NORTH)), {}, Invalid, "grid.split_too_few"),
        ("merge", EAST, (Named(NORTH),), {"others": (EAST,)}, Invalid, "grid.merge_too_few"),
        ("recode", EAST, (Named(EAST),), {}, Invalid, "grid.successor_is_itself"),
        ("recode", EAST, (Named(WEST),), {}, Conflict, "grid.area_code_used"),
        ("recode", EAST, (Named("210203002000"),), {}, Invalid, "grid.level_mismatched"),
        ("recode", EAST, (Named("210203002001"),), {}, Missing, "grid.area_missing"),
        ("recode", EAST, (Named("210204001001"),), {}, Invalid, "grid.area_outside"),
        ("recode", NORTH, (Named(SOUTH),), {}, Missing, "grid.area_missing"),
        ("end", EAST, (Named(NORTH),), {}, Missing, "grid.area_missing"),
        ("end", ROOT, (), {}, Conflict, "grid.root_stays"),
        ("split", EAST, HALVES, {"moves": {"nothing": NORTH}}, Invalid, "grid.move_unknown"),
        ("split", EAST, HALVES, {"moves": {EAST + "001": WEST}, "lying": GRIDS}, Invalid, "grid.move_target_unknown"),
    ],
)  # fmt: skip
def test_gr_24_a_change_that_cannot_be_is_refused(
    kind: str, code: str, into: tuple[Named, ...], more: dict[str, Any], failure: Any, problem: str
) -> None:
    with refused(failure, problem):
        effect(kind, code, *into, **more)


def test_gr_24_an_area_does_not_end_before_it_was_there_for_a_day() -> None:
    young = {**KEPT, EAST: KeptArea(EAST, "东社区", "community", STREET, DAY)}
    with refused(Conflict, "grid.area_too_young"):
        decide(Change("end", EAST, DAY), young, [], levels=LEVELS, root=ROOT, today=DAY)


def test_gr_23_a_leader_of_the_root_may_and_nobody_else() -> None:
    permit("split_area", "leader", area=ROOT, root=ROOT)
    with refused(Denied, "grid.leader_not_of_root"):
        permit("split_area", "leader", area=STREET, root=ROOT)
    with refused(Denied, "grid.role_not_allowed"):
        permit("split_area", "operator", area=ROOT, root=ROOT)


@pytest.mark.parametrize(
    ("grid", "targets", "place"),
    [
        (EAST + "001", (NORTH, SOUTH), (NORTH, NORTH + "001")),
        (EAST + "009", (NORTH,), (NORTH, None)),
        (None, (NORTH, SOUTH), (STREET, None)),
        (None, (), (STREET, None)),
    ],
)
def test_gr_26_a_matter_goes_with_its_grid_or_to_the_only_successor_and_is_never_guessed(
    grid: str | None, targets: tuple[str, ...], place: tuple[str, str | None]
) -> None:
    grids = {EAST + "001": (NORTH + "001", NORTH)}
    assert place_after(grid=grid, area=EAST, grids=grids, targets={EAST: targets}, above=STREET) == place


def test_kinds_and_states_are_those_of_the_tables_and_each_kind_has_its_fact() -> None:
    sql = MIGRATION.read_text(encoding="utf-8")
    assert f"kind IN ({', '.join(map(repr, KINDS))})" in sql
    assert ", ".join(f"('{state}')" for state in STATES) in sql
    assert set(PAST) == set(KINDS)
    assert set(EVENTS) <= set(TOLD)
