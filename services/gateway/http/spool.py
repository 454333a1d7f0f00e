"""Reads a body into a file as it comes, within its own limits of size and time, never whole in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import eventlet

from kernel.errors import Invalid, Unavailable

PIECE = 64 * 1024
SECONDS = 120
AT_ONCE = 32  # slow senders must not take all the places of those who only ask


@dataclass(frozen=True, slots=True)
class Spooled:
    """A body that has come whole. digest: SHA-256, 64 hex digits."""

    path: Path
    size: int
    digest: str


class Spools:
    """Takes bodies in; so many at once in this process."""

    def __init__(self, at_once: int = AT_ONCE):
        self._left = at_once

    @contextmanager
    def take(self, environ: dict[str, Any], path: Path, *, most: int) -> Iterator[Spooled]:
        """Read a body into the file `path`; it is deleted at the end unless somebody has moved it away. most: bytes.

        :raises Invalid: gateway.body_too_large, gateway.body_malformed, gateway.body_late, gateway.body_missing,
            gateway.content_type_refused
        :raises Unavailable: gateway.busy
        """
        sized(environ, most)
        try:
            with self.place(), path.open("xb") as file, eventlet.Timeout(SECONDS, Invalid("gateway.body_late")):
                size, digest = _write(environ, file, most)
            yield Spooled(path, size, digest)
        finally:
            path.unlink(missing_ok=True)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Take one of the places of those who send.

        :raises Unavailable: gateway.busy
        """
        if not self._left:
            raise Unavailable("gateway.busy")
        self._left -= 1
        try:
            yield
        finally:
            self._left += 1


def sized(environ: dict[str, Any], most: int) -> None:
    """Refuse by its head what need not be read at all.

    :raises Invalid: gateway.body_too_large, gateway.body_missing, gateway.content_type_refused
    """
    if environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() != "identity":
        raise Invalid("gateway.content_type_refused")
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > most:
        raise Invalid("gateway.body_too_large", most=most)
    if not length and not environ.get("HTTP_TRANSFER_ENCODING"):
        raise Invalid("gateway.body_missing")


def _write(environ: dict[str, Any], file: BinaryIO, most: int) -> tuple[int, str]:
    found, size = hashlib.sha256(), 0
    for piece in pieces(environ):
        size += len(piece)
        if size > most:
            raise Invalid("gateway.body_too_large", most=most)
        found.update(piece)
        file.write(piece)
    if not size:
        raise Invalid("gateway.body_missing")
    environ["linli.read"] = True
    return size, found.hexdigest()


def pieces(environ: dict[str, Any]) -> Iterator[bytes]:
    """Give the body piece by piece; what ends before its stated length was broken off.

    :raises Invalid: gateway.body_malformed
    """
    left = None if environ.get("HTTP_TRANSFER_ENCODING") else int(environ["CONTENT_LENGTH"])
    try:
        while left is None or left > 0:
            piece: bytes = environ["wsgi.input"].read(PIECE if left is None else min(PIECE, left))
            if not piece:
                break
            left = None if left is None else left - len(piece)
            yield piece
            eventlet.sleep(0)  # who sends faster than we write would keep all others waiting to the end
    except (ValueError, OSError) as exc:
        raise Invalid("gateway.body_malformed") from exc
    if left:
        raise Invalid("gateway.body_malformed")
