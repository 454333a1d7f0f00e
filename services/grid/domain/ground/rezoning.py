"""An open matter follows its place when areas change around it."""
from __future__ import annotations

from datetime import datetime

from kernel.decision import Decision
from services.grid.domain.doer import SYSTEM
from services.grid.domain.incident import Incident
from services.grid.domain.step import take


def rezone(incident: Incident, *, area: str, grid: str | None, at: datetime) -> Decision[Incident]:
    """Let an open matter lie in the area that its own has become. grid: None where it must be found by hand.

    -> record with area and grid, event grid.incident_rezoned{was_area, was_grid}.

    Rule GR-26, domain 9.1: a change of areas loses no matter and moves no date.
    """
    data = {"was_area": incident.area, "was_grid": incident.grid}
    return take(incident, "rezone", SYSTEM, at=at, data=data, area=area, grid=grid)
