"""Passing on what somebody was handling when they leave: to an heir, or back to the desk."""

from __future__ import annotations

from datetime import datetime

from kernel.decision import Decision
from services.grid.domain.doer import SYSTEM
from services.grid.domain.incident import Incident
from services.grid.domain.life import LIFE
from services.grid.domain.step import take


def pass_on(incident: Incident, *, heir: str | None, at: datetime) -> Decision[Incident]:
    """Give an incident to somebody who stays, or back to the desk when nobody does.

    heir: account id, or None. What is handled already only loses its handler; its check goes on.
    -> record with the heir as handler, event grid.incident_reassigned; or filed again without a unit and without the
    request for more time, event grid.incident_sent_back{was_unit}.

    Rule GR-54, domain 9.3 (2-7) 能进能出: nobody leaves without their work being handed over.
    Rule GR-120, domain 3.5: who leaves gives nobody more time; the clock of handling runs on until another unit has it.
    """
    if heir is None and LIFE.has(incident.state, "send_back"):
        cleared = dict.fromkeys(("unit", "handler", "asked_by", "asked_unit", "asked_days", "review_on", "hung_for"))
        return take(incident, "send_back", SYSTEM, at=at, data={"was_unit": incident.unit}, **cleared)
    return take(incident, "reassign", SYSTEM, at=at, handler=heir)
