"""Facts of other services, each handled until it is done: tried again after a delay, parked when it never will be."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from time import time
from typing import Any

import amqp
import eventlet
import orjson
from nameko.containers import WorkerContext
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint

from kernel import carried, dead, defect, logs, metrics
from kernel.consumer import Delivery, EventConsumer
from kernel.db import SharedDatabase
from kernel.errors import Failure, Unavailable
from kernel.publisher import message

ATTEMPTS = "x-attempts"  # header: tries that have failed so far
KEY = "x-routing-key"  # header: the key it was published with, which the way through the retry queue changes
QUORUM = {"x-queue-type": "quorum"}
LEADER_SECONDS = 2.0
BREATH_SECONDS = 1.0  # before a message is given back that could not be moved to the retry queue

log = logs.get(__name__)


class Permanent(Exception):
    """This event can never be handled here. code: why, e.g. `notify.template_unknown`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class EventHandler(Entrypoint):
    """Feeds a method with the events of a source.

    source: service whose events. pattern: topic pattern on the event name without its service, or '#'.
    retries: tries before it is parked; Unavailable does not count as one, it is tried for ever.
    delay: seconds between tries. The handler must write its inbox row in the transaction of its effects.
    """

    consumer = EventConsumer()
    database = SharedDatabase()

    def __init__(self, source: str, pattern: str, *, retries: int = 5, delay: float = 5.0, **kwargs: Any) -> None:
        self.source = source
        self.pattern = pattern
        self.retries = retries
        self.delay = delay
        super().__init__(**kwargs)

    @property
    def place(self) -> str:
        """Give `service.method`, the name under which the handler is known."""
        return f"{self.container.service_name}.{self.method_name}"

    @property
    def queue(self) -> str:
        """Give the name of the handler's queue, as nameko would."""
        return f"evt-{self.source}-{'all' if self.pattern == '#' else self.pattern}--{self.place}"

    def setup(self) -> None:
        """Take part in the process's consumer."""
        self.consumer.add(self)

    def stop(self) -> None:
        """Take nothing more."""
        self.consumer.quiesce()

    def declare(self, channel: amqp.Channel) -> None:
        """Make the exchange, the queue, its binding and its retry queue exist."""
        retry, exchange = f"{self.queue}.retry", f"{self.source}.events"
        channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False)
        channel.queue_declare(retry, durable=True, auto_delete=False, arguments=_back_to(self.queue))
        channel.queue_declare(self.queue, durable=True, auto_delete=False, arguments=_falling_to(retry))
        channel.queue_bind(self.queue, exchange, self.pattern)
        _await_leader(channel, self.queue)

    def receive(self, delivery: Delivery) -> None:
        """Begin to handle an event."""
        event = _event(delivery.message)
        if event is None:
            eventlet.spawn_n(self._end, delivery, Permanent("event.undecodable"))
            return
        finish = partial(self._finish, delivery, event)
        trace = carried.context(delivery.headers).get("traceparent")
        context = {"traceparent": trace} if isinstance(trace, str) else {}
        try:
            self.container.spawn_worker(self, (event,), {}, context_data=context, handle_result=finish)
        except ContainerBeingKilled:
            delivery.leave()

    def _finish(
        self, delivery: Delivery, event: dict[str, Any], worker: WorkerContext, result: Any, exc_info: Any
    ) -> tuple[Any, Any]:
        if exc_info is None:
            delivery.ack()
            metrics.EVENT_SECONDS.labels(self.place).observe(_age(event))
        else:
            self._end(delivery, exc_info[1])
        return result, exc_info

    def _end(self, delivery: Delivery, raised: BaseException) -> None:
        """Settle a delivery that failed, so that it is acknowledged only once it is safe somewhere else."""
        tried = _attempts(delivery.headers) + (0 if isinstance(raised, Unavailable) else 1)
        self._tell(raised, tried)
        try:
            if isinstance(raised, Permanent) or tried >= self.retries:
                self._park(delivery, raised, tried)
            else:
                self._again(delivery, tried)
        except Unavailable as failure:
            log.error("event_not_moved", handler=self.place, code=failure.code)
            eventlet.sleep(BREATH_SECONDS)
            delivery.requeue()

    def _tell(self, raised: BaseException, tried: int) -> None:
        if isinstance(raised, Failure | Permanent):
            log.warning("event_failed", handler=self.place, code=raised.code, attempts=tried)
        else:
            defect.tell("event_defect", self.place, raised)

    def _park(self, delivery: Delivery, raised: BaseException, tried: int) -> None:
        try:
            dead.park(
                self.database.database,
                queue=self.queue,
                message_id=delivery.message.properties.get("message_id") or "",
                routing_key=_key(delivery),
                body=bytes(delivery.message.body),
                headers=_kept(delivery.headers),
                error=_name(raised),
                attempts=tried,
            )
        except Exception as exc:  # whatever the reason, it must neither be lost nor end the process
            log.error("event_not_parked", handler=self.place, error=_name(exc))
            self._again(delivery, tried - 1)  # it comes back, fails as before, and is parked when the database is there
            return
        delivery.ack()
        metrics.EVENT_PARKED.labels(self.place).inc()
        log.error("event_parked", handler=self.place, error=_name(raised), attempts=tried)

    def _again(self, delivery: Delivery, tried: int) -> None:
        copy = message(
            bytes(delivery.message.body),
            message_id=delivery.message.properties.get("message_id") or "",
            headers={**_kept(delivery.headers), ATTEMPTS: tried, KEY: _key(delivery)},
            expiration=str(int(self.delay * 1000)),
        )
        self.consumer.forward(f"{self.queue}.retry", copy)
        delivery.ack()
        metrics.EVENT_RETRIED.labels(self.place).inc()


