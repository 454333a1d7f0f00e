"""The stages of `make test`, one line each and one summary: quick and cheap ones first, all of them in any case.

All go side by side, as many as the machine has room for: the cheap ones are begun first, then parts of the others, those
that took longest the last time first.
"""
from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tools.worker import ROOT

LOGS = ROOT / ".run" / "test-logs"
BIN = Path(sys.executable).parent
PYTEST = (sys.executable, "-m", "pytest", "-q")
GREEN = (*PYTEST, "-p", "tests.green")
TIMES = LOGS / "seconds.json"  # what each part took when it was last run here
STAGES: dict[str, tuple[str, ...]] = {
    "lint": (sys.executable, "-m", "ruff", "check", "."),
    "types": (sys.executable, "-m", "mypy"),
    "imports": (str(BIN / "lint-imports"),),
    "unit": (*PYTEST, "tests/unit"),
    "contract": (*GREEN, "tests/contract"),
    "integration": (*GREEN, "tests/integration"),
    "journey": (*PYTEST, "tests/journey"),  # asks real processes from outside, with real threads
}
CHEAP = frozenset({"lint", "types", "imports", "unit", "contract"})  # begun first: most mistakes show in these
PARTED = frozenset({"integration", "journey"})
# each process of pytest has a broker and a database of its own; pytest-xdist cannot start green workers. In half cores: a
# process of tests waits for its servers now and then; a journey has a dozen processes, which wait far more than they work
ROOM = 2 * min(4, os.cpu_count() or 1) + 1
HALVES = {name: 3 if name == "journey" else 2 for name in STAGES}
PART_BYTES = 75_000  # of tests in one part, about: their text says well enough how long they take
# but for some it does not, by so many bytes: those with a stack of their own, or that wait for what is slow
LONGER = {
    "test_drill.py": 50_000, "test_bench.py": 35_000, "test_docs_commands.py": 30_000, "test_background.py": 10_000,
    "test_own_data.py": 10_000, "test_own_phone.py": 10_000, "test_any_input.py": 10_000, "test_breach_drill.py": 10_000,
    "test_many.py": 15_000, "test_uploads.py": 15_000, "test_scope.py": 10_000, "test_launch.py": 15_000, "test_run.py": 15_000,
}  # fmt: skip
BYTES_A_SECOND = 500
SHOWN = 120  # lines of a failed stage; the rest is in its log
SLOWEST = 5  # parts named at the end: what to look at first when it takes too long
COUNTED = re.compile(r"(\d+) (passed|failed|error|skipped)")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one stage ended. counts: tests by how they ended, {} for a stage that is no pytest."""

    name: str
    code: int
    seconds: float
    counts: dict[str, int]

    @property
    def line(self) -> str:
        """One line for people."""
        counted = ", ".join(f"{number} {how}" for how, number in self.counts.items())
        return f"{'ok  ' if self.code == 0 else 'FAIL'}  {self.name:<22} {self.seconds:6.1f} s  {counted}"


class Part(NamedTuple):
    """What is run as one process. halves: how many half cores it is given."""

    command: tuple[str, ...]
    halves: int


def parts(name: str) -> dict[str, tuple[str, ...]]:
    """Give the commands of a stage: one, but of long ones one for each folder, and several for a folder with much in it."""
    command = STAGES[name]
    if name not in PARTED:
        return {name: command}
    root = ROOT / command[-1]
    made: dict[str, tuple[str, ...]] = {}
    for folder in sorted({path.parent for path in root.rglob("test_*.py")}):
        called = name if folder == root else f"{name}-{folder.name}"
        shares = _shares(sorted(folder.glob("test_*.py")))
        for no, share in enumerate(shares, start=1):
            files = (str(path.relative_to(ROOT)) for path in sorted(share))
            made[called if len(shares) == 1 else f"{called}-{no}"] = (*command[:-1], *files)
    return made


def _shares(files: Sequence[Path]) -> list[list[Path]]:
    """Give files in shares of about the same size, none much larger than PART_BYTES; the same ones at every run."""
    sizes = {path: _size(path) for path in files}
    shares: list[list[Path]] = [[] for _ in range(-(-sum(sizes.values()) // PART_BYTES) or 1)]
    for path in sorted(files, key=lambda path: (-sizes[path], path)):
        min(shares, key=lambda share: sum(sizes[one] for one in share)).append(path)
    return [share for share in shares if share]


def in_order(stages: Sequence[str], took: Mapping[str, float]) -> dict[str, Part]:
    """Give the parts of stages by name, in the order to begin them in: cheap ones, then wide ones, for which a place is
    found hardest, then the longest.

    took: seconds by name; of what is not known the size of its files speaks.
    """
    found = [(stage, name, command) for stage in stages for name, command in parts(stage).items()]
    found.sort(key=lambda one: (one[0] not in CHEAP, -HALVES[one[0]], -took.get(one[1], _guess(one[2]))))
    return {name: Part(command, min(HALVES[stage], ROOM)) for stage, name, command in found}


def _guess(command: tuple[str, ...]) -> float:
    """Give about how many seconds a part takes: 0 for what names no files of tests."""
    return sum(_size(ROOT / word) for word in command if word.endswith(".py") and "test_" in word) / BYTES_A_SECOND


def _size(file: Path) -> int:
    """Give the bytes of a file of tests, and for how many more it takes the time."""
    return file.stat().st_size + LONGER.get(file.name, 0)


def run_side_by_side(stages: Sequence[str]) -> list[Outcome]:
    """Run stages and their parts, as many at a time as there is room for, and remember how long each took."""
    took: dict[str, float] = json.loads(TIMES.read_text()) if TIMES.exists() else {}
    waiting, running = in_order(stages, took), dict[Future[Outcome], int]()
    outcomes: list[Outcome] = []
    with ThreadPoolExecutor(ROOM) as pool:
        while waiting or running:
            while name := next_fitting(waiting, ROOM - sum(running.values())):
                part = waiting.pop(name)
                running[pool.submit(run, name, part.command)] = part.halves
            for ended in wait(running, return_when=FIRST_COMPLETED).done:
                del running[ended]
                outcomes.append(ended.result())
    TIMES.write_text(json.dumps(took | {one.name: round(one.seconds, 1) for one in outcomes}))
    return outcomes


def next_fitting(waiting: Mapping[str, Part], free: int) -> str | None:
    """Give what is next, if so many half cores are enough for it: what is narrow overtakes nothing, or the wide came last."""
    name = next(iter(waiting), None)
    return name if name and waiting[name].halves <= free else None


def run(name: str, command: tuple[str, ...]) -> Outcome:
    """Run one stage; what it prints is kept in a file, and shown when it fails."""
    log = LOGS / f"{name}.log"
    began = time.monotonic()
    with log.open("wb") as output:
        done = subprocess.run(
            command,
            check=False, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "120"},
        )  # fmt: skip
    text = log.read_text(errors="replace")
    outcome = Outcome(name, done.returncode, time.monotonic() - began, _counts(text, command))
    said = [outcome.line, *(text.splitlines()[-SHOWN:] if done.returncode else [])]
    print("\n".join(said), flush=True)
    return outcome


def _counts(text: str, command: tuple[str, ...]) -> dict[str, int]:
    """Read pytest's closing line; {} for another program."""
    if "pytest" not in command:
        return {}
    closing = next((line for line in reversed(text.splitlines()) if " in " in line and COUNTED.search(line)), "")
    return {how: int(number) for number, how in COUNTED.findall(closing)}


def main(names: list[str]) -> int:
    """Run the stages named, all when none is, and give the exit code: 1 when any failed."""
    LOGS.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    outcomes = run_side_by_side([name for name in STAGES if name in (names or STAGES)])
    total = {how: sum(o.counts.get(how, 0) for o in outcomes) for how in ("passed", "failed", "error", "skipped")}
    stages_failed = [o.name for o in outcomes if o.code]
    seconds = time.monotonic() - began
    slowest = sorted(outcomes, key=lambda one: -one.seconds)[:SLOWEST]
    verdict = f"failed: {', '.join(stages_failed)}" if stages_failed else "all stages passed"
    print(f"\nlongest: {', '.join(f'{one.name} {one.seconds:.0f} s' for one in slowest)}")
    print(f"{verdict} ({seconds:.0f} s; logs: {LOGS.relative_to(ROOT)})")
    print(f"{total['passed']} passed, {total['failed'] + total['error']} failed, {total['skipped']} skipped")
    return 1 if stages_failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
