"""How often one place may be asked for the same: times in a period of the calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.grid.domain.reason import Words

PERIODS: dict[str, Words] = {
    "none": ("不限次", "no limit"),
    "once": ("仅一次", "once only"),
    "yearly": ("每年", "a year"),
    "quarterly": ("每季度", "a quarter"),
    "monthly": ("每月", "a month"),
    "weekly": ("每周", "a week"),
    "daily": ("每日", "a day"),
}

# the name of the period a local date lies in: the same name, the same period
KEYS: dict[str, Callable[[date], str]] = {
    "none": lambda on: "",
    "once": lambda on: "ever",
    "yearly": lambda on: f"{on:%Y}",
    "quarterly": lambda on: f"{on:%Y}-Q{(on.month + 2) // 3}",
    "monthly": lambda on: f"{on:%Y-%m}",
    "weekly": lambda on: "{}-W{:02}".format(*on.isocalendar()[:2]),
    "daily": lambda on: f"{on:%Y-%m-%d}",
}
TIMES_MOST = 366


@dataclass(frozen=True, slots=True)
class Frequency:
    """period: one of PERIODS. times: 1..TIMES_MOST in each period; without meaning for `none` and `once`."""

    period: str
    times: int

    def key(self, on: date) -> str:
        """Name the period a local date lies in, '' where there is no limit."""
        return KEYS[self.period](on)

    def spent(self, count: int) -> bool:
        """Tell whether a place that was asked `count` times in this period may not be asked again.

        Rule GR-74, domain 9.6: frequency is part of what was admitted; a task beyond it is a task without an item.
        """
        return self.period != "none" and count >= (1 if self.period == "once" else self.times)

    def words(self, language: str) -> str:
        """Say it in 'zh' or 'en'."""
        zh, en = PERIODS[self.period]
        if self.period in ("none", "once"):
            return en if language == "en" else zh
        return f"{self.times}× {en}" if language == "en" else f"{zh}{self.times}次"
