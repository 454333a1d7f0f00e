"""Figures of the ground in memory: finding a point's grid, what that costs a report, and how soon replicas know of a change.

`python -m bench.ground` starts a private stack with two processes of the grid service and gives it a city.
"""
from __future__ import annotations

import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click
import numpy as np
import orjson
import shapely
from rich.console import Console
from shapely.geometry import shape

from bench import figure, ground_import, ground_town, same
from bench.figure import Figure
from bench.load import KIND
from bench.machine import ROOT, described, kept_on
from kernel.db import Database
from services.grid.domain.ground.territory import Territory
from services.grid.store.ground import ground as store
from services.grid.territory import Watch
from tools.stack import Stack

HOME = ROOT / ".run" / "bench-ground"
LOOKUPS, BATCH, REPORTS, CHANGES = 20_000, 500, 300, 10
WITHIN = 20.0  # seconds to wait for a replica at most
FIGURES = (
    ("lookup", "microseconds in the process, median of 40 batches of 500", "<=30"),
    ("lookup in a report", "ms inside locate, mean of 300 reports", "<=1"),
    ("report by point", "ms more than by code, medians of 300 each", ""),
    ("known to both", "s from the commit to both replicas, median of 10", "<=1"),
    ("known to both, most", "s, the longest of 10", "<=1"),
    ("one change read", "ms in one process, of which what follows", ""),
    ("index made anew", "ms, in one piece: nobody is served meanwhile", ""),
    ("everything read", "s in one process, once at its start", ""),
)


