"""What a step of an incident does to the part of its lead."""

from __future__ import annotations

from collections.abc import Mapping

from services.grid.domain.incident import Incident

# how far the lead is, by how far the incident is
BY_STATE: Mapping[str, str] = {
    "dispatched": "given",
    "handling": "started",
    "extension_requested": "started",
    "hung": "started",
    "rework": "started",
    "handled": "done",
    "self_handled": "done",
    "passed": "done",
    "closed": "done",
    "archived": "done",
    # its work is done under the number of another
    "merged": "released",
}
RETURNED = "returned"


def leaves(before: Incident | None, after: Incident) -> bool:
    """Say whether a unit stops to be the lead without having finished."""
    has_left = before is not None and before.unit is not None and before.unit != after.unit
    return has_left and before is not None and BY_STATE.get(before.state) not in ("done", None)


def begins(before: Incident | None, after: Incident) -> bool:
    """Say whether a unit becomes the lead."""
    return after.unit is not None and (before is None or before.unit != after.unit)


def moved(before: Incident | None, after: Incident) -> str | None:
    """Give the state to which the lead's part goes on while the unit stays, None when it stays as it is."""
    if before is None or before.unit != after.unit or after.unit is None:
        return None
    old, new = BY_STATE.get(before.state), BY_STATE.get(after.state)
    if {old, new} == {"released", "done"}:  # joined to another, or no longer: what was done stays done
        return None
    return new if new and old != new else None
