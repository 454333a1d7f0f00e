"""Reads a body within its limit, and JSON as strictly as a record of law deserves."""
from __future__ import annotations

import json
from typing import Any

import eventlet
import orjson

from kernel.errors import Invalid

MOST_BYTES = 256 * 1024
MOST_LEVELS = 32
MOST_MEMBERS = 1000  # of one object
MOST_OPENED = 131_072  # brackets, those within words counted too: each is a thing to be made, and all others wait meanwhile
SECONDS = 15


def read(environ: dict[str, Any], *, most: int = MOST_BYTES) -> bytes:
    """Read the request's body, at most so many bytes within SECONDS; what is too large is refused before it is read.

    :raises Invalid: gateway.body_too_large, gateway.body_malformed, gateway.body_late
    """
    chunked = environ.get("HTTP_TRANSFER_ENCODING", "")
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > most:
        raise Invalid("gateway.body_too_large", most=most)
    if not chunked and not length:
        return b""
    with eventlet.Timeout(SECONDS, Invalid("gateway.body_late")):
        whole = _chunks(environ, most) if chunked else _whole(environ, length)
    environ["linli.read"] = True
    return whole


def _whole(environ: dict[str, Any], length: int) -> bytes:
    body: bytes = environ["wsgi.input"].read(length)
    if len(body) < length:
        raise Invalid("gateway.body_malformed")
    return body


def _chunks(environ: dict[str, Any], most: int) -> bytes:
    body = b""
    try:
        while piece := environ["wsgi.input"].read(most + 1 - len(body)):
            body += piece
            if len(body) > most:
                raise Invalid("gateway.body_too_large", most=most)
    except (ValueError, OSError) as exc:
        raise Invalid("gateway.body_malformed") from exc
    return body


def parse(body: bytes) -> dict[str, Any]:
    """Give the JSON object a body holds; an empty body is an empty object.

    Refuses what would mean one thing here and another elsewhere: a key given twice, NaN, a number without end, text
    that is not UTF-8, and nesting deeper than MOST_LEVELS; and what is in more parts than anybody has to say.

    :raises Invalid: gateway.json_malformed, gateway.json_not_object, gateway.json_too_deep, gateway.json_too_many,
        gateway.json_key_twice
    """
    if not body:
        return {}
    opened = body.count(b"[") + body.count(b"{")
    if opened > MOST_OPENED:
        raise Invalid("gateway.json_too_many")
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError as exc:
        raise Invalid("gateway.json_malformed", position=exc.pos) from None
    if not isinstance(data, dict):
        raise Invalid("gateway.json_not_object")
    if opened > MOST_LEVELS and _levels(data) > MOST_LEVELS:
        raise Invalid("gateway.json_too_deep", most=MOST_LEVELS)
    try:
        STRICT.decode(body.decode())
    except ValueError:  # digits without end: fast reading rounds them, this one counts them
        raise Invalid("gateway.json_malformed", position=0) from None
    return data


def _once(pairs: list[tuple[str, Any]]) -> None:
    """Refuse an object in which a key stands twice: parsers differ in which of the two they keep; and one without an end."""
    if len(pairs) > MOST_MEMBERS:
        raise Invalid("gateway.json_too_many")
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise Invalid("gateway.json_key_twice", pointer="/" + key[:64].replace("~", "~0").replace("/", "~1"))
        seen.add(key)


STRICT = json.JSONDecoder(object_pairs_hook=_once)
HOLDING = (dict, list)


def _levels(data: Any) -> int:
    """Give how deep the data nests, without recursion: the depth is what is not trusted."""
    deepest, waiting = 0, [(data, 1)]
    while waiting:
        item, level = waiting.pop()
        inner = item.values() if isinstance(item, dict) else item if isinstance(item, list) else None
        if inner is not None:
            deepest = max(deepest, level)
            waiting.extend([(child, level + 1) for child in inner if type(child) in HOLDING])
    return deepest
