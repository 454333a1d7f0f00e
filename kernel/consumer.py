"""The broker connections on which a process consumes its queues, and on which it answers and acknowledges."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import amqp
import eventlet
from nameko.constants import AMQP_URI_CONFIG_KEY
from nameko.extensions import SharedExtension

from kernel import logs
from kernel.errors import Unavailable
from kernel.lane import Lane
from kernel.line import LINK_ERRORS, Line
from kernel.publisher import Publisher
from kernel.transport import Connection

START_SECONDS = 5.0
EVENT_SHARE = 4

log = logs.get(__name__)


class Source(Protocol):
    """A queue somebody here consumes."""

    queue: str

    def declare(self, channel: amqp.Channel) -> None:
        """Make the queue and its bindings exist; the same each time."""

    def receive(self, delivery: Delivery) -> None:
        """Begin work on a message; must not wait, and must settle the delivery in the end."""


class Delivery:
    """A message in our hands until it is settled."""

    __slots__ = ("_lane", "channel", "message", "settled")

    def __init__(self, channel: amqp.Channel, message: amqp.Message, lane: Lane) -> None:
        self._lane = lane
        self.channel = channel
        self.message = message
        self.settled = False

    @property
    def headers(self) -> Mapping[str, Any]:
        """Give the message's headers."""
        return self.message.properties.get("application_headers") or {}

    @property
    def alive(self) -> bool:
        """Tell whether the connection it came by is still there; if not, the broker delivers it again."""
        return self.channel.connection is not None

    def ack(self) -> None:
        """Tell the broker that it is done."""
        self._settle(lambda: self.channel.basic_ack(self.message.delivery_tag))

    def requeue(self) -> None:
        """Give it back."""
        self._settle(lambda: self.channel.basic_reject(self.message.delivery_tag, requeue=True))

    def leave(self) -> None:
        """Let it lie unacknowledged: it comes again when this connection ends."""
        self._settle(lambda: None)

    def _settle(self, tell: Any) -> None:
        if self.settled:
            return
        self.settled = True
        try:
            if self.alive:
                tell()
        except LINK_ERRORS as error:
            log.warning("delivery_unsettled", error=type(error).__name__)
        finally:
            self._lane.leave()


class Consumer(SharedExtension):
    """Keeps consuming calls until told to stop, and lets go of its connection when all of them are answered."""

    kind = "calls"

    def __init__(self) -> None:
        self.sources: list[Source] = []
        self._channel: amqp.Channel | None = None
        self._quiet = False
        self._line: Line | None = None
        self._publisher: Publisher | None = None

    def add(self, source: Source) -> None:
        """Consume a source once started."""
        self.sources.append(source)

    def start(self) -> None:
        """Open the line; a broker that is away does not keep the process from starting."""
        if self._line is not None or not self.sources:
            return
        self._lane = Lane(self.width())
        uri = self.container.config[AMQP_URI_CONFIG_KEY]
        name = f"{self.kind}:{self.container.service_name}"
        self._line = Line(uri, name=name, opened=self._opened, lost=self._lost)
        self._line.start()
        self._line.wait(START_SECONDS)

    def width(self) -> int:
        """Give how many messages are in work at once."""
        return int(self.container.max_workers)

    def ready(self) -> None:
        """Raise when nothing can be consumed; asked by the readiness probe.

        :raises Unavailable: broker.unavailable
        """
        if self._line is not None and not self._line.up:
            raise Unavailable("broker.unavailable")

    def quiesce(self) -> None:
        """Take nothing more; what has begun goes on and is acknowledged over the open line."""
        if self._quiet or self._line is None:
            return
        self._quiet = True
        self._lane.clear()
        channel, self._channel = self._channel, None
        if channel is None:
            return
        try:
            for source in self.sources:
                channel.basic_cancel(source.queue, nowait=True)
        except LINK_ERRORS as error:
            log.warning("consumer_not_cancelled", error=type(error).__name__)

    def stop(self) -> None:
        """Close the line; the container has waited for the workers by now, so all they did is acknowledged."""
        self.quiesce()
        if self._publisher is not None:
            self._publisher.close()
        if self._line is not None:
            self._line.stop()

    def kill(self) -> None:
        """Close the line at once; what is not acknowledged is delivered again."""
        self.stop()

    def forward(self, queue: str, message: amqp.Message) -> None:
        """Put a message into a queue, confirmed, over a line of its own that is opened when first needed.

        :raises Unavailable: publisher.link_down, publisher.unconfirmed
        """
        if self._publisher is None:
            uri = self.container.config[AMQP_URI_CONFIG_KEY]
            self._publisher = Publisher(uri, name=f"forwarder:{self.container.service_name}")
        self._publisher.post(queue, message)

    def _opened(self, connection: Connection) -> None:
        channel = connection.channel()
        for source in self.sources:
            source.declare(channel)
        if not self._quiet:
            self._channel = channel
            for source in self.sources:
                self._consume(channel, source)

    def _consume(self, channel: amqp.Channel, source: Source) -> None:
        channel.basic_qos(0, self._lane.width, False)  # for each consumer of the channel opened from here on

        def receive(message: amqp.Message) -> None:
            if not self._quiet:
                delivery = Delivery(channel, message, self._lane)
                self._lane.enter(lambda: self._begin(delivery, source))

        channel.basic_consume(source.queue, consumer_tag=source.queue, callback=receive)

    def _begin(self, delivery: Delivery, source: Source) -> None:
        if self._quiet or not delivery.alive:
            delivery.leave()
        elif self.container._worker_pool.free() > 0:
            source.receive(delivery)
        else:  # timers and pages share the workers; waiting for one must not stop the reader
            eventlet.spawn_n(source.receive, delivery)

    def _lost(self, error: Exception) -> None:
        self._channel = None
        self._lane.clear()


class EventConsumer(Consumer):
    """Consumes events, over a line of its own and with workers of its own: calls never wait for them."""

    kind = "events"

    def start(self) -> None:
        """Open the line."""
        first = self._line is None and bool(self.sources)
        if first:
            pool = self.container._worker_pool
            pool.resize(pool.size + self.width())
        super().start()

    def width(self) -> int:
        """Give a quarter of the workers, on top of those of calls."""
        return max(1, int(self.container.max_workers) // EVENT_SHARE)
