"""What a district's desk waits for when ten thousand matters are kept, and when a million are.

`python -m bench.million` makes both on a private server, through the service's own code but without HTTP, and measures the
desk's queue, search and evaluation at both in turn, so that what else the machine does falls on both alike.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import psycopg2
from nameko.testing.services import worker_factory
from rich.console import Console

from bench import figure, million_seed, sweep
from bench.figure import Figure
from bench.machine import ROOT, described, kept_on
from kernel import clock
from kernel.call import Actor, Call
from kernel.clock import today
from kernel.db import Database
from kernel.keyring import Key
from kernel.seal import Sealer
from kernel.workdays import Calendar
from services.grid.service import Service
from services.grid.territory import Watch
from tools.postgres import Postgres

HOME = ROOT / ".run" / "bench-million"
SMALL, LARGE = 10_000, 1_000_000
DUE = 100_000
LEADER = Actor("l-1", "leader", "u00", million_seed.DISTRICT)
DISPATCHER = Actor("d-1", "dispatcher", "u00", million_seed.DISTRICT)
SHARED = "1GB"
WANTED, GROWTH = "<=20", "<=1.3"

Job = Callable[[Any, random.Random], Any]


def desk(service: Any, chance: random.Random) -> Any:
    """Read the first page of what waits for the desk, or the one after it."""
    service.call = Call(actor=DISPATCHER)
    page = service.list_incidents({"queue": "mine", "limit": 50})
    return page["items"]


def search(service: Any, chance: random.Random) -> Any:
    """Look for what people look for: a frequent word, two words, a street, a house, something that is nowhere, a number."""
    service.call = Call(actor=DISPATCHER)
    return service.list_incidents({"queue": "all", "text": _text(chance), "limit": 50})["items"]


def _text(chance: random.Random) -> str:
    road = chance.choice(million_seed.roads())
    thing, fault = chance.choice(million_seed.THINGS), chance.choice(million_seed.FAULTS)
    return chance.choice(
        (thing, f"{thing} {fault}", road, f"{road}{chance.randrange(400)}号", f"{thing}{fault} {road}", "宇宙飞船",
         f"{chance.randrange(1, SMALL):07}")
    )  # fmt: skip


def evaluation(service: Any, chance: random.Random) -> Any:
    """Evaluate a month of the last two years: the district's streets, its units, its kinds of matters, or one street."""
    service.call = Call(actor=LEADER)
    first = today(clock.now()) - timedelta(days=chance.randrange(30, 730))
    asked = {"from": first.isoformat(), "until": (first + timedelta(days=30)).isoformat()}
    return service.evaluate({**asked, **chance.choice(({"by": "area"}, {"by": "unit"}, {"by": "case_type"}, STREET))})["items"]


def behind(service: Any, chance: random.Random) -> Any:
    """Open the list behind a figure of a month."""
    service.call = Call(actor=LEADER)
    first = today(clock.now()) - timedelta(days=chance.randrange(30, 730))
    asked = {"from": first.isoformat(), "until": (first + timedelta(days=30)).isoformat()}
    measure = chance.choice(("should_dispose", "disposed", "overdue_pending", "closed", "not_closed", "reported"))
    return service.evaluation_list({**asked, "measure": measure, **chance.choice(({}, {"unit": "u07"}))})["items"]


STREET = {"by": "area", "area": "210203004000"}
JOBS: dict[str, Job] = {"desk queue": desk, "search": search, "evaluation": evaluation, "list behind a figure": behind}


def made(url: str) -> Any:
    """Give the service's own code over a database."""
    db = Database(url, schema="grid", district="210203", statement_timeout=30)
    watch = Watch(lambda: db)
    watch.now()
    return worker_factory(
        Service, db=db, call=Call(), calendar=Calendar(), seal=Sealer([Key("k1", bytes(range(32)))]), territory=watch
    )


def share(service: Any, job: Job, times: int, seed: int) -> float:
    """Give what 95 of a hundred runs of a job did not exceed, ms."""
    chance, waits = random.Random(seed), []
    for _ in range(times):
        began = time.perf_counter()
        job(service, chance)
        waits.append(time.perf_counter() - began)
    return sorted(waits)[int(0.95 * (times - 1))] * 1000


def measure(services: dict[int, Any], rounds: int, times: int) -> list[Figure]:
    """Give 95 % of each job at both sizes, and how much the larger is slower, one value for each round."""
    found: list[Figure] = []
    for name, job in JOBS.items():
        for service in services.values():
            share(service, job, times // 4, seed=99)  # warm
        rows = [{size: share(service, job, times, seed=no) for size, service in services.items()} for no in range(rounds)]
        found += [Figure(f"{name}, {size:,}", "ms, 95 %", tuple(row[size] for row in rows), WANTED) for size in services]
        least, most = min(services), max(services)
        found.append(Figure(f"{name}, growth", f"{most:,} to {least:,}", tuple(row[most] / row[least] for row in rows), GROWTH))
    return found


@contextmanager
def server() -> Iterator[Postgres]:
    """Run a private server with a cache of a size that such a district has."""
    found = Postgres(HOME, durable=True)
    found.drop()
    found.start()
    try:
        _alone(found.url, f"ALTER SYSTEM SET shared_buffers = '{SHARED}'")
        found.stop()
        found.start()
        yield found
    finally:
        found.drop()


def _alone(url: str, statement: str) -> None:
    conn = psycopg2.connect(url)
    conn.autocommit = True
    conn.cursor().execute(statement)
    conn.close()


@click.command()
@click.option("--large", default=LARGE, type=click.IntRange(SMALL), help="incidents of the larger district")
@click.option("--due", default=DUE, type=click.IntRange(1), help="obligations due at once in the sweep")
@click.option("--rounds", default=3, type=click.IntRange(1), help="how often everything is measured")
@click.option("--times", default=200, type=click.IntRange(20), help="runs of a job in one measurement")
@click.option("--cores", default=2, type=click.IntRange(1), help="processors everything is kept on")
@click.option("--record", type=click.Path(path_type=Path), help="also write the figures to this file, JSON")
def main(*, large: int, due: int, rounds: int, times: int, cores: int, record: Path | None) -> None:
    """Measure desk queue, search, evaluation and sweep and print figures with their spread. Exit 1 when one misses its limit."""
    console = Console(width=120)
    shutil.rmtree(HOME, ignore_errors=True)
    about = described(cores)
    with kept_on(cores), server() as postgres:
        services: dict[int, Any] = {}
        for size in (SMALL, large):
            began = time.monotonic()
            _alone(postgres.url, f"CREATE DATABASE of_{size}")
            million_seed.seed(postgres.url_for(f"of_{size}"), size)
            services[size] = made(postgres.url_for(f"of_{size}"))
            console.print(f"{size:,} incidents made in {time.monotonic() - began:.0f} s", style="dim")
        figures = measure(services, rounds, times)
        url = postgres.url_for(f"of_{large}")
        seconds, told = sweep.measure(url, url, due)
        console.print(f"told by {told}", style="dim")
        figures.append(Figure("sweep", f"s for {due:,} due obligations over two processes, each told once", (seconds,)))
        for service in services.values():
            service.db.close()
    console.print(about)
    figure.show(console, f"{rounds} rounds of {times} runs", figures)
    if record:
        record.write_text(json.dumps({"machine": about, "figures": [one.dump() for one in figures]}, indent=1) + "\n")
    if any(one.reached is False for one in figures):
        sys.exit(1)


if __name__ == "__main__":
    main()
