"""What a district's desk waits for when ten thousand matters are kept, and when a million are.

`python -m bench.million` makes both on a private server, through the service's own code but without HTTP, and asks the same of
both in turn, question by question, so that what else the machine does falls on both alike.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import psycopg2
from nameko.testing.services import worker_factory
from rich.console import Console
from rich.progress import Progress

from bench import figure, million_seed, sweep
from bench.figure import Figure
from bench.machine import ROOT, described, kept_on
from bench.million_case import FULL, Case, cases
from kernel.call import Call
from kernel.db import Database
from kernel.keyring import Key
from kernel.seal import Sealer
from kernel.workdays import Calendar
from services.grid.choices import Choices
from services.grid.service import Service
from services.grid.territory import Watch
from tools.postgres import Postgres

HOME = ROOT / ".run" / "bench-million"
SMALL, LARGE = 10_000, 1_000_000
DUE = 100_000
SHARED = "1GB"
WANTED, GROWTH = "<=20", "<=1.3"
REQUIRED = ("desk queue", "search", "evaluation")  # as groups; what is measured beside them is shown without a limit
PAGES = 12  # that a later page is chosen from

Services = dict[int, Any]
Waits = dict[tuple[str, str], dict[int, list[float]]]


def made(url: str) -> Any:
    """Give the service's own code over a database."""
    db = Database(url, schema="grid", district="210203", statement_timeout=30)
    watch = Watch(lambda: db)
    watch.now()
    return worker_factory(
        Service, db=db, call=Call(), calendar=Calendar(), seal=Sealer([Key("k1", bytes(range(32)))]), territory=watch,
        choices=Choices(lambda: db),
    )


