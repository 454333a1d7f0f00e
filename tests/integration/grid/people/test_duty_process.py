"""Two processes of the system look at a clock that moves on, at the same time and over the same days."""
from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

from tests.integration.grid.duty import staffed
from tests.integration.grid.town import Town

DAYS = 9
PROCESS = """
import sys
from datetime import datetime, timedelta
from kernel.db import Database
from kernel.seal import Sealer
from kernel.workdays import Calendar
from services.grid.service.duty.watch import look
from tests.integration.people import KEY
db = Database(sys.argv[1], schema="grid", district="210203", wait=60, statement_timeout=60, lock_timeout=60)
print("ready", flush=True)
sys.stdin.readline()
for hour in range(0, 24 * int(sys.argv[3]), 3):
    look(db, Calendar(), Sealer([KEY]), datetime.fromisoformat(sys.argv[2]) + timedelta(hours=hour))
"""


def test_two_processes_do_each_thing_once_and_leave_none_out(town: Town, service_url: Callable[[str], str]) -> None:
    since = datetime(2026, 3, 1, 16, tzinfo=UTC)  # Monday 2026-03-02, midnight in Shanghai
    staffed(town)
    command = [sys.executable, "-c", PROCESS, service_url("grid"), since.isoformat(), str(DAYS)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    running = [subprocess.Popen(command, **pipes) for _ in range(2)]  # type: ignore[call-overload]
    try:
        for one in running:
            assert one.stdout.readline() == "ready\n"
        for one in running:
            one.stdin.write("go\n")
            one.stdin.flush()
        ended = [(one.communicate(timeout=120)[0], one.returncode) for one in running]
    finally:
        for one in running:
            one.kill()
    assert [code for _, code in ended] == [0, 0]
    told = Counter((event["name"], event["subject"], event["data"].get("on", "")) for event in town.told())
    assert set(told.values()) == {1}
    names = Counter(name for name, _, _ in told)
    assert names["grid.duty_short"] == 1
    assert names["grid.duty_missed"] == names["grid.review_prepared"] == 2  # a street and its district
    assert names["grid.meeting_prepared"] == 4  # of February at the first look, of March on its day
    assert town.count("sweep") == DAYS
    done = [line for text, _ in ended for line in text.splitlines() if "duty_done" in line]
    row = town.db.one("SELECT count(*) FROM job_run")
    assert row == (len(done),)  # each said done by one of the two
