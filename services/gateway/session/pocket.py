"""What a form has made, carried by the browser to the page after it: to look at that page again sends nothing again."""

from __future__ import annotations

import base64
import zlib
from typing import Any

import orjson

from kernel import clock
from kernel.seal import Sealer, Unopenable
from services.gateway.http.visit import Visit
from services.gateway.session import cookie

MINUTES = 30
MOST_BYTES = 3600  # of a value: with name and attributes a cookie has to stay under 4096
EMPTY = "-"
Held = tuple[str, Any]


class Pocket:
    """One cookie, sealed, that no script reads and that goes to the pages below a path alone; the server keeps nothing.

    Rule GR-486, design: nothing personal stands in an address or in a table, and after half an hour, or when the browser is
    closed, nobody at the same device sees it any more. name: of the cookie. path: of the pages.
    """

    def __init__(self, sealer: Sealer, name: str, path: str):
        self._sealer, self._name, self._path = sealer, name, path

    def ready(self, visit: Visit) -> None:
        """Show the browser an empty one, so that its next request tells whether it keeps any."""
        if not self._there(visit):
            self._send(visit, EMPTY)

    def kept(self, visit: Visit) -> bool:
        """Tell whether the browser has brought one, so that it will bring what is put in."""
        return self._there(visit) is not None

    def put(self, visit: Visit, page: str, told: Any) -> bool:
        """Put in what a page is to show, and tell whether it goes: else the answer must show it at once.

        It does not where the browser keeps no cookies, where they would cross a network in the open, or where there is too
        much of it.
        """
        if not self.kept(visit):
            return False
        made = zlib.compress(orjson.dumps([clock.now().timestamp(), page, told]), 9)
        sealed = self._sealer.seal(base64.b64encode(made).decode(), self._name)
        value = base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()
        return len(value) <= MOST_BYTES and self._send(visit, value)

    def look(self, visit: Visit) -> Held | None:
        """Give the page and what it shows; None where nothing is there, or no longer."""
        value = self._there(visit)
        if not value or value == EMPTY:
            return None
        try:
            sealed = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
            at, page, told = orjson.loads(zlib.decompress(base64.b64decode(self._sealer.open(sealed, self._name))))
        except (ValueError, zlib.error, Unopenable):
            return None
        return (page, told) if clock.now().timestamp() - at < MINUTES * 60 else None

    def empty(self, visit: Visit) -> None:
        """Take out what is there."""
        if self._there(visit):
            self._send(visit, EMPTY)

    def _there(self, visit: Visit) -> str | None:
        return cookie.read(visit.environ, self._called(visit)) if cookie.carries(visit) else None

    def _called(self, visit: Visit) -> str:
        """Give the name; over TLS it is one that cannot be set in the open."""
        return f"__Secure-{self._name}" if visit.origin.startswith("https://") else self._name

    def _send(self, visit: Visit, value: str) -> bool:
        """Send it to a browser, unless it would cross a network in the open."""
        if not cookie.carries(visit):
            return False
        secure = "; Secure" if visit.origin.startswith("https://") else ""
        rest = f"; Path={self._path}; SameSite=Strict; HttpOnly{secure}"
        visit.headers.append(("Set-Cookie", f"{self._called(visit)}={value}{rest}"))
        return True
