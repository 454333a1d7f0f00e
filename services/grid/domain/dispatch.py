"""Dispatching to a responsible unit, and what the unit may answer at first: start, or give it back."""

from __future__ import annotations

from datetime import datetime

from kernel.decision import Decision
from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident
from services.grid.domain.reason import known
from services.grid.domain.step import take


def dispatch(incident: Incident, doer: Doer, *, unit: str, at: datetime) -> Decision[Incident]:
    """Make a unit responsible.

    unit: code of a unit that exists (the surface asks the register).
    -> record dispatched, event grid.incident_dispatched with the unit.

    Rule IN-01, domain 3.5 派遣.
    """
    return take(incident, "dispatch", doer, at=at, unit=unit, handler=None)


def return_(incident: Incident, doer: Doer, *, reason: str, at: datetime) -> Decision[Incident]:
    """Give a dispatched incident back to the desk with a reason.

    -> record filed again without a unit, returns counted, event grid.incident_returned{reason, returned_by}.

    Rule IN-04, domain 3.5 退回.

    :raises Invalid: grid.reason_unknown
    """
    data = {"reason": known("return", reason), "returned_by": incident.unit}
    return take(incident, "return", doer, at=at, data=data, unit=None, handler=None, returned=incident.returned + 1)


def start(incident: Incident, doer: Doer, *, at: datetime) -> Decision[Incident]:
    """Begin the work; whoever starts is its handler.

    Rule IN-03, domain 3.5 处置.
    """
    return take(incident, "start", doer, at=at, handler=doer.id)
