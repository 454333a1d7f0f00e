"""A page of a queue is read in the order of an index: nothing is sorted, and no register is read through for it."""

from __future__ import annotations

from typing import Any

import pytest

from kernel.clock import now
from kernel.db import Tx
from kernel.scope import Scope
from services.grid.domain.doer import Doer
from services.grid.store import lists
from tests.integration.grid.town import Town

DISTRICT, STREET, COMMUNITY = (Scope(area="210203001001"[:digits]) for digits in (6, 9, 12))
UNIT = Scope(unit="u1")
READERS = [
    *(("dispatcher", queue, scope) for queue in ("mine", "late", "open", "climbed", "all") for scope in (DISTRICT, STREET)),
    *(("grid_worker", queue, COMMUNITY) for queue in ("open", "all")),
    *(("officer", queue, UNIT) for queue in ("unit", "late", "open", "all")),
    ("checker", "mine", DISTRICT),
    ("leader", "mine", DISTRICT),
]


class Plans:
    """A reader that gives no rows, and keeps how they would be read."""

    def __init__(self, tx: Tx):
        self.tx, self.lines = tx, ""
        for way in ("sort", "seqscan", "bitmapscan"):  # of so few rows all ways are cheap
            tx.run(f"SET LOCAL enable_{way} = off")

    def one(self, sql: str, params: Any = None) -> None:
        raise AssertionError(sql)

    def all(self, sql: str, params: Any = None) -> list[tuple[Any, ...]]:
        self.lines = "\n".join(line for (line,) in self.tx.all(f"EXPLAIN {sql}", params))
        return []


@pytest.mark.parametrize(("role", "queue", "scope"), READERS)
def test_a_page_of_a_queue_comes_in_the_order_of_an_index(town: Town, role: str, queue: str, scope: Scope) -> None:
    after = {"at": now().isoformat(), "id": "00000000-0000-0000-0000-000000000000"}
    ask = lists.Ask(queue, Doer(id="a", role=role, unit="u1"), scope, now(), 50, after, {})
    with town.db.transaction() as tx:
        plans = Plans(tx)
        lists.page(plans, ask)
    assert "Index Scan" in plans.lines
    assert not any(way in plans.lines for way in ("Sort", "Seq Scan")), plans.lines
