"""Speaks to a clamd over TCP or a Unix socket: one file, piece by piece, and its verdict."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol
from urllib.parse import urlsplit

import eventlet

PIECE = 64 * 1024
CONNECT_SECONDS, SECONDS = 3.0, 60.0
LONGEST_ANSWER = 4096
FOUND = re.compile(r"stream: (.{1,400}) FOUND")
CLEAN = "stream: OK"
OFF = "none"


class Unscanned(Exception):
    """The scanner is away, or could not look through this one; nothing is known of the file."""


class Unreadable(Unscanned):
    """The scanner is there, and gave no verdict on this one: the next may go well."""


class Scanner(Protocol):
    """Looks through content."""

    def scan(self, content: BinaryIO) -> str | None:
        """Give the name of what was found, letters, digits, dots and dashes, or None for a clean one.

        :raises Unscanned:
        """


@dataclass(frozen=True, slots=True)
class Clamd:
    """A clamd by its INSTREAM command. place: (host, port), or the path of a socket. Source: clamd(8), Commands.

    Its StreamMaxLength must not be below the largest file that is taken in.
    """

    place: tuple[str, int] | str

    def scan(self, content: BinaryIO) -> str | None:
        """Give what was found in a content, or None.

        :raises Unscanned: also when it takes longer than SECONDS
        """
        try:
            with eventlet.Timeout(SECONDS, Unscanned("late")), self._connected() as link:
                return _verdict(_asked(link, content))
        except OSError as error:
            raise Unscanned(type(error).__name__) from error

    def _connected(self) -> socket.socket:
        if isinstance(self.place, tuple):
            return socket.create_connection(self.place, timeout=CONNECT_SECONDS)
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(CONNECT_SECONDS)
        link.connect(self.place)
        return link


def scanner(setting: str) -> Scanner | None:
    """Give the scanner a setting names: none, tcp://host:port or unix:///path.

    :raises ValueError: at the start, naming what cannot be read
    """
    if setting in ("", OFF):
        return None
    parts = urlsplit(setting)
    if parts.scheme == "unix" and parts.path and not parts.netloc:
        return Clamd(parts.path)
    if parts.scheme == "tcp" and parts.hostname and parts.port:
        return Clamd((parts.hostname, parts.port))
    raise ValueError(f"LINLI_SCAN is none, tcp://host:port or unix:///path, not {setting!r}")


def _asked(link: socket.socket, content: BinaryIO) -> str:
    link.settimeout(SECONDS)
    try:
        link.sendall(b"zINSTREAM\0")
        for piece in _pieces(content):
            link.sendall(len(piece).to_bytes(4) + piece)
        link.sendall(bytes(4))
    except BrokenPipeError:
        pass  # it says why before it hangs up
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER and (piece := link.recv(LONGEST_ANSWER)):
        answer += piece
    return answer.rstrip(b"\0\n").decode("ascii", "replace")


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    while piece := content.read(PIECE):
        yield piece


def _verdict(answer: str) -> str | None:
    if answer == CLEAN:
        return None
    found = FOUND.fullmatch(answer)
    if found is None:  # an ERROR, or nothing: too large for it, or it is starting
        raise Unreadable(answer[:80] or "silent")
    return re.sub(r"[^A-Za-z0-9._-]", "_", found[1])[:64]
