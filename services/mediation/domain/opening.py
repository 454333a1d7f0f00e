"""Opening a case: applied for by a party, proposed by staff, or referred by another service; and naming parties."""
from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from kernel.decision import Decision
from kernel.errors import Invalid
from services.mediation.domain.dispute import APPLICANT, GIVEN, RESPONDENT, Case, Dispute, Party
from services.mediation.domain.doer import Doer
from services.mediation.domain.kind import APPLIED, PROPOSED, REFERRED
from services.mediation.domain.permit import has_role
from services.mediation.domain.step import take, tell

SOURCE_OF = {"resident": APPLIED, "system": REFERRED}
MOST_PARTIES = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What is brought. area: 12-digit code. applicant, respondent: fresh ids for those that are known, else None.

    party: keyed index of the applicant's account, None without one. origin, origin_version: the incident it comes from.
    """

    dispute_type: str
    area: str
    matter: str
    applicant: str | None = None
    respondent: str | None = None
    party: str | None = None
    origin: str | None = None
    origin_version: int | None = None


def open_(asked: Asked, doer: Doer, *, id: str, number: str, district: str, at: datetime) -> Decision[Case]:
    """Open a case. id: fresh UUIDv7. number: fresh mediation number. district: 6-digit root. at: aware UTC.

    -> record consent_pending, event mediation.opened. Who applies has consented; nobody else has.

    Rule MX-06, 《人民调解法》 art. 17, 18.

    :raises Denied: mediation.role_not_allowed
    :raises Invalid: mediation.area_outside
    """
    has_role("open", doer)
    if not asked.area.startswith(district):
        raise Invalid("mediation.area_outside", pointer="/area", district=district)
    dispute = Dispute(
        id=id,
        number=number,
        state="consent_pending",
        dispute_type=asked.dispute_type,
        source=SOURCE_OF.get(doer.role, PROPOSED),
        area=asked.area,
        matter=asked.matter,
        opened_at=at,
        changed_at=at,
        unit=doer.unit if doer.role == "officer" else None,
        opened_by=None if doer.role in SOURCE_OF else doer.id,
        origin=asked.origin,
        origin_version=asked.origin_version,
    )
    case = Case(dispute, _parties(asked, dispute, at))
    return Decision(case, (tell(case, "open", was=""),))


def _parties(asked: Asked, dispute: Dispute, at: datetime) -> tuple[Party, ...]:
    """Give the parties known so far; who applies has said yes by asking."""
    parties: list[Party] = []
    if asked.applicant:
        first = Party(asked.applicant, dispute.id, APPLICANT, at, asked.party)
        said = replace(first, consent=GIVEN, consent_at=at, consent_how="online", consent_by="")
        parties.append(said if dispute.source == APPLIED else first)
    if asked.respondent:
        parties.append(Party(asked.respondent, dispute.id, RESPONDENT, at))
    return tuple(parties)


def join(case: Case, doer: Doer, *, id: str, role: str, at: datetime) -> Decision[Case]:
    """Name a party not yet known. id: fresh UUIDv7. role: applicant or respondent.

    -> record with one party more, whose consent is pending; event mediation.joined.

    Rule MX-06.

    :raises Invalid: mediation.too_many_parties
    """
    if len(case.parties) >= MOST_PARTIES:
        raise Invalid("mediation.too_many_parties", most=MOST_PARTIES)
    parties = (*case.parties, Party(id, case.dispute.id, role, at))
    return take(case, "join", doer, at=at, data={"side": id, "role": role}, parties=parties)
