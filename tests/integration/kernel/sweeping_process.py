"""A process that tells of limits batch by batch: `python sweeping_process.py DATABASE_URL INSTANT [WHOLE]`.

It says how many of each. After WHOLE batches it stays in the middle of the next, and says so, until it is killed.
"""
import sys
import time
from datetime import datetime

from kernel import deadline_sweep
from kernel.db import Database

BATCH, EVER = 20, 600.0
whole = int(sys.argv[3]) if len(sys.argv) > 3 else -1

deadline_sweep.CLAIM = deadline_sweep.CLAIM.replace(f"LIMIT {deadline_sweep.BATCH}", f"LIMIT {BATCH}")
db = Database(sys.argv[1], schema="grid", district="210203")
mark = deadline_sweep._mark


def marked(tx, passed):
    global whole
    mark(tx, passed)
    tx.flush()
    if whole == 0:
        print("holding", flush=True)
        time.sleep(EVER)
    whole -= 1


deadline_sweep._mark = marked
while told := deadline_sweep._sweep_batch(db, datetime.fromisoformat(sys.argv[2])):
    print(told, flush=True)
