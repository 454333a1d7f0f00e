"""The keys that come to this process, held in memory and kept level, so that a call asks nobody who is calling."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kernel import clock, logs
from kernel.beat import Beat
from kernel.call import Actor
from kernel.db import Database, SharedDatabase, Tx
from kernel.errors import Denied, Unavailable
from services.gateway.client import key, store
from services.gateway.client.key import Key
from services.gateway.client.quota import Headers, Quota
from services.gateway.client.record import ROLE, Client
from services.gateway.token import Bearer

REFRESH_SECONDS = 2.0
FORGET_SECONDS = 600.0  # a key that has not come so long is read anew when it comes back
# a second, of keys not known here, from one address and from all: who tries them out must neither ask the database each time
# nor keep out those who come from elsewhere with a good one
LOOKUPS, LOOKUPS_IN_ALL = 10, 200
log = logs.get(__name__)


@dataclass(slots=True)
class Reading:
    """What the database said of a key. used_at: epoch seconds. fresh: it came since the last reading of all."""

    key: Key
    client: Client
    used_at: float
    fresh: bool = True


class Clients:
    """Who calls with a key, and how often.

    A key is read when it first comes, then together with all others every REFRESH_SECONDS: so a change counts in every
    process within seconds, however it was made. While the database is away the last reading stands.
    """

    def __init__(self, db: Database):
        self._db = db
        self._quota = Quota(db)
        self._readings: dict[str, Reading] = {}
        self._second, self._lookups = 0, Counter[str]()
        self._changes = 0  # made in this process, so that what was read before one is not kept after it

    def bearer(self, shown: str, *, address: str) -> Bearer:
        """Give who calls by a key. address: where from.

        :raises Denied: gateway.client_key_refused
        :raises Unavailable: when the key is not known here and the database is away, or was asked too often; who has a key
            tries again, and who has none learns nothing
        """
        prefix, secret = key.split(shown)
        reading, now = self._reading(prefix, address), clock.now()
        proven = key.opens(reading.key, reading.client, secret, now=now)
        reading.used_at, reading.fresh = time.time(), True
        actor = Actor(id=proven.id, role=ROLE, area=proven.area)
        made, ends = (int(at.timestamp()) for at in (reading.key.created_at, reading.key.expires_at))
        return Bearer(actor, "zh", prefix, made, ends, scopes=proven.scopes, per_minute=proven.per_minute)

    def count(self, bearer: Bearer, headers: Headers) -> None:
        """Count a call of a client and add the headers of its quota; of a person nothing is counted here.

        :raises Invalid: gateway.too_many_requests
        """
        if bearer.per_minute is not None:
            self._quota.take(bearer.actor.id, bearer.per_minute, headers)

    def forget(self, tx: Tx, client: str) -> None:
        """Read the keys of a client anew, in this process right after the commit."""
        tx.after_commit(lambda: self._drop(client))

    def refresh(self) -> None:
        """Read all keys that came lately, write down that they came, and forget the others."""
        least = time.time() - FORGET_SECONDS
        lately = {prefix: one for prefix, one in self._readings.items() if one.used_at > least}
        came = [prefix for prefix, one in lately.items() if one.fresh]
        if came:
            store.use(self._db, came)
        for prefix in came:
            lately[prefix].fresh = False
        changes = self._changes
        found = store.prove(self._db, list(lately)) if lately else {}
        if changes != self._changes:
            return  # who was changed meanwhile has been forgotten, and may stand in what was read as before
        self._readings = {
            prefix: Reading(known, client, lately[prefix].used_at, lately[prefix].fresh)
            for prefix, (known, client) in found.items()
        }

    def _reading(self, prefix: str, address: str) -> Reading:
        reading = self._readings.get(prefix)
        if reading is None:
            changes = self._changes
            reading = self._read(prefix, address)
            if changes == self._changes:
                self._readings[prefix] = reading
        return reading

    def _read(self, prefix: str, address: str) -> Reading:
        if not self._may_look(address):
            raise Unavailable("gateway.busy")
        found = store.prove(self._db, [prefix]).get(prefix)
        if found is None:
            raise Denied("gateway.client_key_refused")
        return Reading(*found, used_at=time.time())

    def _may_look(self, address: str) -> bool:
        second = int(time.monotonic())
        if second != self._second:
            self._second, self._lookups = second, Counter()
        if self._lookups[address] >= LOOKUPS or self._lookups.total() >= LOOKUPS_IN_ALL:
            return False
        self._lookups[address] += 1
        return True

    def _drop(self, client: str) -> None:
        self._changes += 1
        self._readings = {prefix: one for prefix, one in self._readings.items() if one.client.id != client}


class ClientsProvider(Beat):
    """Gives a service its `Clients`, and keeps them level."""

    shared = SharedDatabase()
    label = "clients"

    @cached_property
    def clients(self) -> Clients:
        """Give the one `Clients` of this process; it is made without waiting, or two who ask at once would each make one."""
        return Clients(self.shared.database)

    def get_dependency(self, worker_ctx: Any) -> Clients:
        return self.clients

    def beat(self) -> float:
        try:
            self.clients.refresh()
        except Unavailable as exc:
            log.warning("clients_stale", code=exc.code)
        return REFRESH_SECONDS
