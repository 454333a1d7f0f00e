"""The desk's part: place it, have it verified, accept or reject it, file it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from kernel.decision import Decision
from kernel.errors import Conflict
from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident
from services.grid.domain.reason import known
from services.grid.domain.report import Where
from services.grid.domain.step import take


def locate(incident: Incident, doer: Doer, *, where: Where, at: datetime) -> Decision[Incident]:
    """Put an incident in its place, or in a better one.

    -> record with area, grid and position, event grid.incident_located.

    Rule IN-14, domain 3.3 and architecture 5: the pair as sent is kept beside the stored position.
    """
    return take(incident, "locate", doer, at=at, **asdict(where))


def verify(incident: Incident, doer: Doer, *, at: datetime) -> Decision[Incident]:
    """Send a public report to the grid's worker, who looks at the place before it is accepted.

    Rule IN-02, domain 3.5 核实.
    """
    return take(incident, "verify", doer, at=at)


def accept(incident: Incident, doer: Doer, *, case_type: str | None, at: datetime) -> Decision[Incident]:
    """Accept a public report; case_type: the desk's word on its kind, None to leave it as reported.

    Rule IN-02, domain 3.5 受理.
    """
    return take(incident, "accept", doer, at=at, case_type=case_type or incident.case_type)


def reject(incident: Incident, doer: Doer, *, reason: str, at: datetime) -> Decision[Incident]:
    """Refuse a report; its reason names the next remedy.

    Rule IN-04, domain 3.5 作废, architecture 3.7.

    :raises Invalid: grid.reason_unknown
    """
    return take(incident, "reject", doer, at=at, data={"reason": known("reject", reason)}, closed_at=at)


def file(
    incident: Incident, doer: Doer, *, case_type: str | None, urgent: bool | None, at: datetime
) -> Decision[Incident]:
    """File an accepted incident: from here on it is owed to somebody.

    Rule IN-15, domain 3.5 立案: without kind and place nobody can be made responsible.

    :raises Conflict: grid.case_type_missing, and what permit says: grid.area_too_wide
    """
    kind = case_type or incident.case_type
    decision = take(incident, "file", doer, at=at, case_type=kind, urgent=incident.urgent if urgent is None else urgent)
    if kind is None:
        raise Conflict("grid.case_type_missing")
    return decision
