"""Who writes a record under a code is waited for before that code ends, so that none is left behind under it."""
from __future__ import annotations

from collections.abc import Callable

import eventlet

from kernel import succession
from kernel.db import Database

EAST, NORTH, SOUTH = "210203001001", "210203001008", "210203001009"


def test_a_code_ends_only_after_who_wrote_under_it(database_of: Callable[..., Database]) -> None:
    one, other = database_of("petition"), database_of("petition")
    with one.transaction() as tx:
        succession.hold(tx)
        assert succession.read(tx) == {}
        ending = eventlet.spawn(end, other)
        eventlet.sleep(0.2)
        assert not ending.dead
    ending.wait()
    assert succession.read(one) == {EAST: (NORTH, SOUTH)}


def end(db: Database) -> None:
    with db.transaction() as tx:
        succession.keep(tx, [EAST], [NORTH, SOUTH])
        succession.keep(tx, [EAST], [NORTH])
        succession.keep(tx, [], [NORTH])
