"""A thousand reports in a call while services are killed, and the list of them taken out while front doors are."""
from __future__ import annotations

import csv
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg2
import pytest

ROWS = 1000
PATIENCE = 90.0


@pytest.fixture(scope="module")
def stack(run_stack):
    """A stack with two front doors that share one folder, to be disturbed."""
    with run_stack("many", processes={"gateway": 2, "grid": 2}, durable=False) as made:
        yield made


def kept(person, *ask, **more):
    """Ask until a front door answers."""
    until = time.monotonic() + PATIENCE
    while (answer := person.ask(*ask, **more)).status in (0, 503):
        assert time.monotonic() < until
        time.sleep(0.2)
    return answer


def test_what_is_sent_and_taken_out_while_processes_are_killed_is_there_once(stack, people):
    desk = people["dispatcher1"]
    rows = [{"key": f"many-{n}", "description": f"=SUM({n})", "area": "210203001001"} for n in range(ROWS)]

    def send():
        return kept(desk, "POST", "/api/v1/bulk/incidents", {"rows": rows}, idempotency_key=str(uuid.uuid4()))

    with ThreadPoolExecutor(1) as sender:
        first = sender.submit(send)
        time.sleep(0.7)
        stack.kill("grid", 0)
        stack.restart("grid", 0)
        broken = first.result().body
    assert broken["made"] + broken["known"] + broken["unsure"] == ROWS
    until = time.monotonic() + PATIENCE
    while (answer := send().body)["unsure"]:
        assert time.monotonic() < until
    assert answer["made"] + answer["known"] == ROWS
    assert len({one["id"] for one in answer["items"]}) == ROWS
    with closing(psycopg2.connect(stack.database_url)) as line, line.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT description) FROM grid.incident WHERE description LIKE '=SUM(%'")
        assert cursor.fetchone() == (ROWS, ROWS), "none lost, none twice"

    asked = {"list": "incidents", "filters": {"queue": "all"}, "columns": ["number", "description"]}
    job = kept(desk, "POST", "/api/v1/exports", asked, idempotency_key=str(uuid.uuid4())).body
    for index in (0, 1):
        stack.kill("gateway", index)
        stack.restart("gateway", index)
    path, until = f"/api/v1/exports/{job['id']}", time.monotonic() + PATIENCE
    while (seen := kept(desk, "GET", path).body)["state"] != "ready":
        assert time.monotonic() < until, seen
        time.sleep(0.5)
    status, body = desk.plain("GET", f"{path}/file")
    written = list(csv.reader(body.decode("utf-8-sig").splitlines()))
    mine = [row[1] for row in written if row[1].startswith("'=SUM(")]
    assert (status, len(mine), len(set(mine)), len(written) - 1) == (200, ROWS, ROWS, seen["rows"])
