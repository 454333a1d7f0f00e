"""One step of a dispute: the next record and the fact that tells of it."""
from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kernel.decision import Decision, Event
from services.mediation.domain.dispute import Case, Party
from services.mediation.domain.doer import Doer
from services.mediation.domain.life import ACT_OF, event_name
from services.mediation.domain.permit import permit


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the thread the parties follow. params: codes, dates and ids of parties that complete its words."""

    dispute: str
    version: int
    at: datetime
    act: str
    actor: str
    office: str
    unit: str | None
    params: dict[str, Any]


def take(
    case: Case,
    act: str,
    doer: Doer,
    *,
    at: datetime,
    data: dict[str, Any] | None = None,
    parties: tuple[Party, ...] | None = None,
    **changes: Any,
) -> Decision[Case]:
    """Move a dispute on by one act.

    data: codes and dates for the event besides what every event carries. parties: as they should become.
    changes: fields of the dispute that the act sets. -> record one version on, event `mediation.<past participle>`.

    :raises Denied: mediation.role_not_allowed, or a guard's code
    :raises Conflict: mediation.dispute_act_not_allowed, or a guard's code
    """
    move, was = permit(case, act, doer), case.dispute
    after = replace(was, state=move.target, version=was.version + 1, changed_at=at, **changes)
    changed = Case(after, case.parties if parties is None else parties)
    return Decision(changed, (tell(changed, act, was=was.state, data=data),))


def tell(case: Case, act: str, *, was: str, data: dict[str, Any] | None = None) -> Event:
    """Make the fact of an act: codes, dates, the applicant's keyed index; never who parties are or what they said."""
    dispute = case.dispute
    common = {
        "number": dispute.number,
        "state": dispute.state,
        "was": was,
        "area": dispute.area,
        "unit": dispute.unit,
        "dispute_type": dispute.dispute_type,
        "origin": dispute.origin,
        "party": case.applicant,
    }
    name = event_name(act)
    return Event(name, dispute.id, common | (data or {}), version=dispute.version, round=dispute.round)


def steps_of(decision: Decision[Case], doer: Doer) -> tuple[Step, ...]:
    """Write a decision down as lines of the thread, one for each fact; a party is named by its id there only."""
    at = decision.record.dispute.changed_at
    actor = "" if doer.parties else doer.id
    return tuple(
        Step(event.subject, event.version, at, ACT_OF[event.name], actor, doer.role, doer.unit, event.data)
        for event in decision.events
    )
