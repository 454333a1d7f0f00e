"""One request while it is being answered."""
from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from kernel.call import Actor, Call
from services.gateway.http import language, trace
from services.gateway.http.address import Proxies
from services.gateway.http.answer import LANGUAGES, STRICT
from services.gateway.http.route import Route
from services.gateway.token import Bearer

NOBODY = Actor()
HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\[[0-9a-fA-F:.]{2,45}\](:[0-9]{1,5})?")


class Visit:
    """What is known of a request, and the headers its answer will carry whatever comes of it.

    language: 'zh' or 'en'. traceparent: this request's own. address: whom limits count. route: None until a row is found.
    origin: scheme, host and port as the client sees them, '' when it does not say. key: the idempotency key, or None.
    shown: ids of the records an answer shows, by kind, as far as its view does not tell.
    """

    __slots__ = (
        "address", "bearer", "environ", "headers", "key", "language", "origin", "path", "route", "shown", "traceparent", "verb",
    )  # fmt: skip

    def __init__(self, environ: dict[str, Any], proxies: Proxies):
        self.environ = environ
        self.verb: str = environ["REQUEST_METHOD"]
        self.path: str = environ["RAW_PATH_INFO"]
        self.address: str = proxies.client(environ["REMOTE_ADDR"], environ.get("HTTP_X_FORWARDED_FOR", ""))
        self.origin = _origin(environ, proxies)
        self.language = language.choose(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        self.traceparent = trace.follow(environ.get("HTTP_TRACEPARENT"))
        self.route: Route | None = None
        self.bearer: Bearer | None = None
        self.key: str | None = None
        self.shown: dict[str, list[str]] = {}
        self.headers = [("Content-Language", LANGUAGES[self.language]), ("traceparent", self.traceparent)]
        if self.origin.startswith("https:"):
            self.headers.append(STRICT)

    @property
    def actor(self) -> Actor:
        """Give who acts; without an account, nobody."""
        return self.bearer.actor if self.bearer else NOBODY

    def call(self, key: str | None) -> Call:
        """Give the call as services are told of it."""
        return Call(actor=self.actor, key=key, trace=self.traceparent, language=self.language)

    def shows(self, kind: str, ids: Iterable[str]) -> None:
        """Say that the answer shows these records, of an act whose view does not tell."""
        self.shown.setdefault(kind, []).extend(ids)

    def close(self) -> None:
        """End the connection after this answer."""
        self.environ["linli.close"]()


def _origin(environ: dict[str, Any], proxies: Proxies) -> str:
    host = environ.get("HTTP_HOST", "")
    scheme = proxies.scheme(environ["REMOTE_ADDR"], environ.get("HTTP_X_FORWARDED_PROTO", ""))
    return f"{scheme}://{host}" if HOST.fullmatch(host) else ""
