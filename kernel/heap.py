"""Has the C library give back to the system what is free again.

glibc learns from each large piece that is freed to keep pieces of that size, up to 32 MiB, for the next time, in each thread
its own: a few sign-ins and one picture left 60 MB with a gateway that held nothing.
"""
from __future__ import annotations

import ctypes

TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8  # malloc.h of glibc
LARGE = 1 << 20  # bytes: what is as large has pages of its own, which go back when it is freed
KEPT = 4 << 20  # bytes free at the end of the heap that are kept for the next call


def settle() -> None:
    """Set limits that do not grow, for this process. Where the C library knows none (musl, macOS) nothing changes."""
    adjust = getattr(ctypes.CDLL(None), "mallopt", None)
    if adjust is not None:
        adjust(MMAP_THRESHOLD, LARGE)
        adjust(TRIM_THRESHOLD, KEPT)
        adjust(ARENA_MAX, 1)  # few threads, and each does one long thing
