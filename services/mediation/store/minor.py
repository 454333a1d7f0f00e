"""Parties under age, as rows."""
from __future__ import annotations

from kernel.db import Tx
from kernel.minor_row import People
from services.mediation.domain.dispute import Case
from services.mediation.store.dispute import DISPUTES, parties_of

PEOPLE = People("person", "party")


def lock_made_of(tx: Tx, origin: str) -> list[Case]:
    """Give the disputes an incident was handed over to, over or not, locked."""
    return parties_of(tx, DISPUTES.all(tx, "WHERE origin = %s ORDER BY id FOR UPDATE", (origin,)))
