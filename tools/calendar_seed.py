"""Makes deploy/calendar/cn.csv from the days the package chinesecalendar knows.

    python -m tools.calendar_seed 2024 2026 > deploy/calendar/cn.csv

The package is needed here alone; the running system reads the file.
"""
from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar

HEADER = "day,kind,source,status"


def kind(on: date) -> str:
    """Give what an officially known day is: work, rest, holiday or makeup.

    :raises NotImplementedError: when the package does not know the year
    """
    if chinese_calendar.is_workday(on):
        return "makeup" if on.weekday() > 4 else "work"
    return "holiday" if on in chinese_calendar.constants.holidays else "rest"


def rows(first: int, last: int) -> Iterator[str]:
    """Give one line for each day of the years `first` to `last`, both included."""
    on = date(first, 1, 1)
    while on.year <= last:
        yield f"{on.isoformat()},{kind(on)},国务院办公厅 {on.year} 年部分节假日安排,official"
        on += timedelta(days=1)


def main(first: str, last: str) -> None:
    """Print the file."""
    sys.stdout.write("\n".join([HEADER, *rows(int(first), int(last))]) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
