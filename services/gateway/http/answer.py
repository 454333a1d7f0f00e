"""What goes back: status, body and headers, each header only where it means something."""
from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, BinaryIO

import orjson

from services.gateway.http.route import Route

PIECE = 64 * 1024
STATUS_LINES = {s.value: f"{s.value} {s.phrase}" for s in HTTPStatus}
LANGUAGES = {"zh": "zh-CN", "en": "en"}
GUARDS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
DATA_POLICY = ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
DATA = (
    ("Content-Type", "application/json"),
    ("Cache-Control", "no-store"),
    ("Vary", "Accept-Language, Authorization, Cookie"),
    DATA_POLICY,
    *GUARDS,
)
PROBLEM = (("Content-Type", "application/problem+json"), *DATA[1:])


@dataclass(slots=True)
class Answer:
    """One HTTP answer. headers: in order, names as they should be written."""

    status: int
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)

    def send(self, start_response: Callable[..., Any], *, bare: bool = False) -> Iterable[bytes]:
        """Give the answer to a WSGI server; bare: the length is told, the body is not sent (HEAD)."""
        headers = self.headers
        if self.status not in (204, 304):
            headers = [*headers, ("Content-Length", str(len(self.body)))]
        start_response(STATUS_LINES[self.status], headers)
        return [] if bare else [self.body]


class Streamed(Answer):
    """An answer whose body is a file, sent piece by piece: a page of pictures must not fill the memory."""

    __slots__ = ("file", "size")

    def __init__(self, file: BinaryIO, size: int, headers: list[tuple[str, str]]):
        super().__init__(200, b"", headers)
        self.file, self.size = file, size

    def send(self, start_response: Callable[..., Any], *, bare: bool = False) -> Iterable[bytes]:
        """Give the answer to a WSGI server, which closes the file at the end."""
        start_response(STATUS_LINES[self.status], [*self.headers, ("Content-Length", str(self.size))])
        return Pieces(self.file, 0 if bare else self.size)


class Pieces:
    """A file to be sent. left: bytes of it."""

    def __init__(self, file: BinaryIO, left: int):
        self._file, self._left = file, left

    def __iter__(self) -> Iterator[bytes]:
        """Give no more than was promised, whatever has become of the file."""
        while self._left and (piece := self._file.read(min(PIECE, self._left))):
            self._left -= len(piece)
            yield piece

    def close(self) -> None:
        """Let the file go, also when the reader has gone before the end."""
        self._file.close()


def data(status: int, reply: dict[str, Any], headers: list[tuple[str, str]]) -> Answer:
    """Give a reply as JSON, with the record's version as its ETag."""
    version = reply.get("version")
    tagged = [*DATA, *headers] if version is None else [*DATA, ("ETag", f'"{version}"'), *headers]
    return Answer(status, b"" if status == 204 else orjson.dumps(reply), tagged)


def shown(reply: dict[str, Any], headers: list[tuple[str, str]], held: str) -> Answer:
    """Give a record that was only read, or 304 to who holds just this. held: If-None-Match, '' for none.

    The tag is the version, good for If-Match, and a digest: what is shown of one version differs by reader, by language
    and by the hour, since clocks run on without a change of the record.
    """
    body = orjson.dumps(reply)
    tag = f'"{reply["version"]}.{digest(body)}"'
    tagged = [*DATA, ("ETag", tag), *headers]
    return Answer(304, b"", tagged[1:]) if holds(held, tag) else Answer(200, body, tagged)


def written(route: Route, reply: dict[str, Any], headers: list[tuple[str, str]], held: str) -> Answer:
    """Give what was read in the medium of its row, or 304 to who holds just this. held: If-None-Match, '' for none.

    The tag is a digest of the body: what has no version is the same as long as it is written the same.
    """
    body = reply["text"].encode() if route.textual else orjson.dumps(reply)
    tag = f'"{digest(body)}"'
    tagged = [("Content-Type", kind(route.media)), *DATA[1:], ("ETag", tag), *headers]
    return Answer(304, b"", tagged[1:]) if holds(held, tag) else Answer(route.status, body, tagged)


def kind(media: str) -> str:
    """Give a medium as Content-Type has it: text says that it is UTF-8, since nothing else tells a reader of text/*."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


def digest(body: bytes) -> str:
    """Give 16 hex digits that stand for a body."""
    return hashlib.blake2b(body, digest_size=8).hexdigest()


def holds(held: str, tag: str) -> bool:
    """Tell whether If-None-Match names this tag; compared weakly, as RFC 9110 has it for reading."""
    return not {part.strip().removeprefix("W/") for part in held.split(",")}.isdisjoint((tag, "*"))
