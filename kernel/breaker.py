"""Stops asking a service that does not answer, so that it cannot hold every caller for the whole of its limit."""
from __future__ import annotations

from dataclasses import dataclass, field

from kernel.errors import Unavailable

LIMIT = 20  # timeouts in a row
PAUSE_SECONDS = 1.0


@dataclass(slots=True)
class Breaker:
    """Counts timeouts in a row per service. After `limit` of them one call a `pause` goes through, no other does."""

    limit: int = LIMIT
    pause: float = PAUSE_SECONDS
    _missed: dict[str, int] = field(default_factory=dict)
    _next: dict[str, float] = field(default_factory=dict)

    def check(self, service: str, now: float) -> None:
        """Let a call pass or refuse it. now: monotonic seconds.

        :raises Unavailable: rpc.circuit_open
        """
        if self._missed.get(service, 0) < self.limit:
            return
        if now < self._next.get(service, 0.0):
            raise Unavailable("rpc.circuit_open", service=service)
        self._next[service] = now + self.pause

    def note(self, service: str, now: float, *, timed_out: bool) -> None:
        """Take down how a call ended."""
        if not timed_out:
            self._missed.pop(service, None)
            return
        self._missed[service] = self._missed.get(service, 0) + 1
        self._next[service] = now + self.pause