class Run:
    """One case at both sizes, with pages as long as the smaller district fills them, FULL at most."""

    def __init__(self, case: Case, services: Services):
        self.case, self.services = case, services
        self.paged = case.act == "list_incidents"
        self.limit = self._limit() if self.paged else FULL
        self.marks = {size: self._marks(service) for size, service in services.items()} if case.deep else {}

    def waits(self, seed: int, times: int) -> dict[int, list[float]]:
        """Ask at each size in turn -> size -> ms of each run."""
        found: dict[int, list[float]] = defaultdict(list)
        for no in range(times):
            for size, service in self.services.items():
                chance = random.Random(f"{seed} {no}")
                more = self._more(size, chance)
                began = time.perf_counter()
                self.case.ask(service, chance, **more)
                found[size].append((time.perf_counter() - began) * 1000)
        return found

    def _limit(self) -> int:
        answer = self.case.ask(self.services[min(self.services)], random.Random(0), limit=FULL)
        limit = max(1, len(answer["items"]))
        return max(1, limit // PAGES) if self.case.deep else limit

    def _marks(self, service: Any) -> list[Any]:
        """Give what the pages after the first are asked with."""
        found: list[Any] = [None]
        for _ in range(PAGES):
            after = self.case.ask(service, random.Random(0), limit=self.limit, after=found[-1])["next"]
            if not after:
                break
            found.append(after)
        return found[1:-1] or [None]

    def _more(self, size: int, chance: random.Random) -> dict[str, Any]:
        more: dict[str, Any] = {"limit": self.limit} if self.paged else {}
        if self.case.deep:
            more["after"] = random.Random(chance.random()).choice(self.marks[size])
        return more


def most(waits: Sequence[float]) -> float:
    """Give what 95 of a hundred did not exceed."""
    return sorted(waits)[int(0.95 * (len(waits) - 1))]


def measure(services: Services, rounds: int, times: int, progress: Progress) -> list[Figure]:
    """Give 95 % of each group and each case at both sizes, and how much the larger is slower, one value for each round."""
    runs = [Run(case, services) for case in cases()]
    bar = progress.add_task("asking", total=len(runs) * (rounds + 1))
    found: dict[tuple[str, str], list[dict[int, float]]] = defaultdict(list)
    for no in range(-1, rounds):
        groups: Waits = defaultdict(lambda: defaultdict(list))
        for run in runs:
            progress.update(bar, advance=1, description=f"{run.case.group}: {run.case.name}")
            waits = run.waits(no, times if no >= 0 else 5)  # the first round warms
            for name in ("", run.case.name):
                for size, values in waits.items():
                    groups[run.case.group, name][size] += values
        for key, by_size in groups.items() if no >= 0 else ():
            found[key].append({size: most(values) for size, values in by_size.items()})
    # the groups first, then each case
    return [one for key in sorted(found, key=lambda key: key[1] != "") for one in _figures(key, found[key])]


def _figures(key: tuple[str, str], rows: list[dict[int, float]]) -> Iterator[Figure]:
    name = ": ".join(filter(None, key))
    least, large = min(rows[0]), max(rows[0])
    required = key[0] in REQUIRED
    wanted, growth = WANTED if required else "", GROWTH if required and not key[1] else ""
    for size in rows[0]:
        yield Figure(f"{name}, {size:,}", "ms, 95 %", tuple(row[size] for row in rows), wanted)
    yield Figure(f"{name}, growth", f"{large:,} to {least:,}", tuple(row[large] / row[least] for row in rows), growth)


@contextmanager
def server() -> Iterator[Postgres]:
    """Run a private server with a cache of a size that such a district has."""
    found = Postgres(HOME, durable=True)
    found.drop()
    found.start()
    try:
        _alone(found.url, f"ALTER SYSTEM SET shared_buffers = '{SHARED}'")
        _alone(found.url, "ALTER SYSTEM SET autovacuum = off")  # rows are made at one stroke, and vacuumed then
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


def swept(postgres: Postgres, large: int, due: int) -> tuple[list[Figure], str]:
    """Have two processes tell what is due in the larger district -> the figure, and who told how many."""
    url = postgres.url_for(f"of_{large}")
    seconds, told = sweep.measure(url, url, due)
    said = f"s for {due:,} due obligations over two processes, each told once"
    return [Figure("sweep", said, (seconds,))], ", ".join(f"{name}: {count:,}" for name, count in told.items())


@click.command()
@click.option("--small", default=SMALL, type=click.IntRange(200), help="incidents of the smaller district")
@click.option("--large", default=LARGE, type=click.IntRange(400), help="incidents of the larger district")
@click.option("--due", default=DUE, type=click.IntRange(1), help="obligations due at once in the sweep")
@click.option("--rounds", default=3, type=click.IntRange(1), help="how often everything is measured")
@click.option("--times", default=40, type=click.IntRange(2), help="runs of a case in one round")
@click.option("--cores", default=2, type=click.IntRange(1), help="processors everything is kept on while measured")
@click.option("--record", type=click.Path(path_type=Path), help="also write the figures to this file, JSON")
def main(*, small: int, large: int, due: int, rounds: int, times: int, cores: int, record: Path | None) -> None:
    """Measure desk queue, search, evaluation and sweep and print figures with their spread. Exit 1 when one misses its limit."""
    console = Console(width=130)
    shutil.rmtree(HOME, ignore_errors=True)
    about, services = described(cores), {}
    with server() as postgres, Progress(console=console, transient=True) as progress:
        for size in (small, large):
            services[size] = _made(postgres, size, progress, console)
        with kept_on(cores):
            figures = measure(services, rounds, times, progress)
            sweeps, told = swept(postgres, large, due)
        for service in services.values():
            service.db.close()
    console.print(about)
    figure.show(console, f"{rounds} rounds of {times} runs of each case", figures + sweeps)
    console.print(f"told by {told}", style="dim")
    if record:
        kept = {"machine": about, "told": told, "figures": [one.dump() for one in figures + sweeps]}
        record.write_text(json.dumps(kept, indent=1) + "\n")
    if any(one.reached is False for one in figures):
        sys.exit(1)


def _made(postgres: Postgres, size: int, progress: Progress, console: Console) -> Any:
    began, url = time.monotonic(), postgres.url_for(f"of_{size}")
    _alone(postgres.url, f"CREATE DATABASE of_{size}")
    bar = progress.add_task("", total=len(million_seed.STAGES))
    million_seed.seed(url, size, lambda name: progress.update(bar, advance=1, description=f"{size:,}: {name}"))
    progress.remove_task(bar)
    console.print(f"{size:,} incidents made in {time.monotonic() - began:.0f} s", style="dim")
    return made(url)


if __name__ == "__main__":
    main()
