"""What comes at once."""
from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from kernel.errors import Failure


def together(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Run `act` that many times, all begun before any has ended; give what each gave or was refused with.

    They are the greenlets that a service's own workers are: they change places at each wait for the database. Threads of
    the system would meet at locks of this patched process, e.g. those of the log, and a green lock wakes only who waits
    in the thread that frees it: the others would wait for ever.
    """
    start = threading.Barrier(count)

    def one(number: int) -> Any:
        start.wait()
        try:
            return act(number)
        except Failure as failure:
            return failure

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))
