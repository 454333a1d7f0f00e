"""The main job at speed: creating, whole lives, the way of an event, memory, and the floor that pgbench sets."""
from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg2

from bench import load, same
from bench.figure import Figure
from bench.load import Orders, Result
from bench.seed import copy_ground, seed
from kernel import migrate
from tools.child import Child
from tools.client import sign_in
from tools.stack import Stack

LOGINS = ("shengli1", "dispatcher1", "street_lighting1")
CALLERS, CALM = 16, 4
APART = "floor"
PARTS = ("gateway", "grid", "notify", "others", "PostgreSQL", "RabbitMQ")

# from the commit that made the incident to the commit that made the notice of it
EVENTS = """
SELECT percentile_disc(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY extract(epoch FROM
    pg_xact_commit_timestamp(n.xmin) - pg_xact_commit_timestamp(s.xmin)) * 1000)
FROM notify.notice n JOIN grid.step s ON s.incident::text = n.subject AND s.version = 1
WHERE n.template = 'incident_arrived' AND n.at > %s AND pg_xact_commit_timestamp(n.xmin) IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Bench:
    """One run. seconds: of each measurement. rounds: how often all are repeated. there: incidents already there."""

    stack: Stack
    processors: frozenset[int]
    seconds: float
    rounds: int
    there: int
    tell: Callable[[str], None]

    def measure(self) -> list[Figure]:
        """Give the figures, one value for each round."""
        tokens = {login: sign_in(self.stack.http_url, login, self.stack.password) for login in LOGINS}
        self.tell(f"making {self.there:,} incidents")
        seed(self.stack.database_url, self.there)
        self._run(tokens, "create", seconds=3)  # warm
        rows = [self._round(tokens, no) for no in range(self.rounds)]
        return [Figure(name, unit, tuple(row[name] for row in rows), wanted) for name, unit, wanted in FIGURES]

    def _round(self, tokens: dict[str, str], no: int) -> dict[str, float]:
        self.tell(f"round {no + 1} of {self.rounds}")
        began = self._one("SELECT now()")
        before = self._processor()
        made = self._run(tokens, "create")
        spent = {part: (now - before[part]) / made.done * 1000 for part, now in self._processor().items()}
        memory = self._memory()
        half, most = self._one(EVENTS, (began,))
        began = self._one("SELECT now()")
        calm = self._run(tokens, "create", callers=CALM)
        calm_half, calm_most = self._one(EVENTS, (began,))
        lives = self._run(tokens, "life")
        pages = self._run(tokens, "read")
        floor = self._floor()
        return {
            "create": made.rate, "create 50 %": made.share(0.5), "create 95 %": made.share(0.95),
            "create 99 %": made.share(0.99), "create processor": sum(spent.values()),
            **{f"  of which {part}": value for part, value in spent.items()},
            "life": lives.rate, "life 95 %": lives.share(0.95), "queue page": pages.rate,
            "queue page 95 %": pages.share(0.95),
            "event 50 %": float(half), "event 99 %": float(most),
            "calm": calm.rate, "calm event 50 %": float(calm_half), "calm event 99 %": float(calm_most),
            "pgbench": floor, "ratio": made.rate / floor,
            "memory": memory,
        }  # fmt: skip

    def _run(
        self, tokens: dict[str, str], job: str, *, seconds: float | None = None, callers: int = CALLERS
    ) -> Result:
        orders = Orders(self.stack.http_url, tokens, job, seconds or self.seconds, callers, self.processors)
        return load.run(orders)

    def _floor(self) -> float:
        env = self.stack.environment()
        text = same.script(same.batch(env["LINLI_GRID_DATABASE_URL"], Path(env["LINLI_SEAL_KEYS"]).read_text().strip()))
        return same.rate(self._apart(), self.stack.home, text, clients=CALLERS, seconds=self.seconds)

    def _apart(self) -> str:
        """Give a database like the stack's on the same server, made at the first call: pgbench's events are nobody's."""
        assert self.stack.postgres is not None
        url = self.stack.postgres.url_for(APART)
        if not self._one("SELECT count(*) FROM pg_database WHERE datname = %s", (APART,)):
            self._run_alone(f"CREATE DATABASE {APART}")
            migrate.apply(url, dict.fromkeys(migrate.SERVICES))
            copy_ground(self.stack.database_url, url)
            seed(url, self.there)
        return url

    def _run_alone(self, statement: str) -> None:
        with closing(psycopg2.connect(self.stack.database_url)) as conn:
            conn.autocommit = True
            conn.cursor().execute(statement)

    def _one(self, sql: str, params: tuple[object, ...] = ()) -> object:
        with psycopg2.connect(self.stack.database_url) as conn, conn.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchone()[0]

    def _memory(self) -> float:
        found = [worker.child.find() for worker in self.stack.workers]
        return sum(psutil.Process(process.pid).memory_info().rss for process in found if process) / 1e6

    def _processor(self) -> dict[str, float]:
        """Give processor seconds spent so far by each part of the stack."""
        parts = dict.fromkeys(PARTS, 0.0)
        for worker in self.stack.workers:
            parts[worker.service if worker.service in PARTS else "others"] += _spent(worker.child)
        for name, server in (("PostgreSQL", self.stack.postgres), ("RabbitMQ", self.stack.broker)):
            parts[name] += _spent(server.child) if server else 0.0
        return parts


def _spent(child: Child) -> float:
    """Give processor seconds of a process and of its children, those that have ended included."""
    found = child.find()
    if found is None:
        return 0.0
    root = psutil.Process(found.pid)
    return sum(_seconds(process) for process in (root, *root.children(recursive=True)))


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)


FIGURES = (
    ("create", "reports a second", ">=400"),
    ("create 50 %", "ms", ""),
    ("create 95 %", "ms", ""),
    ("create 99 %", "ms", ""),
    ("create processor", "ms of processor a report, all processes and servers", ""),
    *((f"  of which {part}", "", "") for part in PARTS),
    ("life", "lives of four calls a second", ">=60"),
    ("life 95 %", "ms", ""),
    ("queue page", "pages of 50 a second", ""),
    ("queue page 95 %", "ms", ""),
    ("event 50 %", "ms from commit to handled, at 16 callers", "<=20"),
    ("event 99 %", "ms from commit to handled, at 16 callers", "<=100"),
    ("calm", "reports a second, at 4 callers", ""),
    ("calm event 50 %", "ms from commit to handled, at 4 callers", "<=20"),
    ("calm event 99 %", "ms from commit to handled, at 4 callers", "<=100"),
    ("pgbench", "the same transactions a second, by pgbench", ""),
    ("ratio", "reports over HTTP to pgbench's transactions", ""),
    ("memory", "MB resident, five processes together", "<=500"),
)
