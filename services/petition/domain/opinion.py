"""The opinion (信访处理意见书): each claim answered by itself, with what was found and the law it rests on."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kernel.decision import Decision
from kernel.errors import Invalid
from services.petition.domain.doer import Doer
from services.petition.domain.petition import Claim, Petition
from services.petition.domain.step import take

OUTCOMES = ("support", "explain", "not_support")
REVIEW_DAYS = 30  # PT-07, counted from receipt of the opinion


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to the claim at `claim`, counted from 1. outcome: one of OUTCOMES."""

    claim: int
    outcome: str
    finding: str
    basis: str


def answer(
    petition: Petition, doer: Doer, *, claims: Sequence[Claim], findings: Sequence[Finding], at: datetime
) -> tuple[Decision[Petition], tuple[Claim, ...]]:
    """Decide every claim of a petition.

    -> record answered, event petition.answered with how many claims had which outcome; the claims with their answers.

    Rule PX-11, 《信访工作条例》 art. 32: 支持, 解释说明 or 不予支持, claim by claim.

    :raises Denied: petition.unit_not_responsible, petition.handler_recused, petition.department_only_routes
    :raises Invalid: petition.claim_unanswered, petition.claim_unknown, petition.claim_answered_twice
    """
    counts = {outcome: sum(f.outcome == outcome for f in findings) for outcome in OUTCOMES}
    decided = take(petition, "answer", doer, at=at, data=counts, handler=doer.id)
    return decided, match(claims, findings)


def match(claims: Sequence[Claim], findings: Sequence[Finding]) -> tuple[Claim, ...]:
    """Put each finding to its claim.

    Rule PX-11.

    :raises Invalid: petition.claim_unanswered, petition.claim_unknown, petition.claim_answered_twice
    """
    places = [finding.claim for finding in findings]
    if unknown := set(places) - {claim.place for claim in claims}:
        raise Invalid("petition.claim_unknown", pointer="/findings", claims=sorted(unknown))
    if twice := {place for place in places if places.count(place) > 1}:
        raise Invalid("petition.claim_answered_twice", pointer="/findings", claims=sorted(twice))
    if missing := {claim.place for claim in claims} - set(places):
        raise Invalid("petition.claim_unanswered", pointer="/findings", claims=sorted(missing))
    given = {finding.claim: finding for finding in findings}
    return tuple(_answered(claim, given[claim.place]) for claim in claims)


def _answered(claim: Claim, given: Finding) -> Claim:
    return replace(claim, outcome=given.outcome, finding=given.finding, basis=given.basis)
