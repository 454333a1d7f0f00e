"""Takes due deliveries, calls their channels with nothing held open, and records what came of it; gives the way to telephones."""
from __future__ import annotations

import threading
from typing import Any

import eventlet
from nameko.extensions import DependencyProvider

from kernel import clock, logs, metrics, outbox
from kernel.call import Call
from kernel.db import Database, SharedDatabase, Tx
from kernel.decision import Event
from kernel.errors import Unavailable
from services.notify.channels import CHANNELS
from services.notify.channels.channel import Message, NotSent
from services.notify.channels.sms import Texts, texts
from services.notify.domain.render import words
from services.notify.domain.retry import next_try
from services.notify.store import delivery as store
from services.notify.store.delivery import Delivery

EVERY = 1.0  # seconds between looks when nothing wakes the sender
log = logs.get(__name__)


class Sender:
    """Sends what is due, batch by batch. Replicas may run side by side; a claim is one process's."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._wake = threading.Event()
        self.stopped = False

    def wake(self) -> None:
        """Look for due deliveries now."""
        self._wake.set()

    def run(self) -> None:
        """Send until stopped."""
        while not self.stopped:
            self._wake.wait(EVERY)
            self._wake.clear()
            try:
                while self.send_due():
                    pass
            except Unavailable as exc:
                log.warning("deliveries_waiting", code=exc.code)

    def send_due(self) -> int:
        """Send one batch and give how many it held."""
        claimed = store.claim(self._db, clock.now())
        results = [(delivery, *_try(delivery)) for delivery in claimed]
        if results:
            with self._db.transaction() as tx:
                for delivery, receipt, reason in results:
                    _settle(tx, delivery, receipt, reason)
        return len(claimed)


def _try(delivery: Delivery) -> tuple[str | None, str]:
    """Call the channel; give its receipt, or None and the reason."""
    channel = CHANNELS[delivery.channel]
    title, text = words(delivery.template, "zh", delivery.params)
    message = Message(delivery.id, delivery.audience, delivery.template, title, text)
    try:
        with eventlet.Timeout(channel.limit):
            return channel.send(message), ""
    except eventlet.Timeout:
        return None, "timeout"
    except NotSent as exc:
        return None, str(exc)


def _settle(tx: Tx, delivery: Delivery, receipt: str | None, reason: str) -> None:
    now = clock.now()
    outcome = "delivered" if receipt is not None else "failed"
    metrics.DELIVERY_SECONDS.labels(delivery.channel, outcome).observe((now - delivery.at).total_seconds())
    if receipt is not None:
        store.delivered(tx, delivery, receipt, now)
        return
    again = next_try(delivery.attempts, now)
    store.failed(tx, delivery, reason, again, now)
    if again is None:
        fact = Event("notify.delivery_failed", delivery.id, {"channel": delivery.channel, "reason": reason})
        outbox.append(tx, Call(), (fact,))


class SenderProvider(DependencyProvider):
    """Runs the sender of a notify process, and lets a handler wake it."""

    shared = SharedDatabase()

    def start(self) -> None:
        self._sender = Sender(self.shared.database)
        self.container.spawn_managed_thread(self._sender.run, identifier="sender")

    def stop(self) -> None:
        self._sender.stopped = True
        self._sender.wake()

    def get_dependency(self, worker_ctx: Any) -> Sender:
        return self._sender


class TextsProvider(DependencyProvider):
    """Gives a service its way to telephones."""

    def setup(self) -> None:
        settings = self.container.config["settings"]
        self._texts = texts(settings.sms, settings.sms_secret)

    def get_dependency(self, worker_ctx: Any) -> Texts:
        return self._texts
