"""One step of an intake: the next record, and the fact that tells of it."""
from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kernel.decision import Decision, Event
from services.petition.domain.doer import Doer
from services.petition.domain.window.intake import Intake
from services.petition.domain.window.life import event_name
from services.petition.domain.window.permit import permit


@dataclass(frozen=True, slots=True)
class IntakeStep:
    """One line of the thread. params: codes that complete its words; said: words for the person, '' for none."""

    intake: str
    version: int
    at: datetime
    act: str
    actor: str
    office: str
    unit: str | None
    params: dict[str, Any]
    said: str = ""


def take(
    intake: Intake, act: str, doer: Doer, *, at: datetime, data: dict[str, Any] | None = None, **changes: Any
) -> Decision[Intake]:
    """Move an intake on by one act.

    data: codes for the event besides what every event carries. changes: fields that the act sets.
    -> record one version on, event `petition.intake_<past participle>`.

    :raises Denied: petition.role_not_allowed, petition.unit_not_responsible, petition.not_the_petitioner
    :raises Conflict: petition.intake_act_not_allowed
    """
    move = permit(intake, act, doer)
    after = replace(intake, state=move.target, version=intake.version + 1, changed_at=at, **changes)
    return Decision(after, (tell(after, act, was=intake.state, data=data),))


def tell(intake: Intake, act: str, *, was: str, data: dict[str, Any] | None = None) -> Event:
    """Make the fact of an act: codes and the keyed index of the account, never what was said or by whom."""
    common = {
        "number": intake.number,
        "state": intake.state,
        "was": was,
        "area": intake.area,
        "unit": intake.unit,
        "channel": intake.channel,
        "urgent": intake.urgent,
        "becomes": intake.kind,
        "became_number": intake.became_number,
        "party": intake.party,
    }
    return Event(event_name(act), intake.id, common | (data or {}), version=intake.version, round=intake.round)


def step_of(decision: Decision[Intake], act: str, doer: Doer, said: str = "") -> IntakeStep:
    """Write a decision down as a line of the thread; whoever brought the matter is never named in it."""
    record, event = decision.record, decision.events[0]
    actor = "" if doer.petitioner or (act == "take_in" and record.own) else doer.id
    return IntakeStep(record.id, record.version, record.changed_at, act, actor, doer.role, doer.unit, event.data, said)
