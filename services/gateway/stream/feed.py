"""Where this process hears of facts: one queue of its own at the broker, open only while somebody follows."""
from __future__ import annotations

import time
from typing import Any

import amqp
import orjson

from kernel import defect
from kernel.beat import Beat
from kernel.errors import Unavailable
from kernel.line import Line
from kernel.transport import Connection
from services.gateway.stream.hub import Hub
from services.gateway.stream.ring import KEPT_MS

SOURCES = ("grid", "petition", "mediation")
OPEN_SECONDS = 3.0
TICK_SECONDS = 1.0


class Feed:
    """Fills a hub from the broker. uri: of the broker.

    The queue belongs to the connection and ends with it: a process that is gone leaves nothing behind, and one that comes
    back says so to its followers, who read anew. Nothing is acknowledged, for nothing is done by what is heard.
    """

    def __init__(self, uri: str, hub: Hub):
        self._uri, self._hub = uri, hub
        self._line: Line | None = None
        self._needed_at = 0.0

    def ready(self) -> None:
        """Hear facts from now on, if not yet.

        :raises Unavailable: broker.unavailable
        """
        self._needed_at = time.monotonic()
        if self._line is None:
            self._line = Line(self._uri, name="stream", opened=self._opened, lost=lambda error: self._hub.ring.end())
            self._line.start()
        if not self._line.wait(OPEN_SECONDS):
            raise Unavailable("broker.unavailable")

    def rest(self) -> None:
        """Hear no more when nobody has followed for as long as a stream may go on from."""
        if self._hub.readers:
            self._needed_at = time.monotonic()
        elif self._line is not None and time.monotonic() - self._needed_at > KEPT_MS / 1000:
            self.stop()

    def stop(self) -> None:
        """Hear no more."""
        line, self._line = self._line, None
        self._hub.ring.end()
        if line is not None:
            line.stop()

    def _opened(self, connection: Connection) -> None:
        channel = connection.channel()
        queue = channel.queue_declare("", exclusive=True, auto_delete=True).queue
        for source in SOURCES:
            exchange = f"{source}.events"
            channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False)
            channel.queue_bind(queue, exchange, "#")
        channel.basic_consume(queue, no_ack=True, callback=self._heard)
        self._hub.begin()

    def _heard(self, message: amqp.Message) -> None:
        try:
            event: Any = orjson.loads(message.body)
            self._hub.hear(event)
        except Exception as error:  # one fact that cannot be read must not end the streams of all others
            defect.tell("stream_defect", "gateway.stream", error)


class HubProvider(Beat):
    """Gives a service its `Hub` with its `Feed`, and looks after the streams once a second."""

    label = "streams"

    def setup(self) -> None:
        super().setup()
        self.hub = Hub(breathe=lambda: time.sleep(0))
        self.feed = Feed(self.container.config["settings"].amqp_url, self.hub)
        self._looking = False

    def get_dependency(self, worker_ctx: Any) -> tuple[Hub, Feed]:
        return self.hub, self.feed

    def stop(self) -> None:
        super().stop()
        self.hub.close()
        self.feed.stop()

    def beat(self) -> float:
        try:
            self.hub.sweep()
            self.feed.rest()
            if self.hub.unsure and not self._looking:
                self._looking = True
                # beside the sweep: it asks another service, which may be slow to answer
                self.container.spawn_managed_thread(self._look, identifier="stream-ground")
        except Exception as error:  # the streams of others must go on, and so must the process
            defect.tell("stream_defect", "gateway.stream", error)
        return TICK_SECONDS



    def _look(self) -> None:
        try:
            self.hub.look()
        except Exception as error:  # as above
            defect.tell("stream_defect", "gateway.stream", error)
        finally:
            self._looking = False
