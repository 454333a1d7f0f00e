"""What ground somebody reaches by where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.grid.domain.ground.area import covers


def ground(account: str, area: str, posts: Mapping[str, Sequence[str]], former: frozenset[str]) -> tuple[str, ...]:
    """Give the roots of the ground a grid worker reaches.

    area: of the account, '' for none. posts: by account, areas of the posts held or stood in on today. former: accounts
    that held a post once, those that still do included.
    -> the areas of today's posts alone for who ever held one: after leaving, none. Who never held one keeps the account's
    area, and has beside it those stood in on.

    Rule GR-55, domain 9.1 (0-4): a stand-in sees what the holder sees, on the days of standing in.
    Rule GR-54, domain 9.3 (2-7): who has left sees nothing any more.
    """
    now = tuple(posts.get(account, ()))
    if account in former:
        return now
    own = (area,) if area else ()
    return (*own, *(one for one in now if not covers(area, one)))
