"""How a stream is written: text/event-stream (WHATWG HTML, 9.2), each change with its mark, and signs of life between."""
from __future__ import annotations

import random

import orjson

from services.gateway.stream.notice import Notice

RETRY_MS = 3_000


def opening(at: int) -> bytes:
    """Give the beginning: when to come back, and a mark, so that also who was told nothing can go on from here."""
    return b"retry: %d\nid: %d\n\n" % (RETRY_MS, at)


def changed(one: Notice) -> bytes:
    """Give one change: names and numbers, never content."""
    data = {"name": one.name, "kind": one.kind, "id": one.subject, "number": one.number, "version": one.version}
    return b"id: %s\nevent: changed\ndata: %s\n\n" % (one.mark.encode(), orjson.dumps(data))


def beat(at: int) -> bytes:
    """Give a sign of life that moves the mark on and is shown to nobody."""
    return b": \nid: %d\n\n" % at


def reset(at: int) -> bytes:
    """Tell that some of it is missing: what is shown must be read anew."""
    return b"id: %d\nevent: reset\ndata: {}\n\n" % at


def leaving() -> bytes:
    """Tell when to come back, everybody at another moment: all at once they would be a crowd at the next door."""
    return b"retry: %d\n: leaving\n\n" % random.randint(500, 2 * RETRY_MS)
