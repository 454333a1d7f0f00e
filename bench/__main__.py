"""The command behind `make bench`."""
from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import click
import psycopg2
from rich.console import Console

from bench import figure
from bench.loop import Bench
from bench.machine import ROOT, described, kept_on
from tools.stack import Stack

HOME = ROOT / ".run" / "bench"


@click.command()
@click.option("--seconds", default=10.0, help="of each measurement")
@click.option("--rounds", default=3, type=click.IntRange(1), help="how often everything is measured")
@click.option("--there", default=100_000, help="incidents already there")
@click.option("--cores", default=2, type=click.IntRange(1), help="processors the stack is kept on")
@click.option("--record", type=click.Path(path_type=Path), help="also write the figures to this file, JSON")
def main(seconds: float, rounds: int, there: int, cores: int, record: Path | None) -> None:
    """Measure a private stack of this machine and print figures with their spread. Exit 1 when one misses its limit."""
    console = Console(width=120)
    shutil.rmtree(HOME, ignore_errors=True)
    stack = Stack(HOME, tell=lambda line: console.print(line, style="dim"))
    about = described(cores)
    with kept_on(cores) as others:
        try:
            _keep_commit_times(stack)
            stack.start()
            bench = Bench(stack, frozenset(others), seconds, rounds, there, console.print)
            figures = bench.measure()
        finally:
            stack.stop()
    console.print(about)
    figure.show(console, f"{there:,} incidents there, 16 callers, {rounds} rounds of {seconds:g} s", figures)
    if record:
        record.write_text(json.dumps({"machine": about, "figures": [one.dump() for one in figures]}, indent=1) + "\n")
    if any(one.reached is False for one in figures):
        sys.exit(1)


def _keep_commit_times(stack: Stack) -> None:
    """Let the private server remember when each transaction committed: the way of an event is measured by it."""
    if stack.postgres is None:
        return
    stack.postgres.start()
    conn = psycopg2.connect(stack.database_url)
    conn.autocommit = True
    conn.cursor().execute("ALTER SYSTEM SET track_commit_timestamp = on")
    conn.close()
    stack.postgres.stop()


if __name__ == "__main__":
    main()
