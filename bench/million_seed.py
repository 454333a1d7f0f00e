"""A made-up district with as many incidents as are asked for, spread over three years, and what is counted and found of them.

Rows are written as the acts would have left them, in few statements; a share of them is then brought in line once more by the
service's own `follow_measures`, which must find nothing to change.
"""

from __future__ import annotations

import random
import secrets
from datetime import date

import psycopg2

from kernel import migrate
from kernel.db import Database
from services.grid.domain.case_type import CaseType
from services.grid.domain.ground.register import Grid, RegisteredArea, Unit
from services.grid.store.evaluation.figure import LANE
from services.grid.store.ground import ground as store

DISTRICT = "210203000000"
STREETS, COMMUNITIES, GRIDS, UNITS, KINDS = 10, 10, 6, 30, 40
DAYS = 1095
SINCE = date(2020, 1, 1)
BATCH = 50_000
CHECKED = 2000
RIM = {"type": "Polygon", "coordinates": [[[121.5, 38.8], [121.7, 38.8], [121.7, 39.0], [121.5, 39.0], [121.5, 38.8]]]}

SIGNS = "长春黄河解放中山人民胜利建设和平新华东风南京北京文化民主友好青泥香炉白云高尔基联合永吉沈阳武汉成都昆明"
THINGS = ("路灯", "井盖", "垃圾", "护栏", "树木", "广告牌", "水管", "电线", "楼道", "健身器材", "停车位", "下水道", "路面",
          "墙皮", "门禁", "围挡", "渣土", "排水沟", "公交站牌", "消防栓")  # fmt: skip
FAULTS = (
    "不亮",
    "破损",
    "堆放未清",
    "倒伏",
    "松动",
    "漏水",
    "堵塞",
    "占用",
    "脱落",
    "积水",
    "有异味",
    "噪音扰民",
    "缺失",
    "老化",
)
ASKS = ("请尽快处理", "存在安全隐患", "影响居民出行", "已多日无人处理", "希望派人查看", "请维修", "请清理", "夜间尤其严重")

