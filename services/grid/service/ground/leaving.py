"""What goes with a grid that ends, whoever ends it: the posts on it, and the facts about them."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from kernel.db import Tx
from kernel.decision import Event
from kernel.seal import Sealer
from services.grid.domain.staff.post import Post, tell
from services.grid.store.ground import grid_end


def release(tx: Tx, sealer: Sealer, grids: Iterable[str], *, on: date, today: date) -> tuple[Event, ...]:
    """Let nobody stand on grids from a local date on, nor owe anything there; give grid.staff_ended for each post."""
    return tuple(_told(sealer, post) for post in grid_end.release(tx, grids, on=on, today=today))


def _told(sealer: Sealer, post: Post) -> Event:
    """Give the fact that somebody stands on a grid no more, who hears of it by an alias."""
    event = tell("ended", post)
    return replace(event, data={**event.data, "party": sealer.alias(post.account)})
