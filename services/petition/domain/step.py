"""One step of a petition: the next record and the fact that tells of it."""
from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kernel.decision import Decision, Event
from services.petition.domain.doer import Doer
from services.petition.domain.life import event_name
from services.petition.domain.permit import permit
from services.petition.domain.petition import Petition


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the thread the petitioner follows. params: codes, dates and scores that complete its words."""

    petition: str
    version: int
    at: datetime
    act: str
    actor: str
    office: str
    unit: str | None
    params: dict[str, Any]


def take(
    petition: Petition, act: str, doer: Doer, *, at: datetime, data: dict[str, Any] | None = None, **changes: Any
) -> Decision[Petition]:
    """Move a petition on by one act.

    data: codes and dates for the event besides what every event carries. changes: fields that the act sets.
    -> record one version on, event `petition.<past participle of act>`.

    :raises Denied: petition.role_not_allowed, or a guard's code
    :raises Conflict: petition.petition_act_not_allowed, or a guard's code
    """
    move = permit(petition, act, doer)
    after = replace(petition, state=move.target, version=petition.version + 1, changed_at=at, **changes)
    return Decision(after, (tell(after, act, was=petition.state, data=data),))


def tell(petition: Petition, act: str, *, was: str, data: dict[str, Any] | None = None) -> Event:
    """Make the fact of an act: codes, dates and the petitioner's keyed index, never what was written or by whom."""
    common = {
        "number": petition.number,
        "state": petition.state,
        "was": was,
        "area": petition.area,
        "unit": petition.unit,
        "channel": petition.channel,
        "urgency": petition.urgency,
        "origin": petition.origin,
        "party": petition.party,
    }
    name = event_name(act)
    return Event(name, petition.id, common | (data or {}), version=petition.version, round=petition.round)


def step_of(decision: Decision[Petition], act: str, doer: Doer) -> Step:
    """Write a decision down as a line of the thread; the petitioner is never named in it."""
    record, event = decision.record, decision.events[0]
    actor = "" if doer.petitioner else doer.id
    return Step(record.id, record.version, record.changed_at, act, actor, doer.role, doer.unit, event.data)
