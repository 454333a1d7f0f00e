"""Where something stands: a point in any of the three systems, and the community by border or by name."""

from __future__ import annotations

from kernel.errors import Invalid
from services.grid.domain.ground.place import to_wgs84
from services.grid.domain.ground.territory import Territory
from services.grid.domain.premises.premises import Site


def site(ground: Territory, lon: float, lat: float, *, system: str = "wgs84", named: str | None = None) -> Site:
    """Find the community and the grid of a point.

    named: 12-digit community said beside it; needed where no border is drawn, and must agree where one is.

    :raises Invalid: grid.point_outside, grid.point_out_of_range, grid.system_unknown, grid.area_unknown,
        grid.place_contradicts, grid.community_needed
    """
    at = to_wgs84(lon, lat, system)
    found = ground.locate(at.lon, at.lat)
    said = ground.place(named).community if named else ""
    if said and found.community and said != found.community:
        raise Invalid("grid.place_contradicts", pointer="/area", area=said, found=found.community)
    community = found.community or said
    if not community:
        raise Invalid("grid.community_needed", pointer="/area")
    return Site(community, found.grid or None, at.lon, at.lat)
