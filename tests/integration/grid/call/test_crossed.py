"""Acts on what hangs on an incident, and changes of where it lies, lock both in one order: neither undoes the other."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import eventlet
import pytest

from services.grid.store import incident as incidents
from tests.integration.grid.call.test_order import case, give, on, supervise
from tests.integration.grid.town import DISPATCHER, LAMPS, OFFICER, Town
from tests.integration.grid.whistle import CALLER, answer, blow

Act = Callable[[], dict[str, Any]]


def whistle(town: Town, matter: dict[str, Any]) -> tuple[str, str, Act]:
    seen = blow(town, incidents=[matter["id"]])["calls"][0]
    return "whistle", seen["whistle"], lambda: answer(town, "release", seen, CALLER, reason="not_needed")


def order(town: Town, matter: dict[str, Any]) -> tuple[str, str, Act]:
    seen = give(town, matter)
    return "work_order", seen["id"], lambda: on(town, "finish", seen, LAMPS, words="done")


def supervision(town: Town, matter: dict[str, Any]) -> tuple[str, str, Act]:
    seen = supervise(town, matter)
    return "supervision", seen["id"], lambda: on(town, "answer", seen, OFFICER, "supervision", words="soon")


def part(town: Town, matter: dict[str, Any]) -> tuple[str, str, Act]:
    town.act(DISPATCHER, "join", matter, unit="lamps")
    seen = town.as_(LAMPS).list_parts({})["items"][0]
    return "part", seen["id"], lambda: town.as_(LAMPS).finish_part({"part": seen["id"], "version": seen["version"]})


def waits(town: Town) -> bool:
    """Say whether somebody waits for a lock."""
    found = town.db.one("SELECT count(*) FROM pg_locks WHERE NOT granted")
    return bool(found and found[0])


@pytest.mark.parametrize("made", [whistle, order, supervision, part])
def test_what_hangs_on_an_incident_is_locked_after_it(town: Town, made: Callable[..., tuple[str, str, Act]]) -> None:
    matter = case(town)
    table, id, act = made(town, matter)
    with town.db.transaction() as tx:
        incidents.lock(tx, matter["id"])
        acting = eventlet.spawn(act)
        until = time.monotonic() + 10
        while not waits(town) and time.monotonic() < until:
            eventlet.sleep(0.01)
        # who holds the incident gets at once what hangs on it
        assert tx.one(f"SELECT 1 FROM {table} WHERE id = %s FOR UPDATE NOWAIT", (id,)) == (1,)
    assert acting.wait()["id"] == id or table == "whistle"
