"""When a delivery that failed is tried again, and when it is given up."""
from __future__ import annotations

from datetime import datetime, timedelta

AFTER_SECONDS = (5, 30, 300, 1800, 7200)


def next_try(attempts: int, now: datetime) -> datetime | None:
    """Give the instant of the next try after `attempts` tries (1 or more), or None when it is given up."""
    if attempts > len(AFTER_SECONDS):
        return None
    return now + timedelta(seconds=AFTER_SECONDS[attempts - 1])
