"""What became of the messages, as tables: counts by stage, times between stages, one case step by step."""
from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from kernel.clock import SHANGHAI
from services.grid.domain.tier import TIERS
from tools.demo.play import Case

ORDER = ("report", "accept", "file", "dispatch", "start", "finish", "pass", "close", "rate")


def outcomes(console: Console, cases: Sequence[Case], seconds: float) -> None:
    """Print how many messages ended in which state, which turns they took, and what was refused."""
    table = Table(title=f"{len(cases)} messages in {seconds:.1f} s", title_justify="left")
    table.add_column("ended as")
    table.add_column("messages", justify="right")
    for state, count in Counter(case.view.get("state", "not registered") for case in cases).most_common():
        table.add_row(state, str(count))
    for turn, count in Counter(turn for case in cases for turn in case.turns).most_common():
        table.add_row(f"  took the turn: {turn}", str(count), style="dim")
    console.print(table)
    faults = Counter(case.fault.split()[-1] for case in cases if case.fault)
    for code, count in faults.most_common():
        console.print(f"refused {count} times: {code}", style="red")


def stages(console: Console, threads: Sequence[Sequence[dict[str, Any]]]) -> None:
    """Print, per stage, how many steps there were and how long after the step before, in seconds.

    threads: the steps of each case, as the interface gives them.
    """
    waits: dict[str, list[float]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for steps in threads:
        before: datetime | None = None
        for step in steps:
            at = datetime.fromisoformat(step["at"])
            counts[step["act"]] += 1
            if before is not None:
                waits[step["act"]].append((at - before).total_seconds())
            before = at
    table = Table(title="stages", title_justify="left")
    for name in ("step", "count", "median s", "90 % s", "longest s"):
        table.add_column(name, justify="left" if name == "step" else "right")
    for act in sorted(counts, key=lambda act: (ORDER.index(act) if act in ORDER else len(ORDER), act)):
        table.add_row(act, str(counts[act]), *_spread(waits[act]))
    console.print(table)


def tiers(console: Console, standings: Sequence[dict[str, Any]]) -> None:
    """Print at which tier matters stand or were closed, and how many climbed there for what; of the whole district."""
    table = Table(title="tiers, of all matters there are", title_justify="left")
    for name in ("tier", "ended as", "climbed for", "matters"):
        table.add_column(name, justify="right" if name == "matters" else "left")
    for one in sorted(standings, key=lambda one: (TIERS.index(one["tier"]), one["outcome"] or "", one["climbed_for"] or "")):
        table.add_row(one["tier"], one["outcome"] or "open", one["climbed_for"] or "-", str(one["count"]))
    console.print(table)


def ground(console: Console, counts: Mapping[str, int], *, vacant: int) -> None:
    """Print how large the ground is and how many seats of its teams nobody holds, one line."""
    sizes = ", ".join(f"{count} {name}" for name, count in counts.items())
    console.print(f"the ground: {sizes}, {vacant} vacant seat{'s' * (vacant != 1)}; look at it at /map")


def _spread(values: list[float]) -> tuple[str, str, str]:
    if not values:
        return "-", "-", "-"
    ordered = sorted(values)
    return (
        f"{statistics.median(ordered):.2f}",
        f"{ordered[int(0.9 * (len(ordered) - 1))]:.2f}",
        f"{ordered[-1]:.2f}",
    )


def story(console: Console, progress: dict[str, Any]) -> None:
    """Print one case as its reporter reads it, in local time."""
    table = Table(title=f"{progress['number']} - {progress['state_words']}, round {progress['round']}", title_justify="left")
    for name in ("at", "step", "words"):
        table.add_column(name)
    for step in progress["steps"]:
        at = datetime.fromisoformat(step["at"]).astimezone(SHANGHAI)
        table.add_row(f"{at:%H:%M:%S}", step["act"], " ".join(filter(None, (step["words"], step.get("told")))))
    console.print(table)
