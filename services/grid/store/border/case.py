"""SQL of open cases where borders move: which may be concerned, and moving them all in one statement."""
from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from kernel.db import Tx
from kernel.rows import Reader
from kernel.scope import Scope
from services.grid.domain.border.move import ACT, Case, Moved
from services.grid.store.ground import hanging
from services.grid.store.incident import OPEN

Box = tuple[float, float, float, float]

# three indexes answer it: open cases by place, by grid for those without one, and the few that are joined to another
NEAR = f"""
SELECT id::text, version, grid, area, longitude, latitude FROM incident
WHERE {OPEN} AND ({{scope}}) AND id IN (
    SELECT id FROM incident WHERE closed_at IS NULL AND longitude BETWEEN %s AND %s AND latitude BETWEEN %s AND %s
    UNION SELECT id FROM incident WHERE closed_at IS NULL AND grid = ANY(%s)
    UNION SELECT id FROM incident WHERE state = 'merged'
        AND (longitude BETWEEN %s AND %s AND latitude BETWEEN %s AND %s OR grid = ANY(%s)))
ORDER BY state = 'merged', id
"""

# all parts see the cases as they were; the counts, the clocks and the thread of each follow in the same statement
MOVE = f"""
WITH given AS (
    SELECT * FROM unnest(%(ids)s::uuid[], %(grids)s::text[], %(areas)s::text[]) AS given (id, grid, area)
), was AS (
    SELECT one.id, one.state, coalesce(one.unit, '') AS unit, one.area, one.grid, given.grid AS to_grid, given.area AS to_area,
           one.tier, coalesce(one.outcome, '') AS outcome, coalesce(one.climbed_for, '') AS climbed_for
    FROM incident AS one JOIN given USING (id)
), moved AS (
    UPDATE incident AS one SET grid = given.grid, area = given.area, version = one.version + 1, changed_at = %(at)s
    FROM given WHERE one.id = given.id RETURNING one.id, one.version, one.round, one.unit, one.number
), clocks AS (
    UPDATE obligation AS clock SET area = was.to_area, version = clock.version + 1
    FROM was WHERE clock.subject = was.id::text AND clock.state <> 'stopped' AND clock.area <> was.to_area
), counted AS (
    INSERT INTO incident_delta (state, unit, area, n)
    SELECT state, unit, area, -1 FROM was WHERE area <> to_area
    UNION ALL SELECT state, unit, to_area, 1 FROM was WHERE area <> to_area
), stood AS (
    INSERT INTO tier_delta (tier, outcome, climbed_for, unit, area, n)
    SELECT tier, outcome, climbed_for, unit, area, -1 FROM was WHERE area <> to_area
    UNION ALL SELECT tier, outcome, climbed_for, unit, to_area, 1 FROM was WHERE area <> to_area
)
INSERT INTO step (incident, version, round, at, act, actor, office, unit, params, told, note)
SELECT moved.id, moved.version, moved.round, %(at)s, '{ACT}', %(actor)s, %(office)s, moved.unit,
       jsonb_build_object('number', moved.number, 'was_grid', was.grid, 'grid', was.to_grid, 'was_area', was.area,
                          'area', was.to_area), '', ''
FROM moved JOIN was USING (id)
"""


def near(db: Reader, box: Box, grids: Collection[str], *, scope: Scope, locked: bool = False) -> list[Case]:
    """Give the open cases in a box (west, south, east, north, degrees) or with one of these grids, within a scope, by id.

    locked: to move them; who wants to act on one waits.
    """
    condition, params = scope.predicate()
    west, south, east, north = box
    sql = NEAR.format(scope=condition) + ("FOR UPDATE" if locked else "")
    rows = db.all(sql, [*params, *[west, east, south, north, sorted(grids)] * 2])
    return [Case(*row) for row in rows]


def move(tx: Tx, moved: Sequence[Moved], *, at: datetime, actor: str, office: str) -> None:
    """Queue that cases lie in other grids, each with a step that says so. actor, office: who decided it."""
    if moved:
        columns = {
            "ids": [one.id for one in moved],
            "grids": [one.grid for one in moved],
            "areas": [one.area for one in moved],
        }
        tx.later(MOVE, {**columns, "at": at, "actor": actor, "office": office})
        hanging.with_incidents(tx, *(one.id for one in moved))
