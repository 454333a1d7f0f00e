"""Which incidents climb and which are put away: claimed in order, so that several processes share them out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from kernel.db import Tx
from services.grid.domain.incident import Incident
from services.grid.store.incident import INCIDENTS

BATCH = 50  # incidents in one transaction


def claim_due(tx: Tx, *, now: datetime, besides: Collection[str] = ()) -> list[Incident]:
    """Give the next incidents whose time at their tier is over, locked, the longest over first. besides: none of these ids."""
    rest = f"""WHERE climb_at <= %s AND NOT id = ANY(%s::uuid[])
               ORDER BY climb_at, id LIMIT {BATCH} FOR UPDATE SKIP LOCKED"""
    return INCIDENTS.all(tx, rest, (now, list(besides)))


def claim_closed(tx: Tx, *, before: datetime, besides: Collection[str] = ()) -> list[Incident]:
    """Give the next incidents closed before an instant, locked, the longest closed first. besides: none of these ids."""
    rest = f"""WHERE state = 'closed' AND closed_at < %s AND NOT id = ANY(%s::uuid[])
               ORDER BY closed_at, id LIMIT {BATCH} FOR UPDATE SKIP LOCKED"""
    return INCIDENTS.all(tx, rest, (before, list(besides)))
