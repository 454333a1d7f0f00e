"""Pages of tasks, supervision, campaigns, rewards and hot spots come from an index: no register is read through for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kernel.clock import now, today
from kernel.scope import Scope
from services.grid.domain.evaluation.hot_spot import spans
from services.grid.store.evaluation import hot_spot
from services.grid.store.order import campaign, reward, supervision, work
from tests.integration.grid.matter.test_queue_index import Plans
from tests.integration.grid.town import Town

DISTRICT, STREET = Scope(area="210203"), Scope(area="210203001")
ID = "00000000-0000-0000-0000-000000000000"
AFTER = {"at": now().isoformat(), "id": ID}
NARROW = {"incident": None, "unit": None, "grid": None, "level": None, "now": now(), "kind": None, "state": None}
SITES = {"campaign": ID, "figure": "sites", "site": None, "week": None, "passed": None}
Read = Callable[[Any, Scope], Any]


def _queue(store: Any, queue: str) -> Read:
    return lambda db, scope: store.page(db, scope, {**NARROW, "queue": queue}, limit=50, after=AFTER)


def _part(page: Any, asked: dict[str, Any]) -> Read:
    return lambda db, scope: page(db, scope.predicate(party="NULL::text"), asked, limit=50, after=AFTER)


PAGES: dict[str, Read] = {
    **{f"tasks {queue}": _queue(work, queue) for queue in work.QUEUES},
    **{f"supervision {queue}": _queue(supervision, queue) for queue in supervision.QUEUES},
    "sites": _part(campaign.sites, SITES),
    "unsolved sites": _part(campaign.sites, {**SITES, "figure": "unsolved"}),
    "checks": _part(campaign.checks, SITES),
    "bulletins": lambda db, scope: campaign.bulletins(db, ID, limit=50, after=AFTER),
    "rewards": _part(reward.page, NARROW),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("scope", [DISTRICT, STREET], ids=["district", "street"])
def test_a_page_comes_in_the_order_of_an_index(town: Town, page: str, scope: Scope) -> None:
    with town.db.transaction() as tx:
        plans = Plans(tx)
        PAGES[page](plans, scope)
    assert "Index Scan" in plans.lines
    assert not any(way in plans.lines for way in ("Sort", "Seq Scan")), plans.lines


@pytest.mark.parametrize("scope", [DISTRICT, STREET], ids=["district", "street"])
def test_hot_spots_are_counted_over_their_days_alone(town: Town, scope: Scope) -> None:
    with town.db.transaction() as tx:
        plans = Plans(tx)
        hot_spot.spots(plans, scope.predicate(), spans(today(), 30), limit=20)
    condition = next(line for line in plans.lines.splitlines() if "Index Cond" in line)
    assert condition.count("created_at") == 2, plans.lines
    assert "Seq Scan" not in plans.lines