# nine in ten are closed; of the open ones the newest are under way. All that is random is a function of the number
INCIDENTS = """
INSERT INTO incident (id, number, state, source, description, created_at, changed_at, version, round, case_type, urgent,
    address, area, grid, reported_by, unit, extended, returned, reworked, due_at, near_at, closed_at, tier, outcome, begun_at)
SELECT md5('m' || n)::uuid, 'SJ210203-' || to_char(at, 'YYYYMMDD') || '-' || lpad(n::text, 7, '0'),
    CASE WHEN over THEN 'closed' WHEN h(n, 1, 4) = 0 THEN 'filed' ELSE 'dispatched' END, 'collector',
    (%(things)s::text[])[1 + h(n, 2, 20)] || (%(faults)s::text[])[1 + h(n, 3, 14)] || '，' || (%(asks)s::text[])[1 + h(n, 4, 8)]
        || '，位于' || (%(roads)s::text[])[1 + h(n, 5, 500)] || h(n, 6, 400) || '号院' || h(n, 7, 30) || '号楼',
    at, at, CASE WHEN over THEN 6 ELSE 2 END, 1, 'K' || lpad(h(n, 8, 40)::text, 2, '0'), false,
    (%(roads)s::text[])[1 + h(n, 5, 500)] || h(n, 6, 400) || '号', left(grid, 12), grid, 'seed',
    CASE WHEN NOT over AND h(n, 1, 4) = 0 THEN NULL ELSE 'u' || lpad(h(n, 9, 30)::text, 2, '0') END, 0, 0, 0,
    CASE WHEN NOT over THEN at + interval '5 days' END, CASE WHEN NOT over THEN at + interval '4 days' END,
    CASE WHEN over THEN at + make_interval(hours => 2 + h(n, 10, 160)) END, 'district',
    CASE WHEN over THEN 'fixed' END, at
FROM (
    SELECT n, now() - make_interval(secs => %(seconds)s * (1 - n::float8 / %(count)s)) AS at, h(n, 11, 10) > 0 AS over,
           '210203' || lpad((1 + h(n, 12, 10))::text, 3, '0') || lpad((1 + h(n, 13, 10))::text, 3, '0')
               || lpad((1 + h(n, 14, 6))::text, 3, '0') AS grid
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n) AS made
"""
HASH = """
CREATE FUNCTION pg_temp.h(n bigint, part integer, below integer) RETURNS integer LANGUAGE sql IMMUTABLE AS
    $$ SELECT (hashint8extended(n * 32 + part, 1) & 2147483647)::bigint::int %% below $$
"""
CLOCKS = """
INSERT INTO obligation (id, subject, kind, number, round, stage, rule, owner, area, period, facts, state, due_at, due_on,
    near_at, next_at, provisional, calendar, version, started_at, stopped_at)
SELECT gen_random_uuid(), id::text, 'incident', number, 1, stage, 'IN-P5', coalesce(unit, ''), area,
    '{"amount": 5, "unit": "D", "roll": "none", "near": 0.8}', '[]',
    CASE WHEN closed_at IS NULL THEN 'running' ELSE 'stopped' END, created_at + make_interval(days => days),
    (created_at + make_interval(days => days))::date, NULL, NULL, false, 1, 1, created_at, closed_at
FROM incident, (VALUES ('handle', 5), ('whole', 20)) AS stage (stage, days) WHERE unit IS NOT NULL
"""
FINDABLE = """
INSERT INTO incident_search (no, incident, keys)
SELECT no, id, search_keys(concat_ws(E'\\n', split_part(number, '-', 3), address, description), area, no)
FROM (SELECT row_number() OVER (ORDER BY created_at, id) AS no, * FROM incident) AS one
"""
MEASURES = """
INSERT INTO measure
WITH one AS (
    SELECT *, (created_at AT TIME ZONE 'Asia/Shanghai')::date AS made_on,
           (closed_at AT TIME ZONE 'Asia/Shanghai')::date AS over_on
    FROM incident
), clock AS (
    SELECT one.*, kind, past, ((created_at + days) AT TIME ZONE 'Asia/Shanghai')::date AS due_on,
           coalesce(closed_at <= created_at + days, false) AS ontime
    FROM one, (VALUES ('dispose', 'disposed', interval '5 days'), ('close', 'closed', interval '20 days'))
         AS of (kind, past, days)
    WHERE unit IS NOT NULL
)
SELECT id, 1, 'report', area, coalesce(unit, ''), grid, case_type, made_on, coalesce(over_on, 'infinity'),
       ARRAY['reported', 'valid'], 'report_late' FROM one
UNION ALL
SELECT id, 1, 'file', area, '', grid, case_type, made_on, made_on, ARRAY['filed', 'ontime_filed', 'accurate_filed'], '' FROM one
WHERE unit IS NOT NULL
UNION ALL
SELECT id, 1, kind, area, unit, grid, case_type, due_on, CASE WHEN ontime THEN due_on ELSE coalesce(over_on, 'infinity') END,
       ARRAY['should_' || kind] || CASE WHEN ontime THEN ARRAY['ontime_' || past] ELSE '{}' END,
       CASE WHEN ontime THEN '' ELSE kind || '_late' END FROM clock
UNION ALL
SELECT id, 1, 'end', area, coalesce(unit, ''), grid, case_type, over_on, over_on,
       ARRAY['ended', 'ended_fixed', 'closed_district'], ''
FROM one WHERE closed_at IS NOT NULL
"""
LANE_OF_LATE = LANE.replace("NOT paired", "late = ''").replace("CASE measure", "CASE late")
# as figure.FOLD spreads them, all at once
COUNTS = f"""
INSERT INTO measure_count
WITH cell AS (
    SELECT area, unit, post, case_type, 0 AS lane, day AS done_on, day, unnest(marks) AS measure FROM measure
    UNION ALL SELECT area, unit, post, case_type, {LANE_OF_LATE}, done_on, day, late FROM measure WHERE late <> ''
), base AS (
    SELECT area, unit, post, case_type, lane, done_on, day, measure, count(*) AS n FROM cell GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
)
SELECT left(area, digits), cut.unit, '*', cut.case_type, lane, done_on, day, measure, sum(n)
FROM base, (VALUES (6), (9), (12)) AS level (digits),
LATERAL (VALUES ('*', '*'), (base.unit, '*'), ('*', base.case_type)) AS cut (unit, case_type) GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
UNION ALL SELECT left(area, 12), '*', post, '*', lane, done_on, day, measure, sum(n) FROM base GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE schemaname = 'grid' AND tablename IN ('measure', 'incident_search', 'incident') AND indexdef NOT LIKE '%%UNIQUE%%'
"""


