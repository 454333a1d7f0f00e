"""The only reader of the system clock and the only maker of ids."""
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import uuid_utils

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Give this instant, aware, in UTC."""
    return datetime.now(UTC)


def today(at: datetime | None = None) -> date:
    """Give the local date in Asia/Shanghai, of `at` (aware) or of now."""
    return (at or now()).astimezone(SHANGHAI).date()


def after(was: datetime | None, at: datetime) -> datetime:
    """Give when something is said that replaces what was said before: now, or just after it where another machine's clock leads.

    Of two words about one thing the later counts; what somebody says knowing the other must never be the earlier.
    """
    return max(at, was + timedelta(microseconds=1)) if was else at


def new_id() -> str:
    """Give a fresh UUIDv7 as text: unique, and sorting roughly by the time it was made."""
    return str(uuid_utils.uuid7())
