"""Sending a petition to the unit that can decide it, and stepping back from one's own (回避)."""
from __future__ import annotations

from datetime import datetime

from kernel.decision import Decision
from kernel.errors import Conflict
from services.petition.domain.doer import Doer
from services.petition.domain.petition import Petition
from services.petition.domain.step import take


def forward(petition: Petition, doer: Doer, *, unit: str, at: datetime) -> Decision[Petition]:
    """Send a matter to the unit that has the power to decide it. unit: its code.

    -> record forwarded, event petition.forwarded; the unit's own fifteen days begin.

    Rule PT-03, 《信访工作条例》 art. 22, 23.

    :raises Denied: petition.unit_not_responsible, petition.handler_recused, petition.forward_not_yours
    :raises Conflict: petition.already_there
    """
    if unit == petition.unit:
        raise Conflict("petition.already_there", unit=unit)
    data = {"from": petition.unit}
    return take(petition, "forward", doer, at=at, data=data, unit=unit, first_unit=petition.first_unit or doer.unit)


def recuse(petition: Petition, doer: Doer, *, interest: str, at: datetime) -> Decision[Petition]:
    """Step back from a matter one has an interest in; from then on its acts are closed to this person.

    interest: in_matter, kin or other. -> record in the same state, event petition.recused.

    Rule PX-05, 《信访工作条例》 art. 28 回避.

    :raises Conflict: petition.already_recused
    """
    handler = None if petition.handler == doer.id else petition.handler
    recused = (*petition.recused, doer.id)
    return take(petition, "recuse", doer, at=at, data={"interest": interest}, recused=recused, handler=handler)
