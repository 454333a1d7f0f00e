"""The API document, the page that shows it, and the map's page, served from here: no reader's browser asks anybody else."""
from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from kernel.errors import Missing
from services.gateway.http.answer import GUARDS, Answer, holds
from services.gateway.http.coding import gzipped
from services.gateway.http.visit import Visit

PAGE = "docs.html"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
}
MAP_PAGE = "map.html"
MAP_ASSETS = frozenset(("map.css", "map.js"))
SIGN_IN_PAGE = "sign-in.html"
SIGN_IN_ASSETS = frozenset(("sign-in.css", "sign-in.js"))
ASSETS = frozenset(("swagger-ui.css", "swagger-ui-bundle.js", "docs.css", "docs.js"))
POLICY = (
    "Content-Security-Policy",
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
)


@dataclass(frozen=True, slots=True)
class File:
    """One file, plain and compressed. tag: of its content."""

    plain: bytes
    packed: bytes
    kind: str
    tag: str


class Pages:
    """Hands out files and the document. document: OpenAPI 3.1 as JSON bytes."""

    def __init__(self, document: bytes):
        self._document = _file(document, ".json")

    def document(self, visit: Visit, command: dict[str, Any]) -> Answer:
        """Give the API document."""
        return _give(visit, self._document)

    def page(self, visit: Visit, command: dict[str, Any]) -> Answer:
        """Give the page that shows the document."""
        return _give(visit, _read(PAGE))

    def asset(self, visit: Visit, command: dict[str, Any]) -> Answer:
        """Give a file of the page.

        :raises Missing: gateway.path_unknown
        """
        if command["asset"] not in ASSETS:
            raise Missing("gateway.path_unknown")
        return _give(visit, _read(command["asset"]))

    def map_page(self, visit: Visit, command: dict[str, Any]) -> Answer:
        """Give the page that shows the map."""
        return _give(visit, _read(MAP_PAGE))

    def map_asset(self, visit: Visit, command: dict[str, Any]) -> Answer:
        """Give a file of the map's pages.

        :raises Missing: gateway.path_unknown
        """
        if command["asset"] not in MAP_ASSETS:
            raise Missing("gateway.path_unknown")
        return _give(visit, _read(command["asset"]))

    def sign_in_page(self, visit: Visit, command: dict[str, Any]) -> Answer:
        """Give the page on which people sign in."""
        return _give(visit, _read(SIGN_IN_PAGE))

    def sign_in_asset(self, visit: Visit, command: dict[str, Any]) -> Answer:
        """Give a file of that page.

        :raises Missing: gateway.path_unknown
        """
        if command["asset"] not in SIGN_IN_ASSETS:
            raise Missing("gateway.path_unknown")
        return _give(visit, _read(command["asset"]))


@cache
def _read(name: str) -> File:
    plain = resources.files("services.gateway").joinpath("pages", name).read_bytes()
    return _file(plain, name[name.rindex(".") :])


def _file(plain: bytes, ending: str) -> File:
    return File(plain, gzip.compress(plain, 6, mtime=0), KINDS[ending], hashlib.sha256(plain).hexdigest()[:16])


def _give(visit: Visit, file: File) -> Answer:
    """Give a file, compressed for who can read that, or 304 to who has it already."""
    packed = gzipped(visit.environ.get("HTTP_ACCEPT_ENCODING", ""))
    tag = f'"{file.tag}-gz"' if packed else f'"{file.tag}"'
    headers = [("ETag", tag), ("Cache-Control", "no-cache"), ("Vary", "Accept-Encoding"), POLICY, *GUARDS]
    if holds(visit.environ.get("HTTP_IF_NONE_MATCH", ""), tag):
        return Answer(304, b"", headers)
    coded = [("Content-Encoding", "gzip")] if packed else []
    return Answer(200, file.packed if packed else file.plain, [("Content-Type", file.kind), *coded, *headers])
