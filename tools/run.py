"""The commands behind `make run` and `make stop`."""
from __future__ import annotations

import csv
import logging
import os
import signal
import sys
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from kernel import logs
from kernel.settings import Settings
from tools.given import Lacking
from tools.postgres import Postgres, PostgresFailed
from tools.rabbit import Rabbit, RabbitFailed
from tools.stack import Stack, StackFailed
from tools.worker import ROOT, NotReady

HOME = ROOT / ".run"
# what the stack chooses for itself; whatever else stands in the environment is told to each process
OWN = {"amqp_url", "database_url", "district", "seal_keys", "token_key", "files", "metrics_port", "http_port"}
PASSED = tuple(f"LINLI_{field.name.upper()}" for field in fields(Settings) if field.name not in OWN)
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
FAILURES = (Lacking, NotReady, PostgresFailed, RabbitFailed, StackFailed)


class Left(BaseException):
    """Someone asked the stack to end. Like Ctrl-C, it must pass every `except Exception`."""


@click.group()
def main() -> None:
    """Run a whole Linli on this machine."""


@main.command()
@click.option("--home", type=click.Path(path_type=Path), default=HOME, help="where everything of it is kept")
@click.option("--amqp-url", envvar="LINLI_AMQP_URL", help="a broker to use instead of a private one")
@click.option("--database-url", envvar="LINLI_DATABASE_URL", help="a database to use, as its administrator")
@click.option("--gateways", envvar="LINLI_GATEWAYS", default=1, type=click.IntRange(1, 16), help="front doors on the one port")
def up(home: Path, amqp_url: str | None, database_url: str | None, gateways: int) -> None:
    """Start everything, print where it is, and keep it running until Ctrl-C, SIGTERM or `down`."""
    began = time.monotonic()
    settings = {key: os.environ[key] for key in PASSED if key in os.environ}
    stack = Stack(
        home, amqp_url=amqp_url or None, database_url=database_url or None, settings=settings,
        processes={"gateway": gateways},
        tell=lambda line: click.echo(f"{time.monotonic() - began:6.1f} s  {line}"),
    )  # fmt: skip
    for number in SIGNALS:
        signal.signal(number, _leave)
    try:
        stack.start()  # ends by itself what it had started when it fails or is told to leave
        click.echo(_signpost(stack, time.monotonic() - began))
        _keep(stack)
    except FAILURES as failure:
        raise click.ClickException(str(failure)) from failure
    except Left:
        click.echo(f"ended; data and logs stay in {home}")


def _keep(stack: Stack) -> None:
    """Start again what dies, until told to leave; then end everything, however often that is said."""
    try:
        while True:
            time.sleep(0.5)
            stack.tend()
    finally:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        click.echo("ending what was started ...")
        stack.stop()


@main.command()
@click.option("--home", type=click.Path(path_type=Path), default=HOME, help="where everything of it is kept")
def down(home: Path) -> None:
    """End a running stack, or what a killed one left behind. Nothing runs: nothing happens."""
    stack = Stack(home)
    ran = stack.owner.find() is not None
    stack.owner.end(signal.SIGTERM, within=60)
    stack.end_left()
    click.echo("ended what `make run` started" if ran else "nothing of Linli was running here")


@main.command()
@click.option("--home", type=click.Path(path_type=Path), default=HOME, help="where everything of it is kept")
def forget(home: Path) -> None:
    """Remove everything the private servers of an ended stack ever stored."""
    stack = Stack(home)
    if stack.owner.find() is not None:
        raise click.ClickException("it is running; `make stop` ends it")
    Rabbit(stack.home / "rabbit").drop()
    Postgres(stack.home / "postgres").drop()


def _leave(*_: Any) -> None:
    raise Left


def _signpost(stack: Stack, seconds: float) -> str:
    """Tell where everything is and who may sign in."""
    lines = [
        "",
        f"Linli is ready after {seconds:.1f} s",
        f"  residents  {stack.http_url}/window",
        f"  staff      {stack.http_url}/sign-in  (the map: /map)",
        f"  texts      {stack.home / 'texts'}  (codes for signing in by telephone; nothing is sent)",
        f"  interface  {stack.http_url}/api/v1/docs  (JSON: /api/v1/openapi.json)",
        *(f"  measures   {worker.metrics_url}  {worker.name}" for worker in stack.workers),
        f"  logs       {stack.home}/logs",
        "",
        f"  sign in with password {stack.password} as",
        *(f"  {role:<12} {', '.join(logins)}" for role, logins in _logins(stack.district).items()),
        "",
        "  Ctrl-C or `make stop` ends it; `make demo` plays the main job",
    ]
    return "\n".join(lines)


def _logins(district: Path) -> dict[str, list[str]]:
    """Give who may sign in to try each role: one for each kind of office it has, in the order of the files."""
    kinds = {row["id"]: row["kind"] for row in _rows(district / "units.csv")}
    found: dict[str, dict[str, str]] = {}
    for row in _rows(district / "accounts.csv"):
        found.setdefault(row["role"], {}).setdefault(kinds.get(row["unit"], ""), row["login"])
    return {role: list(logins.values()) for role, logins in found.items()}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    logs.start("run", logging.WARNING)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # progress must be seen through a pipe too
    main()
