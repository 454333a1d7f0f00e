"""What has lately been told in this process, so that a stream can go on where it broke off."""
from __future__ import annotations

import re
from collections import deque

from services.gateway.stream.notice import Notice

KEPT_MS = 600_000
MOST = 20_000
# processes hear of the same facts in slightly different order and by slightly different clocks
OVERLAP_MS = 3_000
MARK = re.compile(r"([0-9]{1,15})(?:\.(\S{1,64}))?")


class Ring:
    """The changes of the last KEPT_MS, MOST at most. since: from when on none is missing, epoch ms; None before it began."""

    def __init__(self, most: int = MOST):
        self.since: int | None = None
        self._most = most
        self._kept: deque[Notice] = deque()
        self._ids: set[str] = set()

    def begin(self, at: int) -> None:
        """Know of nothing before `at`: what came between was told to others."""
        self.since = at
        self._kept.clear()
        self._ids.clear()

    def end(self) -> None:
        """Know of nothing any more."""
        self.since = None
        self._kept.clear()
        self._ids.clear()

    def add(self, one: Notice) -> bool:
        """Keep one more, and let go of what is too old or too many; False when it is known: facts are sent at least once."""
        if one.id in self._ids:
            return False
        self._ids.add(one.id)
        self._kept.append(one)
        while len(self._kept) > self._most or self._kept[0].at < one.at - KEPT_MS:
            gone = self._kept.popleft()
            self._ids.discard(gone.id)
            self.since = gone.at + 1
        return True

    def after(self, mark: str, *, now: int) -> list[Notice] | None:
        """Give what came after a mark, in order; None when some of it may be missing here. now: epoch ms.

        A little before the mark is given too, for another process may have given the mark: a version tells what is known.
        """
        found = MARK.fullmatch(mark)
        if found is None or self.since is None:
            return None
        at = int(found[1])
        if not self.since <= at <= now + OVERLAP_MS:  # nobody here has given a mark of what is to come
            return None
        return [one for one in self._kept if one.at >= at - OVERLAP_MS and one.id != found[2]]
