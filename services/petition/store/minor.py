"""Petitioners, and those who came to the window, under age, as rows."""
from __future__ import annotations

from kernel.db import Tx
from kernel.minor_audit import Audited
from kernel.minor_row import People
from services.petition.domain.petition import Petition
from services.petition.store.petition import PETITIONS

PEOPLE, BROUGHT = People("petitioner", "petition"), People("intake_said", "intake")
AUDITED = Audited(
    "petition", "petitioner_opened",
    """SELECT id::text, id::text, minor, coalesce(purpose, ''), area FROM petitioner JOIN petition ON id = petition
       WHERE minor OR minor_at IS NOT NULL ORDER BY id""",
    {"petition.file": "EXISTS (SELECT FROM petitioner AS w WHERE w.petition = p.id AND w.minor)"},
)  # fmt: skip
# who came to the window is shown to nobody there but masked
AUDITED_BROUGHT = Audited(
    "intake", "",
    """SELECT id::text, id::text, minor, coalesce(kind, ''), area FROM intake_said JOIN intake ON id = intake
       WHERE minor OR minor_at IS NOT NULL ORDER BY id""",
    {"petition.intake": "EXISTS (SELECT FROM intake_said AS w WHERE w.intake = i.id AND w.minor)"},
)  # fmt: skip


def lock_made_of(tx: Tx, origin: str) -> list[Petition]:
    """Give the petitions an incident was handed over to, over or not, locked."""
    return PETITIONS.all(tx, "WHERE origin = %s ORDER BY id FOR UPDATE", (origin,))
