"""What goes back: status, body and headers, each header only where it means something.

Rule GR-446, design: every answer, whatever it is, carries the headers that keep other sites, frames and devices out.
Source: OWASP ASVS 4.0.3, 14.4.
"""
from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, BinaryIO

import orjson

from services.gateway.http.coding import gzipped
from services.gateway.http.route import Route

PIECE = 64 * 1024
LEAST_PACKED = 1024  # below this the headers weigh more
# level 1: a long list, 300 kB at most, takes some 3 ms of the one core that all requests share
PACKED_LEVEL = 1
READING = ("GET", "HEAD")
TEXTS = ("application/json", "application/problem+json", "application/geo+json", "application/xml", "text/")
# 460 is of the tus protocol: a part that came otherwise than it was sent
STATUS_LINES = {**{s.value: f"{s.value} {s.phrase}" for s in HTTPStatus}, 460: "460 Checksum Mismatch"}
LANGUAGES = {"zh": "zh-CN", "en": "en"}
# on every answer, whatever it is
GUARDS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
# to who came by TLS: never in the open again, for a year
STRICT = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
DATA_POLICY = ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
# what goes with an answer that has no body
BARE = (DATA_POLICY, *GUARDS)
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


def packed(answer: Answer, environ: dict[str, Any]) -> None:
    """Compress an answer for who can read that, and say that it depends on this.

    Only what was read is: the answer to an act may hold a secret beside what was sent (source: BREACH, CVE-2013-3587), and
    so may any for a page of somebody else, by what a browser says of it.
    """
    if environ["REQUEST_METHOD"] not in READING or not _packable(answer):
        return
    _vary(answer)
    if answer.status == 304:
        _retag(answer, environ.get("HTTP_IF_NONE_MATCH", ""))
    elif len(answer.body) >= LEAST_PACKED and _wished(environ):
        answer.body = zlib.compress(answer.body, PACKED_LEVEL, wbits=31)
        answer.headers = [(name, tagged(value) if name == "ETag" else value) for name, value in answer.headers]
        answer.headers.append(("Content-Encoding", "gzip"))


def tagged(tag: str) -> str:
    """Give the tag of the same content compressed: a strong one names bytes."""
    return f'{tag[:-1]}-gz"'


def _wished(environ: dict[str, Any]) -> bool:
    own = environ.get("HTTP_SEC_FETCH_SITE", "none") in ("same-origin", "none")
    return own and gzipped(environ.get("HTTP_ACCEPT_ENCODING", ""))


def _packable(answer: Answer) -> bool:
    """Tell whether it is text nobody has compressed yet; a 304 has no medium, and stands for what is."""
    if type(answer) is not Answer:
        return False
    names = dict(answer.headers)
    if "Content-Encoding" in names or "Set-Cookie" in names or "Accept-Encoding" in names.get("Vary", ""):
        return False
    media = names.get("Content-Type", "")
    return answer.status == 304 or media.startswith(TEXTS)


def _vary(answer: Answer) -> None:
    headers = [(n, f"{v}, Accept-Encoding" if n == "Vary" else v) for n, v in answer.headers]
    answer.headers = headers if any(n == "Vary" for n, _ in headers) else [*headers, ("Vary", "Accept-Encoding")]


def _retag(answer: Answer, held: str) -> None:
    """Name what the reader holds by the tag it has for it."""
    answer.headers = [
        (name, tagged(value) if name == "ETag" and tagged(value) in held else value) for name, value in answer.headers
    ]


def kind(media: str) -> str:
    """Give a medium as Content-Type has it: text says that it is UTF-8, since nothing else tells a reader of text/*."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


def digest(body: bytes) -> str:
    """Give 16 hex digits that stand for a body."""
    return hashlib.blake2b(body, digest_size=8).hexdigest()


def holds(held: str, tag: str) -> bool:
    """Tell whether If-None-Match names this tag; compared weakly, as RFC 9110 has it for reading."""
    return not {part.strip().removeprefix("W/") for part in held.split(",")}.isdisjoint((tag, tagged(tag), "*"))
