"""Tells operators before a client is let in no longer, once for each end and each of its days."""

from __future__ import annotations

from datetime import datetime, timedelta

from kernel import clock, logs, outbox
from kernel.beat import Beat
from kernel.call import Call
from kernel.db import Database, SharedDatabase
from kernel.errors import Failure
from services.gateway.client import key, store

PERIOD = 600.0  # seconds between two looks
log = logs.get(__name__)


def warn(db: Database, now: datetime) -> int:
    """Tell of each key and client that ends soon, and give how many. Any number of replicas may do so side by side.

    -> event gateway.client_warned{area, kind, key, days, ends_on}.
    """
    soon = store.ending(db, now=now, until=now + timedelta(days=max(key.WARNED_DAYS)))
    due = [end for one, client in soon if (end := key.warned(one, client, now=now))]
    if not due:
        return 0
    with db.transaction() as tx:
        told = tuple(end.event for end in due if store.warn(tx, end))
        outbox.append(tx, Call().system(), told)
    return len(told)


class EndingProvider(Beat):
    """Looks while the front door runs."""

    shared = SharedDatabase()
    label = "clients-ending"
    lead = PERIOD / 10

    def beat(self) -> float:
        try:
            log.info("clients_warned", told=warn(self.shared.database, clock.now()))
        except Failure as exc:
            log.warning("clients_warning_delayed", code=exc.code)
        return PERIOD
