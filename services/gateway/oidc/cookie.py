"""The cookie that a browser carries to a provider and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from services.gateway.oidc.flow import COOKIE, SECONDS

MOST = 4  # sign-ins begun and not ended that one browser carries along
Headers = list[tuple[str, str]]


def given(environ: dict[str, Any], base: str, name: str, value: str) -> Headers:
    """Give the headers that set it, for the callback alone to read. base: address of the front door.

    It comes back with a request that another site began (Lax), for the provider is one; whoever has begun too often
    without coming back loses the ones before.
    """
    stale = [one for one, _ in _pairs(environ) if one.removeprefix("__Host-").startswith(COOKIE)]
    gone = [header for one in (stale if len(stale) >= MOST else []) for header in _ended(one, base)]
    return [*gone, ("Set-Cookie", f"{_named(name, base)}={value}; Max-Age={SECONDS}{_rest(base)}")]


def ended(base: str, name: str) -> Headers:
    """Give the headers that take it back."""
    return _ended(_named(name, base), base)


def read(environ: dict[str, Any], base: str, name: str) -> str | None:
    """Give its value, or None; one that stands twice is none."""
    found = [value for one, value in _pairs(environ) if one == _named(name, base)]
    return found[0] if len(found) == 1 else None


def _ended(name: str, base: str) -> Headers:
    return [("Set-Cookie", f"{name}=; Max-Age=0{_rest(base)}")]


def _named(name: str, base: str) -> str:
    return f"__Host-{name}" if base.startswith("https:") else name


def _rest(base: str) -> str:
    return "; Path=/; SameSite=Lax; HttpOnly" + ("; Secure" if base.startswith("https:") else "")


def _pairs(environ: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for part in environ.get("HTTP_COOKIE", "").split(";"):
        name, _, value = part.strip().partition("=")
        yield name, value
