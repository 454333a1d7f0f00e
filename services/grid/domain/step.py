"""One step of an incident: the next record and the fact that tells of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from kernel.decision import Decision, Event
from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident
from services.grid.domain.life import ACT_OF, event_name
from services.grid.domain.permit import permit

PUBLIC = ("anyone", "resident")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the thread that the reporter follows.

    version, round: those of the incident after the step. params: codes and dates that complete the words of the act.
    actor: id of the member of staff, '' for the public, whose identity lies sealed elsewhere. office: the actor's role.
    told: free words for the reporter. note: free words kept among staff.
    """

    incident: str
    version: int
    round: int
    at: datetime
    act: str
    actor: str
    office: str
    unit: str | None
    params: dict[str, Any] = field(default_factory=dict)
    told: str = ""
    note: str = ""


def take(
    incident: Incident, act: str, doer: Doer, *, at: datetime, data: dict[str, Any] | None = None, **changes: Any
) -> Decision[Incident]:
    """Move an incident on by one act.

    data: codes and dates for the event besides what every event carries. changes: fields that the act sets.
    -> record one version on, event `grid.incident_<past participle of act>`.

    :raises Denied: grid.role_not_allowed, or a guard's code
    :raises Conflict: grid.incident_act_not_allowed, or a guard's code
    """
    move = permit(incident, act, doer)
    after = replace(incident, state=move.target, version=incident.version + 1, changed_at=at, **changes)
    return Decision(after, (tell(after, act, was=incident.state, data=data),))


def then(first: Decision[Incident], second: Decision[Incident]) -> Decision[Incident]:
    """Put a step behind another, both in one act: each stands in the thread with its own version."""
    return Decision(second.record, (*first.events, *second.events))


def tell(incident: Incident, act: str, *, was: str, data: dict[str, Any] | None = None) -> Event:
    """Make the fact of an act: who must hear of it decides by number, state, place, kind and unit alone."""
    common = {
        "number": incident.number,
        "state": incident.state,
        "was": was,
        "area": incident.area,
        "grid": incident.grid,
        "case_type": incident.case_type,
        "unit": incident.unit,
        "urgent": incident.urgent,
        "tier": incident.tier,
        "source": incident.source,
        "party": incident.party,
    }
    return Event(event_name(act), incident.id, common | (data or {}), version=incident.version, round=incident.round)


def steps_of(decision: Decision[Incident], act: str, doer: Doer, *, told: str = "", note: str = "") -> tuple[Step, ...]:
    """Write down a decision as lines of the thread, one for each fact; the words go with the line of the act itself."""
    lines = [one for one in decision.events if one.name in ACT_OF]
    return tuple(
        Step(
            incident=decision.record.id,
            version=one.version,
            round=one.round,
            at=decision.record.changed_at,
            act=ACT_OF[one.name],
            actor=doer.id if doer.role not in PUBLIC else "",
            office=doer.role,
            unit=doer.unit,
            params=one.data,
            told=told if ACT_OF[one.name] == act else "",
            note=note if ACT_OF[one.name] == act else "",
        )
        for one in lines
    )