event_handler = EventHandler.decorator


def _await_leader(channel: amqp.Channel, queue: str) -> None:
    """Return when the queue has elected its leader.

    A consumer that subscribes during the election, as all do when a broker comes back, may be subscribed twice; the
    broker then takes its later deliveries for repetitions and drops them until the connection ends (seen with 3.10.8).
    To fetch a message needs the leader; the channel it was fetched by is closed, which puts it back. The fetch itself
    may be forgotten in the election: then the line is opened anew, later.

    :raises TimeoutError: no leader within 2 s
    """
    probe = channel.connection.channel()
    with eventlet.Timeout(LEADER_SECONDS, TimeoutError(f"{queue} has no leader")):
        probe.basic_get(queue)
        probe.close()


def _falling_to(retry: str) -> dict[str, Any]:
    """Give the arguments of a queue: what a broker gives up on by itself (a limit of deliveries) is tried again too."""
    return {**QUORUM, "x-dead-letter-exchange": "", "x-dead-letter-routing-key": retry}


def _back_to(queue: str) -> dict[str, Any]:
    """Give the arguments of a retry queue; the delay is the message's own, so that it can be changed.

    at-least-once needs reject-publish: what expires is removed only when the queue has confirmed it.
    """
    return {
        **QUORUM,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": queue,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }


def _event(given: amqp.Message) -> dict[str, Any] | None:
    """Give the event in a message, None when it is not one."""
    try:
        event = orjson.loads(given.body)
    except ValueError:
        return None
    return event if isinstance(event, dict) and isinstance(event.get("id"), str) else None


def _kept(headers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: headers[name] for name in ("traceparent", dead.REPLAY) if isinstance(headers.get(name), str)}


def _key(delivery: Delivery) -> str:
    return str(delivery.headers.get(KEY) or delivery.message.delivery_info.get("routing_key") or "")


def _attempts(headers: Mapping[str, Any]) -> int:
    given = headers.get(ATTEMPTS)
    return given if isinstance(given, int) else 0


def _name(raised: BaseException) -> str:
    """Give class and code of an error; its text may hold somebody's name."""
    code = getattr(raised, "code", None) if isinstance(raised, Failure | Permanent) else None
    return f"{type(raised).__name__} {code}" if code else type(raised).__name__


def _age(event: dict[str, Any]) -> float:
    """Give the seconds since the event's act; 0 when it does not say."""
    try:
        return max(0.0, time() - datetime.fromisoformat(event["occurred_at"]).astimezone(UTC).timestamp())
    except (KeyError, ValueError, TypeError, OverflowError):
        return 0.0
