"""Builders of petitions in any state, for tests of rules."""
from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from services.petition.domain.doer import Doer
from services.petition.domain.petition import Petition

NOW = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
OFFICER = Doer("o-1", "officer", "housing")
STRANGER = Doer("o-3", "officer", "water")
DESK = Doer("d-1", "dispatcher", "office")
PETITIONER = Doer("r-1", "resident", petitioner=True)
NEIGHBOUR = Doer("r-2", "resident")
VISITOR = Doer("", "anyone")


def petition(state: str = "registered", **fields: Any) -> Petition:
    """Give a petition held by the housing office."""
    given: dict[str, Any] = {
        "id": "p-1", "number": "XF210203-20260303-000011", "state": state, "channel": "web", "urgency": "ordinary",
        "area": "210203001001", "received_at": NOW, "registered_at": NOW, "changed_at": NOW, "unit": "housing",
    }  # fmt: skip
    return Petition(**{**given, **fields})
