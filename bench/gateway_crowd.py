"""A crowd at the front door, as a process of its own: open streams, and clients that send and read as slowly as they can."""
from __future__ import annotations

import os
import selectors
import socket
import time
from dataclasses import dataclass
from typing import Any

TICK = 1.0  # seconds between two bytes of a slow client
BUFFER = 4096
HEAD = b"GET /api/v1/docs/docs.css HTTP/1.1\r\nHost: bench\r\nX-Slow: "
BODY = (
    b"POST /api/v1/incidents HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
    b"Idempotency-Key: bench-slow-client\r\nAuthorization: Bearer %s\r\nContent-Length: 4000\r\n\r\n"
)
LARGE = b"GET /api/v1/docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: bench\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who comes. tokens: one for each stream."""

    port: int
    tokens: list[str]
    slow: int
    processors: frozenset[int]


class Guest:
    """One slow client, who comes again when cut off. kind: heads, bodies or readers."""

    def __init__(self, port: int, kind: str, token: str):
        self._port, self._kind = port, kind
        self._begin = {"heads": HEAD, "bodies": BODY % token.encode(), "readers": LARGE}[kind]
        self.cut = 0
        self._come()

    def _come(self) -> None:
        self.line = socket.socket()
        self.line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        self.line.connect(("127.0.0.1", self._port))
        self.line.setblocking(False)
        self.line.send(self._begin)

    def tick(self) -> None:
        """Send or read one byte."""
        try:
            if self._kind == "readers":
                if self.line.recv(1) == b"":
                    raise ConnectionResetError
            else:
                self.line.send(b"x")
                if self.line.recv(BUFFER):
                    raise ConnectionResetError
        except BlockingIOError:
            pass
        except OSError:
            self.cut += 1
            self.line.close()
            self._come()


def run(crowd: Crowd, come: Any, leave: Any, told: Any) -> None:
    """Come, tell by `come` that all are there, stay until `leave` is set, and put (changes told, ends, cuts) into `told`."""
    os.sched_setaffinity(0, crowd.processors)
    readers = selectors.DefaultSelector()
    for token in crowd.tokens:
        readers.register(_stream(crowd.port, token), selectors.EVENT_READ)
    kinds = ("heads", "bodies", "readers")
    guests = [Guest(crowd.port, kinds[n % 3], crowd.tokens[-1]) for n in range(crowd.slow)]
    come.set()
    changes = ends = turn = 0
    began = time.monotonic()
    while not leave.is_set():
        for key, _ in readers.select(0.01):
            piece = key.fileobj.recv(65536)  # type: ignore[union-attr]
            changes += piece.count(b"event: changed")
            if not piece:
                readers.unregister(key.fileobj)
                ends += 1
        while guests and began + turn * TICK / len(guests) <= time.monotonic():
            guests[turn % len(guests)].tick()
            turn += 1
    told.put((changes, ends, sum(guest.cut for guest in guests)))


def _stream(port: int, token: str) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port))
    line.sendall(f"GET /api/v1/stream HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    head = line.recv(65536)
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head[:300].decode("latin-1"))
    return line
