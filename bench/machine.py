"""What the figures were measured on, and how a process is kept on some of its processors."""
from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent


def described(cores: int) -> str:
    """Give one line about the machine and the commit. cores: how many processors the measured stack was kept on."""
    models = [line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    changed = subprocess.run(["git", "diff", "--quiet", "HEAD"], cwd=ROOT, check=False).returncode
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{models[0] if models else platform.machine()}, {os.cpu_count()} processors, {memory:.0f} GiB; "
        f"stack on {cores}; Python {platform.python_version()}; commit {commit or '-'}{' (changed)' if changed else ''}"
    )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


@contextmanager
def kept_on(cores: int) -> Iterator[set[int]]:
    """Keep this process, and those it starts meanwhile, on the first `cores` processors; give the others.

    On a machine with no more than `cores` the load shares them with the stack, and all are given.
    """
    every = os.sched_getaffinity(0)
    first = set(sorted(every)[:cores])
    os.sched_setaffinity(0, first)
    try:
        yield every - first or every
    finally:
        os.sched_setaffinity(0, every)
