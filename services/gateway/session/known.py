"""When the sessions that come to this process were last used, kept level with the database: a request writes nothing."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kernel import logs
from kernel.beat import Beat
from kernel.db import Database, SharedDatabase
from kernel.errors import Unavailable
from services.gateway.credential import attempt
from services.gateway.phone import store as phone
from services.gateway.session import store
from services.gateway.token import Bearer

REFRESH_SECONDS = 2.0
WHOLE_EVERY = 300  # refreshes between two times of forgetting what has ended
# residents and other systems work by themselves, at their own pace; for them the end of the token alone counts
NEVER_IDLE = ("resident", "client")
log = logs.get(__name__)


@dataclass(slots=True)
class Seen:
    """When a session last came. at: epoch seconds. fresh: since the last refresh."""

    at: float
    fresh: bool = True


class Sessions:
    """Ends sessions of staff that nobody uses. idle: seconds.

    Processes tell each other through the database, to the minute and a refresh. While it is away the last reading stands.
    """

    def __init__(self, db: Database, idle: float):
        self._db, self._idle, self._round = db, idle, 0
        self._seen: dict[str, Seen] = {}

    def alive(self, bearer: Bearer) -> bool:
        """Tell whether a session is used often enough, and note that it is used now."""
        if bearer.actor.role in NEVER_IDLE or bearer.scopes is not None:
            return True
        known, now = self._seen.get(bearer.id) or self._read(bearer.id), time.time()
        if now - known.at > self._idle:
            return False
        known.at, known.fresh = now, True
        return True

    def waits(self, bearer: Bearer) -> bool:
        """Tell whether a session that came here has not been idle too long; to be asked about is no use of it."""
        if bearer.actor.role in NEVER_IDLE or bearer.scopes is not None:
            return True
        known = self._seen.get(bearer.id)
        return known is not None and time.time() - known.at <= self._idle

    def refresh(self) -> None:
        """Write down what came, learn what came elsewhere, and forget what nobody uses."""
        least = time.time() - self._idle - REFRESH_SECONDS
        self._seen = {id: one for id, one in self._seen.items() if one.at > least}
        came = [id for id, one in self._seen.items() if one.fresh]
        quiet = [id for id, one in self._seen.items() if not one.fresh]
        for id in came:
            self._seen[id].fresh = False
        if came:
            store.see(self._db, came)
        for id, at in (store.seen(self._db, quiet) if quiet else {}).items():
            self._seen[id].at = max(self._seen[id].at, at)
        if self._round % WHOLE_EVERY == 0:
            store.forget(self._db)
            attempt.forget(self._db)
            phone.forget(self._db)
        self._round += 1

    def _read(self, id: str) -> Seen:
        """Give a session as the database knows it; one it does not know was given before sessions were kept."""
        try:
            at = store.seen(self._db, [id]).get(id, time.time())
        except Unavailable:
            return Seen(time.time())  # believed for this once
        return self._seen.setdefault(id, Seen(at, fresh=False))


class SessionsProvider(Beat):
    """Gives a service its `Sessions`, and keeps them level."""

    shared = SharedDatabase()
    label = "sessions"

    @cached_property
    def sessions(self) -> Sessions:
        """Give the one `Sessions` of this process."""
        return Sessions(self.shared.database, self.container.config["settings"].session_idle * 60.0)

    def get_dependency(self, worker_ctx: Any) -> Sessions:
        return self.sessions

    def beat(self) -> float:
        try:
            self.sessions.refresh()
        except Unavailable as exc:
            log.warning("sessions_stale", code=exc.code)
        return REFRESH_SECONDS
