"""API clients: other systems that call with a key of their own, within their scopes and their quota."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.errors import Denied

ROLE = "client"
MARK = "llk"
SHAPE = re.compile(rf"{MARK}_([0-9a-f]{{12}})_([A-Za-z0-9_-]{{43}})")
KEY_DAYS, OVERLAP_HOURS = 365, 72
# what a client may be let into, each by the name of its act
SCOPES = ("take_readings",)


@dataclass(frozen=True, slots=True)
class Key:
    """One key as it is kept: by prefix and hash. The secret has 256 bits, so a plain hash cannot be tried out."""

    prefix: str
    client: str
    hash: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Client:
    """One API client. scopes: acts it may call. per_minute: calls."""

    id: str
    scopes: tuple[str, ...]
    per_minute: int
    disabled: bool = False


def looks(token: str) -> bool:
    """Say whether a bearer's token is the key of a client."""
    return token.startswith(f"{MARK}_")


def made(client: str, *, at: datetime, days: int = KEY_DAYS) -> tuple[str, Key]:
    """Make a key: what is shown this once, and what is kept."""
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    shown = f"{MARK}_{prefix}_{secret}"
    return shown, Key(prefix, client, digest(secret), at + timedelta(days=days))


def digest(secret: str) -> bytes:
    """Give what is kept of a secret."""
    return hashlib.sha256(secret.encode()).digest()


def split(shown: str) -> tuple[str, str]:
    """Give prefix and secret of a key as it was shown.

    :raises Denied: gateway.token_invalid
    """
    found = SHAPE.fullmatch(shown)
    if found is None:
        raise Denied("gateway.token_invalid")
    return found[1], found[2]


def opens(key: Key | None, client: Client | None, secret: str, *, now: datetime) -> Client:
    """Give the client a key proves.

    Rule GR-186: a key is of one client, ends by itself, and opens nothing once its client is disabled.

    :raises Denied: gateway.token_invalid
    """
    right = key is not None and hmac.compare_digest(key.hash, digest(secret)) and key.expires_at > now
    if not right or client is None or client.disabled:
        raise Denied("gateway.token_invalid")
    return client


def overlap(keys: tuple[Key, ...], *, now: datetime, hours: int = OVERLAP_HOURS) -> dict[str, datetime]:
    """Give the new ends of the keys a new one replaces, by prefix: each lasts a while, so that no call is refused.

    Rule GR-187: keys are changed without a gap.
    """
    until = now + timedelta(hours=hours)
    return {key.prefix: until for key in keys if key.expires_at > until}
