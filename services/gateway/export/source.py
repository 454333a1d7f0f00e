"""Where the rows of an export come from: the list's own act, page by page, asked as its owner asks it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kernel.call import Actor, Call
from kernel.errors import Unavailable
from services.gateway.export.listed import LISTS
from services.gateway.export.record import Export

Order = dict[str, Any]
Remote = Callable[[str, str, Order, Call], Order]
WAITS = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before a page is asked for again; together less than a lease
COUNTED = frozenset({"queue", "area", "unit", "state"})


class Source:
    """The pages of one export."""

    def __init__(self, remote: Remote, export: Export):
        self._remote, self._export = remote, export
        self._listed = LISTS[export.list]
        actor = Actor(id=export.owner, role=export.role, unit=export.unit, area=export.area)
        self._call = Call(actor=actor, language=export.language)

    def pages(self) -> Iterator[Order]:
        """Give the replies of the list, one after the other, to its end.

        :raises Failure: what the list refuses with
        :raises Unavailable: when it stays away
        """
        order, after = {**self._export.filters, "limit": self._listed.limit}, None
        while True:
            reply = self._asked({**order, "after": after} if after else order)
            yield reply
            after = reply.get("next")
            if not after:
                return

    def about(self, first: Order) -> int | None:
        """Give how many rows to expect, None where nobody knows. first: the first page.

        It is for the bar that somebody looks at: rows come and go meanwhile.
        """
        if not first.get("next"):
            return len(first["items"])
        counted: int | None = first.get("count")
        count = ABOUT.get(self._export.list)
        return counted if count is None else count(self._remote, self._export.filters, self._call)

    def _asked(self, order: Order) -> Order:
        for wait in WAITS:
            try:
                return self._ask(order)
            except Unavailable:
                time.sleep(wait)
        return self._ask(order)

    def _ask(self, order: Order) -> Order:
        return self._remote(self._listed.service, self._listed.act, order, self._call)


def _incidents(remote: Remote, filters: Mapping[str, Any], call: Call) -> int | None:
    """Count the incidents of a queue from the figures of the ground, where they say it."""
    given = {name: value for name, value in filters.items() if value is not None}
    queue = given.get("queue", "open")
    if queue not in ("open", "all") or not given.keys() <= COUNTED:
        return None
    try:
        found = remote("grid", "overview", {"area": given["area"]} if "area" in given else {}, call)
    except Unavailable:
        return None
    lines = found["by_unit"] if "unit" in given else found["by_state"]
    mine = [line for line in lines if given.get("unit") in (None, line["key"])]
    if "state" in given:
        return sum(line["count"] for line in mine if line["state"] == given["state"])
    ends = mine if "unit" in given else found["by_outcome"]
    ended = sum(line["count"] for line in ends if line.get("outcome")) if queue == "open" else 0
    return max(0, sum(line["count"] for line in mine if line["state"]) - ended)


ABOUT: Mapping[str, Callable[[Remote, Mapping[str, Any], Call], int | None]] = {"incidents": _incidents}
