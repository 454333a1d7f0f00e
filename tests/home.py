"""Where servers of tests keep what they store: in memory where there is room for it, else in the tree.

Every test has a database of its own, a copy of some 1,800 files; a disk takes several times as long as memory to make and
to remove them, and nothing of it outlives the tests.
"""
from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tools.worker import ROOT

TREE = ROOT / ".run"
MEMORY = Path("/dev/shm")
FREE_BYTES, SPARE_BYTES = 2 * 2**30, 4 * 2**30  # of it, and of the machine: for the servers of one process a tenth is enough
MARK = f"linli-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]}"  # two trees on one machine leave each other alone


@contextmanager
def home(name: str, end: Callable[[Path], None]) -> Iterator[Path]:
    """Give a folder for the servers of this process, gone afterwards; what a killed run left is cleared away first.

    name: of the kind of tests, a word. end: ends what runs in such a folder.
    """
    for left, pid in _known(name):
        if not psutil.pid_exists(pid):
            end(left)
            shutil.rmtree(left, ignore_errors=True)  # another process may be clearing it too
    own = MEMORY / f"{MARK}-{name}-{os.getpid()}" if _roomy() else TREE / name / str(os.getpid())
    own.mkdir(parents=True)
    try:
        yield own
    finally:
        shutil.rmtree(own)


def _known(name: str) -> list[tuple[Path, int]]:
    """Give the folders of all runs of this tree, each with the process that made it."""
    made = [*(TREE / name).glob("[0-9]*"), *MEMORY.glob(f"{MARK}-{name}-[0-9]*")]
    return [(path, int(path.name.rpartition("-")[2])) for path in made if path.stat().st_uid == os.geteuid()]


def _roomy() -> bool:
    """Tell whether memory may hold them: in a container it is often a few megabytes."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return False
    return shutil.disk_usage(MEMORY).free >= FREE_BYTES and psutil.virtual_memory().available >= SPARE_BYTES
