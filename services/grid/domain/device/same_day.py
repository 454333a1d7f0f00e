"""Limits that end with the local day on which the work is given."""

from __future__ import annotations

from datetime import timedelta

from kernel.obligation import Limit
from kernel.ruler import day_end, local_date
from services.grid.domain.incident import Incident

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
STAGES = ("handle", "whole")


def limits(incident: Incident) -> dict[str, Limit]:
    """Give the limits of a same-day case by stage, none for any other.

    Rule GR-184, domain 9.1 0-27: what a device shows below standard is seen to on the same day. Taken at its word: what comes
    late in the evening is due by that midnight too, and what comes in the last minute is missed at once and told.
    """
    if not incident.same_day:
        return {}
    # hours are counted in whole seconds: one less, so that none of them is the next day's
    left = day_end(local_date(incident.changed_at)) - incident.changed_at - SECOND
    return {stage: Limit(max(left, SECOND) / HOUR, "H") for stage in STAGES}
