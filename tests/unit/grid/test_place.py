"""Positions: check values of the three systems, exact inverses, ranges."""
from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Invalid
from services.grid.domain.ground.place import SYSTEMS, Position, bd09, gcj02, to_wgs84

BEIJING = Position(116.42079, 39.90105)
china = st.builds(Position, st.floats(73.6, 135.0), st.floats(3.9, 53.5))


def test_gcj02_of_a_known_position() -> None:
    made = gcj02(BEIJING)
    assert (round(made.lat, 6), round(made.lon, 6)) == (39.902446, 116.427022)


def test_bd09_of_a_known_position() -> None:
    made = bd09(Position(116.42703, 39.90245))
    assert (round(made.lat, 6), round(made.lon, 6)) == (39.908503, 116.433509)


@given(china)
def test_gcj02_is_inverted_to_a_billionth_of_a_degree(at: Position) -> None:
    assert to_wgs84(*gcj02(at), "gcj02") == pytest.approx(at, abs=1e-9)


@given(china)
def test_bd09_is_inverted_to_a_billionth_of_a_degree(at: Position) -> None:
    assert to_wgs84(*bd09(gcj02(at)), "bd09") == pytest.approx(at, abs=1e-9)


@given(china)
def test_wgs84_is_kept_as_given(at: Position) -> None:
    assert to_wgs84(*at, "wgs84") == at


@pytest.mark.parametrize("at", [Position(2.35, 48.85), Position(140.0, 35.0), Position(100.0, -10.0)])
def test_gcj02_leaves_positions_outside_its_window(at: Position) -> None:
    assert gcj02(at) == at
    assert to_wgs84(*at, "gcj02") == at


@pytest.mark.parametrize("system", sorted(SYSTEMS))
@given(lon=st.floats(-180, 180), lat=st.floats(-90, 90))
def test_any_pair_in_range_gives_finite_degrees(system: str, lon: float, lat: float) -> None:
    assert all(map(math.isfinite, to_wgs84(lon, lat, system)))


@pytest.mark.parametrize(
    ("lon", "lat", "field"),
    [(180.1, 0, "lon"), (-181, 0, "lon"), (0, 90.5, "lat"), (math.nan, 0, "lon"), (0, math.inf, "lat")],
)
def test_a_pair_out_of_range_is_refused_by_name(lon: float, lat: float, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        to_wgs84(lon, lat, "gcj02")
    assert refused.value.code == "grid.point_out_of_range"
    assert refused.value.pointer == f"/point/{field}"


def test_an_unknown_system_is_refused_with_those_known() -> None:
    with pytest.raises(Invalid) as refused:
        to_wgs84(121.6, 38.9, "sougou")
    assert refused.value.code == "grid.system_unknown"
    assert refused.value.facts["known"] == ["bd09", "gcj02", "wgs84"]
