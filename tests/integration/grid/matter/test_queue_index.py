"""A page of a queue is read in the order of an index: nothing is sorted, and no register is read through for it."""

from __future__ import annotations

import random
from typing import Any

import pytest

from kernel.clock import now
from kernel.db import Tx
from kernel.scope import Scope, subtree
from services.grid.domain.doer import Doer
from services.grid.store import lists
from tests.integration.grid.town import DISPATCHER, EAST, STREET, WEST, Town

DISTRICT, OF_STREET, COMMUNITY = (Scope(area="210203001001"[:digits]) for digits in (6, 9, 12))
UNIT, TWO = Scope(unit="u1"), Scope(area="210203001", also=("210203002001",))
# what each limit is looked up by, so that no page passes over what lies elsewhere
NARROWS = {OF_STREET: '("left"(area, 9) = ', COMMUNITY: "(area = ", TWO: '("left"(area, 9) = ', UNIT: "(unit = "}
HANDLED = "(handler = "
READERS = [
    *(("dispatcher", queue, scope) for queue in ("mine", "late", "open", "climbed", "all") for scope in (DISTRICT, OF_STREET)),
    *(("grid_worker", queue, COMMUNITY) for queue in ("open", "all")),
    *(("officer", queue, UNIT) for queue in ("unit", "late", "open", "all")),
    *(("dispatcher", queue, TWO) for queue in ("open", "all")),
    ("officer", "mine", UNIT),
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
        self.lines += "\n".join(line for (line,) in self.tx.all(f"EXPLAIN {sql}", params))
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
    sought = " ".join(line for line in plans.lines.splitlines() if "Index Cond" in line)
    assert (HANDLED if (role, queue) == ("officer", "mine") else NARROWS.get(scope, "")) in sought, plans.lines


@pytest.mark.parametrize("queue", ["all", "open", "mine"])
@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_what_lies_under_several_roots_is_one_list_and_comes_once(town: Town, queue: str, limit: int) -> None:
    chance = random.Random(limit)
    for _ in range(7):
        one = town.report()
        if chance.random() < 0.5:
            one = town.act(DISPATCHER, "locate", one, area=WEST, address="黄河路5号")
        if chance.random() < 0.3:
            town.through("accept", "file", "dispatch", seen=one)
    roots = Scope(area=EAST, also=(WEST, subtree(STREET), EAST))
    doer, after, found = Doer(id="a", role="dispatcher", unit="u1"), None, []
    while True:
        page, after = lists.page(town.db, lists.Ask(queue, doer, roots, now(), limit, after, {}))
        found += [one.id for one in page]
        if not after:
            break
    whole, none = lists.page(town.db, lists.Ask(queue, doer, Scope(), now(), 200, None, {}))
    assert (found, none) == ([one.id for one in whole], None)
    assert len(found) >= 4
