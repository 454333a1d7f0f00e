"""Finds anew the community and the grid of what stands on ground whose borders a file has changed."""

from __future__ import annotations

from datetime import date

from kernel import clock
from kernel.db import Tx
from services.grid.store.ground import known
from services.grid.store.premises import ground as premises_ground

STANDING = "SELECT DISTINCT area FROM premises WHERE state = 'standing'"


def regrid(tx: Tx, communities: set[str] | None, *, on: date) -> int:
    """Let premises lie where the borders written in this transaction have them, and give how many moved.

    communities: whose grids changed, None where borders of areas did too. on: local date.
    """
    held = {str(code) for (code,) in tx.all(STANDING)}
    areas = held if communities is None else held & communities
    if not areas:
        return 0
    tx.flush()
    now = known.current(tx, None, on=on).territory()
    return premises_ground.regrid(tx, now.ground.locate, areas=areas, at=clock.now()) if now else 0
