"""The body of a request as it comes off the wire: chunks read strictly, and no wait without an end."""
from __future__ import annotations

import re
from typing import Any

import eventlet
from eventlet import wsgi

SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?\r\n")
LINE_BYTES = 256
TRAILER_LINES = 16
DISCARD_SECONDS = 5
FEW = 1024  # chunks that may be as small as they like
LEAST_CHUNK = 64  # bytes of the others, on average: whoever sends dust makes us work a hundred times as long as it takes to send


class Input(wsgi.Input):
    """Reads a body. What another reader in front could see otherwise is a ValueError: a size with a sign or a prefix, lines
    that end with LF alone, data longer than its chunk, lines or trailers without end; and dust.
    """

    _chunks = _told = 0

    def discard(self, buffer_size: int = 16 << 10) -> None:
        """Read what nobody wanted, so that the connection can go on; who sends that slowly loses it.

        :raises TimeoutError: after DISCARD_SECONDS
        """
        with eventlet.Timeout(DISCARD_SECONDS, TimeoutError()):
            super().discard(buffer_size)

    def _chunked_read(self, rfile: Any, length: int | None = None, use_readline: bool = False) -> bytes:
        """Give up to `length` bytes of the chunks; b'' after the last."""
        if self.should_send_hundred_continue:
            self.send_hundred_continue_response()
            self.is_hundred_continue_response_sent = True
        pieces: list[bytes] = []
        while self.chunk_length != 0 and length != 0:
            left = self.chunk_length - self.position
            if left <= 0:
                self._next(rfile)
                continue
            piece = self._piece(rfile, left if length is None else min(left, length))
            pieces.append(piece)
            length = None if length is None else length - len(piece)
        return b"".join(pieces)

    def _piece(self, rfile: Any, most: int) -> bytes:
        piece: bytes = rfile.read(most)
        if not piece:
            raise OSError("the body ends in the middle of a chunk")
        self.position += len(piece)
        if self.position == self.chunk_length and rfile.read(2) != b"\r\n":
            raise ValueError("a chunk is longer than it says")
        return piece

    def _next(self, rfile: Any) -> None:
        found = SIZE.fullmatch(rfile.readline(LINE_BYTES))
        if found is None:
            raise ValueError("no size of a chunk")
        self.chunk_length, self.position = int(found[1], 16), 0
        self._chunks, self._told = self._chunks + 1, self._told + self.chunk_length
        if self._chunks > FEW and self._told < (self._chunks - FEW) * LEAST_CHUNK:
            raise ValueError("chunks of hardly anything")
        if self.chunk_length == 0:
            self._trailers(rfile)

    @staticmethod
    def _trailers(rfile: Any) -> None:
        """Pass over what stands behind the last chunk; nothing of it is believed."""
        for _ in range(TRAILER_LINES):
            line = rfile.readline(LINE_BYTES)
            if line == b"\r\n":
                return
            if not line.endswith(b"\r\n"):
                break
        raise ValueError("trailers without an end")
