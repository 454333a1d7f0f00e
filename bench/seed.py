"""Incidents that are already there: whole rows with thread, clocks, audit and counts, as if they had been acted."""
from __future__ import annotations

from contextlib import closing

import psycopg2

# the sample district's grids in turn; nine in ten are closed, as in an office that keeps up
INCIDENTS = """
INSERT INTO grid.incident (id, number, state, source, description, created_at, changed_at, version, round, case_type,
    urgent, address, area, grid, reported_by, unit, extended, returned, reworked, due_at, near_at, closed_at, tier, outcome,
    verified, begun_at)
SELECT made.id, 'SJ210203-20260101-S' || lpad(n::text, 8, '0'), made.state, 'collector', '路灯不亮，请维修。', made.at,
    made.at, CASE made.state WHEN 'closed' THEN 6 ELSE 2 END, 1, kind.code, false, '', left(cell.code, 12), cell.code,
    'seed', kind.unit, 0, 0, 0,
    CASE made.state WHEN 'closed' THEN NULL ELSE made.at + interval '40 days' END,
    CASE made.state WHEN 'closed' THEN NULL ELSE made.at + interval '39 days' END,
    CASE made.state WHEN 'closed' THEN made.at + interval '1 day' END, 'district',
    CASE made.state WHEN 'closed' THEN 'fixed' END, true, made.at
FROM generate_series(%(first)s, %(last)s) AS n
CROSS JOIN LATERAL (
    SELECT md5('seed' || n)::uuid AS id, now() - make_interval(mins => n %% 44640) AS at,
           CASE WHEN n %% 10 = 0 THEN 'dispatched' ELSE 'closed' END AS state) AS made
JOIN (SELECT code, unit, row_number() OVER (ORDER BY code) - 1 AS no, count(*) OVER () AS all FROM grid.case_type)
    AS kind ON kind.no = n %% kind.all
JOIN (SELECT code, row_number() OVER (ORDER BY code) - 1 AS no, count(*) OVER () AS all FROM grid.grid)
    AS cell ON cell.no = n %% cell.all
"""
SEEDED = "FROM grid.incident WHERE reported_by = 'seed' AND number > 'SJ210203-20260101-S'"
STEPS = f"""
INSERT INTO grid.step (incident, version, round, at, act, actor, office, unit, params, told, note)
SELECT id, v, 1, created_at + make_interval(hours => v), (ARRAY['report','dispatch','start','finish','pass','close'])[v],
    'seed', 'grid_worker', unit, %(empty)s, '', '' FROM (SELECT * {SEEDED}) AS i, generate_series(1, i.version) AS v
"""
CLOCKS = f"""
INSERT INTO grid.obligation (id, subject, kind, number, round, stage, rule, owner, area, period, facts, state, due_at,
    due_on, near_at, next_at, provisional, calendar, version, started_at, stopped_at)
SELECT gen_random_uuid(), id::text, 'incident', number, 1, 'handle', 'IN-P5', unit, area, %(period)s, %(facts)s,
    CASE WHEN closed_at IS NULL THEN 'running' ELSE 'stopped' END, due_at, due_at::date, near_at, near_at, false, 1, 1,
    created_at, closed_at {SEEDED}
"""
COUNTS = f"""
INSERT INTO grid.incident_count (state, unit, area, n)
SELECT state, coalesce(unit, ''), area, count(*) {SEEDED} GROUP BY 1, 2, 3
ON CONFLICT (state, unit, area) DO UPDATE SET n = incident_count.n + excluded.n
"""
STOOD = f"""
INSERT INTO grid.tier_count (tier, outcome, climbed_for, unit, area, n)
SELECT tier, coalesce(outcome, ''), '', coalesce(unit, ''), area, count(*) {SEEDED} GROUP BY 1, 2, 4, 5
ON CONFLICT (tier, outcome, climbed_for, unit, area) DO UPDATE SET n = tier_count.n + excluded.n
"""
FOLLOWED = f"DELETE FROM grid.stale WHERE incident IN (SELECT id {SEEDED})"
FILLED = ("grid.incident", "grid.step", "grid.obligation", "grid.incident_count", "grid.tier_count")
BATCH = 50_000
VALUES = {
    "empty": "{}",
    "period": '{"amount": 40.0, "unit": "WD", "roll": "none", "near": 0.8}',
    "facts": '[{"kind": "start", "at": "2026-01-05T01:00:00+00:00", "amount": 0, "reason": ""}]',
}


def seed(admin_url: str, count: int) -> None:
    """Make `count` incidents, nine in ten closed, one in ten with a clock that runs.

    What evaluation and search keep of them is left out: the background would follow them while something else is measured.
    """
    conn = psycopg2.connect(admin_url)
    with conn, conn.cursor() as cursor:
        for first in range(1, count + 1, BATCH):
            cursor.execute(INCIDENTS, {"first": first, "last": min(first + BATCH - 1, count)})
        for statement in (STEPS, CLOCKS, COUNTS, STOOD, FOLLOWED):
            cursor.execute(statement, VALUES)
    conn.autocommit = True
    # of what was filled alone: told that a table is empty, the server plans to read it through, and keeps that plan for a minute
    conn.cursor().execute(f"VACUUM ANALYZE {', '.join(FILLED)}")
    conn.close()


def copy_ground(source_url: str, target_url: str) -> None:
    """Copy what `seed` draws from, grids and case types, into a migrated, empty database."""
    with closing(psycopg2.connect(source_url)) as source, closing(psycopg2.connect(target_url)) as target:
        for table in ("area", "grid", "unit", "case_type"):
            with source.cursor() as cursor:
                cursor.execute(f"SELECT row_to_json(t)::text FROM grid.{table} t")
                rows = [row for (row,) in cursor.fetchall()]
            with target.cursor() as cursor:
                whole = f"unnest(%s::json[]) AS j, json_populate_record(NULL::grid.{table}, j) AS r"
                cursor.execute(f"INSERT INTO grid.{table} SELECT r.* FROM {whole}", (rows,))
        target.commit()
