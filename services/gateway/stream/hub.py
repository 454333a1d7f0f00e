"""All open streams of a process: who is told what, and who is let go."""
from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from kernel import logs, metrics
from kernel.errors import Failure, Invalid, Unavailable
from services.gateway.stream import line
from services.gateway.stream.notice import Follower, Notice, read
from services.gateway.stream.reader import Reader
from services.gateway.stream.ring import Ring
from services.gateway.token import Bearer

MOST = 1000
MOST_OF_ONE = 6
AT_A_TIME = 20
BEAT_MS = 15_000
STUCK_MS = 10_000
RETRY_SECONDS = 30
POSTS = "grid.staff_"
ON_POSTS = "grid_worker"  # reaches by the posts of today what the account alone does not say
GROUND_MS = 60_000
POSTS_MS = 1_500  # in which every process of the grid service has read a change of posts
log = logs.get(__name__)


def now_ms() -> int:
    """Give the moment, epoch milliseconds."""
    return int(time.time() * 1000)


class Hub:
    """Tells followers of changes, from memory. most: streams at once.

    breathe: lets others have their turn, for to tell all readers takes longer than a call may wait.
    holds: tells whether a session still is good. ground: gives what somebody follows as things are now.
    """

    def __init__(
        self, *, most: int = MOST, now: Callable[[], int] = now_ms, breathe: Callable[[], None] = lambda: None
    ):
        self.ring = Ring()
        self.holds: Callable[[Bearer], bool] = lambda bearer: True
        self.ground: Callable[[Bearer], Follower] | None = None
        self.leaving = False
        self._most, self._now, self._breathe = most, now, breathe
        self._groups: dict[Follower, set[Reader]] = {}
        self._readers: set[Reader] = set()
        self._of: Counter[str] = Counter()
        self._grounded_at = now()
        self._posts_at = 0

    @property
    def readers(self) -> list[Reader]:
        """Give those who read now."""
        return list(self._readers)

    def admit(self, account: str) -> None:
        """Refuse one stream too many.

        :raises Invalid: gateway.streams_too_many, facts most, retry_after_seconds
        :raises Unavailable: gateway.busy, gateway.leaving
        """
        if self.leaving:
            raise Unavailable("gateway.leaving")
        if self._of[account] >= MOST_OF_ONE:
            raise Invalid("gateway.streams_too_many", most=MOST_OF_ONE, retry_after_seconds=RETRY_SECONDS)
        if len(self._readers) >= self._most:
            raise Unavailable("gateway.busy", retry_after_seconds=RETRY_SECONDS)

    def join(self, reader: Reader, mark: str | None) -> None:
        """Let a reader follow from now on, or from after a mark; who may have missed something is told so first."""
        at = self._now()
        reader.put(line.opening(at), at)
        missed = self.ring.after(mark, now=at) if mark else []
        if missed is None:
            reader.put(line.reset(at), at)
        for one in missed or ():
            if reader.follower.hears(one):
                reader.put(line.changed(one), at)
        self._readers.add(reader)
        self._groups.setdefault(reader.follower, set()).add(reader)
        self._of[reader.bearer.actor.id] += 1
        metrics.STREAMS.set(len(self._readers))

    def leave(self, reader: Reader) -> None:
        """Let a reader go; twice is as good as once."""
        if reader not in self._readers:
            return
        reader.ended = True
        self._readers.discard(reader)
        self._ungroup(reader)
        account = reader.bearer.actor.id
        self._of[account] -= 1
        if not self._of[account]:
            del self._of[account]
        metrics.STREAMS.set(len(self._readers))

    def regroup(self, reader: Reader, follower: Follower) -> None:
        """Let a reader follow something else from now on."""
        if reader in self._readers and follower != reader.follower:
            self._ungroup(reader)
            reader.follower = follower
            self._groups.setdefault(follower, set()).add(reader)

    def hear(self, event: dict[str, Any]) -> None:
        """Tell all followers of a fact whom it concerns."""
        one = read(event, at=self._now())
        if one is not None:
            if self.ring.add(one):
                self._tell(one)
        elif str(event.get("name", "")).startswith(POSTS):
            self._posts_at = self._now()

    def begin(self) -> None:
        """Know that facts come from now on; who was here before may have missed some."""
        at = self._now()
        self.ring.begin(at)
        for reader in self.readers:
            reader.put(line.reset(at), at)

    def sweep(self) -> None:
        """Let go who may not read any more, who has hung up and who does not read; give the others a sign of life."""
        at = self._now()
        for reader in self.readers:
            if reader.ended:
                self._hurry(reader, at)
            elif reader.gone():
                self._cut(reader, "gone")
            elif reader.behind or self._stuck(reader, at):
                self._cut(reader, "slow")
            elif at >= reader.until or not self.holds(reader.bearer):
                reader.end()
            elif at - reader.heard_at >= BEAT_MS:
                reader.put(line.beat(at), at)

    @property
    def unsure(self) -> bool:
        """Tell whether posts may have changed since followers were last asked about."""
        since = self._now() - self._grounded_at
        return since > GROUND_MS or (self._posts_at > self._grounded_at - POSTS_MS and since > POSTS_MS)

    def look(self) -> None:
        """Ask anew for the ground of who reaches by posts; who cannot be asked about is let go, and may come again.

        Rule GR-434.
        """
        self._grounded_at = self._now()
        for reader in [one for one in self.readers if one.follower.role == ON_POSTS]:
            try:
                self.regroup(reader, self.ground(reader.bearer) if self.ground else reader.follower)
            except Failure as failure:
                log.warning("stream_ground_unknown", code=failure.code)
                reader.end()

    def close(self) -> None:
        """End all streams, and say when to come back."""
        self.leaving = True
        for reader in self.readers:
            reader.end(line.leaving())

    def _tell(self, one: Notice) -> None:
        text = line.changed(one)
        # who comes meanwhile hears of it from the ring
        told = [reader for follower, readers in self._groups.items() if follower.hears(one) for reader in readers]
        for number, reader in enumerate(told, 1):
            if not reader.ended:
                reader.put(text, one.at)
            if number % AT_A_TIME == 0:
                self._breathe()
        metrics.STREAM_TOLD.inc(len(told))

    def _ungroup(self, reader: Reader) -> None:
        group = self._groups[reader.follower]
        group.discard(reader)
        if not group:
            del self._groups[reader.follower]

    def _stuck(self, reader: Reader, at: int) -> bool:
        return bool(reader.waiting.qsize()) and at - reader.written_at > STUCK_MS

    def _hurry(self, reader: Reader, at: int) -> None:
        """Break off whose last word is not taken either."""
        if self._stuck(reader, at):
            self._cut(reader, "slow")

    def _cut(self, reader: Reader, why: str) -> None:
        metrics.STREAM_CUT.labels(why).inc()
        self.leave(reader)
        reader.cut()
        reader.waiting.put(None)
