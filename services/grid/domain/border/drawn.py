"""A border as somebody drew it, and the ground it must fit into."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# only grids of one layer share out the ground among them; a duty grid is a set of unit grids and has no border of its own
LAYER = {"base": "service", "special": "service", "unit": "unit"}
DRAWN_KINDS = tuple(LAYER)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One border, not checked yet.

    feature: its number in the file or the draft, from 1; 0 = no part of it. grid: code, '' for a grid still without one.
    community: 12 digits. kind: one of DRAWN_KINDS. geometry: what stands where a GeoJSON geometry should, WGS-84 degrees.
    """

    feature: int
    grid: str
    community: str
    kind: str
    households: int
    geometry: Any


@dataclass(frozen=True, slots=True)
class Kept:
    """A border in force that stays as it is, for those drawn now must not overlap it. shape: a valid polygon."""

    grid: str
    community: str
    kind: str
    shape: Any


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where borders must lie; all shapes are valid polygons, WGS-84.

    outline: of the whole district. borders: of communities that have one. former: the ground that the grids of a community
    without a border had until now; to leave it or to give it up is unusual, but no fault. kept: borders beside those drawn.
    """

    outline: Any
    borders: Mapping[str, Any] = field(default_factory=dict)
    former: Mapping[str, Any] = field(default_factory=dict)
    kept: Sequence[Kept] = ()

    def around(self, community: str) -> Any:
        """Give what a grid of a community must lie in."""
        return self.borders.get(community, self.outline)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a grid of one kind should be: households (None = no limit), and the least area that is no slip, m2."""

    households_min: int | None = None
    households_max: int | None = None
    area_min: float = 0.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a tenant allows. overlap_max, gap_max: m2 that two grids may share, or that may lie in none. sizes: by kind."""

    overlap_max: float = 1.0
    gap_max: float = 1.0
    sizes: Mapping[str, Size] = field(default_factory=dict)

    def size(self, kind: str) -> Size:
        """Give the sizes of a kind; none is limited that has no row."""
        return self.sizes.get(kind, Size())
