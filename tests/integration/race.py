"""What comes at once."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eventlet.patcher import original

from kernel.errors import Failure

threading = original("threading")  # green threads change places only between transactions


def together(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Run `act` in threads of the system that start at once; give what each gave or raised."""
    start = threading.Barrier(count)
    results: list[Any] = [None] * count

    def one(number: int) -> None:
        start.wait()
        try:
            results[number] = act(number)
        except Failure as failure:
            results[number] = failure

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
