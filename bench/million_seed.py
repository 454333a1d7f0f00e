"""A made-up district with as many incidents as are asked for, spread over three years, and what is counted and found of them.

Rows are written as the acts would have left them, by several sessions at once and before their indexes; a share of them is then
brought in line once more by the service's own `follow_measures`, which must find nothing to change.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import psycopg2

from bench import million_rows as rows
from kernel import clock, migrate
from kernel.db import Database
from services.grid.domain.case_type import CaseType
from services.grid.domain.ground.register import Grid, RegisteredArea, Unit
from services.grid.store.evaluation import figure
from services.grid.store.ground import ground as store

DISTRICT = "210203000000"
STREETS, COMMUNITIES, GRIDS, UNITS, KINDS = 10, 10, 6, 30, 40
DAYS = 1095
SINCE = date(2020, 1, 1)
SESSIONS = 4
SPANS = 16
CHECKED = 2000  # incidents brought in line once more
COUNTED = 2000  # up to so many are also counted once more, by the way the service folds its figures
STAGES = ("incidents", "clocks, words and measures", "cells", "figures", "indexes", "proof")
# references are not looked up row by row: they are right by the way they are made
SETTINGS = {"search_path": "grid", "work_mem": "384MB", "maintenance_work_mem": "1GB", "synchronous_commit": "off",
            "session_replication_role": "replica"}  # fmt: skip
OPTIONS = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
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
KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN ('p', 'u')
AND conrelid::regclass::text IN ('measure', 'measure_count', 'measure_month', 'incident_search', 'step')
"""
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'grid' AND indexdef NOT LIKE 'CREATE UNIQUE%'
AND tablename IN ('measure', 'measure_count', 'measure_month', 'incident_search', 'incident', 'obligation')
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


Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Site:
    """Where statements run, several at once. url: of the administrator."""

    url: str

    def run(self, statements: Iterable[str], values: Iterable[Mapping[str, Any] | None] = (None,)) -> None:
        """Run each statement with each set of values, by SESSIONS sessions."""
        asked = [(statement, given) for given in list(values) for statement in statements]
        with ThreadPoolExecutor(SESSIONS) as sessions:
            list(sessions.map(lambda one: self.all(*one), asked))

    def all(self, statement: str, given: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Run a statement and give its rows."""
        with closing(psycopg2.connect(self.url, options=OPTIONS)) as conn:
            conn.autocommit = True
            cursor = conn.cursor()
            cursor.execute(statement, given)
            return cursor.fetchall() if cursor.description else []


def seed(admin_url: str, count: int, tell: Tell = lambda line: None) -> None:
    """Bring a database up to date and make the district with `count` incidents in it. tell: is given each thing that begins.

    :raises RuntimeError: when the service itself would have written it otherwise
    """
    migrate.apply(admin_url, {"grid": secrets.token_urlsafe(12)})
    settle(Database(admin_url, schema="grid", district="210203", size=1, statement_timeout=60))
    site = Site(admin_url)
    cuts, later = _cuts(site, admin_url), _put_off(site)
    site.all(rows.HASH)
    for name, statements, values in _work(count, cuts):
        tell(name)
        site.run(statements, values)
    tell(STAGES[4])
    site.all(rows.FORGET)
    site.run(later)
    site.all(f"SELECT setval('incident_search_no', {count})")
    site.all("VACUUM ANALYZE")
    tell(STAGES[5])
    _proven(site)
    if count <= COUNTED:
        _counted(site, admin_url)


def _work(count: int, cuts: list[str]) -> Iterator[tuple[str, Iterable[str], Iterable[Mapping[str, Any] | None]]]:
    """Give what to do one after the other: a name, statements, and the values each runs with, at once."""
    words = {"things": list(THINGS), "faults": list(FAULTS), "asks": list(ASKS), "roads": roads(), "states": list(rows.STATES)}
    edges = [count * no // SPANS for no in range(SPANS + 1)]
    shares = [{"first": first + 1, "last": last} for first, last in pairwise(edges)]
    yield STAGES[0], [rows.INCIDENTS], [words | one | {"count": count, "seconds": DAYS * 86400.0} for one in shares]
    spans = list(_spans(clock.now()))
    yield STAGES[1], [rows.CLOCKS, rows.STEPS, rows.FINDABLE, rows.MEASURES], spans
    yield STAGES[2], map(rows.cells, figure.KEPT), [None]
    yield STAGES[3], cuts, [None]


def _cuts(site: Site, url: str) -> list[str]:
    """Give a statement for each cut that the service's own fold keeps figures of."""
    site.all(rows.PROBE)
    _fold(url)
    return [rows.count(table, *cut) for table in figure.KEPT for cut in site.all(rows.PROBED.format(table=table))]


def _fold(url: str) -> None:
    with closing(Database(url, schema="grid", size=1, statement_timeout=60)) as db:
        while figure.fold(db):
            continue


def _spans(now: datetime) -> Iterator[dict[str, datetime]]:
    """Give spans of the time in which all was reported, each as long."""
    first, long = now - timedelta(days=DAYS + 1), timedelta(days=DAYS + 2) / SPANS
    return ({"since": first + no * long, "until": first + (no + 1) * long} for no in range(SPANS))


def _put_off(site: Site) -> list[str]:
    """Take away what would be brought up to date row by row, and give the statements that make it anew."""
    keys = site.all(KEYS)
    for table, name, _ in keys:
        site.all(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    indexes = site.all(INDEXES)
    for name, _ in indexes:
        site.all(f"DROP INDEX {name}")
    again = [f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}" for table, name, definition in keys]
    return [*again, *(definition for _, definition in indexes)]


def _proven(site: Site) -> None:
    """Refuse to measure what the service itself would have written otherwise."""
    for order in ("id", "closed_at IS NOT NULL, id"):
        site.all(f"SELECT follow_measures(array_agg(id)) FROM (SELECT id FROM incident ORDER BY {order} LIMIT {CHECKED}) AS one")
    if wrong := site.all("SELECT measure, paired, n, day, done_on FROM measure_delta LIMIT 3"):
        raise RuntimeError(f"seeded measures differ from those of the service: {wrong}")


def _counted(site: Site, url: str) -> None:
    """Refuse figures other than those the service folds from the same measures."""
    for table in figure.KEPT:
        site.all(f"CREATE TABLE was_{table} AS TABLE {table}; TRUNCATE {table}")
    site.all(rows.DELTAS)
    _fold(url)
    for table in figure.KEPT:
        wrong = site.all(f"(TABLE was_{table} EXCEPT TABLE {table}) UNION ALL (TABLE {table} EXCEPT TABLE was_{table}) LIMIT 3")
        site.all(f"DROP TABLE was_{table}")
        if wrong:
            raise RuntimeError(f"seeded figures differ from those of the service: {table}: {wrong}")
