"""Where an incident lies today, whatever became of its area and its grid since."""
from __future__ import annotations

from kernel.rows import Reader
from services.grid.domain.ground import rezoning
from services.grid.domain.ground.territory import Territory
from services.grid.domain.incident import Incident
from services.grid.store.ground import area_move


def lies(db: Reader, ground: Territory, incident: Incident) -> tuple[str, str | None]:
    """Give area and grid of an incident as of today; grid None where none is known."""
    return rezoning.place_today(incident, ground) or _after(db, incident)


def _after(db: Reader, incident: Incident) -> tuple[str, str | None]:
    """Say where a matter lies whose area has ended, by what followed its area and its grid."""
    led = area_move.successors(db, [code for code in (incident.area, incident.grid) if code])
    homes = area_move.communities(db, sorted({code for targets in led.values() for code in targets}))
    return rezoning.follow(incident, led, homes)
