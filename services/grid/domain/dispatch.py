"""Dispatching to a responsible unit, what the unit may answer at first, and who decides when units disagree."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kernel.decision import Decision
from kernel.errors import Conflict, Denied, Invalid
from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident
from services.grid.domain.permit import has_role, permit
from services.grid.domain.reason import known
from services.grid.domain.step import take, then
from services.grid.domain.tier import KIND, RETURNS, can_climb, climb, higher


def dispatch(
    incident: Incident, doer: Doer, *, unit: str, tier: str, at: datetime, ownerless: bool = False
) -> Decision[Incident]:
    """Make a unit responsible; what needs one of a higher tier climbs to it first.

    unit: code of a unit that exists (the surface asks the register). tier: of that unit. ownerless: nobody owns the
    matter, and the unit has it by territory.
    -> record dispatched, event grid.incident_dispatched{ownerless} with the unit, before it grid.incident_climbed.

    Rule IN-01, domain 3.5 派遣. Rule GR-116, domain 3.5 无主. Rule GR-127, domain 3.5: by kind.

    :raises Conflict: grid.unit_helps
    """
    has_role("dispatch", doer)
    needed = higher(incident.tier, tier)
    return _raised(incident, "dispatch", doer, unit=unit, tier=needed, at=at, data={"ownerless": ownerless})


def return_(incident: Incident, doer: Doer, *, reason: str, proposed: str, at: datetime) -> Decision[Incident]:
    """Give a dispatched incident back with a reason and the unit whose it is said to be.

    The first goes to the desk, the second to an arbiter, a tier higher; the disposal's clock runs on.
    -> record filed again, or arbitrating, without a unit, returns counted,
    event grid.incident_returned{reason, returned_by, proposed}, or _returned_again, and grid.incident_climbed.

    Rule IN-04, domain 3.5 退回. Rule GR-119, domain 3.5 退回: a reason and a proposed owner, so that nothing is only
    pushed away. Rule GR-120, domain 3.5: no return gives anybody more time.
    Rule GR-121, domain 3.5 (two returns): the second goes to an arbiter.

    :raises Invalid: grid.reason_unknown, grid.proposed_itself
    :raises Conflict: grid.arbiter_decided
    """
    act = "return_again" if incident.returned else "return"
    data = {"reason": known(act, reason), "returned_by": incident.unit, "proposed": proposed}
    given_up = {"unit": None, "handler": None, "gave_back": (*incident.gave_back, incident.unit)}
    decision = take(incident, act, doer, at=at, data=data, returned=incident.returned + 1, **given_up)
    if proposed == incident.unit:
        raise Invalid("grid.proposed_itself", pointer="/proposed", unit=proposed)
    if act == "return" or not can_climb(incident):
        return decision
    return then(decision, climb(decision.record, reason=RETURNS, at=at))


def arbitrate(incident: Incident, doer: Doer, *, unit: str, tier: str, at: datetime) -> Decision[Incident]:
    """Decide for good who must do it; what needs a unit of a higher tier climbs to it first.

    unit: code of a unit that serves the place. tier: of that unit.
    -> record dispatched to the unit, which may return it no more, event grid.incident_arbitrated, before it
    grid.incident_climbed.

    Rule GR-121, domain 3.5: a leader decides what two units have given back: one of the tier it has come to, or above, and
    of neither of the two. Rule GR-127, domain 3.5: by kind.

    :raises Denied: grid.role_not_allowed, grid.arbiter_below, grid.arbiter_gave_back
    :raises Conflict: grid.incident_act_not_allowed, grid.unit_helps
    """
    permit(incident, "arbitrate", doer)
    needed = higher(incident.tier, tier)
    if needed not in doer.tiers:
        raise Denied("grid.arbiter_below", tier=needed)
    return _raised(incident, "arbitrate", doer, unit=unit, tier=needed, at=at, data={}, arbitrated=True)


def start(incident: Incident, doer: Doer, *, at: datetime) -> Decision[Incident]:
    """Begin the work; whoever starts is its handler, and with it the unit has taken it up.

    Rule IN-03, domain 3.5 处置. Rule GR-118, domain 3.5 派遣: a unit takes up what it was given within its time.
    """
    return take(incident, "start", doer, at=at, handler=doer.id)


def make_safe(incident: Incident, doer: Doer, *, at: datetime) -> Decision[Incident]:
    """Say that it endangers nobody any more; from here on the repair has its own time.

    -> record handling, event grid.incident_made_safe.

    Rule GR-131, domain 3.6: a first step within the hour, then the repair.

    :raises Conflict: grid.safe_already
    """
    return take(incident, "make_safe", doer, at=at, handler=incident.handler or doer.id, safe_at=at)


def _raised(incident: Incident, act: str, doer: Doer, *, unit: str, tier: str, at: datetime, **more: Any) -> Decision[Incident]:
    """Give it to a unit, at the tier of that, to which it climbs if it is not there yet.

    Rule GR-123, domain 3.5: nobody is its own help; who has a part still open becomes the lead once it is released from it.

    :raises Conflict: grid.unit_helps
    """
    if unit in incident.helpers:
        raise Conflict("grid.unit_helps", unit=unit)
    if tier == incident.tier:
        return _given(incident, act, doer, unit=unit, at=at, **more)
    climbed = climb(incident, reason=KIND, at=at, to=tier)
    return then(climbed, _given(climbed.record, act, doer, unit=unit, at=at, **more))


def _given(
    incident: Incident, act: str, doer: Doer, *, unit: str, at: datetime, data: dict[str, Any], **changes: Any
) -> Decision[Incident]:
    begun = incident.begun_at or at
    return take(incident, act, doer, at=at, data=data, unit=unit, handler=None, begun_at=begun, **changes)
