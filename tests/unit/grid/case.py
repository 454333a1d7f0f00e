"""Builders for the rules of incidents: people, and an incident in any state."""
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident

AT = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)

RESIDENT = Doer("r-1", "resident", reporter=True)
STRANGER = Doer("r-2", "resident")
WORKER = Doer("w-1", "grid_worker", "east_team")
DISPATCHER = Doer("d-1", "dispatcher", "centre")
OFFICER = Doer("o-1", "officer", "sanitation")
OTHER_OFFICER = Doer("o-2", "officer", "lamps")
CHECKER = Doer("c-1", "checker", "supervision")
LEADER = Doer("l-1", "leader", "centre", tiers=("community", "street", "district"))
SYSTEM = Doer("", "system")
PEOPLE = (RESIDENT, STRANGER, WORKER, DISPATCHER, OFFICER, OTHER_OFFICER, CHECKER, LEADER, SYSTEM)

# what an arbiter of the district brings, who gives it to a department
ARBITER: dict[str, Any] = {"tier": "district"}


def incident(state: str = "reported", **fields: Any) -> Incident:
    """Give an incident in a state, dispatched to sanitation and solved by its officer unless told otherwise."""
    plain = Incident(
        id="00000000-0000-7000-8000-000000000001",
        number="SJ210203-20260303-000010",
        state=state,
        source="public",
        description="rubbish by the gate",
        created_at=AT,
        changed_at=AT,
        case_type="E1",
        area="210203001001",
        unit="sanitation",
        solver="o-1",
        solver_unit="sanitation",
    )
    return replace(plain, **fields)
