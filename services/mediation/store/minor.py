"""Parties under age, as rows."""
from __future__ import annotations

from kernel.db import Tx
from kernel.minor_audit import Audited
from kernel.minor_row import People
from services.mediation.domain.dispute import Case
from services.mediation.store.dispute import DISPUTES, parties_of

PEOPLE = People("person", "party")
THEIRS = "EXISTS (SELECT FROM party AS side JOIN person ON person.party = side.id WHERE side.dispute = d.id AND minor)"
AUDITED = Audited(
    "dispute", "party_opened",
    """SELECT dispute.id::text, party.id::text, minor, dispute_type, area
       FROM person JOIN party ON party.id = person.party JOIN dispute ON dispute.id = party.dispute
       WHERE minor OR minor_at IS NOT NULL ORDER BY dispute.id, party.id""",
    {"mediation.file": THEIRS, "mediation.long_file": THEIRS},
)  # fmt: skip


def lock_made_of(tx: Tx, origin: str) -> list[Case]:
    """Give the disputes an incident was handed over to, over or not, locked."""
    return parties_of(tx, DISPUTES.all(tx, "WHERE origin = %s ORDER BY id FOR UPDATE", (origin,)))
