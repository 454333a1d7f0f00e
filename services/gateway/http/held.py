"""What is read often and changes seldom: compressed for who can read that, and spared to who holds it already."""
from __future__ import annotations

import gzip
from dataclasses import dataclass

from services.gateway.http.answer import DATA_POLICY, GUARDS, Answer, digest, holds, kind
from services.gateway.http.coding import gzipped
from services.gateway.http.visit import Visit

LEAST_PACKED = 1024  # below this the headers weigh more
# level 1: a page of a map, 1.5 MB at most, takes some 15 ms of the one core that all requests share
LEVEL = 1
VARY = ("Vary", "Accept, Accept-Encoding, Accept-Language, Authorization, Cookie")


@dataclass(frozen=True, slots=True)
class Shape:
    """How an answer is written. media: its type. private: for this reader alone. policy: what its page may load."""

    media: str
    private: bool = False
    policy: tuple[str, str] = DATA_POLICY


class Held:
    """The answers to one address that a reader may hold, named by an edition of what they were made of.

    An answer follows from the edition and from what was asked and how; its tag holds both, so that whoever sends it back
    is answered from the edition alone.
    """

    def __init__(self, visit: Visit, shape: Shape):
        self._visit = visit
        self._shape = shape
        query = visit.environ.get("QUERY_STRING", "")
        asked = f"{visit.origin}|{visit.path}|{query}|{shape.media}|{visit.language}|{visit.actor.id}"
        self._asked = digest(asked.encode())
        self._header = visit.environ.get("HTTP_IF_NONE_MATCH", "")
        self._packed = gzipped(visit.environ.get("HTTP_ACCEPT_ENCODING", ""))

    def edition(self) -> str | None:
        """Give the edition of what the reader holds of this address, or None."""
        for part in self._header.split(","):
            edition, _, asked = part.strip().removeprefix("W/").strip('"').partition(".")
            if asked.partition("-")[0] == self._asked:
                return edition
        return None

    def same(self, edition: str) -> Answer:
        """Tell the reader that it holds the present one."""
        return Answer(304, b"", self._headers(self._tag(edition)))

    def give(self, body: bytes, edition: str | None = None) -> Answer:
        """Give the answer, or 304. edition: None where there is none: the body then stands for itself."""
        tag = self._tag(edition or digest(body))
        if holds(self._header, tag):
            return Answer(304, b"", self._headers(tag))
        headers = [("Content-Type", kind(self._shape.media)), *self._headers(tag)]
        if self._packed and len(body) >= LEAST_PACKED:
            return Answer(200, gzip.compress(body, LEVEL, mtime=0), [*headers, ("Content-Encoding", "gzip")])
        return Answer(200, body, headers)

    def _tag(self, edition: str) -> str:
        # a strong tag names bytes, so that the same content has another when it is compressed
        return f'"{edition}.{self._asked}{"-gz" if self._packed else ""}"'

    def _headers(self, tag: str) -> list[tuple[str, str]]:
        held = "private, no-cache" if self._shape.private else "no-cache"
        return [("ETag", tag), ("Cache-Control", held), VARY, self._shape.policy, *GUARDS]
