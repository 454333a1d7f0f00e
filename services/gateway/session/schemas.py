"""What is said of sessions."""

from __future__ import annotations

from kernel.wire import Choice, Flag, Id, Instant, Many, Nested, Schema
from services.gateway.session.store import KINDS, MOST


class EndSession(Schema):
    """End one of the own sessions."""

    session = Id(required=True)


class SessionView(Schema):
    """One session. seen_at: when it last came, to the minute. factor: opened with a second one. current: the one that asks."""

    id = Id()
    kind = Choice(*KINDS)
    factor = Flag()
    current = Flag()
    created_at = Instant()
    seen_at = Instant()
    expires_at = Instant()


class SessionsView(Schema):
    """The running sessions of one account, the newest first."""

    items = Many(Nested(SessionView), most=MOST)
