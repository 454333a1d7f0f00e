"""Which incidents climb and which are put away: claimed in order, so that several processes share them out."""

from __future__ import annotations

from datetime import datetime

from kernel.db import Tx
from services.grid.domain.incident import Incident
from services.grid.store.incident import INCIDENTS

BATCH = 50  # incidents in one transaction


def claim_due(tx: Tx, *, now: datetime) -> list[Incident]:
    """Give the next incidents whose time at their tier is over, locked, the longest over first."""
    rest = f"WHERE climb_at <= %s ORDER BY climb_at, id LIMIT {BATCH} FOR UPDATE SKIP LOCKED"
    return INCIDENTS.all(tx, rest, (now,))


def claim_closed(tx: Tx, *, before: datetime) -> list[Incident]:
    """Give the next incidents closed before an instant, locked, the longest closed first."""
    rest = f"WHERE state = 'closed' AND closed_at < %s ORDER BY closed_at, id LIMIT {BATCH} FOR UPDATE SKIP LOCKED"
    return INCIDENTS.all(tx, rest, (before,))
