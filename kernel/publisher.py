"""Sends facts to the broker and says when they are safe there: the outgoing half of the outbox."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import amqp

from kernel.confirm import PERSISTENT, Batch, Confirms
from kernel.errors import Unavailable
from kernel.line import Line
from kernel.transport import Connection

BATCH = 200

Parcel = tuple[str, str, str, bytes | str, Mapping[str, Any]]


class Publisher:
    """One connection of its own, used by any number of greenlets of one thread, one batch at a time."""

    def __init__(self, uri: str, *, name: str = "publisher", wait: float = 5.0) -> None:
        self._confirms = Confirms(wait=wait)
        self._declared: set[str] = set()
        self._wait = wait
        self._line = Line(uri, name=name, opened=self._opened, lost=self._confirms.lost)
        self._line.start()

    @property
    def up(self) -> bool:
        """Tell whether the broker can be reached."""
        return self._line.up

    def publish(self, batch: list[Parcel]) -> None:
        """Publish persistent messages, and return when all of them are confirmed.

        batch: (exchange, routing key, message id, JSON body, headers) in order, of any length; 200 go out at a time.
        The exchanges are durable topic exchanges and made when absent. After a failure a part may be on the broker.

        :raises Unavailable: publisher.link_down, publisher.unconfirmed
        """
        self._line.wait(self._wait)
        self._declare(batch)
        for start in range(0, len(batch), BATCH):
            self._send([_addressed(parcel) for parcel in batch[start : start + BATCH]])

    def start(self, batch: list[Parcel]) -> Batch | None:
        """Send a few messages without waiting, and give what tells of their end; None when that cannot be done now.

        Never waits: over TLS, where a write may, and while the line is down or the broker blocks it, it gives None.
        """
        if not (self._line.up and self._line.patient):
            return None
        try:
            self._declare(batch)
            return self._confirms.send([_addressed(parcel) for parcel in batch])
        except Unavailable:
            return None

    def renew_overdue(self) -> None:
        """Give up the connection when a batch sent by `start` has had no answer for too long."""
        if self._confirms.overdue():
            self._line.renew()

    def post(self, queue: str, message: amqp.Message) -> None:
        """Put one message straight into a queue, confirmed.

        :raises Unavailable: publisher.link_down, publisher.unconfirmed (there is no such queue)
        """
        self._line.wait(self._wait)
        self._send([("", queue, message)], mandatory=True)

    def close(self) -> None:
        """Close the connection."""
        self._line.stop()

    def _declare(self, batch: list[Parcel]) -> None:
        fresh = {parcel[0] for parcel in batch} - self._declared
        self._confirms.declare(fresh)
        self._declared |= fresh

    def _send(self, batch: list[tuple[str, str, amqp.Message]], *, mandatory: bool = False) -> None:
        try:
            self._confirms.publish(batch, mandatory=mandatory)
        except Unavailable as failure:
            if failure.code == "publisher.unconfirmed":
                # a channel opened while a queue's leader was being elected may never confirm again
                self._line.renew()
            raise

    def _opened(self, connection: Connection) -> None:
        self._declared.clear()
        self._confirms.opened(connection)


def _addressed(parcel: Parcel) -> tuple[str, str, amqp.Message]:
    exchange, key, message_id, body, headers = parcel
    return exchange, key, message(body, message_id=message_id, headers=headers)


def message(body: bytes | str, *, message_id: str, headers: Mapping[str, Any], **properties: Any) -> amqp.Message:
    """Give a persistent JSON message; what is not JSON after all travels as it is."""
    return amqp.Message(
        body.encode() if isinstance(body, str) else body,
        content_type="application/json",
        content_encoding="utf-8",
        delivery_mode=PERSISTENT,
        message_id=message_id,
        application_headers=dict(headers),
        **properties,
    )
