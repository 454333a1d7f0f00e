"""The stages of `make test`, one line each and one summary: quick and cheap ones first, all of them in any case."""
from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools.worker import ROOT

LOGS = ROOT / ".run" / "test-logs"
BIN = Path(sys.executable).parent
PYTEST = (sys.executable, "-m", "pytest", "-q")
GREEN = (*PYTEST, "-p", "tests.green")
# each process of pytest has a broker and a database of its own; pytest-xdist cannot start green workers
AT_ONCE = max(1, min(3, os.cpu_count() or 1))
STAGES: dict[str, tuple[str, ...]] = {
    "lint": (sys.executable, "-m", "ruff", "check", "."),
    "types": (sys.executable, "-m", "mypy"),
    "imports": (str(BIN / "lint-imports"),),
    "unit": (*PYTEST, "tests/unit"),
    "contract": (*GREEN, "tests/contract"),
    "integration": (*GREEN, "tests/integration"),
    "journey": (*PYTEST, "tests/journey"),  # asks real processes from outside, with real threads
}
SHOWN = 120  # lines of a failed stage; the rest is in its log
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


def parts(name: str) -> dict[str, tuple[str, ...]]:
    """Give the commands of a stage: one, but one for each folder of the integration tests."""
    command = STAGES[name]
    if name != "integration":
        return {name: command}
    folders = sorted({path.parent for path in (ROOT / command[-1]).rglob("test_*.py")})
    return {f"{name}-{folder.name}": (*command[:-1], str(folder.relative_to(ROOT))) for folder in folders}


def run_side_by_side(name: str) -> list[Outcome]:
    """Run the parts of a stage, a few at a time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, *zip(*parts(name).items(), strict=True)))


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
    outcomes = [outcome for name in names or STAGES for outcome in run_side_by_side(name)]
    total = {how: sum(o.counts.get(how, 0) for o in outcomes) for how in ("passed", "failed", "error", "skipped")}
    stages_failed = [o.name for o in outcomes if o.code]
    seconds = time.monotonic() - began
    verdict = f"failed: {', '.join(stages_failed)}" if stages_failed else "all stages passed"
    print(f"\n{verdict} ({seconds:.0f} s; logs: {LOGS.relative_to(ROOT)})")
    print(f"{total['passed']} passed, {total['failed'] + total['error']} failed, {total['skipped']} skipped")
    return 1 if stages_failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
