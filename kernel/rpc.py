"""Methods other processes may call, and the way to call theirs: same names and bodies on the wire as nameko's own."""
from __future__ import annotations

import time
from functools import partial
from typing import Any, Protocol, runtime_checkable

import amqp
import orjson
from amqp import spec
from nameko.constants import AMQP_URI_CONFIG_KEY
from nameko.containers import WorkerContext
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import DependencyProvider, Entrypoint, SharedExtension

from kernel import carried, defect, logs, metrics, reply
from kernel.call import Call
from kernel.consumer import Consumer, Delivery
from kernel.errors import Failure, Unavailable
from kernel.line import LINK_ERRORS
from kernel.link import EXCHANGE, REPLY_TO, TRANSIENT, Link
from kernel.reply import Defect, Malformed

__all__ = ["Caller", "Calls", "Defect", "Link", "rpc"]

SKEW_SECONDS = 1.0  # clocks of two machines may differ by this much
START_SECONDS = 5.0

log = logs.get(__name__)


class RpcQueue(SharedExtension):
    """The queue `rpc-<service>`, from which the service's methods are fed."""

    consumer = Consumer()

    def __init__(self) -> None:
        self._methods: dict[str, Rpc] = {}

    @property
    def queue(self) -> str:
        """Give the queue's name."""
        return f"rpc-{self.container.service_name}"

    def add(self, method: Rpc) -> None:
        """Feed a method."""
        if not self._methods:
            self.consumer.add(self)
        self._methods[f"{self.container.service_name}.{method.method_name}"] = method

    def declare(self, channel: amqp.Channel) -> None:
        """Make exchange, queue and binding exist, with the arguments nameko gives them."""
        channel.exchange_declare(EXCHANGE, "topic", durable=True, auto_delete=False)
        channel.queue_declare(self.queue, durable=True, auto_delete=False)
        channel.queue_bind(self.queue, EXCHANGE, f"{self.container.service_name}.*")

    def receive(self, delivery: Delivery) -> None:
        """Begin a call, or answer at once why it cannot be begun."""
        try:
            _in_time(delivery)
            command = _command(delivery.message)
            context = _context(delivery)
            method = self._methods.get(delivery.message.delivery_info["routing_key"])
            if method is None:
                raise Malformed
        except (Malformed, Failure) as refused:
            log.warning("rpc_refused", reason=getattr(refused, "code", "malformed"))
            answer(delivery, reply.error(refused))
            return
        method.begin(delivery, command, context)


def _in_time(delivery: Delivery) -> None:
    """Refuse what its caller has given up: it must not be done behind his back."""
    until = carried.deadline(delivery.headers)
    if until is not None and time.time() > until + SKEW_SECONDS:
        raise Unavailable("rpc.timeout")


def _context(delivery: Delivery) -> dict[str, Any]:
    """Give the call's context, once it is sure that it can be read: a provider that raises would end the process."""
    context = carried.context(delivery.headers)
    try:
        Call.of(context)
    except (ValueError, TypeError) as exc:
        raise Malformed from exc
    return context


def _command(message: amqp.Message) -> dict[str, Any]:
    """Give the one command of a call, sent as `{"args": [command], "kwargs": {}}` or by its name."""
    if message.properties.get("content_type") != "application/json":
        raise Malformed
    try:
        body = orjson.loads(message.body)
        given = [*body["args"], *body["kwargs"].values()]
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise Malformed from exc
    if len(given) != 1 or not isinstance(given[0], dict) or not set(body["kwargs"]) <= {"command"}:
        raise Malformed
    return given[0]


def answer(delivery: Delivery, body: bytes) -> None:
    """Send the reply and acknowledge the call, in this order on one channel; a lost line makes the broker ask again."""
    properties = delivery.message.properties
    to = properties.get("reply_to")
    try:
        if to and delivery.alive:
            exchange = "" if to.startswith(REPLY_TO) else EXCHANGE
            message = amqp.Message(
                body,
                content_type="application/json",
                content_encoding="utf-8",
                correlation_id=properties.get("correlation_id"),
                delivery_mode=TRANSIENT,
            )
            delivery.channel.send_method(spec.Basic.Publish, "Bssbb", (0, exchange, to, False, False), message)
    except LINK_ERRORS as error:
        log.warning("rpc_reply_lost", error=type(error).__name__)
    finally:
        delivery.ack()


