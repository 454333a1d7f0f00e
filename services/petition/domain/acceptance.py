"""Acceptance (受理), or its refusal with a reason, a source and the next remedy."""
from __future__ import annotations

from datetime import datetime

from kernel.decision import Decision
from services.petition.domain.doer import Doer
from services.petition.domain.permit import competent
from services.petition.domain.petition import Petition
from services.petition.domain.step import take


def accept(petition: Petition, doer: Doer, *, purpose: str, competence: str, at: datetime) -> Decision[Petition]:
    """Take a matter up, having confirmed what kind it is and that this unit may decide it.

    purpose: suggest or appeal. competence: line_duty, designated or own_matter.
    -> record accepted, event petition.accepted; for an appeal the sixty days begin.

    Rule PT-05, 《信访工作条例》 art. 29, 31, 34.

    :raises Denied: petition.unit_not_responsible, petition.handler_recused, petition.department_only_routes
    """
    data = {"purpose": purpose, "competence": competence}
    decided = take(
        petition, "accept", doer, at=at, data=data, purpose=purpose, competence=competence, handler=doer.id
    )
    competent(decided.record, doer)
    return decided


def refuse(petition: Petition, doer: Doer, *, reason: str, at: datetime) -> Decision[Petition]:
    """Tell that a matter is not, or no longer, taken. reason: code of a row of `refusal.REASONS`.

    -> record refused, event petition.refused{reason}. The notice is written by `notice.refusal`.

    Rule PX-02, 《信访工作条例》 art. 19, 23, 31, 36.
    """
    return take(petition, "refuse", doer, at=at, data={"reason": reason}, refusal=reason)
