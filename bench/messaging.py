"""What each measure of the messaging layer brings on this machine: `python -m bench.messaging`.

Everything runs on one private broker in one run, round by round, so that a busy minute of the machine falls on all.
"""
from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import click
import psutil
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.machine import ROOT, described, kept_on
from tools.rabbit import Rabbit

HOME = ROOT / ".run" / "bench-messaging"
CALLS = {
    "stock": "nameko 2.14 as shipped",
    "knobs": "its settings: transient, no confirms",
    "answer": "+ answered and acknowledged on the consumer's channel",
    "link": "+ one line per process, direct reply-to",
    "gulp": "+ read in gulps",
    "all": "+ frames of one turn written at once (the kernel)",
}
TELLS = {"stock": "nameko's dispatcher", "single": "kernel, one at a time", "all": "kernel, 200 a batch"}


@dataclass(frozen=True, slots=True)
class Run:
    """One measurement. rate: a second. p50, p95: milliseconds. cpu: milliseconds a call over all processes."""

    rate: float
    p50: float
    p95: float
    cpu: float


@click.command()
@click.option("--seconds", default=3.0, help="of each measurement")
@click.option("--rounds", default=3, type=click.IntRange(1))
@click.option("--at-once", default=16, type=click.IntRange(1), help="calls on their way")
@click.option("--cores", default=2, type=click.IntRange(1), help="processors everything is kept on")
@click.option("--record", type=click.Path(path_type=Path), help="also write the figures to this file, JSON")
def main(seconds: float, rounds: int, at_once: int, cores: int, record: Path | None) -> None:
    """Measure calls and events, from nameko as shipped to all measures together, and print ratios and spread."""
    console = Console(width=130)
    with kept_on(cores), _broker() as broker:
        calls, tells = _measured(broker, console, seconds=seconds, rounds=rounds, at_once=at_once)
    console.print(described(cores))
    length = f"{rounds} rounds of {seconds:g} s"
    console.print(_table(f"Calls, {at_once} on their way, {length}", CALLS, calls))
    console.print(_table(f"Confirmed persistent events into one quorum queue, {length}", TELLS, tells))
    if record:
        figures = {"machine": described(cores), "at_once": at_once, "calls": _plain(calls), "events": _plain(tells)}
        record.write_text(json.dumps(figures, indent=1) + "\n")


def _measured(
    broker: Rabbit, console: Console, *, seconds: float, rounds: int, at_once: int
) -> tuple[dict[str, list[Run]], dict[str, list[Run]]]:
    calls: dict[str, list[Run]] = {name: [] for name in CALLS}
    tells: dict[str, list[Run]] = {name: [] for name in TELLS}
    for turn in track(range(rounds), "measuring", console=console, transient=True):
        for name, runs in calls.items():
            uri = broker.add_vhost(f"call-{name}-{turn}")
            with _process("callee", name, uri) as callee:
                _line(callee, "ready")
                runs.append(_watch("caller", name, uri, at_once, seconds, [callee.pid, _pid(broker)]))
        for name, runs in tells.items():
            uri = broker.add_vhost(f"tell-{name}-{turn}")
            runs.append(_watch("teller", name, uri, 1, seconds, [_pid(broker)]))
    return calls, tells


def _watch(role: str, name: str, uri: str, at_once: int, seconds: float, others: list[int]) -> Run:
    with _process(role, name, uri, str(at_once), str(seconds)) as asker:
        _line(asker, "begin")
        processes = [psutil.Process(pid) for pid in (asker.pid, *others)]
        before = _cpu(processes)
        found = json.loads(_line(asker, "{"))
        spent = _cpu(processes) - before
    waits = found["waits"] or [0.0]
    return Run(
        rate=found["done"] / seconds,
        p50=waits[len(waits) // 2] * 1000,
        p95=waits[int(len(waits) * 0.95)] * 1000,
        cpu=spent / max(1, found["done"]) * 1000,
    )


def _cpu(processes: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def _pid(broker: Rabbit) -> int:
    process = broker.child.find()
    assert process is not None  # it was started in this run
    return process.pid


def _line(process: subprocess.Popen[str], start: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(start):
            return line
    raise click.ClickException(f"a measured process ended: {' '.join(map(str, process.args[3:5]))}")  # type: ignore[index]


@contextmanager
def _process(*words: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-W", "ignore", "-m", "bench.hop", *words]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def _broker() -> Iterator[Rabbit]:
    shutil.rmtree(HOME, ignore_errors=True)
    broker = Rabbit(HOME)
    broker.start()
    try:
        yield broker
    finally:
        broker.drop()


def _table(title: str, names: dict[str, str], runs: dict[str, list[Run]]) -> Table:
    table = Table(title=title, title_justify="left")
    for column in ("", "a second", "least..most", "ratio", "p50 ms", "p95 ms", "CPU ms each", "ratio"):
        table.add_column(column, justify="left" if column == "" else "right")
    first = next(iter(runs.values()))
    for name, text in names.items():
        rates = [run.rate for run in runs[name]]
        cpu = median(run.cpu for run in runs[name])
        table.add_row(
            text,
            f"{median(rates):,.0f}",
            f"{min(rates):,.0f}..{max(rates):,.0f}",
            f"{median(rates) / median(run.rate for run in first):.2f}",
            f"{median(run.p50 for run in runs[name]):.2f}",
            f"{median(run.p95 for run in runs[name]):.2f}",
            f"{cpu:.3f}",
            f"{median(run.cpu for run in first) / cpu:.2f}",
        )
    return table


def _plain(runs: dict[str, list[Run]]) -> dict[str, list[dict[str, float]]]:
    return {name: [asdict(run) for run in of] for name, of in runs.items()}


if __name__ == "__main__":
    main()
