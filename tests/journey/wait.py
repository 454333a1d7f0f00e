"""Waiting for what happens by itself: until it is so, not for a time."""
from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

LONGEST = 60.0  # seconds until it is given up; what takes long on a busy machine is no failure
SOME = object()


def until(look: Callable[[], Any], wanted: Any = SOME) -> Any:
    """Look again and again until a look gives what is wanted, or anything at all, and give it.

    :raises AssertionError: with what was last seen
    """
    end = time.monotonic() + LONGEST
    while True:
        seen = look()
        if (seen == wanted) if wanted is not SOME else seen:
            return seen or True
        assert time.monotonic() < end, f"{seen} instead of {wanted if wanted is not SOME else 'something'}"
        time.sleep(0.2)
