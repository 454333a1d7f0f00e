"""One end of a measured hop, run as a process of its own: `python -m bench.hop callee|caller|teller <variant> ...`.

A variant names what answers and what asks, from nameko as it is shipped to all measures of the kernel together.
"""
# ruff: noqa: E402 - the process must be green before anything else is imported
from __future__ import annotations

import eventlet

eventlet.monkey_patch()

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from amqp.transport import TCPTransport
from nameko.containers import ServiceContainer, WorkerContext
from nameko.events import EventDispatcher
from nameko.rpc import RpcProxy
from nameko.rpc import rpc as stock_rpc

from kernel import transport
from kernel.link import Link
from kernel.publisher import BATCH, Parcel, Publisher
from kernel.rpc import rpc

WORKERS = 32
RECORD = "0192d3a0-6d1e-7c51-9b5e-3f2f8f3f9a11"
COMMAND = {"incident": RECORD, "note": "路灯不亮" * 8, "version": 3}
BODY = json.dumps({"id": RECORD, "name": "bench.told", "data": COMMAND})


class Frames(transport.GreenTransport):
    """Reads in gulps, but writes frame by frame."""

    write = TCPTransport.write


class Stock:
    """Answers as nameko does."""

    name = "bench"

    @stock_rpc
    def ping(self, command: dict[str, Any]) -> dict[str, Any]:
        """Give back what came."""
        return command


class Ours:
    """Answers as the kernel does."""

    name = "bench"

    @rpc
    def ping(self, command: dict[str, Any]) -> dict[str, Any]:
        """Give back what came."""
        return command


class Asker:
    """Something for nameko's own proxies and dispatchers to live in."""

    name = "asker"
    stock = RpcProxy("bench")
    knobs = RpcProxy("bench", delivery_mode=1, use_confirms=False)
    tell = EventDispatcher()

    @stock_rpc
    def idle(self, command: dict[str, Any]) -> None:
        """Be an entrypoint: a container has at least one."""


CALLEES = {"stock": Stock, "knobs": Stock, "answer": Ours, "link": Ours, "gulp": Ours, "all": Ours}
TRANSPORTS = {"answer": TCPTransport, "link": TCPTransport, "gulp": Frames}


def callee(variant: str, uri: str) -> None:
    """Answer until killed."""
    container = _container(CALLEES[variant], uri)
    container.start()
    print("ready", flush=True)
    container.wait()


def caller(variant: str, uri: str, at_once: str, seconds: str) -> None:
    """Ask as fast as `at_once` greenlets can, for some seconds after a warm-up; print how often and how long."""
    ask = _ask(variant, uri)
    _measure(ask, int(at_once), 0.5)
    print("begin", flush=True)
    waits = _measure(ask, int(at_once), float(seconds))
    print(json.dumps({"done": len(waits), "waits": sorted(waits)[:: max(1, len(waits) // 1000)]}), flush=True)


def teller(variant: str, uri: str, at_once: str, seconds: str) -> None:
    """Publish confirmed events one after the other, or in batches, for some seconds; print how many."""
    _bind(uri)
    publish, size = _publish(variant, uri)
    _measure(publish, int(at_once), 0.5)
    print("begin", flush=True)
    waits = _measure(publish, int(at_once), float(seconds))
    print(json.dumps({"done": len(waits) * size, "waits": []}), flush=True)


def _bind(uri: str) -> None:
    """Give the events a queue that keeps them on disk, for a message nobody keeps costs nothing."""
    connection = transport.connect(uri, name="bench")
    channel = connection.channel()
    channel.exchange_declare("asker.events", "topic", durable=True, auto_delete=False)
    arguments = {"x-queue-type": "quorum", "x-max-length": 50_000}
    channel.queue_declare("told", durable=True, auto_delete=False, arguments=arguments)
    channel.queue_bind("told", "asker.events", "#")
    connection.close()


def _container(service: type, uri: str) -> ServiceContainer:
    return ServiceContainer(service, {"AMQP_URI": uri, "max_workers": WORKERS})


def _dependency(uri: str, name: str) -> Any:
    container = _container(Asker, uri)
    container.start()
    entrypoint = next(iter(container.entrypoints))
    context = WorkerContext(container, None, entrypoint)
    provider = next(each for each in container.dependencies if each.attr_name == name)
    return provider.get_dependency(context)


def _ask(variant: str, uri: str) -> Callable[[], Any]:
    if variant in ("stock", "knobs", "answer"):
        proxy = _dependency(uri, "knobs" if variant == "answer" else variant)
        return lambda: proxy.ping(COMMAND)
    link = Link(uri)
    link.wait(10)
    return lambda: link.call("bench", "ping", COMMAND)


def _publish(variant: str, uri: str) -> tuple[Callable[[], Any], int]:
    if variant == "stock":
        tell = _dependency(uri, "tell")
        return lambda: tell("told", json.loads(BODY)), 1
    publisher = Publisher(uri)
    size = BATCH if variant == "all" else 1
    batch: list[Parcel] = [("asker.events", "told", RECORD, BODY, {})] * size
    return lambda: publisher.publish(batch), size


def _measure(act: Callable[[], Any], at_once: int, seconds: float) -> list[float]:
    waits: list[float] = []
    end = time.monotonic() + seconds

    def run() -> None:
        while (began := time.monotonic()) < end:
            act()
            waits.append(time.monotonic() - began)

    for thread in [eventlet.spawn(run) for _ in range(at_once)]:
        thread.wait()
    return waits


ROLES: dict[str, Callable[..., None]] = {"callee": callee, "caller": caller, "teller": teller}


if __name__ == "__main__":
    role, chosen, *rest = sys.argv[1:]
    if chosen in TRANSPORTS:
        vars(transport)["GreenTransport"] = TRANSPORTS[chosen]
    ROLES[role](chosen, *rest)
