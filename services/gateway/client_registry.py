"""Who calls with a key, how often, and what with."""

from __future__ import annotations

from datetime import datetime

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from kernel import clock
from kernel.call import Actor
from kernel.db import Database
from kernel.errors import Invalid
from services.gateway import client, client_store
from services.gateway.client import Client
from services.gateway.token import Bearer

WAIT_SECONDS = 60


class Clients:
    """The registry of API clients; each process counts quotas for itself."""

    def __init__(self, db: Database):
        self._db = db
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def bearer(self, shown: str) -> Bearer:
        """Give who calls by a key, and count the call.

        :raises Denied: gateway.token_invalid
        :raises Invalid: gateway.too_many_requests
        """
        prefix, secret = client.split(shown)
        key, found = client_store.find(self._db, prefix)
        now = clock.now()
        proven = client.opens(key, found, secret, now=now)
        self._count(proven)
        at = int(now.timestamp())
        return Bearer(Actor(id=proven.id, role=client.ROLE), "zh", prefix, at, at + WAIT_SECONDS, scopes=proven.scopes)

    def open(self, made: Client, *, label: str) -> str:
        """Register a client and give its first key, shown this once."""
        with self._db.transaction() as tx:
            client_store.put(tx, made, label=label)
            shown, key = client.made(made.id, at=clock.now())
            client_store.add_key(tx, key)
        return shown

    def rotate(self, id: str, *, now: datetime | None = None) -> str:
        """Give a client a new key, shown this once; its former ones last for a while beside it."""
        at = now or clock.now()
        with self._db.transaction() as tx:
            client_store.end_keys(tx, client.overlap(client_store.keys(tx, id), now=at))
            shown, key = client.made(id, at=at)
            client_store.add_key(tx, key)
        return shown

    def _count(self, proven: Client) -> None:
        if not self._limiter.hit(RateLimitItemPerMinute(proven.per_minute), "client", proven.id):
            raise Invalid("gateway.too_many_requests", retry_after_seconds=WAIT_SECONDS)
