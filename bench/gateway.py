"""Figures of the front door alone: what a call costs that does nothing, and whom open streams and slow clients delay.

`python -m bench.gateway` starts a private stack, and measures the gateway's one process by its processor time.
"""
from __future__ import annotations

import http.client
import json
import multiprocessing
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import psutil
from rich.console import Console

from bench import figure, gateway_crowd
from bench.figure import Figure
from bench.gateway_crowd import Crowd
from bench.load import KIND, POINT
from bench.machine import ROOT, described, kept_on
from kernel.call import Actor
from kernel.db import Database
from kernel.keyring import read_keys
from kernel.seal import Sealer
from services.gateway import load
from services.gateway.token import Signer
from tools.stack import Stack

HOME = ROOT / ".run" / "bench-gateway"
NOTHING = "/api/v1/docs/docs.css"  # signed in, counted, routed, and answered from memory
ASKED = "/api/v1/incidents?limit=1"  # the same, and one call of another service
STREAMS, SLOW, OF_ONE = 300, 500, 6
CALLERS, PACE = 4, 0.02  # seconds between two calls of one caller
FIGURES = (
    ("nothing", "ms of processor of the gateway a call that does nothing", "<=1.5"),
    ("one call", "ms of processor of the gateway a call with one call of a service", ""),
    ("report", "ms of processor of the gateway a report", ""),
    ("calm 50 %", "ms, nobody else there", ""),
    ("calm 99 %", "ms, nobody else there", ""),
    ("crowd 50 %", f"ms, with {STREAMS} streams and {SLOW} slow clients", ""),
    ("crowd 99 %", f"ms, with {STREAMS} streams and {SLOW} slow clients", "<=50"),
    ("ratio 99 %", "crowd to calm", ""),
    ("a stream", "KiB of memory of the gateway", ""),
    ("crowd processor", "ms of processor of the gateway a second for the crowd alone", ""),
    ("told", "changes a second over all streams", ""),
    ("cut", "slow clients cut off a second", ""),
)


