"""Events written in the transaction that made them true, and carried to the broker once it is durable."""
from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import Any

import orjson
from nameko.extensions import DependencyProvider

from kernel import clock, logs, metrics
from kernel.call import Call
from kernel.db import Database, SharedDatabase, Tx
from kernel.decision import Event
from kernel.errors import Unavailable
from kernel.publisher import Parcel, Publisher

BATCH = 200
HELD = 5000  # events kept in memory while the broker is away; the rest waits in the table
OWN = 5.0  # seconds a row is left to the process that wrote it before anybody may sweep it up
CLEAN = 0.25  # seconds between two deletions of what is confirmed: in the way of no event, and few statements
SWEEP = 4  # deletions between two sweeps of the table
CLAIM = 30.0  # seconds a sweeper has for the rows it took

log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Row:
    """One event on its way: id is the message id, body the JSON on the wire."""

    id: str
    name: str
    body: str
    trace: str


def append(tx: Tx, call: Call, events: tuple[Event, ...]) -> None:
    """Queue events into the transaction; the relay of this process is told of them when it has committed."""
    if not events:
        return
    rows = [_row(event, call, tx.database.district) for event in events]
    for row in rows:
        sql = "INSERT INTO outbox (id, name, body, trace) VALUES (%s, %s, %s, %s)"
        tx.later(sql, (row.id, row.name, row.body, row.trace), prepared=True)
    if tx.database.relay is not None:
        tx.after_commit(lambda: tx.database.relay.offer(rows))


def _row(event: Event, call: Call, district: str) -> Row:
    made = clock.new_id()
    body = {
        "id": made,
        "name": event.name,
        "occurred_at": call.now,
        "district": district,
        "subject": event.subject,
        "version": event.version,
        "round": event.round,
        "data": event.data,
    }
    return Row(made, event.name, orjson.dumps(body).decode(), call.trace)


class Relay:
    """Carries committed events to the broker: from memory at once, and from the table what a crash has left there.

    A row leaves the table after the broker has confirmed it. A crash in between sends it again; receivers keep an inbox.
    """

    def __init__(self, db: Database, publisher: Publisher):
        self._db, self._publisher = db, publisher
        self._queue: deque[Row] = deque()
        self._held: set[str] = set()
        self._sent: list[str] = []
        self._wake = threading.Event()
        self._turn = threading.Lock()
        self.stopped = False

    def offer(self, rows: list[Row]) -> None:
        """Send events that have just become durable; never waits.

        They go out at once, by the one who committed them. What cannot, waits for `run`; what finds no room is left to
        the sweep.
        """
        if len(self._held) >= HELD:
            return
        self._held.update(row.id for row in rows)
        batch = None if self._queue else self._publisher.start([_parcel(row) for row in rows])
        if batch is None:
            self._later(rows)
        else:
            batch.then(lambda confirmed: self._settle(rows, confirmed))

    def _settle(self, rows: list[Row], confirmed: bool) -> None:
        if confirmed:
            self._sent.extend(row.id for row in rows)
            metrics.OUTBOX_SENT.inc(len(rows))
        else:
            self._later(rows)

    def _later(self, rows: list[Row]) -> None:
        self._queue.extend(rows)
        self._wake.set()

    def run(self) -> None:
        """Carry until stopped; a broker or database that is away is tried again each second."""
        while not self.stopped:
            self._wake.wait(1.0)
            self._wake.clear()
            try:
                self.carry()
            except Unavailable as exc:
                log.warning("outbox_stuck", code=exc.code, waiting=len(self._queue))
                threading.Event().wait(1.0)

    def clean(self) -> None:
        """Until stopped, delete what is confirmed, a few times a second, and send what has been left in the table."""
        turn = 0
        while not self.stopped:
            threading.Event().wait(CLEAN)
            turn += 1
            self._publisher.renew_overdue()
            try:
                self.forget()
                if turn % SWEEP == 0:
                    self.sweep()
            except Unavailable as exc:
                log.warning("outbox_sweep_failed", code=exc.code)

    def carry(self) -> None:
        """Send what memory holds, batch by batch."""
        with self._turn:  # a stop carries too, while `run` may still wait for its confirms
            while self._queue:
                batch = [self._queue[i] for i in range(min(BATCH, len(self._queue)))]
                self._publish(batch)
                for row in batch:
                    self._queue.popleft()
                    self._sent.append(row.id)
                metrics.OUTBOX_SENT.inc(len(batch))

    def forget(self) -> None:
        """Delete the rows of events the broker has confirmed."""
        sent, self._sent = self._sent, []
        if not sent:
            return
        try:
            self._delete(sent)
        except Unavailable:
            self._sent += sent  # what could not be deleted is tried again
            raise
        self._held.difference_update(sent)

    def sweep(self) -> int:
        """Send rows nobody has sent for OWN seconds, and give how many."""
        total = 0
        while rows := [row for row in self._claim() if row.id not in self._held]:
            self._publish_claimed(rows)
            self._delete([row.id for row in rows])
            metrics.OUTBOX_SENT.inc(len(rows))
            total += len(rows)
        return total

    def _publish_claimed(self, rows: list[Row]) -> None:
        try:
            self._publish(rows)
        except Unavailable:
            self._release([row.id for row in rows])  # so that they need not wait for the claim to end when it is back
            raise

    def _publish(self, rows: list[Row]) -> None:
        self._publisher.publish([_parcel(row) for row in rows])

    def _claim(self) -> list[Row]:
        sql = """UPDATE outbox SET claimed_until = now() + make_interval(secs => %s) WHERE id IN (
                   SELECT id FROM outbox WHERE created_at < now() - make_interval(secs => %s)
                   AND (claimed_until IS NULL OR claimed_until < now())
                   ORDER BY created_at, id LIMIT %s FOR UPDATE SKIP LOCKED)
                 RETURNING id, name, body, trace"""
        return [Row(*found) for found in sorted(self._db.all(sql, (CLAIM, OWN, BATCH)))]

    def _release(self, ids: list[str]) -> None:
        self._db.all("UPDATE outbox SET claimed_until = NULL WHERE id = ANY(%s::uuid[])", (ids,))

    def _delete(self, ids: list[str]) -> None:
        self._db.all("DELETE FROM outbox WHERE id = ANY(%s::uuid[])", (ids,))


def _parcel(row: Row) -> Parcel:
    """Give exchange, routing key, message id, body and headers of an event."""
    service, _, kind = row.name.partition(".")
    return f"{service}.events", kind, row.id, row.body, {"traceparent": row.trace}


class RelayProvider(DependencyProvider):
    """Runs the relay of a service process; declare it on every service that tells events."""

    shared = SharedDatabase()

    def start(self) -> None:
        db = self.shared.database
        self._publisher = Publisher(self.container.config["settings"].amqp_url, name=f"outbox-{db.schema}")
        self._relay = Relay(db, self._publisher)
        db.relay = self._relay
        self.container.spawn_managed_thread(self._relay.run, identifier="outbox-relay")
        self.container.spawn_managed_thread(self._relay.clean, identifier="outbox-clean")

    def stop(self) -> None:
        self._relay.stopped = True
        try:
            self._relay.carry()
            self._relay.forget()
        except Unavailable as exc:
            log.warning("outbox_left", code=exc.code)  # the rows stay; another process, or the next start, sends them
        self._publisher.close()

    def get_dependency(self, worker_ctx: Any) -> Relay:
        return self._relay
