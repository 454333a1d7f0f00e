"""SQL that writes made-up incidents as the service's acts would have left them, in few statements over spans of numbers.

All that looks random is a function `h` of the incident's number, so that every run makes the same district. Little is even: the
largest of ten streets has a third of all matters, the smallest a twentieth; so it is with communities, units and kinds. One in
fifty is open: a fifth of those of the last sixty days, and few of those before.
"""

from __future__ import annotations

from services.grid.domain.evaluation.lane import LATES
from services.grid.domain.evaluation.measure import MARKED
from services.grid.store.evaluation.figure import BLOCKS, COLUMNS, DONE_ON, KEPT, KEY, LANE, READ_EVER

HASH = """
CREATE FUNCTION h(n bigint, part integer, below integer) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT (hashint8extended(n * 32 + part, 1) & 2147483647)::bigint::int % below $$;
CREATE FUNCTION skewed(n bigint, part integer, below integer) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT floor(below * power((hashint8extended(n * 32 + part, 1) & 1048575) / 1048576.0::float8, 2))::int $$;
"""
FORGET = f"DROP TABLE {', '.join(f'cell_{table}' for table in KEPT)}; DROP FUNCTION h, skewed"

# those who have it in hand are told by the state; what is over or handled was so by its time with one in twenty late
INCIDENTS = """
INSERT INTO incident (id, number, state, source, description, created_at, changed_at, version, round, case_type, urgent,
    address, area, grid, reported_by, unit, handler, extended, returned, reworked, due_at, near_at, closed_at, tier, outcome,
    begun_at, climbed, climbed_for)
SELECT md5('m' || n)::uuid, 'SJ210203-' || to_char(at, 'YYYYMMDD') || '-' || lpad(n::text, 7, '0'), state, 'collector',
    (%(things)s::text[])[1 + skewed(n, 2, 20)] || (%(faults)s::text[])[1 + h(n, 3, 14)] || '，'
        || (%(asks)s::text[])[1 + h(n, 4, 8)] || '，位于' || road || h(n, 6, 400) || '号院' || h(n, 7, 30) || '号楼',
    at, CASE WHEN state IN ('closed', 'handled') THEN done ELSE at END, CASE WHEN over THEN 6 ELSE 2 END, 1,
    'K' || lpad(skewed(n, 8, 40)::text, 2, '0'), false, road || h(n, 6, 400) || '号', street || community,
    street || community || lpad((1 + h(n, 14, 6))::text, 3, '0'), 'seed',
    CASE WHEN given THEN 'u' || lpad(skewed(n, 9, 30)::text, 2, '0') END, CASE WHEN given THEN 'o-' || h(n, 15, 300) END,
    0, 0, 0, CASE WHEN running THEN at + interval '5 days' END, CASE WHEN running THEN at + interval '4 days' END,
    CASE WHEN over THEN done END, 'district', CASE WHEN over THEN 'fixed' END, CASE WHEN given THEN at END,
    climbs::int, CASE WHEN climbs THEN 'verify_time' END
FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n,
LATERAL (SELECT now() - make_interval(secs => %(seconds)s * (1 - n::float8 / %(count)s)) AS at OFFSET 0) AS born,
LATERAL (SELECT at + make_interval(hours => 2 + h(n, 10, 124) + CASE WHEN h(n, 18, 100) = 0 THEN 720 ELSE 0 END) AS done) AS ends,
LATERAL (SELECT done < now() AND h(n, 11, 1000) >= CASE WHEN at > now() - interval '60 days' THEN 200 ELSE 10 END AS over
         OFFSET 0) AS ended,
LATERAL (SELECT CASE WHEN over THEN 'closed' WHEN done < now() AND h(n, 1, 10) = 0 THEN 'handled'
                ELSE (%(states)s::text[])[1 + h(n, 16, 20)] END AS state OFFSET 0) AS stands,
LATERAL (SELECT state NOT IN ('reported', 'filed') AS given, NOT over AND h(n, 17, 20) = 0 AS climbs,
                state NOT IN ('reported', 'filed', 'handled', 'closed') AS running,
                (%(roads)s::text[])[1 + skewed(n, 5, 500)] AS road,
                '210203' || lpad((1 + skewed(n, 12, 10))::text, 3, '0') AS street,
                lpad((1 + skewed(n, 13, 10))::text, 3, '0') AS community OFFSET 0) AS more
"""
STATES = ("reported",) * 2 + ("filed",) * 3 + ("dispatched",) * 7 + ("handling",) * 6 + ("hung", "extension_requested")
SPAN = "created_at > %(since)s AND created_at <= %(until)s"
DONE = "CASE WHEN state IN ('closed', 'handled') THEN changed_at END"
CLOCKS = f"""
INSERT INTO obligation (id, subject, kind, number, round, stage, rule, owner, area, period, facts, state, due_at, due_on,
    near_at, next_at, provisional, calendar, version, started_at, stopped_at)
SELECT gen_random_uuid(), id::text, 'incident', number, 1, stage, 'IN-P5', coalesce(unit, ''), area,
    '{{"amount": 5, "unit": "D", "roll": "none", "near": 0.8}}', '[]',
    CASE WHEN stopped IS NULL THEN 'running' ELSE 'stopped' END, created_at + make_interval(days => days),
    (created_at + make_interval(days => days))::date, NULL, NULL, false, 1, 1, created_at, stopped
FROM incident,
LATERAL (VALUES ('handle', 5, {DONE}, unit IS NOT NULL), ('whole', 20, closed_at, state <> 'reported'))
    AS clock (stage, days, stopped, runs) WHERE runs AND {SPAN}
"""
# of the thread no more than what is looked for when figures follow
STEPS = f"""
INSERT INTO step (incident, version, round, at, act, actor, office, unit, params, told, note)
SELECT id, 2, 1, created_at, 'file', 'd-1', '', NULL, '{{}}', '', '' FROM incident WHERE state <> 'reported' AND {SPAN}
"""
FINDABLE = f"""
INSERT INTO incident_search (no, incident, keys)
SELECT no, id, search_keys(concat_ws(E'\\n', split_part(number, '-', 3), address, description), area, no)
FROM incident, LATERAL (SELECT split_part(number, '-', 3)::bigint AS no OFFSET 0) AS one WHERE {SPAN} ORDER BY created_at
"""
MEASURES = f"""
INSERT INTO measure
WITH one AS MATERIALIZED (
    SELECT *, {DONE} AS done_at, (created_at AT TIME ZONE 'Asia/Shanghai')::date AS made_on,
           (closed_at AT TIME ZONE 'Asia/Shanghai')::date AS over_on
    FROM incident WHERE {SPAN}
), clock AS MATERIALIZED (
    SELECT id, area, unit, grid, case_type, kind, past, due_on, (stopped AT TIME ZONE 'Asia/Shanghai')::date AS stopped_on,
           coalesce(stopped <= created_at + days, false) AS ontime
    FROM one, LATERAL (VALUES ('dispose', 'disposed', interval '5 days', done_at, unit IS NOT NULL),
                              ('close', 'closed', interval '20 days', closed_at, state <> 'reported'))
         AS of (kind, past, days, stopped, runs),
    LATERAL (SELECT ((created_at + days) AT TIME ZONE 'Asia/Shanghai')::date AS due_on) AS due WHERE runs
)
SELECT id, 1, 'report', area, coalesce(unit, ''), grid, case_type, made_on, coalesce(over_on, 'infinity'),
       CASE WHEN state = 'reported' THEN ARRAY['reported'] ELSE ARRAY['reported', 'valid'] END, 'report_late' FROM one
UNION ALL
SELECT id, 1, 'file', area, '', grid, case_type, made_on, made_on, ARRAY['filed', 'ontime_filed', 'accurate_filed'], '' FROM one
WHERE state <> 'reported'
UNION ALL
SELECT id, 1, kind, area, coalesce(unit, ''), grid, case_type, due_on,
       CASE WHEN ontime THEN due_on ELSE coalesce(stopped_on, 'infinity') END,
       ARRAY['should_' || kind] || CASE WHEN ontime THEN ARRAY['ontime_' || past] ELSE '{{}}' END,
       CASE WHEN ontime THEN '' ELSE kind || '_late' END FROM clock
UNION ALL
SELECT id, 1, 'end', area, coalesce(unit, ''), grid, case_type, over_on, over_on,
       ARRAY['ended', 'ended_fixed', 'closed_district'], ''
FROM one WHERE closed_at IS NOT NULL
"""
_LANE, _DONE_ON = (sql.replace("NOT paired", "late = ''").replace("CASE measure", "CASE late") for sql in (LANE, DONE_ON))
_MARKS = ", ".join(f"('{name}' = ANY (marks))::int AS {name}" for name in MARKED)
_LATES = ", ".join(f"(late = '{name}')::int AS {name}" for name in LATES)
_NONE, _NO_LATES = (", ".join("0" for _ in names) for names in (MARKED, LATES))
CELLS = f"""
CREATE UNLOGGED TABLE {{cell}} AS
WITH laid AS (
    SELECT area, unit, post, case_type, marks, late, {{done_on}} AS done_on, {{day}} AS day FROM measure
)
SELECT area, unit, post, case_type, 0 AS lane, day AS done_on, day, {_MARKS},
       {_NO_LATES.replace("0", "0 AS {}").format(*LATES)} FROM laid
UNION ALL SELECT area, unit, post, case_type, {_LANE}, {_DONE_ON}, day, {_NONE}, {_LATES} FROM laid WHERE late <> '';
INSERT INTO {{cell}} {BLOCKS.replace("%%", "%").format(", ".join(COLUMNS), "{cell}")};
DELETE FROM {{cell}} WHERE NOT {READ_EVER}
"""
# one change with all it can be cut by, and what the service's own fold spreads it to: each cut is then counted by itself
PROBE = """
INSERT INTO measure_delta (measure, area, unit, post, case_type, day, done_on, paired, n)
VALUES ('reported', '000000000000', 'u', 'p', 'k', current_date, current_date, false, 1)
"""
PROBED = """
DELETE FROM {table} WHERE within LIKE '000000%' RETURNING length(within), unit <> '*', post <> '*', case_type <> '*'
"""
_SUMS = ", ".join(f"sum({name})" for name in COLUMNS)
# day by day, as they lie on their pages when each was folded in its time
COUNT = f"""
INSERT INTO {{table}} ({KEY}, {", ".join(COLUMNS)})
SELECT left(area, {{digits}}), {{unit}}, {{post}}, {{case_type}}, lane, done_on, day, {_SUMS} FROM cell_{{table}}
WHERE {{where}} GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 7, 6
"""


def cells(table: str) -> str:
    """Give the statement that lays everything counted out as a table of figures keeps it."""
    return CELLS.format(cell=f"cell_{table}", day=KEPT[table].format("day"), done_on=KEPT[table].format("done_on"))


def count(table: str, digits: int, *given: bool) -> str:
    """Give the statement that counts one cut for a table. digits: of areas; given: whether by unit, by post, by kind."""
    named = {name: name if by else "'*'" for name, by in zip(("unit", "post", "case_type"), given, strict=True)}
    # what has no unit, post or kind is counted for none
    where = " AND ".join(f"{name} <> ''" for name, by in zip(named, given, strict=True) if by) or "TRUE"
    return COUNT.format(table=table, digits=digits, where=where, **named)


DELTAS = """
INSERT INTO measure_delta (measure, area, unit, post, case_type, day, done_on, paired, n)
SELECT mark, area, unit, post, case_type, day, day, false, 1 FROM measure, unnest(marks) AS mark
UNION ALL SELECT late, area, unit, post, case_type, day, done_on, true, 1 FROM measure WHERE late <> ''
"""
