"""Single checks of borders: sizes, neighbours, layers, and what a warning lets pass."""
from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from shapely.geometry import box, shape

from services.gateway.words.catalogue import WORDS
from services.grid.domain.border import words
from services.grid.domain.border.check import check
from services.grid.domain.border.drawn import DRAWN_KINDS, Bounds, Drawn, Kept, Limits, Size
from services.grid.domain.border.fault import WARNINGS, is_sound
from services.grid.domain.border.picture import Figure, picture
from services.grid.domain.border.system import SYSTEMS
from services.grid.domain.ground.register import GRID_KINDS
from tests.integration.grid.town import square

HOME = "210203001001"
BOUNDS = Bounds(box(121.5, 38.8, 121.7, 39.0))


def one(number: int, west: float, east: float, *, kind: str = "base", households: int = 300, south: float = 38.9) -> Drawn:
    return Drawn(number, f"{HOME}{number:03d}", HOME, kind, households, square(west, south, east, south + 0.01))


def found(*drawn: Drawn, bounds: Bounds = BOUNDS, limits: Limits | None = None) -> list[tuple[str, int]]:
    return [(fault.code, fault.feature) for fault in check(list(drawn), bounds, limits or Limits())]


@pytest.mark.parametrize(("households", "told"), [(199, True), (200, False), (500, False), (501, True), (0, True)])
def test_gr_46_households_out_of_the_tenants_range_are_shown_and_not_refused(households: int, told: bool) -> None:
    limits = Limits(sizes={"base": Size(200, 500)})
    faults = check([one(1, 121.6, 121.61, households=households)], BOUNDS, limits)
    assert [fault.code for fault in faults] == ["grid.border_households"] * told
    assert is_sound(faults)


def test_gr_46_a_special_grid_has_no_range_unless_the_tenant_gives_one() -> None:
    assert found(one(1, 121.6, 121.61, kind="special", households=0), limits=Limits(sizes={"base": Size(200, 500)})) == []


def test_gr_46_a_sliver_is_a_fault() -> None:
    sliver = one(1, 121.6, 121.6 + 1e-7)
    assert ("grid.border_small", 1) in found(sliver, limits=Limits(sizes={"base": Size(area_min=2000)}))


def test_gr_47_a_grid_that_touches_no_other_of_its_community_is_shown() -> None:
    assert found(one(1, 121.6, 121.61), one(2, 121.61, 121.62), one(3, 121.63, 121.64)) == [("grid.border_apart", 3)]
    assert found(one(3, 121.63, 121.64)) == []


def test_gr_47_a_grid_in_pieces_is_shown() -> None:
    west, east = square(121.6, 38.9, 121.61, 38.91), square(121.62, 38.9, 121.63, 38.91)
    pieces = {"type": "MultiPolygon", "coordinates": [west["coordinates"], east["coordinates"]]}
    assert found(replace(one(1, 121.6, 121.61), geometry=pieces)) == [("grid.border_scattered", 1)]


def test_gr_44_layers_lie_over_each_other_and_a_layer_does_not() -> None:
    base, unit = one(1, 121.6, 121.61), one(2, 121.6, 121.61, kind="unit")
    assert found(base, unit) == []
    assert found(base, one(2, 121.605, 121.61, kind="special")) == [("grid.border_overlap", 1)]


def test_gr_44_borders_in_force_beside_it_are_not_drawn_over() -> None:
    beside = Kept("210203001002001", "210203001002", "base", shape(square(121.605, 38.9, 121.62, 38.91)))
    assert found(one(1, 121.6, 121.61), bounds=replace(BOUNDS, kept=[beside])) == [("grid.border_overlap", 1)]


@pytest.mark.parametrize(("metres", "told"), [(0.0004, False), (0.01, True)])
def test_what_is_within_the_tolerance_passes(metres: float, told: bool) -> None:
    other = one(2, 121.61 - metres / 86_000, 121.62)
    assert (("grid.border_overlap", 1) in found(one(1, 121.6, 121.61), other)) is told


def test_a_position_that_stands_twice_is_shown_and_not_refused() -> None:
    border = one(1, 121.6, 121.61)
    ring = border.geometry["coordinates"][0]
    doubled = replace(border, geometry={"type": "Polygon", "coordinates": [[ring[0], *ring]]})
    [fault] = check([doubled], BOUNDS, Limits())
    assert (fault.code, fault.severity, fault.ring) == ("grid.border_doubled", "warning", 1)


def test_a_hole_outside_its_border_is_told_by_its_ring() -> None:
    border = one(1, 121.6, 121.61)
    hole = square(121.62, 38.9, 121.63, 38.91)["coordinates"][0]
    geometry = {"type": "Polygon", "coordinates": [border.geometry["coordinates"][0], hole]}
    [fault] = check([replace(border, geometry=geometry)], BOUNDS, Limits())
    assert (fault.code, fault.ring) == ("grid.border_tangled", 2)


def test_nothing_drawn_is_nothing_wrong() -> None:
    assert found() == []


def test_a_picture_shows_each_fault_with_its_number_and_cuts_no_text_open() -> None:
    drawn = [one(1, 121.6, 121.61), one(2, 121.605, 121.62), replace(one(3, 121.9, 121.95), grid="<&>")]
    faults = check(drawn, BOUNDS, Limits())
    figures = [Figure(shape(each.geometry), "drawn", each.grid) for each in drawn]
    texts = [node.text or "" for node in ET.fromstring(picture(figures, faults, "zh", title="<东>")).iter() if node.text]
    assert "<&>" in texts
    assert {str(n) for n in range(1, len(faults) + 1)} <= {text.strip() for text in texts}


@pytest.mark.parametrize("code", words.TITLES)
def test_a_fault_is_called_the_same_here_and_at_the_front_door(code: str) -> None:
    assert words.TITLES[code] == (WORDS["zh"][code][0], WORDS["en"][code][0])


def test_every_word_that_can_be_needed_is_there() -> None:
    assert set(words.TITLES) >= WARNINGS
    assert set(words.SYSTEMS) == set(SYSTEMS)
    assert set(DRAWN_KINDS) == set(GRID_KINDS) - {"duty"}
