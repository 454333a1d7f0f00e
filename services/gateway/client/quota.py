"""How often a client may call, counted over all replicas with few questions to the database.

Each process takes a tenth of the minute's calls at once from one row of the client, and counts those in memory: a row for
each call would be written as often as the client calls, and a fixed share for each replica would need to know how many
there are. All together never let through more than the quota; what one process has taken and not used, at most a tenth,
is lost to the others until the minute ends. Once the minute is used up nobody asks again before it ends.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import ceil

from kernel.db import Database
from kernel.errors import Invalid
from services.gateway.client import store

PARTS, AT_ONCE_MOST, WINDOW = 10, 100, 60
Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Share:
    """What this process may still let through of the running minute. left: calls. rest: what nobody has taken yet.

    ends: seconds of the monotonic clock.
    """

    left: int = 0
    rest: int = 0
    ends: float = 0.0


class Quota:
    """The counts of this process."""

    def __init__(self, db: Database):
        self._db = db
        self._shares: dict[str, Share] = {}

    def take(self, client: str, most: int, headers: Headers) -> None:
        """Count one call and add its RateLimit headers, also when it is refused. most: calls a minute.

        Rule GR-189: a quota is of the client, however many processes answer it.

        :raises Invalid: gateway.too_many_requests, facts retry_after_seconds
        :raises Unavailable: when the database that counts for all is away
        """
        share = self._share(client, most)
        wait = max(1, ceil(share.ends - time.monotonic()))
        allowed = share.left > 0
        share.left -= allowed
        headers += [
            ("RateLimit-Policy", f'"client";q={most};w={WINDOW}'),
            ("RateLimit", f'"client";r={share.left + share.rest};t={wait}'),
        ]
        if not allowed:
            raise Invalid("gateway.too_many_requests", retry_after_seconds=wait)

    def _share(self, client: str, most: int) -> Share:
        share = self._shares.get(client)
        running = share is not None and share.ends > time.monotonic()
        if share is None or not running or (not share.left and share.rest):
            share = self._more(client, most, share if running else None)
        return share

    def _more(self, client: str, most: int, share: Share | None) -> Share:
        want = min(max(1, most // PARTS), AT_ONCE_MOST)
        taken, seconds = store.take(self._db, client, want)
        given = max(0, min(want, most - (taken - want)))
        # another call of this process may have taken its part meanwhile
        known = self._shares.get(client) or share
        left = known.left if known is not None and known.ends > time.monotonic() else 0
        self._shares[client] = Share(left + given, max(0, most - taken), time.monotonic() + seconds)
        return self._shares[client]
