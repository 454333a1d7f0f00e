"""Progress of campaigns, exact at once: acts append, folding sums, readers add both."""

from __future__ import annotations

from kernel.db import Tx
from services.grid.domain.order.progress import change
from services.grid.domain.order.site import Site
from services.grid.store.tally import Cube

CUBE = Cube("campaign", ("campaign", "figure", "unit", "area"))


def move(tx: Tx, before: Site | None, after: Site) -> None:
    """Queue what a step changes in the figures."""
    for figure, n in change(before, after).items():
        tx.later(CUBE.append, (after.campaign, figure, after.unit, after.area, n))
