"""The order of the desk's queue, as one instant that an index can hold."""

from __future__ import annotations

from datetime import datetime, timedelta

# four hundred years of the calendar: no report is as much older than another
AHEAD = timedelta(days=146_097)


def queue_at(*, created_at: datetime, climbed: int, unit: str | None) -> datetime:
    """Give the instant by which the desk's queue is sorted, aware UTC; the earlier first.

    Rule GR-129, domain 3.5: nothing starves: what has climbed comes first, then what nobody has, then the oldest.
    """
    return created_at - AHEAD * (2 * (climbed > 0) + (unit is None))
