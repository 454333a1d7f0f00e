"""How many archives there are at once in a process, being made or being sent: each takes a disk's room until it is gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast
from weakref import WeakSet

from kernel.errors import Unavailable
from services.gateway.attachment.turn import Turns

MADE = 2  # each asks every service for everything
SENT = 8  # half a gigabyte, however slowly they are fetched
OF_ONE = 2  # whose first try hangs shall not wait for its end; more would keep others out
WAIT_SECONDS = 10.0  # for one's turn to have it made, which takes about one
RETRY_SECONDS = 20


class Lent:
    """A file without a name on its way to somebody. whose: account or number."""

    def __init__(self, file: BinaryIO, whose: str, room: Room):
        self.whose, self._file, self._room = whose, file, room
        self.read, self.seek = file.read, file.seek

    def close(self) -> None:
        """Let the file go, and its room with it."""
        self._file.close()
        self._room.sent.discard(self)


class Room:
    """Counts them. sent: those on their way; one that is forgotten before its end counts no more, either."""

    def __init__(self) -> None:
        self._made: list[str] = []
        self._turns = Turns(MADE, wait=WAIT_SECONDS)
        self.sent: WeakSet[Lent] = WeakSet()

    @contextmanager
    def making(self, whose: str) -> Iterator[None]:
        """Hold a place while an archive is made, and until it is one's turn.

        Rule GR-493, design: what one asks for, however often and slowly, takes neither disk nor services from others.

        :raises Unavailable: gateway.busy
        """
        every = [*self._made, *(one.whose for one in self.sent)]
        if len(every) >= SENT or every.count(whose) >= OF_ONE:
            raise Unavailable("gateway.busy", retry_after_seconds=RETRY_SECONDS)
        self._made.append(whose)
        try:
            with self._turns.taken():
                yield
        finally:
            self._made.remove(whose)

    def lend(self, file: BinaryIO, whose: str) -> BinaryIO:
        """Give a file that keeps its place until it is closed."""
        lent = Lent(file, whose, self)
        self.sent.add(lent)
        return cast(BinaryIO, lent)
