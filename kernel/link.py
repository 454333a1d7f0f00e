"""Calls to services: one line to the broker for all calls of a process, each with a time limit that holds."""
from __future__ import annotations

import itertools
import os
import time
from collections.abc import Mapping
from typing import Any

import amqp
import eventlet
import orjson
from amqp import spec
from amqp.exceptions import AccessRefused, AMQPError
from eventlet.event import Event
from eventlet.semaphore import Semaphore

from kernel import carried, metrics, reply
from kernel.breaker import Breaker
from kernel.errors import Denied, Failure, Unavailable
from kernel.line import LINK_ERRORS, Line
from kernel.transport import Connection

EXCHANGE = "nameko-rpc"
REPLY_TO = "amq.rabbitmq.reply-to"
TRANSIENT = 1
AGAIN_SECONDS = 0.01
PATIENCE_SECONDS = 2.0  # a lost line is usually back sooner; after this, calls fail at once until it is

UNASKED = {"rpc.link_down", "rpc.busy"}  # these say nothing about the service called


class _Lost(Exception):
    """The line broke under the call: whether it happened is unknown."""


class _Waiting(Event):
    """A call on its way."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place


class Link:
    """One line for calls into one virtual host.

    cap: calls on their way at once; more wait for a place, within their own limit. declare: make the exchange exist;
    False for a user who may only write (another district's virtual host). Callees must be idempotent through the key:
    a call whose line breaks is sent again within its limit.
    """

    def __init__(self, uri: str, *, name: str = "rpc", cap: int = 200, declare: bool = True) -> None:
        self._declare = declare
        self._calls: dict[str, _Waiting] = {}
        self._channel: amqp.Channel | None = None
        self._places = Semaphore(cap)
        self._breaker = Breaker()
        mine = os.urandom(6).hex()
        self._names = (f"{mine}{n:x}" for n in itertools.count())
        self._line = Line(uri, name=name, opened=self._opened, lost=self._on_lost)
        self._line.start()

    @property
    def up(self) -> bool:
        """Tell whether calls can be sent now."""
        return self._line.up

    def wait(self, seconds: float) -> bool:
        """Wait for the line to open; tell whether it has."""
        return self._line.wait(seconds)

    def close(self) -> None:
        """Close the line; calls on their way fail."""
        self._line.stop()
        self._on_lost(ConnectionError("closed"))

    def call(
        self,
        service: str,
        method: str,
        command: dict[str, Any],
        *,
        context: Mapping[str, Any] | None = None,
        timeout: float = 5.0,
    ) -> Any:
        """Call a method and give what it returned.

        timeout: seconds, for everything: waiting for a place, sending again after a lost line, the work itself.

        :raises Failure: as the callee raised it. :raises Defect: the callee broke
        :raises Unavailable: rpc.timeout, rpc.link_down, rpc.unknown_service, rpc.busy, rpc.circuit_open
        :raises Denied: rpc.forbidden (the broker does not let this user call it)
        """
        began = time.monotonic()
        self._breaker.check(service, began)
        outcome = "defect"
        try:
            found = self._place(service, method, command, context or {}, began + timeout)
            outcome = "ok"
            return found
        except Failure as failure:
            outcome = failure.code
            raise
        finally:
            now = time.monotonic()
            if outcome not in UNASKED:
                self._breaker.note(service, now, timed_out=outcome == "rpc.timeout")
            metrics.RPC_CALL_SECONDS.labels(service, method, outcome).observe(now - began)

    def _place(
        self, service: str, method: str, command: dict[str, Any], context: Mapping[str, Any], until: float
    ) -> Any:
        if not self._places.acquire(timeout=max(0.0, until - time.monotonic())):
            raise Unavailable("rpc.busy")
        try:
            body = orjson.dumps({"args": [command], "kwargs": {}})
            return self._insist(f"{service}.{method}", body, carried.headers(context), until)
        finally:
            self._places.release()

    def _insist(self, place: str, body: bytes, headers: dict[str, Any], until: float) -> Any:
        headers[carried.DEADLINE] = time.time() + until - time.monotonic()
        while True:
            channel = self._reach(until)
            try:
                return self._ask(channel, place, body, headers, until)
            except (_Lost, *LINK_ERRORS):
                if time.monotonic() >= until:
                    raise Unavailable("rpc.link_down") from None
                eventlet.sleep(AGAIN_SECONDS)  # over TLS a write fails before the reader, which needs its turn, knows

    def _reach(self, until: float) -> amqp.Channel:
        """Give the channel; wait for it only while a quick return is likely."""
        patience = min(until - time.monotonic(), PATIENCE_SECONDS - self._line.down_seconds)
        if not self._line.wait(patience) or self._line.blocked or self._channel is None:
            raise Unavailable("rpc.link_down")
        return self._channel

    def _ask(self, channel: amqp.Channel, place: str, body: bytes, headers: dict[str, Any], until: float) -> Any:
        left = until - time.monotonic()
        if left <= 0:
            raise Unavailable("rpc.timeout")
        name = next(self._names)
        waiting = self._calls[name] = _Waiting(place)
        message = amqp.Message(
            body,
            content_type="application/json",
            content_encoding="utf-8",
            application_headers=headers,
            delivery_mode=TRANSIENT,
            correlation_id=name,
            reply_to=REPLY_TO,
            expiration=str(max(1, int(left * 1000))),
        )
        try:
            channel.send_method(spec.Basic.Publish, "Bssbb", (0, EXCHANGE, place, True, False), message)
            answer = waiting.wait(timeout=left)
        finally:
            self._calls.pop(name, None)
        if answer is None:
            raise Unavailable("rpc.timeout")
        return reply.read(answer, place)

    def _opened(self, connection: Connection) -> None:
        channel = connection.channel()
        if self._declare:
            channel.exchange_declare(EXCHANGE, "topic", durable=True, auto_delete=False)
        channel.basic_consume(REPLY_TO, no_ack=True, callback=self._on_reply)
        channel.events["basic_return"].add(self._on_return)
        self._channel = channel

    def _on_reply(self, message: amqp.Message) -> None:
        waiting = self._calls.pop(message.properties.get("correlation_id"), None)
        if waiting is not None:
            waiting.send(message.body)

    def _on_return(self, error: Exception, exchange: str, key: str, message: amqp.Message) -> None:
        waiting = self._calls.pop(message.properties.get("correlation_id"), None)
        if waiting is not None:
            waiting.send_exception(Unavailable("rpc.unknown_service", service=key.partition(".")[0]))

    def _on_lost(self, error: Exception) -> None:
        self._channel = None
        calls, self._calls = self._calls, {}
        for waiting in calls.values():
            waiting.send_exception(_why(error, waiting.place))


def _why(error: Exception, place: str) -> Exception:
    """Tell the one call the broker refused from the innocent ones that shared its channel."""
    if isinstance(error, AccessRefused) and isinstance(error, AMQPError) and f"'{place}'" in str(error):
        return Denied("rpc.forbidden", place=place)
    return _Lost()
