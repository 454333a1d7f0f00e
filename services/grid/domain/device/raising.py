"""The case a device makes, and the note that it has recovered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kernel.decision import Decision
from services.grid.domain.device.fault import Fault, Reading
from services.grid.domain.device.source import BELOW, Source
from services.grid.domain.doer import SYSTEM
from services.grid.domain.incident import DEVICE, Incident
from services.grid.domain.step import take, tell


def raised(
    source: Source, place: Mapping[str, Any], *, first: Reading, id: str, number: str, tier: str, urgent: bool, at: datetime
) -> Decision[Incident]:  # fmt: skip
    """Make the case of a fault, filed at once: what was measured needs nobody to look whether it is so.

    place: area, grid, address and position. first: the reading that shows it. -> record filed, event grid.incident_reported.

    Rule GR-184, domain 9.1 0-27: heating below standard is dealt with on the same day.
    """
    sign = "<" if source.side == BELOW else ">"
    said = f"{first.device}: {first.value:g}{source.unit} {sign} {source.threshold:g}{source.unit}"
    record = Incident(
        **place,
        id=id,
        number=number,
        state="filed",
        source=DEVICE,
        description=said,
        case_type=source.case_type,
        urgent=urgent,
        tier=tier,
        verified=True,
        same_day=source.same_day,
        created_at=at,
        changed_at=at,
    )
    return Decision(record, (tell(record, "report", was="", data={"device": True}),))


def recovered(incident: Incident, fault: Fault, *, at: datetime) -> Decision[Incident]:
    """Write into the thread that the readings are as they should be; the case is not over by that.

    Rule GR-185, domain 3.5: somebody still checks. -> event grid.incident_recovered{count}.
    """
    return take(incident, "recover", SYSTEM, at=at, data={"count": fault.count})
