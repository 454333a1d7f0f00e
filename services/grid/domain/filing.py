"""The desk's part: place it, have it verified, accept or reject it, file it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from kernel.decision import Decision
from kernel.errors import Conflict, Invalid
from services.grid.domain.doer import Doer
from services.grid.domain.incident import PUBLIC, Incident
from services.grid.domain.outcome import refused
from services.grid.domain.reason import SEEN_ON_SITE, UNVERIFIED, known
from services.grid.domain.report import Where
from services.grid.domain.step import take
from services.grid.domain.tier import COMMUNITY, higher


def locate(incident: Incident, doer: Doer, *, where: Where, at: datetime) -> Decision[Incident]:
    """Put an incident in its place, or in a better one.

    -> record with area, grid and position, event grid.incident_located.

    Rule IN-14, domain 3.3 and architecture 5: the pair as sent is kept beside the stored position.
    """
    return take(incident, "locate", doer, at=at, **asdict(where))


def verify(incident: Incident, doer: Doer, *, at: datetime) -> Decision[Incident]:
    """Send a public report to the grid's worker, who looks at the place before it is accepted, or at least before it is filed.

    Rule IN-02, domain 3.5 核实. Rule GR-111, domain 3.5 核实: what was accepted unseen can still be looked at.
    """
    return take(incident, "verify", doer, at=at)


def accept(incident: Incident, doer: Doer, *, case_type: str | None, at: datetime) -> Decision[Incident]:
    """Accept a public report; case_type: the desk's word on its kind, None to leave it as reported.

    Rule IN-02, domain 3.5 受理.
    """
    seen = incident.verified or (incident.state == "verifying" and doer.role == "grid_worker")
    return take(incident, "accept", doer, at=at, case_type=case_type or incident.case_type, verified=seen)


def reject(incident: Incident, doer: Doer, *, reason: str, at: datetime) -> Decision[Incident]:
    """Refuse a report; its reason names the next remedy.

    Rule IN-04, domain 3.5 作废, architecture 3.7. Rule IN-02, domain 3.5 核实: whoever was sent to look says what is there.

    :raises Invalid: grid.reason_unknown, grid.reason_of_centre
    """
    data = {"reason": known("reject", reason), "outcome": refused(reason)}
    decision = take(incident, "reject", doer, at=at, data=data, closed_at=at, outcome=data["outcome"])
    if doer.role == "grid_worker" and reason not in SEEN_ON_SITE:
        raise Invalid("grid.reason_of_centre", pointer="/reason", known=sorted(SEEN_ON_SITE))
    return decision


def file(
    incident: Incident,
    doer: Doer,
    *,
    case_type: str | None,
    urgent: bool | None,
    tier: str = COMMUNITY,
    reason: str | None = None,
    at: datetime,
) -> Decision[Incident]:
    """File an accepted incident: from here on it is owed to somebody, at the tier where its kind begins.

    tier: of the kind; what has climbed stays where it is. reason: why nobody need look at a public report first.

    Rule IN-15, domain 3.5 立案: without kind and place nobody can be made responsible.
    Rule GR-111, domain 3.5 核实: a public report is seen on site before it is filed, unless it is urgent or the desk
    says why not; the reason stands in the step.

    :raises Conflict: grid.case_type_missing, and what permit says: grid.area_too_wide
    :raises Invalid: grid.verification_needed, grid.reason_unknown
    """
    kind, danger = case_type or incident.case_type, incident.urgent if urgent is None else urgent
    said = {"reason": known("file", reason)} if reason else {}
    changes = {"case_type": kind, "urgent": danger, "tier": higher(incident.tier, tier)}
    decision = take(incident, "file", doer, at=at, data=said, **changes)
    if kind is None:
        raise Conflict("grid.case_type_missing")
    if not reason and _unseen(decision.record):
        raise Invalid("grid.verification_needed", pointer="/reason", known=sorted(UNVERIFIED))
    return decision


def _unseen(incident: Incident) -> bool:
    """Say whether nobody of the grid has seen it; a later round was checked on site at the end of the one before."""
    return incident.source == PUBLIC and incident.round == 1 and not (incident.verified or incident.urgent)
