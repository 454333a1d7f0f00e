"""A holder's own sessions: listed, and ended one by one or all others at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kernel import audit
from kernel.db import Database
from kernel.errors import Denied, Missing
from kernel.shape import instant
from services.gateway.http.visit import Visit
from services.gateway.session import store
from services.gateway.session.opening import Opening
from services.gateway.token import Bearer


class OwnSessions:
    """Acts of the service `gateway` on the sessions of who asks, by name in `acts`."""

    def __init__(self, db: Database, opening: Opening):
        self._db, self._opening = db, opening
        self.acts: dict[str, Callable[[Visit, dict[str, Any]], dict[str, Any]]] = {
            "list_sessions": self.list,
            "end_session": self.end,
            "end_other_sessions": self.end_others,
        }

    def list(self, visit: Visit, command: dict[str, Any]) -> dict[str, Any]:
        """Give the running sessions of who asks, the newest first."""
        bearer = signed_in(visit)
        return {"items": [_view(one, bearer.id) for one in store.running(self._db, bearer.actor.id)]}

    def end(self, visit: Visit, command: dict[str, Any]) -> dict[str, Any]:
        """End one of them.

        :raises Missing: gateway.session_missing, also when it is somebody else's
        """
        if not self._end(visit, only=command["session"]):
            raise Missing("gateway.session_missing")
        return {}

    def end_others(self, visit: Visit, command: dict[str, Any]) -> dict[str, Any]:
        """End all but the one that asks."""
        self._end(visit, but=signed_in(visit).id)
        return {}

    def _end(self, visit: Visit, *, only: str | None = None, but: str | None = None) -> int:
        bearer = signed_in(visit)
        with self._db.transaction() as tx:
            ended = self._opening.end(tx, bearer.actor.id, only=only, but=but)
            if ended:
                detail = {"sessions": ended}
                subject = only or bearer.id
                audit.append(tx, visit.call(None), act="end_session", kind="token", subject=subject, version=2, detail=detail)
        return ended


def signed_in(visit: Visit) -> Bearer:
    """Give who is signed in.

    :raises Denied: gateway.token_missing
    """
    if visit.bearer is None:
        raise Denied("gateway.token_missing")
    return visit.bearer


def _view(session: store.Session, current: str) -> dict[str, Any]:
    times = {name: instant(getattr(session, name)) for name in ("created_at", "seen_at", "expires_at")}
    return {"id": session.id, "kind": session.kind, "factor": session.factor, "current": session.id == current, **times}
