"""What is said of API clients."""

from __future__ import annotations

from kernel.wire import INTEGER_MAX, Choice, Id, Instant, Integer, Listing, Many, Nested, Pattern, Rows, Schema, Text, Version
from services.gateway.client.key import KEY_DAYS, OVERLAP_HOURS
from services.gateway.client.record import PER_MINUTE, PER_MINUTE_MOST, SCOPES, STATES

AREA = r"[1-9][0-9]{11}"
DAYS_MOST, OVERLAP_MOST = 730, 168


class OpenClient(Schema):
    """Let a system in. area: the ground it speaks of, the operator's own when it is not said. days: the first key lasts."""

    label = Text(most=80, required=True)
    scopes = Many(Choice(*SCOPES), least=1, most=len(SCOPES), required=True)
    per_minute = Integer(1, PER_MINUTE_MOST, load_default=PER_MINUTE)
    area = Pattern(AREA, load_default=None, allow_none=True)
    expires_at = Instant(load_default=None, allow_none=True)
    days = Integer(1, DAYS_MOST, load_default=KEY_DAYS)


class FindClient(Schema):
    """Read one client."""

    client = Id(required=True)


class ListClients(Listing):
    """Page through the clients of the own ground, the newest first."""

    state = Choice(*STATES, load_default=None, allow_none=True)


class ChangeClient(FindClient):
    """Change what a client may; what is not said stays."""

    version = Version()
    label = Text(most=80)
    scopes = Many(Choice(*SCOPES), least=1, most=len(SCOPES))
    per_minute = Integer(1, PER_MINUTE_MOST)
    area = Pattern(AREA)
    expires_at = Instant(allow_none=True)


class RotateClient(FindClient):
    """Give a client a new key. overlap_hours: how long the former ones still open, 0 for one that leaked."""

    version = Version()
    overlap_hours = Integer(0, OVERLAP_MOST, load_default=OVERLAP_HOURS)
    days = Integer(1, DAYS_MOST, load_default=KEY_DAYS)


class CloseClient(FindClient):
    """Let a client in no longer."""

    version = Version()


class KeyView(Schema):
    """A key, by what it begins with. used_at: when it last came, to the minute."""

    prefix = Text(most=12)
    created_at = Instant()
    expires_at = Instant()
    used_at = Instant(allow_none=True)


class ClientView(Schema):
    """One client."""

    id = Id()
    version = Integer(1, INTEGER_MAX)
    label = Text(most=80)
    scopes = Many(Choice(*SCOPES), most=len(SCOPES))
    per_minute = Integer(1, PER_MINUTE_MOST)
    area = Text(most=12)
    state = Choice(*STATES)
    expires_at = Instant(allow_none=True)
    created_at = Instant()
    changed_at = Instant()
    keys = Many(Nested(KeyView), most=10)


class KeyedView(ClientView):
    """One client with its new key, shown this once; null when the same command is sent again."""

    key = Text(most=64, allow_none=True)


class ClientPage(Schema):
    """One page of a list; next: what to send as `cursor`, or null at the end."""

    items = Rows(ClientView)
    next = Text(most=2000, allow_none=True)
