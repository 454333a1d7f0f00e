"""What a daily sweep of a grid is made of."""
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from kernel import clock
from services.grid.domain.premises.premises import BUILDING, ENDED, ESTATE, PARTS, PLACE, STANDING, Premises
from services.grid.store.premises import premises as store
from tests.integration.grid.town import EAST, EAST_GRID, Town

AT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)


def put(town: Town, kind: str, number: int, **given: Any) -> Premises:
    """Write one straight into the table."""
    fields: dict[str, Any] = {
        "id": clock.new_id(), "kind": kind, "code": f"{EAST}{PARTS[kind][0]}{number}", "reference": None,
        "name": "一号", "address": "", "area": EAST, "grid": EAST_GRID, "estate": None, "building": None,
        "place_kind": "shop" if kind == PLACE else None, "service_form": None, "makes_up": None, "keeper": None,
        "households": 10, "rooms": 10, "shops": 0, "floors": 3, "longitude": 121.615, "latitude": 38.91,
        "state": STANDING, "created_at": AT, "changed_at": AT, "version": 1, **given,
    }  # fmt: skip
    one = Premises(**fields)
    with town.db.transaction() as tx:
        store.add(tx, one)
    return one


def test_buildings_and_places_that_stand_in_the_grid_are_swept_and_the_longest_unseen_come_first(town: Town) -> None:
    seen, unseen = put(town, BUILDING, 1), put(town, PLACE, 2)
    put(town, ESTATE, 3)
    put(town, BUILDING, 4, state=ENDED)
    put(town, BUILDING, 5, grid=None)
    with town.db.transaction() as tx:
        store.looked(tx, [seen.id], AT)
    found = store.sweep_sites(town.db, [EAST_GRID])
    assert [(one.premises, one.kind, one.place_kind, one.looked_at) for one in found] == [
        (unseen.id, "place", "shop", None), (seen.id, "building", None, AT),
    ]  # fmt: skip


def test_a_look_that_comes_late_hides_no_later_one_and_changes_nothing_of_the_record(town: Town) -> None:
    one = put(town, BUILDING, 1)
    for at in (AT, AT - timedelta(days=1)):
        with town.db.transaction() as tx:
            store.looked(tx, [one.id, one.id], at)
    assert [site.looked_at for site in store.sweep_sites(town.db, [EAST_GRID])] == [AT]
    assert store.find(town.db, one.id) == one
