"""What was done by itself, as rows: one for each job and period, committed with what the job made."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kernel.db import Tx
from kernel.rows import Reader


def turn(tx: Tx, job: str) -> bool:
    """Take the turn at a job until the transaction ends, or say that another process has it; waits for nobody."""
    row = tx.one("SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext(%s))", (job,))
    return bool(row and row[0])


def done(db: Reader, job: str, periods: Iterable[str]) -> set[str]:
    """Give those of the periods for which a job is done."""
    sql = "SELECT period FROM job_run WHERE job = %s AND period = ANY(%s)"
    return {period for (period,) in db.all(sql, (job, list(periods)))}


def keep(tx: Tx, job: str, period: str, at: datetime) -> None:
    """Queue that a job is done for a period; a second such row fails the transaction with all it has made."""
    tx.later("INSERT INTO job_run (job, period, ran_at) VALUES (%s, %s, %s)", (job, period, at))
