"""What a grid worker is told of an area: that of today's posts, whatever the account says, asked of the grid service."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kernel import clock
from kernel.call import Actor
from kernel.db import Database
from kernel.errors import Missing
from kernel.link import Link
from services.grid.service import Service as Grid
from services.notify.domain.rules import Notice
from services.notify.service import Service as Notify
from services.notify.store import notice
from tests.integration import process
from tests.integration.grid.post import ANN, BEN, CAT, appoint
from tests.integration.grid.town import EAST, EAST_GRID, WEST, Town
from tests.integration.process import until

EVENT: dict[str, Any] = {"round": 1, "subject": clock.new_id(), "data": {"area": EAST}}


@pytest.fixture
def told(start: Callable[..., None], database_of: Callable[[str], Database]) -> Town:
    """Give the town with a notice for the workers of the east, and both services as processes meet them."""
    town = Town(database_of("grid"))
    appoint(town, BEN)
    post = appoint(town, ANN, role="grid_head")
    # its term is over: Cat has left
    town.db.all("UPDATE staff_post SET valid_until = '2026-02-01' WHERE id = %s", (appoint(town, CAT)["id"],))
    assert post["place"] == EAST_GRID
    with database_of("notify").transaction() as tx:
        notice.add(tx, {**EVENT, "id": clock.new_id()}, [Notice(f"area:{EAST}:grid_worker", "look_wanted", ("inbox",))], town.at)
    start("grid", Grid)
    start("notify", Notify)
    return town


def heard(link: Link, account: str, area: str) -> list[str]:
    worker = Actor(id=account, role="grid_worker", unit="east_team", area=area)
    return [item["id"] for item in process.ask("notify", link, worker, "inbox", {})["items"]]


def test_gr_54_who_has_left_hears_of_the_area_no_more_and_whose_post_is_elsewhere_of_theirs(told: Town, link: Link) -> None:
    [seen] = until(lambda: heard(link, BEN, EAST))
    assert heard(link, BEN, WEST) == [seen]  # the post counts, not the account
    assert heard(link, CAT, EAST) == []
    gone = Actor(id=CAT, role="grid_worker", unit="east_team", area=EAST)
    with pytest.raises(Missing, match="notify.notice_missing"):
        process.ask("notify", link, gone, "read", {"notice": seen})


def test_gr_55_who_stands_in_hears_what_the_holder_hears(told: Town, link: Link) -> None:
    assert heard(link, CAT, EAST) == []
    told.db.all(
        "INSERT INTO stand_in (id, post, account, area, valid_from, valid_until, created_at)"
        " SELECT gen_random_uuid(), id, %s, area, current_date - 2, current_date + 2, now() FROM staff_post WHERE account = %s",
        (CAT, ANN),
    )
    told.db.all("UPDATE staff_version SET version = version + 1")
    assert until(lambda: heard(link, CAT, EAST))
