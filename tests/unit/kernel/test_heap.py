"""What is free again goes back to the system, of which no process keeps more than it uses."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# as large as what the check of a password needs, twice: the first one freed would teach the C library to keep the second
KEPT = """
from kernel import heap
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4
heap.settle()
before = resident()
for _ in range(2):
    large = bytearray(b"x") * (19 << 20)
    del large
print(resident() - before)
"""


def test_a_large_piece_that_is_freed_is_not_kept():
    done = subprocess.run([sys.executable, "-c", KEPT], cwd=ROOT, capture_output=True, check=True, timeout=60)
    assert int(done.stdout) < 4096  # KiB
