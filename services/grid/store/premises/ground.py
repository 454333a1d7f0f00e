"""Premises and points: what is near one, and what lies elsewhere when borders or buildings move."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from kernel.db import Tx
from kernel.errors import Invalid
from kernel.rows import Reader
from services.grid.domain.ground.distance import around, metres
from services.grid.domain.ground.ground import Spot
from services.grid.domain.ground.place import Position
from services.grid.domain.premises.premises import Premises, Site
from services.grid.store.premises.premises import PREMISES

BATCH = 5000
FIRST_METRES = 500.0

NEAR = """WHERE kind = 'place' AND state = 'standing' AND cell_x = ANY(%s) AND cell_y BETWEEN %s AND %s
          AND (%s::text IS NULL OR place_kind = %s)"""

STANDING = """SELECT id::text, longitude, latitude, area, grid FROM premises
              WHERE state = 'standing' AND area = ANY(%s) AND id > %s::uuid ORDER BY id LIMIT %s"""
FIRST_ID = "00000000-0000-0000-0000-000000000000"

# both counts of what moved are written by the statement that moves it
RELOCATE = """
WITH new AS (
    SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::float8[], %s::float8[]) AS t (id, area, grid, lon, lat)
), old AS (
    SELECT premises.* FROM premises JOIN new USING (id) ORDER BY id FOR UPDATE OF premises
), moved AS (
    UPDATE premises AS one SET area = new.area, grid = new.grid, longitude = new.lon, latitude = new.lat,
        makes_up = CASE WHEN one.area = new.area THEN one.makes_up END, changed_at = %s, version = one.version + 1
    FROM new JOIN old USING (id)
    WHERE one.id = new.id
    AND (old.area, old.grid, old.longitude, old.latitude) IS DISTINCT FROM (new.area, new.grid, new.lon, new.lat)
    RETURNING one.id, new.area, new.grid
), sides AS (
    SELECT old.area, old.grid, old.kind, old.place_kind, -1 AS n, old.households, old.rooms, old.shops
    FROM moved JOIN old USING (id) WHERE old.state = 'standing'
    UNION ALL
    SELECT moved.area, moved.grid, old.kind, old.place_kind, 1, old.households, old.rooms, old.shops
    FROM moved JOIN old USING (id) WHERE old.state = 'standing'
), counted AS (
    INSERT INTO premises_delta (area, grid, kind, place_kind, n, households, rooms, shops)
    SELECT area, coalesce(grid, ''), kind, coalesce(place_kind, ''), sum(n),
           sum(n * households * (kind = 'building')::int), sum(n * rooms * (kind = 'building')::int),
           sum(n * shops * (kind = 'building')::int)
    FROM sides GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0 OR bool_or(kind = 'building')
)
SELECT count(*) FROM moved
"""


def near(
    db: Reader, at: Position, *, count: int, within: float, place_kind: str | None
) -> list[tuple[Premises, float]]:
    """Give the `count` public places nearest to a point, each with its distance in metres, none beyond `within`.

    The circle doubles until it holds enough: what it holds is nearer than all outside it.
    """
    reach = min(FIRST_METRES, within)
    while True:
        found = _inside(db, at, reach, place_kind)
        if len(found) >= count or reach >= within:
            return found[:count]
        reach = min(reach * 2, within)


def _inside(db: Reader, at: Position, reach: float, place_kind: str | None) -> list[tuple[Premises, float]]:
    cells = around(at, reach)
    columns = list(range(cells.west, cells.east + 1))
    rows = PREMISES.all(db, NEAR, [columns, cells.south, cells.north, place_kind, place_kind])
    far = [(one, metres(at, Position(one.longitude, one.latitude))) for one in rows]
    return sorted((pair for pair in far if pair[1] <= reach), key=lambda pair: (pair[1], pair[0].id))


def relocate(tx: Tx, sites: Sequence[tuple[str, Site]], *, at: datetime) -> int:
    """Put records, given by id, where they now lie, with their counts, and give how many moved."""
    if not sites:
        return 0
    ids = [id for id, _ in sites]
    columns = [[getattr(site, name) for _, site in sites] for name in ("area", "grid", "longitude", "latitude")]
    row = tx.one(RELOCATE, (ids, *columns, at))
    return int(row[0]) if row else 0


def units_of(db: Reader, building: str) -> list[str]:
    """Give the ids of the units of a building."""
    return [id for (id,) in db.all("SELECT id::text FROM premises WHERE building = %s AND kind = 'unit'", (building,))]


def regrid(tx: Tx, locate: Callable[[float, float], Spot], *, areas: Iterable[str], at: datetime) -> int:
    """Find anew the community and grid of all that stands in communities whose borders change; give how many moved.

    locate: finds a WGS-84 point by the new borders, e.g. `Ground(...).locate`. areas: every community on either side of
    a border that moves. What no border holds any more stays in its community, in no grid.
    """
    # what is still queued may be the very areas that records are put into
    tx.flush()
    codes, after, moved = sorted(areas), FIRST_ID, 0
    while rows := tx.all(STANDING, (codes, after, BATCH)):
        sites = [(id, _site(locate, lon, lat, area)) for id, lon, lat, area, _ in rows]
        was = {id: (area, grid) for id, _, _, area, grid in rows}
        moved += relocate(tx, [(id, site) for id, site in sites if was[id] != (site.area, site.grid)], at=at)
        after = rows[-1][0]
    return moved


def _site(locate: Callable[[float, float], Spot], lon: float, lat: float, area: str) -> Site:
    try:
        spot = locate(lon, lat)
    except Invalid:  # outside every border: nobody is served by refusing the whole change for it
        return Site(area, None, lon, lat)
    return Site(spot.community or area, spot.grid or None, lon, lat)
