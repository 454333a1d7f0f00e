"""Long work on a picture, one at a time in a process, in a thread: everybody else is answered meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import eventlet
from eventlet import tpool
from eventlet.semaphore import Semaphore

from kernel.errors import Unavailable

Made = TypeVar("Made")
# a picture of 50 million pixels takes up to 360 MB while it is unpacked: two at once would be too much for a small machine
AT_ONCE = 1
_turns = Semaphore(AT_ONCE)


def in_turn(work: Callable[[], Made], *, wait: float) -> Made:
    """Do work in a thread and give what it gives. wait: seconds until one's turn comes.

    The turn ends with the work, not with whoever asked for it: one who gives up must not let a second picture in.

    :raises Unavailable: gateway.busy
    """
    if not _turns.acquire(timeout=wait):
        raise Unavailable("gateway.busy")
    done, raised = eventlet.spawn(_run, work).wait()
    if raised is not None:
        raise raised
    made: Made = done
    return made


class Turns:
    """So many at once of what takes long; who comes above waits, not longer than `wait` seconds."""

    def __init__(self, most: int, *, wait: float):
        self._turns, self._wait = Semaphore(most), wait

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold a turn.

        :raises Unavailable: gateway.busy
        """
        if not self._turns.acquire(timeout=self._wait):
            raise Unavailable("gateway.busy")
        try:
            yield
        finally:
            self._turns.release()


def aside(work: Callable[[], Made]) -> Made:
    """Do short work that waits for a disk in a thread."""
    made: Made = tpool.execute(work)
    return made


def _run(work: Callable[[], Any]) -> tuple[Any, Exception | None]:
    try:
        return tpool.execute(work), None
    except Exception as error:  # raised again where it is waited for
        return None, error
    finally:
        _turns.release()
