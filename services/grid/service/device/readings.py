"""What devices told of a matter, as an answer."""

from __future__ import annotations

from typing import Any

from kernel.rows import Reader
from kernel.shape import instant
from services.grid.domain.incident import DEVICE, Incident
from services.grid.store.device import fault as store


def of(db: Reader, incident: Incident) -> dict[str, Any] | None:
    """Give the readings of a matter that devices raised; None where people did."""
    found = store.of_incident(db, incident.id) if incident.source == DEVICE else None
    if found is None:
        return None
    return {
        **{name: getattr(found, name) for name in ("count", "worst", "last", "devices")},
        **{name: instant(getattr(found, name)) for name in ("last_at", "recovered_at")},
    }
