"""How long something is kept: a length of days, months or years, counted on the calendar of Shanghai."""
from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
MONTHS = {"months": 1, "years": 12}
UNITS = ("days", *MONTHS)
WRITTEN = re.compile(r"([1-9][0-9]{0,4}) (days|months|years)")


@dataclass(frozen=True, slots=True)
class Keep:
    """`180 days`, `6 months`, `3 years`. number: 1 to 99999."""

    number: int
    unit: str

    @staticmethod
    def parse(text: str) -> Keep:
        """Read a length as it is written.

        :raises ValueError: for anything else
        """
        found = WRITTEN.fullmatch(text.strip())
        if not found:
            raise ValueError(f"{text!r} is no length like '180 days', '6 months' or '3 years'")
        return Keep(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.number} {self.unit}"

    @property
    def days(self) -> float:
        """About how many days, to compare two lengths."""
        return self.number * {"days": 1, "months": 30.44, "years": 365.25}[self.unit]

    def before(self, now: datetime) -> datetime:
        """Give the instant up to which things are past their time. now: aware. -> UTC.

        A day that a month lacks becomes that month's last, so that the 29th of February is kept to the 28th or longer.
        """
        return self._moved(now, -1)

    def after(self, at: datetime) -> datetime:
        """Give when something of then is past its time. at: aware. -> UTC; never later than `before` lets it go."""
        return self._moved(at, 1)

    def _moved(self, at: datetime, sign: int) -> datetime:
        local = at.astimezone(ZONE)
        if self.unit == "days":
            return (local + timedelta(days=sign * self.number)).astimezone(UTC)
        count = local.year * 12 + local.month - 1 + sign * self.number * MONTHS[self.unit]
        year, month = max(count // 12, 1), count % 12 + 1
        day = min(local.day, calendar.monthrange(year, month)[1])
        return local.replace(year=year, month=month, day=day).astimezone(UTC)