def settle(db: Database) -> None:
    """Write the district's register."""
    streets = [f"210203{no:03}000" for no in range(1, STREETS + 1)]
    communities = [f"{street[:9]}{no:03}" for street in streets for no in range(1, COMMUNITIES + 1)]
    with db.transaction() as tx:
        store.put(tx, store.AREAS, [RegisteredArea(DISTRICT, "示例区", "district", None, SINCE, border=RIM)])
        store.put(tx, store.AREAS, [RegisteredArea(code, code, "street", DISTRICT, SINCE) for code in streets])
        store.put(tx, store.AREAS, [RegisteredArea(c, c, "community", c[:9] + "000", SINCE) for c in communities])
        grids = [f"{code}{no:03}" for code in communities for no in range(1, GRIDS + 1)]
        store.put(tx, store.GRIDS, [Grid(code, code[:12], code, "base", RIM, 300, SINCE) for code in grids])
        store.put(tx, store.UNITS, [Unit(f"u{no:02}", f"单位{no}", f"unit {no}", "department", DISTRICT) for no in range(UNITS)])
        kinds = [_kind(no) for no in range(KINDS)]
        store.put(tx, store.CASE_TYPES, kinds)
        store.touch(tx)


def _kind(no: int) -> CaseType:
    return CaseType(
        f"K{no:02}", "event", "01", f"{no:02}", "市容", "City looks", f"类型{no}", f"kind {no}", f"u{no % UNITS:02}", False, ()
    )


def roads() -> list[str]:
    """Give five hundred names of streets, the same each time."""
    chance = random.Random(1)
    return ["".join(chance.sample(SIGNS, 2)) + chance.choice("路街") for _ in range(500)]


def seed(admin_url: str, count: int) -> None:
    """Bring a database up to date and make the district with `count` incidents in it."""
    migrate.apply(admin_url, {"grid": secrets.token_urlsafe(12)})
    settle(Database(admin_url, schema="grid", district="210203", size=1, statement_timeout=60))
    conn = psycopg2.connect(
        admin_url, options="-c search_path=grid,pg_temp -c work_mem=256MB -c maintenance_work_mem=1GB -c synchronous_commit=off"
    )
    conn.autocommit = True
    cursor = conn.cursor()
    cursor.execute(INDEXES)
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    cursor.execute(HASH.replace("%%", "%"))
    given = {"things": list(THINGS), "faults": list(FAULTS), "asks": list(ASKS), "roads": roads()}
    made = INCIDENTS.replace(" h(", " pg_temp.h(").replace("+ h(", "+ pg_temp.h(")
    made = made.replace("|| h(", "|| pg_temp.h(").replace("(h(", "(pg_temp.h(")
    for first in range(1, count + 1, BATCH):
        span = {"first": first, "last": min(first + BATCH - 1, count), "count": count, "seconds": DAYS * 86400.0}
        cursor.execute(made, given | span)
    for statement in (CLOCKS, FINDABLE, MEASURES, COUNTS):
        cursor.execute(statement)
    cursor.execute("SELECT setval('incident_search_no', %s)", (count,))
    for _, definition in indexes:
        cursor.execute(definition)
    cursor.execute("VACUUM ANALYZE")
    _proven(cursor)
    conn.close()


def _proven(cursor: psycopg2.extensions.cursor) -> None:
    """Refuse to measure what the service itself would have written otherwise."""
    cursor.execute(
        "SELECT follow_measures(array_agg(id)) FROM (SELECT id FROM incident ORDER BY id LIMIT %s) AS checked", (CHECKED,)
    )
    cursor.execute("SELECT count(*), min(measure) FROM measure_delta")
    if (wrong := cursor.fetchone()) != (0, None):
        raise RuntimeError(f"seeded measures differ from those of the service: {wrong}")
