"""Publishing that is known to have arrived: a channel in confirm mode on somebody's line."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from itertools import takewhile
from time import monotonic

import amqp
import eventlet
from amqp import spec
from eventlet.event import Event
from eventlet.semaphore import Semaphore

from kernel.errors import Unavailable
from kernel.line import LINK_ERRORS

PERSISTENT = 2


class Batch:
    """Messages on their way to the broker's disk."""

    def __init__(self, tags: range) -> None:
        self.open = set(tags)
        self.since = monotonic()
        self.refused = False
        self._done = Event()
        self._then: Callable[[bool], None] = lambda confirmed: None

    def then(self, tell: Callable[[bool], None]) -> None:
        """Have `tell` called with the end: True when the broker has them all, False when that is not known."""
        if self._done.ready():
            tell(not self.refused)
        else:
            self._then = tell

    def wait(self, seconds: float) -> bool:
        """Wait for the end, and tell whether the broker has them all."""
        with eventlet.Timeout(seconds, False):
            self._done.wait()
        return self._done.ready() and not self.refused

    def end(self, *, refused: bool = False) -> None:
        """Say that it is over."""
        if not self._done.ready():
            self.refused |= refused
            self._done.send(True)
            self._then(not self.refused)


class Confirms:
    """Messages out, confirmations in; any number of batches may be on their way."""

    def __init__(self, *, wait: float) -> None:
        self._wait = wait
        self._turn = Semaphore()
        self._channel: amqp.Channel | None = None
        self._sent = 0
        self._by_tag: dict[int, Batch] = {}  # in the order of the tags
        self._watched: Batch | None = None

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
        """Let go of the channel; what is on its way is not confirmed."""
        self._channel = None
        on_its_way, self._by_tag = self._by_tag, {}
        for batch in on_its_way.values():
            batch.end(refused=True)

    def overdue(self) -> bool:
        """Tell whether the oldest batch has waited longer than one should."""
        oldest = next(iter(self._by_tag.values()), None)
        return oldest is not None and monotonic() - oldest.since > self._wait

    def declare(self, exchanges: Iterable[str]) -> None:
        """Make durable topic exchanges exist, without waiting for the answer.

        :raises Unavailable: publisher.link_down
        """
        channel = self._usable()
        try:
            for exchange in exchanges:
                channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False, nowait=True)
        except LINK_ERRORS as error:
            raise Unavailable("publisher.link_down") from error

    def send(self, messages: list[tuple[str, str, amqp.Message]], *, mandatory: bool = False) -> Batch:
        """Send (exchange, routing key, message) and give the batch they are, without waiting.

        :raises Unavailable: publisher.link_down
        """
        channel = self._usable()
        # the numbers first: they must be known before the first answer can arrive
        tags = range(self._sent + 1, self._sent + len(messages) + 1)
        self._sent += len(messages)
        batch = Batch(tags)
        self._by_tag.update(dict.fromkeys(tags, batch))
        try:
            for exchange, key, message in messages:
                channel.send_method(spec.Basic.Publish, "Bssbb", (0, exchange, key, mandatory, False), message)
        except LINK_ERRORS as error:
            self._forget(batch)
            raise Unavailable("publisher.link_down") from error
        return batch

    def publish(self, messages: list[tuple[str, str, amqp.Message]], *, mandatory: bool = False) -> None:
        """Send messages and return when the broker has all of them on disk.

        mandatory: a message that no queue takes counts as not confirmed.

        :raises Unavailable: publisher.link_down, publisher.unconfirmed
        """
        with self._turn if mandatory else nullcontext():  # a returned message does not say which batch it was of
            batch = self.send(messages, mandatory=mandatory)
            if mandatory:
                self._watched = batch
            if not batch.wait(self._wait):
                self._forget(batch)
                raise Unavailable("publisher.unconfirmed")

    def _usable(self) -> amqp.Channel:
        if self._channel is None:
            raise Unavailable("publisher.link_down")
        return self._channel

    def _forget(self, batch: Batch) -> None:
        for tag in batch.open:
            self._by_tag.pop(tag, None)

    def _on_ack(self, tag: int, multiple: bool) -> None:
        for each in self._meant(tag, multiple):
            batch = self._by_tag.pop(each)
            batch.open.discard(each)
            if not batch.open:
                batch.end()

    def _on_nack(self, tag: int, multiple: bool) -> None:
        for each in self._meant(tag, multiple):
            if each in self._by_tag:  # else it went with another tag of its batch
                batch = self._by_tag[each]
                self._forget(batch)
                batch.end(refused=True)

    def _meant(self, tag: int, multiple: bool) -> list[int]:
        """Give the tags an answer speaks of, those left out whose batch was given up."""
        if multiple:
            return list(takewhile(lambda each: each <= tag, self._by_tag))
        return [tag] if tag in self._by_tag else []

    def _on_return(self, error: Exception, exchange: str, key: str, message: amqp.Message) -> None:
        if self._watched is not None:
            self._watched.refused = True  # the broker confirms a returned message as well, after this
