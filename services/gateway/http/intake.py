"""Turns a request into the one command its row's schema describes."""
from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from marshmallow import fields

from kernel import wire
from kernel.errors import Invalid
from services.gateway.http import body
from services.gateway.http.route import Route

KEY = re.compile(r"[\x21-\x7e]{1,64}")
KEY_OF_NOBODY = 22  # characters: a random UUID in its shortest writing
# the version alone decides: not the digest of what was shown, nor the W/ that a proxy puts before what it compresses
ETAG = re.compile(r'(?:W/)?"([1-9][0-9]{0,9})(?:\.[0-9a-f]{16})?(?:-gz)?"')
MOST_QUERY_FIELDS = 50
JSON_TYPE = "application/json"


def key_of(route: Route, environ: dict[str, Any], *, nobody: bool) -> str | None:
    """Give the idempotency key of a row that wants one.

    nobody: the caller is not signed in. All such callers share one space of keys, and a key gets the answer kept for it,
    so theirs must be too long to be guessed or hit upon.

    :raises Invalid: gateway.key_missing, gateway.key_malformed, gateway.key_weak
    """
    if not route.keyed:
        return None
    key: str | None = environ.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        raise Invalid("gateway.key_missing")
    if not KEY.fullmatch(key):
        raise Invalid("gateway.key_malformed")
    if nobody and len(key) < KEY_OF_NOBODY:
        raise Invalid("gateway.key_weak", least=KEY_OF_NOBODY)
    return key


def version_of(route: Route, environ: dict[str, Any]) -> dict[str, int]:
    """Give the version the caller has read, from If-Match, as the command names it.

    :raises Invalid: gateway.version_missing, gateway.version_malformed
    """
    if not route.version:
        return {}
    header = environ.get("HTTP_IF_MATCH")
    if header is None:
        raise Invalid("gateway.version_missing")
    found = ETAG.fullmatch(header.strip())
    if found is None:
        raise Invalid("gateway.version_malformed")
    return {"version": int(found[1])}


class Intake:
    """What one row takes from a request: made once, from its schema."""

    def __init__(self, route: Route):
        self.route = route
        self._reserved = {*route.parameters, *(("version",) if route.version else ()), "after"}
        self._readers = {name: reader(field) for name, field in route.schema().fields.items()}

    def command(self, values: dict[str, str], environ: dict[str, Any]) -> dict[str, Any]:
        """Give the command as JSON data, checked by the row's schema.

        values: the path's variable segments. A cursor stays under `cursor` for whoever can open it.

        :raises Invalid: wire.*, gateway.content_type_refused, gateway.query_refused, and what body.read and parse say
        """
        version = version_of(self.route, environ)
        given = self._query(environ) if self.route.verb in ("GET", "DELETE") else self._body(environ)
        for name in self._reserved & given.keys():
            raise Invalid("wire.unknown_field", pointer=f"/{name}")
        return {**given, **values, **version}

    def check(self, command: dict[str, Any]) -> None:
        """Refuse a command that does not fit its schema."""
        wire.load(self.route.schema, command)

    def _body(self, environ: dict[str, Any]) -> dict[str, Any]:
        if environ.get("QUERY_STRING"):
            # what is said to be done belongs in the body: addresses end up in logs and histories
            raise Invalid("gateway.query_refused")
        if self.route.raw:
            return {}
        raw = body.read(environ, most=self.route.most or body.MOST_BYTES)
        plain = environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() == "identity"
        if raw and not (plain and environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() == JSON_TYPE):
            raise Invalid("gateway.content_type_refused")
        return body.parse(raw)

    def _query(self, environ: dict[str, Any]) -> dict[str, Any]:
        text = environ.get("QUERY_STRING")
        if not text:
            return {}
        try:
            pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_QUERY_FIELDS)
        except ValueError:
            raise Invalid("gateway.query_refused") from None
        given: dict[str, Any] = {}
        for name, value in pairs:
            self._take(given, name, value)
        return given

    def _take(self, given: dict[str, Any], name: str, value: str) -> None:
        read = self._readers.get(name)
        if read is many:
            given.setdefault(name, []).append(value)
        elif name in given:
            raise Invalid("gateway.query_refused", pointer=f"/{name}")
        else:
            given[name] = read(value) if read else value


def reader(field: fields.Field[Any]) -> Callable[[str], Any] | None:
    """Give what turns a query value into JSON data for a field, or None when its text is the value."""
    return next((read for kind, read in READERS if isinstance(field, kind)), None)


def whole(text: str) -> int | str:
    """Give a whole number, or the text for the schema to refuse."""
    return int(text) if re.fullmatch(r"-?[0-9]{1,15}", text) else text


def number(text: str) -> float | str:
    """Give a decimal number, or the text for the schema to refuse."""
    return float(text) if re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,17})?", text) else text


def flag(text: str) -> bool | str:
    """Give true or false, or the text for the schema to refuse."""
    return {"true": True, "false": False}.get(text, text)


def many(text: str) -> list[str]:
    """Give one of several values of a repeated name."""
    return [text]


READERS: tuple[tuple[type[fields.Field[Any]], Callable[[str], Any]], ...] = (
    (fields.Integer, whole),
    (fields.Float, number),
    (fields.Boolean, flag),
    (fields.List, many),
)
