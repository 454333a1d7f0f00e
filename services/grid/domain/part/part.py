"""A part of the work on an incident: the lead's, or a co-handler's with a clock of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from kernel.decision import Decision
from kernel.errors import Conflict, Denied, Invalid
from services.grid.domain.doer import SYSTEM, Doer
from services.grid.domain.incident import Incident
from services.grid.domain.part.part_life import ENDED, LIFE
from services.grid.domain.reason import Words
from services.grid.domain.role import let
from services.grid.domain.step import take

LEAD, CO = "lead", "co"
PARTS = (LEAD, CO)
TAKE_UP, HANDLE = "take_up", "handle"

ROLES: dict[str, frozenset[str]] = {
    "start_part": frozenset({"officer", "grid_worker"}),
    "finish_part": frozenset({"officer", "grid_worker"}),
    "release_part": frozenset({"dispatcher"}),
}

STATES: Mapping[str, Words] = {
    "given": ("待接收", "waits to be taken up"),
    "started": ("办理中", "being worked on"),
    "done": ("已完成", "done"),
    "released": ("已解除", "released"),
    "returned": ("已退回", "given back"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One unit's share of one incident. round: of the incident. role: one of PARTS. due_at: of a co-handler's own clock."""

    id: str
    incident: str
    round: int
    unit: str
    role: str
    state: str
    given_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    due_at: datetime | None = None
    version: int = 1


def join(incident: Incident, doer: Doer, *, unit: str, part: str, at: datetime, pointer: str = "/unit") -> Decision[Incident]:
    """Make a further unit answer for a part of the work.

    unit: id of a unit that serves the place. part: fresh UUIDv7 of its part. pointer: where the command names it.
    -> record with one helper more, event grid.incident_joined{helper, part}.

    Rule GR-123, domain 3.5 派遣: a lead and co-handlers, each with an obligation of its own.

    :raises Invalid: grid.helper_leads, grid.helper_twice
    """
    data = {"helper": unit, "part": part}
    decision = take(incident, "join", doer, at=at, data=data, helpers=(*incident.helpers, unit))
    if unit == incident.unit:
        raise Invalid("grid.helper_leads", pointer=pointer, unit=unit)
    if unit in incident.helpers:
        raise Invalid("grid.helper_twice", pointer=pointer, unit=unit)
    return decision


def permit(part: Part, act: str, doer: Doer) -> str:
    """Give the state an act leads a co-handler's part to.

    Rule GR-123, domain 3.5: who was given a part finishes it; only the desk releases from it. The lead's goes on with the
    incident alone.

    :raises Denied: grid.role_not_allowed, grid.unit_not_responsible
    :raises Conflict: grid.part_act_not_allowed
    """
    let(ROLES, act, doer.role)
    if part.role == LEAD:
        raise Conflict("grid.part_act_not_allowed", state=part.state, act=act, legal=[])
    if act != "release_part" and doer.unit != part.unit:
        raise Denied("grid.unit_not_responsible", unit=part.unit)
    return LIFE.step(part.state, act).target


def acts(part: Part, doer: Doer) -> list[str]:
    """List what this person may do to a part now; a lead's part follows the incident."""
    return LIFE.permitted(part.state, lambda act: permit(part, act, doer))


def move(part: Part, act: str, doer: Doer, *, at: datetime) -> Part:
    """Move a part on by one act.

    :raises Denied: grid.role_not_allowed, grid.unit_not_responsible
    :raises Conflict: grid.part_act_not_allowed
    """
    state = permit(part, act, doer)
    ended = at if state in ENDED else None
    return replace(part, state=state, version=part.version + 1, started_at=part.started_at or at, ended_at=ended)


def tell(incident: Incident, act: str, part: Part, *, reason: str | None, at: datetime) -> Decision[Incident]:
    """Write what became of a part into the thread of its incident. reason: of a release, else None.

    -> record without the helper once its part is over, among those who did the work if it is done, event
    grid.incident_part_<past participle>{helper, part}.

    Rule GR-124, domain 3.5: the lead's finish waits for this. Rule IN-08, domain 3.5 核查: who did a part does not check.
    """
    left = tuple(unit for unit in incident.helpers if unit != part.unit) if part.ended_at else incident.helpers
    data = {"helper": part.unit, "part": part.id, **({"reason": reason} if reason else {})}
    done = (*incident.helped, part.unit) if part.state == "done" and part.unit not in incident.helped else incident.helped
    return take(incident, act, SYSTEM, at=at, data=data, helpers=left, helped=done)
