"""Takes a thousand rows in, sends them on in parts, and gives what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import Any

from kernel import defect
from kernel.call import Call
from kernel.errors import Failure, Unavailable
from kernel.shape import BATCH, KNOWN, MADE, OUTCOMES, UNSURE
from services.gateway.http.visit import Visit

Order = dict[str, Any]
Remote = Callable[[str, str, Order, Call], Order]
AT_ONCE = 2  # calls of this process: the rows of two fill the lanes of a service
LANES = 4  # parts of one call on their way


class Bulk:
    """Acts of the service `gateway` on many matters, by name in `acts`."""

    def __init__(self, remote: Remote):
        self._remote = remote
        self._places = BoundedSemaphore(AT_ONCE)
        self.acts: dict[str, Callable[[Visit, Order], Order]] = {
            "bulk_incidents": lambda visit, command: self._of(visit, "incident", command, "grid", "report_rows"),
            "bulk_petitions": lambda visit, command: self._of(visit, "petition", command, "petition", "register_rows"),
        }

    def _of(self, visit: Visit, kind: str, command: Order, service: str, act: str) -> Order:
        reply = self._take(visit, command, service, act)
        if hidden := sum(row["masked"] or 0 for row in reply["items"]):
            visit.headers.append(("Numbers-Masked", str(hidden)))
        visit.shows(kind, (row["id"] for row in reply["items"] if row["id"]))
        return reply

    def _take(self, visit: Visit, command: Order, service: str, act: str) -> Order:
        """Send rows on in parts and give their outcomes in the order they came.

        Nothing is kept here: a row is done once by its own key in the service that keeps it, so that the same call made
        again does what is left of one that was broken off.

        Rule GR-381, local design: each row has its own outcome, and none waits for another's fault to be mended.

        :raises Unavailable: gateway.busy
        """
        if not self._places.acquire(blocking=False):
            raise Unavailable("gateway.busy")
        try:
            return _told(self._sent(visit.call(None), command["rows"], service, act))
        finally:
            self._places.release()

    def _sent(self, call: Call, rows: list[Any], service: str, act: str) -> list[Order]:
        parts = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
        with ThreadPoolExecutor(LANES) as lanes:
            found = lanes.map(lambda part: self._part(call, part, service, act), parts)
            return [row for part in found for row in part]

    def _part(self, call: Call, rows: list[Any], service: str, act: str) -> list[Order]:
        try:
            items: list[Order] = self._remote(service, act, {"rows": rows}, call)["items"]
        except Failure as failure:
            return [_unsure(row, failure.code, failure.facts) for row in rows]
        except Exception as error:  # of one part; the others stand as they are
            defect.tell("bulk_defect", f"{service}.{act}", error)
            return [_unsure(row, "gateway.defect", {}) for row in rows]
        return items


def _unsure(row: Any, code: str, facts: Order) -> Order:
    """Give the outcome of a row whose part did not come back: it may be done, and its key will tell."""
    key = row.get("key") if isinstance(row, dict) else None
    known = key if isinstance(key, str) else None
    return {"key": known, "outcome": UNSURE, "problem": code, "pointer": "", "facts": facts}


def _told(items: list[Order]) -> Order:
    """Give the answer: places and pointers are those of the whole call."""
    blank = dict.fromkeys(("id", "number", "code", "problem", "pointer", "masked"))
    rows = [{**blank, "facts": {}, **one, "place": place} for place, one in enumerate(items)]
    made: set[str | None] = set()
    for row in rows:
        if row["problem"]:
            row["pointer"] = f"/rows/{row['place']}{row['pointer'] or ''}"
        # the same row twice in one call, in two parts on their way at once: neither part knows of the other's
        if row["outcome"] == MADE and row["key"] in made:
            row["outcome"] = KNOWN
        made |= {row["key"]} if row["outcome"] == MADE else set()
    counts = Counter(row["outcome"] for row in rows)
    return {**{outcome: counts[outcome] for outcome in OUTCOMES}, "items": rows}
