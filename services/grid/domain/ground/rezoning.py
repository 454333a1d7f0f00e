"""A matter follows its place when areas change around it: at once while it is open, else when it is opened again."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kernel.decision import Decision
from kernel.errors import Invalid
from services.grid.domain.doer import SYSTEM
from services.grid.domain.ground import area
from services.grid.domain.ground.change import place_after
from services.grid.domain.ground.ground import Spot
from services.grid.domain.ground.territory import Territory
from services.grid.domain.incident import Incident
from services.grid.domain.step import take


def place_today(incident: Incident, ground: Territory) -> tuple[str, str | None] | None:
    """Give area and grid of a matter that slept while areas or borders changed: as they were, else by its point.

    Where neither is known any more its community answers for it; None when that has ended too.

    Rule GR-26, domain 9.1: a place is found anew, never guessed.
    """
    here = incident.area in ground.areas
    if here and (incident.grid is None or incident.grid in ground.grids):
        return incident.area, incident.grid
    spot = _spot(incident, ground)
    if spot and spot.community:
        return spot.area, spot.grid or None
    return (incident.area, None) if here else None


def follow(incident: Incident, led: Mapping[str, tuple[str, ...]], homes: Mapping[str, str]) -> tuple[str, str | None]:
    """Say where a matter lies after its area or its grid ended.

    led: ended code -> codes that follow it. homes: grid -> its community. -> area and grid, as `change.place_after`.
    """
    grids = {old: (new[0], homes[new[0]]) for old, new in led.items() if len(new) == 1 and new[0] in homes}
    above = area.parse(incident.area).parent
    return place_after(grid=incident.grid, area=incident.area, grids=grids, targets=led, above=above)


def _spot(incident: Incident, ground: Territory) -> Spot | None:
    if incident.longitude is None or incident.latitude is None:
        return None
    try:
        return ground.locate(incident.longitude, incident.latitude)
    except Invalid:  # the border of the root was drawn anew since
        return None


def rezone(incident: Incident, *, area: str, grid: str | None, at: datetime) -> Decision[Incident]:
    """Let an open matter lie in the area that its own has become. grid: None where it must be found by hand.

    -> record with area and grid, event grid.incident_rezoned{was_area, was_grid}.

    Rule GR-26, domain 9.1: a change of areas loses no matter and moves no date.
    """
    data = {"was_area": incident.area, "was_grid": incident.grid}
    return take(incident, "rezone", SYSTEM, at=at, data=data, area=area, grid=grid)
