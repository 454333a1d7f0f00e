"""A sweep of due obligations by two processes at once: each told once, by one of them."""

from __future__ import annotations

import multiprocessing
import time
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import psycopg2

from kernel import deadline_sweep
from kernel.db import Database

DUE = """
INSERT INTO grid.obligation (id, subject, kind, number, round, stage, rule, owner, area, period, facts, state, due_at, due_on,
    near_at, next_at, told, provisional, calendar, version, started_at)
SELECT gen_random_uuid(), 'due' || n, 'other', '', 1, 'handle', 'IN-P5', 'u01', '210203001001',
    '{"amount": 5, "unit": "D", "roll": "none", "near": 0.8}', '[]', 'running', now() - interval '1 hour', current_date,
    now() - interval '1 day', now() - interval '1 hour', 'near', false, 1, 1, now() - interval '5 days'
FROM generate_series(1, %s) AS n
"""
COUNTED = """
SELECT count(*), count(DISTINCT body::json #>> '{data,obligation}') FROM grid.outbox WHERE name = 'grid.deadline_missed'
"""


def measure(admin_url: str, url: str, due: int) -> tuple[float, dict[str, int]]:
    """Make `due` obligations that are due, let two processes tell them -> seconds, and how many each has told.

    :raises RuntimeError: when one was told twice or not at all
    """
    with closing(psycopg2.connect(admin_url)) as conn:
        conn.autocommit = True
        cursor = conn.cursor()
        cursor.execute("DELETE FROM grid.outbox")
        cursor.execute(DUE, (due,))
        cursor.execute("ANALYZE grid.obligation")
        context = multiprocessing.get_context("spawn")
        queue, began = context.Queue(), context.Barrier(3)
        workers = [context.Process(target=_worker, args=(url, began, queue)) for _ in range(2)]
        for worker in workers:
            worker.start()
        began.wait()
        start = time.monotonic()
        told = [queue.get() for _ in workers]
        taken = time.monotonic() - start
        for worker in workers:
            worker.join()
        cursor.execute(COUNTED)
        events, obligations = cursor.fetchone() or (0, 0)
    if not events == obligations == sum(told) == due:
        raise RuntimeError(f"{due} due, {events} events of {obligations} obligations, {told} told")
    return taken, {f"process {no + 1}": count for no, count in enumerate(told)}


def _worker(url: str, began: Any, queue: Any) -> None:
    with closing(Database(url, schema="grid", district="210203", size=1, statement_timeout=30)) as db:
        db.ping()
        began.wait()
        queue.put(deadline_sweep.sweep(db, datetime.now(UTC)))
