"""What may be the same matter: a bounded choice from indexes, by near cells, by grid or area, and by kind."""

from __future__ import annotations

from typing import Any

from kernel.rows import Reader
from services.grid.domain.ground import distance
from services.grid.domain.ground.place import Position
from services.grid.domain.incident import Incident
from services.grid.domain.voice.likeness import CLOSED_LATELY, LATELY, Told
from services.grid.domain.voice.merge_life import MAIN
from services.grid.store.incident import INCIDENTS

EACH, MOST = 40, 200

STATES = (*MAIN, "closed", "archived")
FRESH = """created_at > %(since)s AND state = ANY(%(states)s) AND (closed_at IS NULL OR closed_at > %(closed)s)
           AND id <> %(self)s"""
# each arm ends by itself, so that no cell and no area, however full, is read whole
NEAR = f"""
SELECT found.id FROM generate_series(%(west)s, %(east)s) AS x, generate_series(%(south)s, %(north)s) AS y,
LATERAL (SELECT id FROM incident WHERE floor(longitude * 200)::integer = x AND floor(latitude * 200)::integer = y
         AND longitude IS NOT NULL AND {FRESH} ORDER BY created_at DESC LIMIT {EACH}) AS found"""
IN_AREA = f"(SELECT id FROM incident WHERE area = %(area)s AND {FRESH} ORDER BY created_at DESC LIMIT {EACH * 2})"
OF_KIND = f"""(SELECT id FROM incident WHERE area = %(area)s AND case_type = %(case_type)s AND {FRESH}
               ORDER BY created_at DESC LIMIT {EACH * 2})"""
NOBODY = "00000000-0000-0000-0000-000000000000"


def candidates(db: Reader, mine: Told, *, near: float) -> dict[str, Incident]:
    """Give up to MOST incidents, open or closed lately, that may be the same matter, by id. near: metres.

    Rule GR-170: the choice is bounded by cell, area and kind, so it costs the same in a full district.
    """
    asked: dict[str, Any] = {
        "since": mine.at - LATELY,
        "closed": mine.at - CLOSED_LATELY,
        "states": list(STATES),
        "self": mine.id or NOBODY,
        "area": mine.area,
        "case_type": mine.case_type,
    }
    arms = [IN_AREA, *([OF_KIND] if mine.case_type else [])]
    if mine.position:
        cells = distance.around(mine.position, near)
        asked |= {"west": cells.west, "east": cells.east, "south": cells.south, "north": cells.north}
        arms.insert(0, f"({NEAR})")
    rest = f"WHERE id IN (SELECT id FROM ({' UNION '.join(arms)}) AS any_of LIMIT {MOST})"
    return {one.id: one for one in INCIDENTS.all(db, rest, asked)}


def told(incident: Incident) -> Told:
    """Give what is compared of an incident."""
    return Told(
        id=incident.id,
        words=incident.description,
        case_type=incident.case_type,
        area=incident.area,
        grid=incident.grid,
        position=position(incident.longitude, incident.latitude),
        at=incident.created_at,
    )


def position(longitude: float | None, latitude: float | None) -> Position | None:
    """Give a position, None where there is none."""
    return Position(longitude, latitude) if longitude is not None and latitude is not None else None
