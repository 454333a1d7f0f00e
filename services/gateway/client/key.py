"""Keys of API clients: shown once, kept as a hash, replaced without a gap."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kernel.clock import today
from kernel.decision import Event
from kernel.errors import Denied
from services.gateway.client.record import OPEN, Client

MARK, WARNED = "llk", "gateway.client_warned"
SHAPE = re.compile(rf"{MARK}_([0-9a-f]{{12}})_([A-Za-z0-9_-]{{43}})")
KEY_DAYS, OVERLAP_HOURS = 365, 24
KEY, CLIENT = "key", "client"
WARNED_DAYS = (14, 3)  # before the end


@dataclass(frozen=True, slots=True)
class Key:
    """One key as it is kept: by prefix and hash. The secret has 256 bits, so a plain hash cannot be tried out.

    used_at: when it last came, to the minute; None when it never did.
    """

    prefix: str
    client: str
    hash: bytes
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """That a client is soon let in no longer. kind: KEY or CLIENT, which of them ends. days: of WARNED_DAYS."""

    client: Client
    kind: str
    prefix: str
    ends_at: datetime
    days: int

    @property
    def event(self) -> Event:
        """Give the fact: ids, codes and the local day."""
        data = {"area": self.client.area, "kind": self.kind, "key": self.prefix, "days": self.days}
        return Event(WARNED, self.client.id, data | {"ends_on": today(self.ends_at).isoformat()}, version=self.client.version)


def looks(token: str) -> bool:
    """Say whether a bearer's token is the key of a client."""
    return token.startswith(f"{MARK}_")


def made(client: str, *, at: datetime, days: int = KEY_DAYS) -> tuple[str, Key]:
    """Make a key: what is shown this once, and what is kept."""
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    shown = f"{MARK}_{prefix}_{secret}"
    return shown, Key(prefix, client, digest(secret), at, at + timedelta(days=days))


def digest(secret: str) -> bytes:
    """Give what is kept of a secret."""
    return hashlib.sha256(secret.encode()).digest()


def split(shown: str) -> tuple[str, str]:
    """Give prefix and secret of a key as it was shown.

    :raises Denied: gateway.client_key_refused
    """
    found = SHAPE.fullmatch(shown)
    if found is None:
        raise Denied("gateway.client_key_refused")
    return found[1], found[2]


def opens(key: Key | None, client: Client | None, secret: str, *, now: datetime) -> Client:
    """Give the client a key proves.

    Rule GR-186: a key is of one client, ends by itself, and opens nothing once its client is closed or its time is up.

    :raises Denied: gateway.client_key_refused
    """
    right = key is not None and hmac.compare_digest(key.hash, digest(secret)) and key.expires_at > now
    if not right or client is None or client.state != OPEN or client.ended(now):
        raise Denied("gateway.client_key_refused")
    return client


def warned(key: Key, client: Client, *, now: datetime) -> Ending | None:
    """Give what operators are to be told now of the end of a client's newest key, or None.

    Rule GR-210, local design: who lets a system in hears before it is let in no longer, in time to do something about it;
    of an end that was set later than such a day, they know.
    """
    whole = client.expires_at is not None and client.expires_at <= key.expires_at
    ends_at = client.expires_at if whole and client.expires_at else key.expires_at
    since = client.changed_at if whole else key.created_at
    reached = [days for days in WARNED_DAYS if since <= ends_at - timedelta(days=days) <= now]
    if client.state != OPEN or ends_at <= now or not reached:
        return None
    return Ending(client, CLIENT if whole else KEY, key.prefix, ends_at, min(reached))


def overlap(keys: Iterable[Key], *, now: datetime, hours: int = OVERLAP_HOURS) -> dict[str, datetime]:
    """Give the new ends of the keys a new one replaces, by prefix: each lasts a while, so that no call is refused.

    Rule GR-187: keys are changed without a gap; one that leaked ends at once, with no hours at all.
    """
    until = now + timedelta(hours=hours)
    return {key.prefix: until for key in keys if key.expires_at > until}
