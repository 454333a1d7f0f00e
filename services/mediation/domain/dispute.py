"""The dispute (纠纷), its parties, and the two together as rules see them; nothing here says who a party is."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

APPLICANT, RESPONDENT = "applicant", "respondent"
PENDING, GIVEN, REFUSED = "pending", "given", "refused"


@dataclass(frozen=True, slots=True)
class Party:
    """One side. role: applicant or respondent. party: keyed index of its account, None without one.

    consent: pending, given or refused; consent_how: the way it was given, consent_by: id of staff who heard it, '' when
    the party said it itself. told_*: the same for the statement of rights and duties.
    """

    id: str
    dispute: str
    role: str
    joined_at: datetime
    party: str | None = None
    consent: str = PENDING
    consent_at: datetime | None = None
    consent_how: str | None = None
    consent_by: str | None = None
    told_at: datetime | None = None
    told_how: str | None = None
    told_by: str | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """One matter and its present state.

    number: shown to people. version: 1 at opening, one more after each act. source: applied, proposed or referred.
    area: 12-digit code, the district's own where no finer one is known. unit: code of the committee, None until one has
    it. mediator: account id. accepted_at: when the last party had consented. effective_at: of the agreement.
    personal_status: the agreement is about identity, adoption or marriage itself. reason: why it failed.
    due_at, near_at: of the clock that runs now. origin, origin_version: the incident it was handed over from.
    """

    id: str
    number: str
    state: str
    dispute_type: str
    source: str
    area: str
    matter: str
    opened_at: datetime
    changed_at: datetime
    version: int = 1
    round: int = 1
    unit: str | None = None
    opened_by: str | None = None
    mediator: str | None = None
    accepted_at: datetime | None = None
    sessions: int = 0
    reason: str | None = None
    effective_at: datetime | None = None
    personal_status: bool = False
    due_at: datetime | None = None
    near_at: datetime | None = None
    origin: str | None = None
    origin_version: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A dispute with its parties, applicant first."""

    dispute: Dispute
    parties: tuple[Party, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """Give the ids of the parties."""
        return frozenset(party.id for party in self.parties)

    def party(self, id: str) -> Party | None:
        """Give a party by its id, or None."""
        return next((party for party in self.parties if party.id == id), None)

    @property
    def applicant(self) -> str | None:
        """Give the keyed index of the account of the first applicant who has one, or None."""
        return next((one.party for one in self.parties if one.role == APPLICANT and one.party), None)

    @property
    def agreed_to(self) -> bool:
        """Tell whether both sides are there and each party has consented."""
        both = {APPLICANT, RESPONDENT} <= {party.role for party in self.parties}
        return both and all(party.consent == GIVEN for party in self.parties)
