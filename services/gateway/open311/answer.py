"""In which of the two formats an answer is written, and how."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from services.gateway.http.answer import DATA, Answer, kind
from services.gateway.http.coding import weight
from services.gateway.http.held import Held, Shape
from services.gateway.http.visit import Visit
from services.gateway.open311 import markup

XML, JSON = "text/xml", "application/json"
JSON_UTF8 = f"{JSON}; charset=utf-8"
SUFFIXES = {"xml": XML, "json": JSON}
ACCEPTED = {XML: XML, "application/xml": XML, JSON: JSON}
MOST_PARTS = 20


def suffix(last: str) -> str:
    """Give the format that a last segment of a path ends in, in capitals or not, '' for none."""
    _, dot, end = last.rpartition(".")
    return end.lower() if dot and end.lower() in SUFFIXES else ""


def bare(last: str) -> str:
    """Give a last segment without the format it ends in."""
    end = suffix(last)
    return last[: -len(end) - 1] if end else last


def medium(visit: Visit) -> str:
    """Give what to write: by the end of the path, else by what Accept weighs most; XML, which all clients read, when alike."""
    named = suffix(visit.path.rpartition("/")[2])
    return SUFFIXES[named] if named else _accepted(visit.environ.get("HTTP_ACCEPT", ""))


def _accepted(header: str) -> str:
    best, found = 0.0, XML
    for part in header.lower().split(",")[:MOST_PARTS]:
        name, *parameters = (text.strip() for text in part.split(";"))
        if name in ACCEPTED and weight(parameters) > best:
            best, found = weight(parameters), ACCEPTED[name]
    return found


WRITERS: dict[str, Callable[[str, Any], bytes]] = {XML: markup.write, JSON: lambda root, data: orjson.dumps(data)}


def give(visit: Visit, root: str, data: Any, *, status: int = 200) -> Answer:
    """Write an answer that is not to be held. root: what the outermost element of XML is called."""
    media = medium(visit)
    kinds = {XML: kind(XML), JSON: JSON_UTF8}
    return Answer(status, WRITERS[media](root, data), [("Content-Type", kinds[media]), *DATA[1:]])


def held(visit: Visit, root: str, data: Any) -> Answer:
    """Write what was read, packed for who can read that; 304 to who holds just this."""
    media = medium(visit)
    return Held(visit, Shape(XML if media == XML else JSON_UTF8)).give(WRITERS[media](root, data))
