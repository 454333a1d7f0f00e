"""What a step of an incident does to its parts, inside the act's own transaction."""

from __future__ import annotations

from collections.abc import Mapping

from kernel import deadline
from kernel.clock import new_id
from kernel.db import Tx
from kernel.decision import Decision, Event
from kernel.obligation import Limit
from kernel.workdays import Calendar
from services.grid.domain import periods
from services.grid.domain.incident import Incident
from services.grid.domain.life import event_name
from services.grid.domain.part import lead
from services.grid.domain.part.part import CO, HANDLE, LEAD, TAKE_UP, Part
from services.grid.domain.part.part_life import ENDED
from services.grid.store.part import part as store

JOINED = event_name("join")
# the clocks of a co-handler's part, as of the lead's
STAGES = (TAKE_UP, HANDLE)


def follow(
    tx: Tx, calendar: Calendar, before: Incident | None, decision: Decision[Incident], *, own: Mapping[str, Limit]
) -> None:
    """Queue what becomes of the lead's part, and the part of each unit that joins, with its clock.

    own: the limits of the district and of the kind by stage.
    """
    after = decision.record
    if lead.leaves(before, after):
        store.move_lead(tx, after.id, lead.RETURNED, ended=True, at=after.changed_at)
    if lead.begins(before, after):
        store.add(tx, _lead(after))
    elif state := lead.moved(before, after):
        store.move_lead(tx, after.id, state, ended=state in ENDED, at=after.changed_at)
    joined = [event for event in decision.events if event.name == JOINED]
    if joined:
        limits = {stage: periods.limit(stage, urgent=after.urgent, own=own) for stage in STAGES}
        for event in joined:
            store.add(tx, _joined(tx, calendar, after, event, limits))


def _lead(incident: Incident) -> Part:
    state = lead.BY_STATE[incident.state]
    at = incident.changed_at
    return Part(
        id=new_id(),
        incident=incident.id,
        round=incident.round,
        unit=incident.unit or "",
        role=LEAD,
        state=state,
        given_at=at,
        started_at=at if state != "given" else None,
        ended_at=at if state in ENDED else None,
    )


def _joined(tx: Tx, calendar: Calendar, incident: Incident, event: Event, limits: Mapping[str, Limit]) -> Part:
    """Open the clocks of a co-handler's part: to take it up, and to do it, as long as the handling of its kind takes.

    Rule GR-123, domain 3.5 and 3.6: each with an obligation of its own. Rule GR-118, domain 3.5: taken up within its time.
    """
    id, unit = event.data["part"], event.data["helper"]
    opened = {
        stage: deadline.open(
            tx, calendar, limit, subject=id, number=incident.number, kind="part", stage=stage,
            rule=periods.BY_STAGE[stage].id, owner=unit, area=incident.area, at=incident.changed_at, round=incident.round,
        )
        for stage, limit in limits.items()
    }  # fmt: skip
    return Part(
        id=id,
        incident=incident.id,
        round=incident.round,
        unit=unit,
        role=CO,
        state="given",
        given_at=incident.changed_at,
        due_at=opened[HANDLE].due_at,
    )
