"""Writes to a connection, and gives up on who does not read."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import eventlet

GRACE_SECONDS = 20.0
LEAST_RATE = 8 * 1024  # bytes a second; slower than any line on which a page is of use


class Output:
    """What an answer is written to. A piece of n bytes has GRACE_SECONDS and n / LEAST_RATE to be taken.

    Most answers fit into what the system keeps for the line, and cost one call.
    """

    def __init__(self, connection: Any):
        self._connection = connection
        self.closed = False

    def write(self, data: bytes) -> None:
        """Write a piece.

        :raises OSError: nobody is there, or does not read
        """
        taken = self._now(data)
        if taken < len(data):
            with eventlet.Timeout(GRACE_SECONDS + len(data) / LEAST_RATE, TimeoutError("it is not read")):
                self._connection.sendall(memoryview(data)[taken:])

    def writelines(self, pieces: Iterable[bytes]) -> None:
        """Write pieces as one."""
        self.write(b"".join(pieces))

    def flush(self) -> None:
        """Do nothing: nothing is kept back."""

    def close(self) -> None:
        """Take nothing more."""
        self.closed = True

    def _now(self, data: bytes) -> int:
        try:
            return int(self._connection.fd.send(data))
        except BlockingIOError:
            return 0
