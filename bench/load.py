"""Callers of the HTTP interface at full speed: several processes, several callers in each, for a stated time."""
from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image

from tools.client import Client
from tools.worker import ROOT

PROCESSES = 4
KIND, UNIT = "F0103", "street_lighting"
POINT = {"lon": 121.612, "lat": 38.908, "system": "wgs84"}
PHOTO = ROOT / "tools" / "demo" / "photo.jpg"
PATCH = 16  # pixels of a side of what differs from photo to photo


@dataclass(frozen=True, slots=True)
class Orders:
    """What the callers are to do. tokens: by login. seconds: how long. callers: how many at once over all processes."""

    base: str
    tokens: dict[str, str]
    job: str
    seconds: float
    callers: int
    processors: frozenset[int]


@dataclass(frozen=True, slots=True)
class Result:
    """done: jobs finished. seconds: over which. waits: seconds of each job."""

    done: int
    seconds: float
    waits: list[float]

    @property
    def rate(self) -> float:
        return self.done / self.seconds

    def share(self, share: float) -> float:
        """Give the wait, in milliseconds, that `share` of the jobs did not exceed."""
        return sorted(self.waits)[int(share * (len(self.waits) - 1))] * 1000


def run(orders: Orders) -> Result:
    """Let the callers work, and give what they did; any refusal is raised."""
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    began = context.Barrier(PROCESSES)
    share = max(1, orders.callers // PROCESSES)
    processes = [context.Process(target=_process, args=(orders, share, began, queue)) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    results: list[Any] = [queue.get() for _ in processes]
    for process in processes:
        process.join()
    if faults := [result for result in results if isinstance(result, str)]:
        raise RuntimeError(faults[0])
    waits = [wait for result in results for wait in result[1]]
    return Result(len(waits), max(result[0] for result in results), waits)


def _process(orders: Orders, callers: int, began: Any, queue: Any) -> None:
    os.sched_setaffinity(0, orders.processors)
    waits: list[float] = []
    faults: list[str] = []
    began.wait()
    start = time.monotonic()
    threads = [threading.Thread(target=_caller, args=(orders, start, waits, faults)) for _ in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    queue.put(faults[0] if faults else (time.monotonic() - start, waits))


def _caller(orders: Orders, start: float, waits: list[float], faults: list[str]) -> None:
    clients = {login: Client(orders.base, token=token) for login, token in orders.tokens.items()}
    job = JOBS[orders.job]
    try:
        while (began := time.monotonic()) - start < orders.seconds and not faults:
            job(clients)
            waits.append(time.monotonic() - began)
    except Exception as exc:  # whatever stopped a caller must stop the measurement, with its reason
        faults.append(f"{type(exc).__name__}: {exc}")


def create(clients: dict[str, Client]) -> dict[str, Any]:
    """Report one incident: durable with its event, audit row and stored answer when it returns."""
    body = {"description": "路灯不亮，请维修。", "case_type": KIND, "point": POINT}
    made: dict[str, Any] = clients["shengli1"].post("/api/v1/incidents", body)
    return made


def life(clients: dict[str, Client]) -> dict[str, Any]:
    """Create, dispatch, finish and find one incident, with a photo that no other has: five calls."""
    view = create(clients)
    path = f"/api/v1/incidents/{view['id']}"
    view = clients["dispatcher1"].post(f"{path}/dispatch", {"unit": UNIT}, version=view["version"])
    evidence = [{"kind": "photo_after", "ref": clients["street_lighting1"].send(photo(), "image/jpeg")}]
    clients["street_lighting1"].post(f"{path}/finish", {"evidence": evidence}, version=view["version"])
    found: dict[str, Any] = clients["dispatcher1"].get(path)
    return found


def photo() -> bytes:
    """Give a picture nobody has sent before: of the same one at once each waits for the other's, as no two people do."""
    with Image.open(PHOTO) as opened:
        made = opened.convert("RGB")
    made.paste(Image.frombytes("L", (PATCH, PATCH), os.urandom(PATCH * PATCH)), (0, 0))
    body = BytesIO()
    made.save(body, "JPEG")
    return body.getvalue()


def read(clients: dict[str, Client]) -> dict[str, Any]:
    """Read the first page of the desk's queue."""
    page: dict[str, Any] = clients["dispatcher1"].get("/api/v1/incidents?queue=open&limit=50")
    return page


JOBS: dict[str, Callable[[dict[str, Client]], dict[str, Any]]] = {"create": create, "life": life, "read": read}
