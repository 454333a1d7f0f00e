"""The cookie by which a page shows its session, and what proves that a request came from a page of ours."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from kernel.errors import Denied, Invalid
from services.gateway.http.visit import Visit

# `__Host-` binds a cookie to this host and to TLS; on plain HTTP, which only the own machine may use, it cannot be set
NAME, GUARD = "linli", "linli-guard"
HEADER = "HTTP_X_CSRF_TOKEN"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
OWN = ("localhost", "127.0.0.1", "::1")
ENDED = "; Max-Age=0"


class Cookies:
    """Gives, reads and guards the cookies of sessions. key: 32 bytes, the same in every process."""

    def __init__(self, key: bytes):
        self._key = key

    def token(self, visit: Visit) -> str | None:
        """Give the token in the request's cookie, or None."""
        return read(visit.environ, _prefix(visit) + NAME)

    def give(self, visit: Visit, *, token: str, session: str, seconds: int) -> None:
        """Send the session to the page: one cookie no script reads, and one that only our own script can read and send back.

        :raises Invalid: gateway.cookie_unsafe, when it would cross a network in the open
        """
        refuse_open(visit)
        age = f"; Max-Age={seconds}"
        visit.headers += _written(visit, token, self.guard(session), age)

    def end(self, visit: Visit) -> None:
        """Take the cookies back, where the request had one."""
        if self.token(visit) is not None:
            visit.headers += _written(visit, "", "", ENDED)

    def guard(self, session: str) -> str:
        """Give what a page must send in X-CSRF-Token with each act of a session: bound to it, so that no other fits."""
        return hmac.digest(self._key, session.encode(), hashlib.sha256).hex()

    def check(self, visit: Visit, session: str) -> None:
        """Refuse an act that no page of ours has sent. Source: OWASP CSRF, signed double submit and fetch metadata.

        :raises Denied: gateway.csrf_refused
        """
        if visit.verb in READING:
            return
        refuse_foreign(visit)
        self.fits(session, visit.environ.get(HEADER, ""))

    def fits(self, session: str, sent: str) -> None:
        """Refuse what no page of this session can have sent. sent: its guard, of the header or of a form.

        Rule GR-487, OWASP CSRF: a form without a script carries it in a field that only our own page can have.

        :raises Denied: gateway.csrf_refused
        """
        if not hmac.compare_digest(sent.encode(), self.guard(session).encode()):
            raise Denied("gateway.csrf_refused")


def refuse_foreign(visit: Visit) -> None:
    """Refuse what a browser says another site has sent; who is no browser says nothing.

    :raises Denied: gateway.csrf_refused
    """
    site = visit.environ.get("HTTP_SEC_FETCH_SITE", "same-origin")
    origin = visit.environ.get("HTTP_ORIGIN", "")
    # the host alone: a proxy may have ended TLS without saying so
    foreign = origin and urlsplit(origin).netloc != visit.environ.get("HTTP_HOST", "")
    if site not in ("same-origin", "none") or foreign:
        raise Denied("gateway.csrf_refused")


def refuse_open(visit: Visit) -> None:
    """Refuse to give a cookie over plain HTTP to another machine.

    :raises Invalid: gateway.cookie_unsafe
    """
    if not carries(visit):
        raise Invalid("gateway.cookie_unsafe")


def carries(visit: Visit) -> bool:
    """Tell whether a cookie crosses no network in the open."""
    return _safe(visit) or urlsplit(visit.origin).hostname in OWN


def read(environ: dict[str, Any], name: str) -> str | None:
    """Give a cookie; one that stands twice is none, for nobody can tell which of them is ours."""
    found = [value for key, value in _pairs(environ.get("HTTP_COOKIE", "")) if key == name]
    return found[0] if len(found) == 1 and found[0] else None


def _written(visit: Visit, token: str, guard: str, age: str) -> list[tuple[str, str]]:
    rest = f"; Path=/; SameSite=Strict{age}" + ("; Secure" if _safe(visit) else "")
    prefix = _prefix(visit)
    return [("Set-Cookie", f"{prefix}{NAME}={token}{rest}; HttpOnly"), ("Set-Cookie", f"{prefix}{GUARD}={guard}{rest}")]


def _safe(visit: Visit) -> bool:
    return visit.origin.startswith("https://")


def _prefix(visit: Visit) -> str:
    return "__Host-" if _safe(visit) else ""


def _pairs(header: str) -> Iterator[tuple[str, str]]:
    for part in header.split(";"):
        key, _, value = part.strip().partition("=")
        yield key, value
