"""Naming the mediator, whose interest is declared before anything is said."""
from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from kernel.decision import Decision
from kernel.errors import Conflict, Denied, Invalid
from services.mediation.domain.dispute import Case
from services.mediation.domain.doer import Doer
from services.mediation.domain.step import take


def assign(
    case: Case,
    doer: Doer,
    *,
    mediator: str,
    indexes: Collection[str],
    unit: str,
    interest: str,
    accepted_by: Collection[str],
    at: datetime,
) -> Decision[Case]:
    """Name the mediator, or another one.

    mediator: account id, indexes: the keyed indexes of it. unit: code of the committee. interest: none or declared.
    accepted_by: ids of the parties who accept the mediator. -> event mediation.assigned{interest}.

    Rule MX-09, 《人民调解法》 art. 15, 19, 23(1): who has an interest mediates only if every party, knowing it, agrees.

    :raises Invalid: mediation.party_unknown, mediation.mediator_is_party
    :raises Conflict: mediation.mediator_conflicted, facts parties (ids of those who have not accepted)
    :raises Denied: mediation.unit_not_responsible
    """
    if unknown := set(accepted_by) - case.ids:
        raise Invalid("mediation.party_unknown", pointer="/accepted_by", parties=sorted(unknown))
    if any(party.party in indexes for party in case.parties):
        raise Invalid("mediation.mediator_is_party", pointer="/mediator")
    missing = case.ids - set(accepted_by)
    if interest == "declared" and missing:
        raise Conflict("mediation.mediator_conflicted", parties=sorted(missing))
    if doer.role == "officer" and unit != doer.unit:
        raise Denied("mediation.unit_not_responsible", unit=unit)
    return take(case, "assign", doer, at=at, data={"interest": interest}, mediator=mediator, unit=unit)
