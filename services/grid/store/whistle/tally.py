"""Figures of whistles, exact at once: acts append, folding sums, readers add both."""

from __future__ import annotations

from kernel.db import Tx
from services.grid.domain.whistle.figure import change
from services.grid.domain.whistle.whistle import Call
from services.grid.store.tally import Cube

CUBE = Cube("whistle", ("figure", "kind", "unit", "area"))


def move(tx: Tx, before: Call | None, after: Call) -> None:
    """Queue what a step changes in the figures."""
    for figure, n in change(before, after).items():
        tx.later(CUBE.append, (figure, after.kind, after.unit, after.area, n))
