"""Reporters under age, as rows."""
from __future__ import annotations

from kernel.minor_audit import Audited
from kernel.minor_row import People

PEOPLE = People("reporter", "incident")
AUDITED = Audited(
    "incident", "reporter_opened",
    """SELECT id::text, id::text, minor, coalesce(case_type, ''), area FROM reporter JOIN incident ON id = incident
       WHERE minor OR minor_at IS NOT NULL ORDER BY id""",
    {"grid.contact": "EXISTS (SELECT FROM reporter AS r WHERE r.incident = i.id AND r.minor)"},
)  # fmt: skip
