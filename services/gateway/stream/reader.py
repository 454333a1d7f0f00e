"""One open stream: what waits to be written to it, and the answer that writes it."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from eventlet.queue import LightQueue

from services.gateway.http.answer import DATA_POLICY, GUARDS, STATUS_LINES, Answer
from services.gateway.http.route import STREAM
from services.gateway.stream.notice import Follower
from services.gateway.token import Bearer

WAITING_MOST = 500
HEADERS = (
    ("Content-Type", STREAM),
    ("Cache-Control", "no-store, no-transform"),
    ("X-Accel-Buffering", "no"),  # a proxy that gathers would keep what is told until there is more of it
    ("Vary", "Authorization, Cookie"),
    DATA_POLICY,
    *GUARDS,
)


class Reader:
    """Somebody who reads a stream. until: epoch ms at which it ends by itself. cut: breaks the connection off.

    gone: tells whether the other side has hung up. written_at: when something was last taken to be written, epoch ms.
    """

    __slots__ = ("bearer", "cut", "ended", "follower", "gone", "heard_at", "until", "waiting", "written_at")

    def __init__(
        self, bearer: Bearer, follower: Follower, *, at: int, until: int, gone: Callable[[], bool], cut: Callable[[], None]
    ):
        self.bearer, self.follower = bearer, follower
        self.until, self.gone, self.cut = until, gone, cut
        self.heard_at = self.written_at = at
        self.ended = False
        self.waiting: LightQueue = LightQueue()

    @property
    def behind(self) -> bool:
        """Tell whether more waits than a reader who reads would leave."""
        return int(self.waiting.qsize()) > WAITING_MOST

    def put(self, text: bytes, at: int) -> None:
        """Have something written; never waits."""
        if not self.waiting.qsize():
            self.written_at = at
        self.heard_at = at
        self.waiting.put(text)

    def end(self, text: bytes = b"") -> None:
        """Have the stream end after a last word."""
        if not self.ended:
            self.ended = True
            self.waiting.put(text)
            self.waiting.put(None)

    def __iter__(self) -> Iterator[bytes]:
        while (piece := self.waiting.get()) is not None:
            yield piece


class Streaming(Answer):
    """The answer whose body is a stream. left: told when it has ended, however it has."""

    __slots__ = ("left", "reader")

    def __init__(self, reader: Reader, left: Callable[[Reader], None]):
        super().__init__(200, b"", list(HEADERS))
        self.reader, self.left = reader, left

    def send(self, start_response: Callable[..., Any], *, bare: bool = False) -> Iterable[bytes]:
        """Give the answer to a WSGI server, which closes it at the end."""
        start_response(STATUS_LINES[self.status], self.headers)
        if bare:
            self.left(self.reader)
            return []
        return Body(self)


class Body:
    """The pieces of a stream, as a WSGI server takes them."""

    def __init__(self, answer: Streaming):
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer.reader)

    def close(self) -> None:
        """Let the reader go."""
        self._answer.left(self._answer.reader)