@dataclass(frozen=True, slots=True)
class Bench:
    """One run. tokens: of accounts of the district's desks."""

    stack: Stack
    tokens: list[str]
    processors: frozenset[int]
    seconds: float

    @property
    def gateway(self) -> psutil.Process:
        """Give the one process of the gateway."""
        found = self.stack.worker("gateway").child.find()
        assert found is not None
        return psutil.Process(found.pid)

    def round(self) -> list[float]:
        """Give one value for each figure."""
        costs = [self.cost(one) for one in (self.read(NOTHING), self.read(ASKED), self.report)]
        calm = self.paced()
        before, memory = time.monotonic(), self.gateway.memory_info().rss
        with self.crowd() as told:
            memory = self.gateway.memory_info().rss - memory
            idle = self.spent(lambda: time.sleep(self.seconds / 2)) / (self.seconds / 2)
            crowd = self.paced()
        lasted = time.monotonic() - before
        changes, ends, cut = told
        assert not ends, f"{ends} streams ended"
        both = [share(calm, 0.5), share(calm, 0.99), share(crowd, 0.5), share(crowd, 0.99)]
        return [*costs, *both, both[3] / both[1], memory / STREAMS / 1024, idle, changes / lasted, cut / lasted]

    def cost(self, act: Callable[[http.client.HTTPConnection], None]) -> float:
        """Give what one call costs the gateway, ms of processor."""
        done: list[float] = []

        def run() -> None:
            until = time.monotonic() + self.seconds
            with closing(self.line()) as line:
                while time.monotonic() < until:
                    act(line)
                    done.append(1)

        return self.spent(lambda: side_by_side(run)) / len(done)

    def spent(self, work: Callable[[], None]) -> float:
        """Give what the gateway spends while something is done, ms of processor."""
        process = self.gateway
        before = sum(process.cpu_times()[:2])
        work()
        return (sum(process.cpu_times()[:2]) - before) * 1000

    def paced(self) -> list[float]:
        """Give how long each call of a few callers takes, ms; every tenth of them reports, so that streams have news."""
        waits: list[float] = []

        def run() -> None:
            until, turn, read = time.monotonic() + self.seconds, 0, self.read(NOTHING)
            with closing(self.line()) as line:
                while (began := time.monotonic()) < until:
                    turn += 1
                    if turn % 10:
                        read(line)
                        waits.append((time.monotonic() - began) * 1000)
                    else:
                        self.report(line)
                    time.sleep(max(0.0, PACE - (time.monotonic() - began)))

        side_by_side(run)
        return sorted(waits)

    @contextmanager
    def crowd(self) -> Iterator[list[int]]:
        """Have a crowd at the door; what it met is in the list afterwards."""
        context = multiprocessing.get_context("spawn")
        come, leave, queue = context.Event(), context.Event(), context.Queue()
        tokens = [self.tokens[n // OF_ONE] for n in range(STREAMS)]
        crowd = Crowd(self.port, tokens, SLOW, self.processors)
        process = context.Process(target=gateway_crowd.run, args=(crowd, come, leave, queue))
        process.start()
        told: list[int] = []
        try:
            if not come.wait(60):
                raise RuntimeError("the crowd did not come")
            yield told
        finally:
            leave.set()
            told += queue.get(timeout=60)
            process.join()

    @property
    def port(self) -> int:
        return urlsplit(self.stack.http_url).port or 80

    def line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def read(self, path: str) -> Callable[[http.client.HTTPConnection], None]:
        """Give what reads a path."""
        return lambda line: answered(line, "GET", path, self.tokens[-1])

    def report(self, line: http.client.HTTPConnection) -> None:
        """Report one incident."""
        body = {"description": "路灯不亮，请维修。", "case_type": KIND, "point": POINT}
        answered(line, "POST", "/api/v1/incidents", self.tokens[-1], body)


def answered(line: http.client.HTTPConnection, verb: str, path: str, token: str, body: Any = None) -> None:
    """Ask once; what is refused ends the measurement."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": os.urandom(16).hex(), "Content-Type": "application/json"}
    line.request(verb, path, json.dumps(body).encode() if body else None, headers)
    answer = line.getresponse()
    text = answer.read()
    if answer.status >= 400:
        raise RuntimeError(text[:500].decode())


def side_by_side(run: Callable[[], None]) -> None:
    threads = [threading.Thread(target=run) for _ in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def share(waits: list[float], part: float) -> float:
    return waits[int(part * (len(waits) - 1))]


def staff(stack: Stack, many: int) -> list[str]:
    """Let people in who sit at desks of the whole district, and give a token for each."""
    who = {"role": "dispatcher", "unit": "", "area": stack.area, "language": "zh", "confidentiality_signed_on": "2026-01-05"}
    logins = [f"bench{n}" for n in range(many)]
    with closing(Database(stack.environment()["LINLI_GATEWAY_DATABASE_URL"], schema="gateway")) as db:
        sealer = Sealer(read_keys(stack.secrets.seal_keys().read_text().strip()))
        load.load(db, sealer, [{"login": login, "name": login, **who} for login in logins], password=os.urandom(16).hex())
    signer = Signer(stack.secrets.token_key().read_text(), stack.area)
    actors = [Actor(id=load.account_id(login), role="dispatcher", area=stack.area) for login in logins]
    return [signer.issue(actor, "zh")[0] for actor in actors]


@click.command()
@click.option("--seconds", default=8.0, help="of each measurement")
@click.option("--rounds", default=3, type=click.IntRange(1), help="how often everything is measured")
@click.option("--cores", default=2, type=click.IntRange(1), help="processors the stack is kept on")
@click.option("--record", type=click.Path(path_type=Path), help="also write the figures to this file, JSON")
def main(seconds: float, rounds: int, cores: int, record: Path | None) -> None:
    """Measure the front door of a private stack. Exit 1 when a figure misses its limit."""
    console = Console(width=120)
    shutil.rmtree(HOME, ignore_errors=True)
    stack = Stack(HOME, tell=lambda line: console.print(line, style="dim"))
    about = described(cores)
    with kept_on(cores) as others:
        try:
            stack.start()
            bench = Bench(stack, staff(stack, STREAMS // OF_ONE + 1), frozenset(others), seconds)
            found = [_told(console, bench.round()) for _ in range(rounds)]
        finally:
            stack.stop()
    figures = [Figure(*named[:2], values, named[2]) for named, values in zip(FIGURES, zip(*found, strict=True), strict=True)]
    console.print(about)
    figure.show(console, f"one gateway process, {CALLERS} callers, {rounds} rounds of {seconds:g} s", figures)
    if record:
        record.write_text(json.dumps({"machine": about, "figures": [one.dump() for one in figures]}, indent=1) + "\n")
    if any(one.reached is False for one in figures):
        sys.exit(1)


def _told(console: Console, values: list[float]) -> list[float]:
    console.print(", ".join(f"{name} {value:.3g}" for (name, *_), value in zip(FIGURES, values, strict=True)), style="dim")
    return values


if __name__ == "__main__":
    main()
