"""A process that tells of limits batch by batch: `python sweeping_process.py DATABASE_URL INSTANT`; it says how many of each.

It pauses between batches, so that a test meets it in the middle, whatever else the machine does.
"""
import sys
import time
from datetime import datetime

from kernel import deadline_sweep
from kernel.db import Database

BATCH, PAUSE = 20, 0.02

deadline_sweep.CLAIM = deadline_sweep.CLAIM.replace(f"LIMIT {deadline_sweep.BATCH}", f"LIMIT {BATCH}")
db = Database(sys.argv[1], schema="grid", district="210203")
mark = deadline_sweep._mark


def slowly(tx, passed):
    mark(tx, passed)
    tx.flush()
    time.sleep(PAUSE)


deadline_sweep._mark = slowly
while told := deadline_sweep._sweep_batch(db, datetime.fromisoformat(sys.argv[2])):
    print(told, flush=True)
