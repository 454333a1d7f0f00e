"""One API client, and how it is opened, changed and closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kernel.errors import Conflict, Invalid

ROLE = "client"
OPEN, CLOSED = STATES = ("open", "closed")
# what a client may be let into: the name of an act, or of the scope that several acts share
SCOPES = ("attach", "bulk", "report", "take_readings")
PER_MINUTE, PER_MINUTE_MOST = 60, 6000


@dataclass(frozen=True, slots=True)
class Client:
    """One API client.

    label: what the system is called. scopes: acts it may call, of SCOPES. per_minute: calls, over all replicas. area: root
    of the ground it speaks of. expires_at: when it ends by itself, None for never.
    """

    id: str
    label: str
    scopes: tuple[str, ...]
    per_minute: int
    area: str
    state: str
    version: int
    created_at: datetime
    changed_at: datetime
    expires_at: datetime | None = None

    def ended(self, now: datetime) -> bool:
        """Say whether its time is up."""
        return self.expires_at is not None and self.expires_at <= now


def opened(given: Mapping[str, Any], *, id: str, at: datetime) -> Client:
    """Give a fresh client. given: label, scopes, per_minute, area, expires_at.

    Rule GR-188: a client is let into what it was given by name and into nothing else, for as long and as often as was said.

    :raises Invalid: gateway.client_end_passed
    """
    return _timely(Client(**_plain(given), id=id, state=OPEN, version=1, created_at=at, changed_at=at))


def changed(client: Client, given: Mapping[str, Any], *, at: datetime) -> Client:
    """Give a client with other scopes, another quota, label, ground or end; what is not given stays.

    :raises Conflict: gateway.client_closed
    :raises Invalid: gateway.client_end_passed
    """
    _still_open(client)
    return _timely(replace(client, **_plain(given), version=client.version + 1, changed_at=at))


def rekeyed(client: Client, *, at: datetime) -> Client:
    """Give a client that has had a new key.

    :raises Conflict: gateway.client_closed
    """
    _still_open(client)
    return replace(client, version=client.version + 1, changed_at=at)


def closed(client: Client, *, at: datetime) -> Client:
    """Give a client that is let in no longer; it is never opened again.

    :raises Conflict: gateway.client_closed
    """
    _still_open(client)
    return replace(client, state=CLOSED, version=client.version + 1, changed_at=at)


def _still_open(client: Client) -> None:
    if client.state != OPEN:
        raise Conflict("gateway.client_closed")


def _timely(client: Client) -> Client:
    if client.ended(client.changed_at):
        raise Invalid("gateway.client_end_passed", pointer="/expires_at")
    return client


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    """Give scopes in one order, each once."""
    scopes = {"scopes": tuple(sorted(set(given["scopes"])))} if "scopes" in given else {}
    return {**given, **scopes}
