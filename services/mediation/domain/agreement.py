"""The agreement (调解协议): written by the stricter list, or oral where nobody wants a document."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.decision import Decision
from kernel.errors import Invalid
from services.mediation.domain.dispute import Case
from services.mediation.domain.doer import Doer
from services.mediation.domain.step import take

# what a court would refuse to confirm (2011 interpretation, art. 7), each looked at before sealing
CHECKS = ("mandatory_law", "public_interest", "third_parties", "public_order", "clear_content")


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement. form: written or oral. content: the command's fields. copies: the parties' and the committee's."""

    dispute: str
    form: str
    effective_at: datetime
    personal_status: bool
    copies: int
    content: dict[str, Any]
    concluded_at: datetime


def conclude(
    case: Case,
    doer: Doer,
    *,
    written: Mapping[str, Any] | None,
    oral: Mapping[str, Any] | None,
    personal_status: bool,
    at: datetime,
) -> tuple[Decision[Case], Agreement]:
    """Conclude an agreement, exactly one of written and oral.

    -> record agreed, event mediation.agreed{form, effective_at}; unless it is about personal status the thirty days for
    a joint application to the court begin when it takes effect.

    Rule MX-11, 《人民调解法》 art. 28-30; rule MT-07, art. 33.

    :raises Denied: mediation.not_the_mediator
    :raises Invalid: mediation.agreement_form_unclear and what `effect_of_written`, `effect_of_oral` raise
    """
    given = {form: body for form, body in (("written", written), ("oral", oral)) if body is not None}
    if len(given) != 1:
        raise Invalid("mediation.agreement_form_unclear")
    form, body = next(iter(given.items()))
    effective_at = EFFECTS[form](case, body, at)
    data = {"form": form, "effective_at": effective_at.isoformat(), "personal_status": personal_status}
    decided = take(
        case, "conclude", doer, at=at, data=data, effective_at=effective_at, personal_status=personal_status
    )
    copies = len(case.parties) + 1 if form == "written" else 0
    return decided, Agreement(case.dispute.id, form, effective_at, personal_status, copies, dict(body), at)


def effect_of_written(case: Case, body: Mapping[str, Any], at: datetime) -> datetime:
    """Give when a written agreement takes effect: when the last of parties, mediator and seal has signed.

    Rule MX-12, 《人民调解法》 art. 29; 《人民调解工作若干规定》 art. 35, the stricter list.

    :raises Invalid: mediation.party_unknown, mediation.signature_missing, mediation.signature_in_future,
        mediation.check_missing, mediation.term_with_oneself
    """
    signed = [one["party"] for one in body["signatures"]]
    _known(case, signed, "/written/signatures")
    _known(case, [term[side] for term in body["terms"] for side in ("obligor", "obligee")], "/written/terms")
    if missing := case.ids - set(signed):
        raise Invalid("mediation.signature_missing", pointer="/written/signatures", parties=sorted(missing))
    if any(term["obligor"] == term["obligee"] for term in body["terms"]):
        raise Invalid("mediation.term_with_oneself", pointer="/written/terms")
    if unchecked := set(CHECKS) - set(body["checked"]):
        raise Invalid("mediation.check_missing", pointer="/written/checked", checks=sorted(unchecked))
    marks = [one["signed_at"] for one in body["signatures"]]
    return _past(max(*marks, body["mediator_signed_at"], body["sealed_at"]), at, "/written")


def effect_of_oral(case: Case, body: Mapping[str, Any], at: datetime) -> datetime:
    """Give when an oral agreement takes effect: when it is reached.

    Rule MX-13, 《人民调解法》 art. 28, 30: only where the parties hold a document unnecessary.

    :raises Invalid: mediation.party_unknown, mediation.document_wanted, mediation.signature_in_future
    """
    _known(case, body["unneeded_by"], "/oral/unneeded_by")
    if wanting := case.ids - set(body["unneeded_by"]):
        raise Invalid("mediation.document_wanted", pointer="/oral/unneeded_by", parties=sorted(wanting))
    return _past(body["agreed_at"], at, "/oral/agreed_at")


EFFECTS: Mapping[str, Callable[[Case, Mapping[str, Any], datetime], datetime]] = {
    "written": effect_of_written,
    "oral": effect_of_oral,
}


def _known(case: Case, ids: list[str], pointer: str) -> None:
    if unknown := set(ids) - case.ids:
        raise Invalid("mediation.party_unknown", pointer=pointer, parties=sorted(unknown))


def _past(effective_at: datetime, at: datetime, pointer: str) -> datetime:
    if effective_at > at:
        raise Invalid("mediation.signature_in_future", pointer=pointer)
    return effective_at
