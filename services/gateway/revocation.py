"""Tokens that no longer count, held in memory and kept level with the database, so that a request asks nobody."""
from __future__ import annotations

import time
from functools import cached_property
from typing import Any

from kernel import logs
from kernel.beat import Beat
from kernel.db import Database, SharedDatabase, Tx
from kernel.errors import Unavailable
from services.gateway import store

REFRESH_SECONDS = 2.0
LOOK_BACK_SECONDS = 60.0  # a commit may become visible well after the now() it wrote
WHOLE_EVERY = 300  # refreshes between two full readings, each of which also forgets what has ended
log = logs.get(__name__)


class Revoked:
    """The ids of revoked tokens that would otherwise still be good."""

    def __init__(self, db: Database):
        self._db = db
        self._ends: dict[str, float] = {}
        self._round = 0

    def __contains__(self, token: str) -> bool:
        return token in self._ends

    def add(self, tx: Tx, token: str, expires_at: int) -> None:
        """Revoke a token: with the commit in this process, within REFRESH_SECONDS in the others."""
        store.revoke(tx, token=token, expires_at=expires_at)
        tx.after_commit(lambda: self._ends.update({token: expires_at}))

    def refresh(self) -> None:
        """Read what was revoked lately; now and then everything, dropping what has ended."""
        whole = self._round % WHOLE_EVERY == 0
        found = store.revoked(self._db, within_seconds=None if whole else LOOK_BACK_SECONDS)
        if whole:
            store.forget_revoked(self._db)
            self._ends = {token: end for token, end in self._ends.items() if end > time.time()}
        self._ends.update(found)
        self._round += 1


class RevokedProvider(Beat):
    """Gives a service its `Revoked`, and keeps it level.

    While the database is away the last reading stands: refusing everybody would turn a short outage into a long one.
    """

    shared = SharedDatabase()
    label = "revocation"

    @cached_property
    def revoked(self) -> Revoked:
        """Give the one `Revoked` of this process."""
        return Revoked(self.shared.database)

    def get_dependency(self, worker_ctx: Any) -> Revoked:
        return self.revoked

    def beat(self) -> float:
        try:
            self.revoked.refresh()
        except Unavailable as exc:
            log.warning("revocation_stale", code=exc.code)
        return REFRESH_SECONDS
