"""The command behind `make demo`."""
from __future__ import annotations

import os
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tools.demo import message, show
from tools.demo.cast import Cast
from tools.demo.ground import Ground
from tools.demo.play import INCIDENTS, Case, Play

ROOT = Path(__file__).resolve().parents[2]
DISTRICT = ROOT / "deploy" / "districts" / "xigang"
INVENTED = DISTRICT / "messages.csv"
ITEMS, VACANT, TIERS = "/ogc/collections/{}/items", "/api/v1/staff/overview", "/api/v1/tiers"
SHOWN = 300  # cases whose threads are read back for the table of stages


@click.command()
@click.option("--base", envvar="LINLI_URL", required=True, help="address of the interface, http://host:port")
@click.option("--password", envvar="LINLI_ACCOUNTS_PASSWORD", required=True, help="password of the sample accounts")
@click.option("--file", "path", type=click.Path(exists=True, path_type=Path), default=INVENTED, help="messages, CSV")
@click.option("-n", "most", type=click.IntRange(min=1), default=None, help="play at most this many")
@click.option("--at-once", type=click.IntRange(1, 64), default=8, help="messages played at the same time")
def main(base: str, password: str, path: Path, most: int | None, at_once: int) -> None:
    """Play the main job on messages and print what became of them. Exit 1 when any was refused or lost."""
    console = Console(force_terminal=sys.stdout.isatty(), width=int(os.environ.get("COLUMNS", "110")))
    try:
        messages = message.read(path)[:most]
    except message.Unreadable as exc:
        raise click.ClickException(str(exc)) from exc
    cast = Cast(base, DISTRICT, password)
    began = time.monotonic()
    cases = _play(console, Play(cast, Ground(DISTRICT)), messages, at_once)
    show.outcomes(console, cases, time.monotonic() - began)
    _threads(console, cast, cases)
    show.tiers(console, cast.of("leader1").get(TIERS)["items"])
    _ground(console, cast)
    if any(case.fault for case in cases):
        sys.exit(1)


def _play(console: Console, play: Play, messages: list[message.Message], at_once: int) -> list[Case]:
    bar = Progress(
        TextColumn("playing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console, transient=True
    )
    with bar, ThreadPoolExecutor(at_once) as pool:
        task = bar.add_task("playing", total=len(messages))
        cases = []
        for done in as_completed([pool.submit(play.run, each) for each in messages]):
            cases.append(done.result())
            bar.advance(task)
    return cases


def _threads(console: Console, cast: Cast, cases: list[Case]) -> None:
    """Read threads back: of a sample of all cases for the stages, and of the richest for the story."""
    whole = [case for case in cases if not case.fault and case.view.get("id")]
    if not whole:
        return
    desk = cast.of("dispatcher1")
    chosen = random.Random(0).sample(whole, min(SHOWN, len(whole)))
    threads = [desk.get(f"{INCIDENTS}/{case.view['id']}")["steps"] for case in chosen]
    show.stages(console, threads)
    told = max((case for case in whole if case.code), key=lambda case: len(case.turns), default=None)
    if told is not None:
        show.story(console, _progress(cast, told))


def _ground(console: Console, cast: Cast) -> None:
    """Tell on what ground it was played: counts of the map, and the seats nobody holds."""
    counts = {name: cast.nobody().get(f"{ITEMS.format(name)}?limit=1")["numberMatched"] for name in ("areas", "grids")}
    vacant = sum(line["vacant"] for line in cast.of("leader1").get(VACANT)["items"])
    show.ground(console, counts, vacant=vacant)


def _progress(cast: Cast, case: Case) -> dict[str, Any]:
    body = {"number": case.view["number"], "code": case.code}
    answer: dict[str, Any] = cast.nobody().post("/api/v1/progress", body)
    return answer


if __name__ == "__main__":
    main()
