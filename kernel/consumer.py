"""One broker connection per process on which all its queues are consumed and everything is answered and acknowledged."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import amqp
import eventlet
from nameko.constants import AMQP_URI_CONFIG_KEY
from nameko.extensions import SharedExtension

from kernel import logs
from kernel.confirm import Confirms
from kernel.errors import Unavailable
from kernel.lane import Lane
from kernel.line import LINK_ERRORS, Line
from kernel.transport import Connection

START_SECONDS = 5.0
CONFIRM_SECONDS = 5.0
EVENT_SHARE = 4  # events may use a quarter as many workers as calls do, and those on top

log = logs.get(__name__)


class Source(Protocol):
    """A queue somebody here consumes."""

    lane: str
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
    """Keeps consuming what its sources ask for until told to stop, and then closes once everything is settled."""

    def __init__(self) -> None:
        self.sources: list[Source] = []
        self.lanes: dict[str, Lane] = {}
        self._channel: amqp.Channel | None = None
        self._quiet = False
        self._line: Line | None = None
        self._confirms = Confirms(wait=CONFIRM_SECONDS)

    def add(self, source: Source) -> None:
        """Consume a source once started."""
        self.sources.append(source)

    def start(self) -> None:
        """Open the line; a broker that is away does not keep the process from starting."""
        if self._line is not None or not self.sources:
            return
        workers = self.container.max_workers
        self.lanes = {"calls": Lane(workers), "events": Lane(max(1, workers // EVENT_SHARE))}
        self.container._worker_pool.resize(sum(lane.width for lane in self.lanes.values()))
        name = f"consumer:{self.container.service_name}"
        uri = self.container.config[AMQP_URI_CONFIG_KEY]
        self._line = Line(uri, name=name, opened=self._opened, lost=self._lost)
        self._line.start()
        self._line.wait(START_SECONDS)

    def ready(self) -> None:
        """Raise when nothing can be consumed; asked by the readiness probe.

        :raises Unavailable: broker.unavailable
        """
        if self._line is not None and not self._line.up:
            raise Unavailable("broker.unavailable")

    def quiesce(self) -> None:
        """Take nothing more; what has begun goes on and is acknowledged over the open line."""
        if self._quiet:
            return
        self._quiet = True
        self._forget()
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
        if self._line is not None:
            self._line.stop()

    def kill(self) -> None:
        """Close the line at once; what is not acknowledged is delivered again."""
        self.stop()

    def forward(self, queue: str, message: amqp.Message) -> None:
        """Put a message into a queue, confirmed.

        :raises Unavailable: publisher.link_down, publisher.unconfirmed
        """
        self._confirms.publish([("", queue, message)], mandatory=True)

    def _opened(self, connection: Connection) -> None:
        channel = connection.channel()
        self._confirms.opened(connection)
        for source in self.sources:
            source.declare(channel)
        if not self._quiet:
            self._channel = channel
            for source in self.sources:
                self._consume(channel, source)

    def _consume(self, channel: amqp.Channel, source: Source) -> None:
        lane = self.lanes[source.lane]
        channel.basic_qos(0, lane.width, False)  # for each consumer of the channel opened from here on

        def receive(message: amqp.Message) -> None:
            self._take(Delivery(channel, message, lane), source, lane)

        channel.basic_consume(source.queue, consumer_tag=source.queue, callback=receive)

    def _take(self, delivery: Delivery, source: Source, lane: Lane) -> None:
        if self._quiet:
            return
        lane.enter(lambda: self._begin(delivery, source))

    def _begin(self, delivery: Delivery, source: Source) -> None:
        if self._quiet or not delivery.alive:
            delivery.leave()
        elif self.container._worker_pool.free() > 0:
            source.receive(delivery)
        else:  # timers and pages share the workers; waiting for one must not stop the reader
            eventlet.spawn_n(source.receive, delivery)

    def _lost(self, error: Exception) -> None:
        self._channel = None
        self._forget()
        self._confirms.lost(error)

    def _forget(self) -> None:
        for lane in self.lanes.values():
            lane.clear()
