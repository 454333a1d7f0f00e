"""What would lie in another community than what it belongs to, by borders that move."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bound:
    """Something that belongs to another (a building to its estate), with the community and the point of both, WGS-84 degrees.

    code, holder: their codes.
    """

    id: str
    kind: str
    code: str
    area: str
    lon: float
    lat: float
    holder: str
    holder_area: str
    holder_lon: float
    holder_lat: float


@dataclass(frozen=True, slots=True)
class Parted:
    """Where the two would lie. area, holder_area: communities."""

    id: str
    kind: str
    code: str
    area: str
    holder: str
    holder_area: str


def parted(bound: Iterable[Bound], lies: Callable[[str, float, float], str]) -> list[Parted]:
    """Give those that would lie elsewhere than what they belong to, those that do so already too.

    lies: gives the community a point of a community would lie in.

    Rule GR-85, domain 3.2: levels below a community nest inside it. A border does not wait for the register, so this is told
    before it moves, and somebody puts the register right.
    """
    found = (
        Parted(
            one.id,
            one.kind,
            one.code,
            lies(one.area, one.lon, one.lat),
            one.holder,
            lies(one.holder_area, one.holder_lon, one.holder_lat),
        )
        for one in bound
    )
    return [one for one in found if one.area != one.holder_area]
