"""A bounded share of a process's workers, so that one kind of work never takes the places of another."""
from __future__ import annotations

from collections import deque
from collections.abc import Callable

Work = Callable[[], None]


class Lane:
    """At most `width` pieces of work run at once; the others wait in order."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.running = 0
        self._waiting: deque[Work] = deque()

    def enter(self, begin: Work) -> None:
        """Begin the work now or when there is a place. Whoever has entered must leave."""
        if self.running < self.width:
            self.running += 1
            begin()
        else:
            self._waiting.append(begin)

    def leave(self) -> None:
        """Give the place to the next."""
        if self._waiting:
            self._waiting.popleft()()
        else:
            self.running -= 1

    def clear(self) -> None:
        """Forget what waits: the broker will deliver it again."""
        self._waiting.clear()