@dataclass(frozen=True, slots=True)
class Bench:
    """One run. features: the city as drawn."""

    stack: Stack
    features: list[dict[str, Any]]
    tell: Callable[[str], None]

    def measure(self, rounds: int) -> list[Figure]:
        """Give the figures, one value for each round."""
        url = self.stack.environment()["LINLI_GRID_DATABASE_URL"]
        with closing(Database(url, schema="grid", district="2102")) as db:
            rows = [self._round(db, no) for no in range(rounds)]
        return [Figure(name, unit, tuple(row[name] for row in rows), wanted) for name, unit, wanted in FIGURES]

    def _round(self, db: Database, no: int) -> dict[str, float]:
        self.tell(f"round {no + 1}")
        watch = Watch(lambda: db)
        whole = _timed(watch.now)
        points = self._points(no)
        inside, extra = self._reports(points)
        waits = [self._known(db, turn) for turn in range(CHANGES)]
        return {
            "lookup": _lookup(watch, points) * 1e6,
            "lookup in a report": inside * 1e3,
            "report by point": extra * 1e3,
            "known to both": statistics.median(waits),
            "known to both, most": max(waits),
            "one change read": self._change(db) * 1e3,
            "index made anew": self._index(watch) * 1e3,
            "everything read": whole,
        }

    def _points(self, seed: int) -> list[tuple[float, float]]:
        """Give points inside the city: none is refused."""
        rim = shape(self.features[0]["geometry"])
        west, south, east, north = rim.bounds
        drawn = np.random.default_rng(seed).uniform((west, south), (east, north), (LOOKUPS * 3, 2))
        return [(x, y) for x, y in drawn[shapely.intersects_xy(rim, drawn)][:LOOKUPS].tolist()]

    def _reports(self, points: list[tuple[float, float]]) -> tuple[float, float]:
        """Report in turn by point and by code, through the service's own code; give seconds in locate, and seconds more."""
        env = self.stack.environment()
        with closing(Database(env["LINLI_GRID_DATABASE_URL"], schema="grid", district="2102")) as db:
            service = same.service(db, Path(env["LINLI_SEAL_KEYS"]).read_text().strip())
            inside: list[float] = []
            with _watched(inside):
                by_point, by_code = [], []
                for lon, lat in points[:REPORTS]:
                    code = service.territory.now().locate(lon, lat).grid
                    by_point.append(_report(service, point={"lon": lon, "lat": lat}))
                    by_code.append(_report(service, area=code))
        return statistics.mean(inside[1::2]), statistics.median(by_point) - statistics.median(by_code)

    def _known(self, db: Database, turn: int) -> float:
        """Let two grids change places; give the seconds until both replicas have said that they read it."""
        one, other = self._pair()
        sent = ground_town.swap(db, one, other)
        version = store.version(db)
        logs = [self.stack.worker("grid", index).log for index in (0, 1)]
        # a replica reads at most every third of a second: turns must not fall into its step
        said = max(_read_at(log, version) for log in logs)
        time.sleep(0.05 + 0.037 * turn)
        return said - sent

    def _pair(self) -> tuple[str, str]:
        codes = [one["properties"]["code"] for one in self.features if "community" in one["properties"]]
        return codes[len(codes) // 2], codes[len(codes) // 2 + 1]

    def _change(self, db: Database) -> float:
        watch = Watch(lambda: db)
        watch.now()
        ground_town.swap(db, *self._pair())
        return _timed(watch.refresh)

    def _index(self, watch: Watch) -> float:
        known = watch._known
        assert known is not None  # `now` has read it
        return _timed(known.territory)


def _lookup(watch: Watch, points: list[tuple[float, float]]) -> float:
    """Give the seconds one lookup takes: the median of batches, so that what else the machine does falls out of it."""

    def ask(batch: list[tuple[float, float]]) -> None:
        for lon, lat in batch:
            watch.now().locate(lon, lat)

    batches = [points[first : first + BATCH] for first in range(0, len(points), BATCH)]
    return statistics.median(_timed(partial(ask, batch)) / len(batch) for batch in batches)


def _report(service: Any, **place: Any) -> float:
    service.call = same.fresh(service.call)
    command = {"description": "路灯不亮，请维修。", "case_type": KIND, **place}
    return _timed(lambda: service.report(command))


def imported(grids: int, outlines: Path | None, rounds: int, tell: Callable[[str], None]) -> Figure:
    """Give how long the borders of the whole city take, read from a file, checked and written."""
    with tempfile.TemporaryDirectory() as name:
        file = ground_import.drawn(Path(name), outlines, grids)
        with ground_import.private(Path(name)) as url:
            taken = ground_import.import_seconds(url, file, rounds=rounds, tell=tell)
    return Figure("import", "s for the borders of all grids, read, checked and written", taken, f"<={ground_import.WANTED:g}")


class _watched:  # noqa: N801 - used like a function
    """Note how long each call of `Territory.locate` takes while the block runs."""

    def __init__(self, waits: list[float]) -> None:
        self.waits, self.plain = waits, Territory.locate

    def __enter__(self) -> None:
        plain, waits = self.plain, self.waits

        def locate(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            found = plain(*args, **kwargs)
            waits.append(time.perf_counter() - began)
            return found

        Territory.locate = locate  # type: ignore[method-assign]

    def __exit__(self, *_: object) -> None:
        Territory.locate = self.plain  # type: ignore[method-assign]


def _timed(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _read_at(log: Path, version: int) -> float:
    """Give when a process says that it read this version of the ground or a later one, seconds since 1970."""
    until = time.monotonic() + WITHIN
    while time.monotonic() < until:
        for line in reversed(log.read_text(errors="replace").splitlines()):
            if '"ground_read"' in line and (said := orjson.loads(line))["version"] >= version:
                return float(np.datetime64(said["timestamp"].rstrip("Z"), "us").astype(float) / 1e6)
        time.sleep(0.02)
    raise RuntimeError(f"{log} does not say that version {version} was read")


@click.command()
@click.option("--grids", default=21_000, help="grids of the city")
@click.option("--rounds", default=5, type=click.IntRange(1), help="how often everything is measured")
@click.option("--cores", default=2, type=click.IntRange(1), help="processors everything is kept on")
@click.option("--outlines", type=click.Path(exists=True, path_type=Path), help="GeoJSON of districts; made up if none")
@click.option("--record", type=click.Path(path_type=Path), help="also write the figures to this file, JSON")
def main(*, grids: int, rounds: int, cores: int, outlines: Path | None, record: Path | None) -> None:
    """Measure the ground in memory and print figures with their spread. Exit 1 when one misses its limit."""
    console = Console(width=120)
    shutil.rmtree(HOME, ignore_errors=True)
    stack = Stack(HOME, processes={"grid": 2}, tell=lambda line: console.print(line, style="dim"))
    about = described(cores)
    with kept_on(cores):
        try:
            stack.start()
            console.print(f"drawing {grids:,} grids", style="dim")
            features = ground_town.drawn(grids, outlines)
            ground_town.put(stack.database_url, features)
            figures = Bench(stack, features, console.print).measure(rounds)
        finally:
            stack.stop()
        figures.append(imported(grids, outlines, rounds, console.print))
    console.print(about)
    figure.show(console, f"{grids:,} grids, two replicas, {rounds} rounds", figures)
    if record:
        record.write_text(json.dumps({"machine": about, "figures": [one.dump() for one in figures]}, indent=1) + "\n")
    if any(one.reached is False for one in figures):
        sys.exit(1)


if __name__ == "__main__":
    main()