@runtime_checkable
class Naming(Protocol):
    """A service that knows what the codes in its failures are called."""

    def name_facts(self, failure: Failure) -> None:
        """Add the fact `names`, code -> name in the caller's language; raises nothing."""


class Rpc(Entrypoint):
    """Makes a service's `method(self, command: dict) -> dict` callable."""

    calls = RpcQueue()

    def setup(self) -> None:
        """Take part in the service's queue."""
        self.calls.add(self)

    def stop(self) -> None:
        """Take no more calls."""
        self.calls.consumer.quiesce()

    def begin(self, delivery: Delivery, command: dict[str, Any], context: dict[str, Any]) -> None:
        """Run the method in a worker of its own."""
        finish = partial(self._finish, delivery, time.monotonic())
        try:
            self.container.spawn_worker(self, (command,), {}, context_data=context, handle_result=finish)
        except ContainerBeingKilled:
            delivery.leave()

    def _finish(
        self, delivery: Delivery, began: float, worker: WorkerContext, result: Any, exc_info: Any
    ) -> tuple[Any, Any]:
        raised = exc_info[1] if exc_info else None
        if isinstance(raised, Failure) and isinstance(worker.service, Naming):
            worker.service.name_facts(raised)
        body, outcome = self._reply(result, raised)
        answer(delivery, body)
        metrics.RPC_SECONDS.labels(self.method_name, outcome).observe(time.monotonic() - began)
        return result, exc_info

    def _reply(self, result: Any, raised: BaseException | None) -> tuple[bytes, str]:
        """Give the body of the reply and how the call ended."""
        try:
            if raised is None:
                return reply.result(result), "ok"
        except TypeError as exc:
            raised = exc
        if isinstance(raised, Failure):
            return reply.error(raised), raised.code
        defect.tell("rpc_defect", f"{self.container.service_name}.{self.method_name}", raised)
        return reply.error(raised), "defect"


rpc = Rpc.decorator


class SharedLink(SharedExtension):
    """The one link of a process."""

    link: Link | None = None

    def start(self) -> None:
        """Open the link; a broker that is away does not keep the process from starting."""
        if self.link is None:
            name = f"caller:{self.container.service_name}"
            self.link = Link(self.container.config[AMQP_URI_CONFIG_KEY], name=name)
            self.link.wait(START_SECONDS)

    def ready(self) -> None:
        """Raise when no call can be sent; asked by the readiness probe.

        :raises Unavailable: broker.unavailable
        """
        if self.link is None or not self.link.up:
            raise Unavailable("broker.unavailable")

    def stop(self) -> None:
        """Close the link."""
        if self.link is not None:
            self.link.close()

    kill = stop


class Calls:
    """What a service method calls others with; the call it serves itself travels along."""

    __slots__ = ("_context", "_link", "_timeout")

    def __init__(self, link: Link, context: dict[str, Any], timeout: float) -> None:
        self._link = link
        self._context = context
        self._timeout = timeout

    def call(
        self,
        service: str,
        method: str,
        command: dict[str, Any],
        call: Call | None = None,
        timeout: float | None = None,
    ) -> Any:
        """Call a method of a service and give what it returned. See `Link.call` for what it raises.

        call: on whose behalf, when not on behalf of the call being served. timeout: seconds.
        """
        context = self._context if call is None else {**self._context, **call.data()}
        return self._link.call(service, method, command, context=context, timeout=timeout or self._timeout)


class Caller(DependencyProvider):
    """Gives a service `Calls`: `others = Caller(timeout=5.0)`, then `self.others.call('grid', 'report', command)`.

    An attribute called `rpc` would hide the decorator from the methods below it.
    """

    shared = SharedLink()

    def __init__(self, timeout: float = 5.0) -> None:
        self.timeout = timeout

    def get_dependency(self, worker_ctx: WorkerContext) -> Calls:
        """Give the calls of one worker."""
        link = self.shared.link
        assert link is not None  # the container starts extensions before it lets in work
        return Calls(link, worker_ctx.context_data, self.timeout)
