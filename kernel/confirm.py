"""Publishing that is known to have arrived: a channel in confirm mode on somebody's line."""
from __future__ import annotations

from collections.abc import Iterable

import amqp
import eventlet
from amqp import spec
from eventlet.event import Event
from eventlet.semaphore import Semaphore

from kernel.errors import Unavailable
from kernel.line import LINK_ERRORS

PERSISTENT = 2


class Confirms:
    """Messages out, confirmations in, one batch at a time."""

    def __init__(self, *, wait: float) -> None:
        self._wait = wait
        self._turn = Semaphore()
        self._channel: amqp.Channel | None = None
        self._sent = 0
        self._open: set[int] = set()
        self._refused = False
        self._done: Event | None = None

    def opened(self, connection: amqp.Connection) -> None:
        """Take a channel of a fresh connection; called by the reader."""
        channel = connection.channel()
        channel.confirm_select()
        channel.events["basic_ack"].add(self._on_ack)
        channel.events["basic_nack"].add(self._on_nack)
        channel.events["basic_return"].add(self._on_return)
        self._sent = 0
        self._channel = channel

    def lost(self, error: Exception) -> None:
        """Let go of the channel; the batch on its way is not confirmed."""
        self._channel = None
        self._end(refused=True)

    def declare(self, exchanges: Iterable[str]) -> None:
        """Make durable topic exchanges exist, without waiting for the answer."""
        channel = self._usable()
        for exchange in exchanges:
            channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False, nowait=True)

    def publish(self, batch: list[tuple[str, str, amqp.Message]], *, mandatory: bool = False) -> None:
        """Send (exchange, routing key, message) and return when the broker has all of them on disk.

        mandatory: a message that no queue takes counts as not confirmed.

        :raises Unavailable: publisher.link_down, publisher.unconfirmed
        """
        with self._turn:
            channel = self._usable()
            self._refused = False
            self._done = done = Event()
            self._send(channel, batch, mandatory)
            with eventlet.Timeout(self._wait, False):
                done.wait()
            confirmed, self._done = done.ready() and not self._refused, None
            if not confirmed:
                self._open.clear()
                raise Unavailable("publisher.unconfirmed")

    def _usable(self) -> amqp.Channel:
        if self._channel is None:
            raise Unavailable("publisher.link_down")
        return self._channel

    def _send(self, channel: amqp.Channel, batch: list[tuple[str, str, amqp.Message]], mandatory: bool) -> None:
        # the numbers first: they must be known before the first answer can arrive
        self._open = set(range(self._sent + 1, self._sent + len(batch) + 1))
        self._sent += len(batch)
        try:
            for exchange, key, message in batch:
                channel.send_method(spec.Basic.Publish, "Bssbb", (0, exchange, key, mandatory, False), message)
        except LINK_ERRORS as error:
            raise Unavailable("publisher.link_down") from error

    def _on_ack(self, tag: int, multiple: bool) -> None:
        if multiple:
            self._open = {n for n in self._open if n > tag}
        else:
            self._open.discard(tag)
        if not self._open:
            self._end()

    def _on_nack(self, tag: int, multiple: bool) -> None:
        if self._open and tag >= min(self._open):  # else it speaks of an earlier batch, given up already
            self._end(refused=True)

    def _on_return(self, error: Exception, exchange: str, key: str, message: amqp.Message) -> None:
        self._refused = True  # the broker confirms a returned message as well, after this

    def _end(self, *, refused: bool = False) -> None:
        self._refused |= refused
        if self._done is not None and not self._done.ready():
            self._done.send(True)
