"""How long each stage of an incident may take, where its case type says nothing of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kernel.obligation import Limit

MINUTE = 1 / 60
MOST_DAYS = 20  # working days one extension may give

# what one working day of an extension is in the unit of the clock it moves; offices are open 7.5 hours a day
PER_WORKDAY: Mapping[str, float] = {"WD": 1, "D": 1, "WH": 7.5, "H": 24}


@dataclass(frozen=True, slots=True)
class Period:
    """One time limit.

    trigger: the states during which it runs. usual, urgent: its length; urgent kinds run round the clock.
    who: the role it binds.
    """

    id: str
    stage: str
    trigger: tuple[str, ...]
    usual: Limit
    urgent: Limit
    who: str
    source: str


PERIODS = (
    Period(
        "IN-P1",
        "accept",
        ("reported",),
        Limit(10 * MINUTE, "WH"),
        Limit(10 * MINUTE, "H"),
        "dispatcher",
        "domain 3.6 受理",
    ),
    Period("IN-P2", "verify", ("verifying",), Limit(1, "WH"), Limit(1, "H"), "grid_worker", "domain 3.6 核实"),
    Period(
        "IN-P3",
        "file",
        ("accepted",),
        Limit(30 * MINUTE, "WH"),
        Limit(30 * MINUTE, "H"),
        "dispatcher",
        "domain 3.6 立案",
    ),
    Period(
        "IN-P4",
        "dispatch",
        ("filed",),
        Limit(30 * MINUTE, "WH"),
        Limit(30 * MINUTE, "H"),
        "dispatcher",
        "domain 3.6 派遣",
    ),
    Period(
        "IN-P5",
        "handle",
        ("dispatched", "handling", "extension_requested", "hung", "rework"),
        Limit(5, "WD"),
        Limit(24, "H"),
        "officer",
        "domain 3.6 处置",
    ),
    Period("IN-P6", "check", ("handled",), Limit(2, "WH"), Limit(2, "H"), "checker", "domain 3.6 核查"),
    Period(
        "IN-P7",
        "close",
        ("passed",),
        Limit(30 * MINUTE, "WH"),
        Limit(30 * MINUTE, "H"),
        "dispatcher",
        "domain 3.6 结案",
    ),
)

BY_STAGE: Mapping[str, Period] = {period.stage: period for period in PERIODS}
STAGE_OF: Mapping[str, str] = {state: period.stage for period in PERIODS for state in period.trigger}


def limit(stage: str, *, urgent: bool, own: Mapping[str, Limit]) -> Limit:
    """Give the limit of a stage. own: what the case type says for itself, by stage; it goes before the usual one.

    Rule IN-17, domain 3.6: limits belong to the case type; urgent safety kinds run round the clock.
    """
    period = BY_STAGE[stage]
    return own.get(stage) or (period.urgent if urgent else period.usual)


def extension(days: int, unit: str) -> float:
    """Turn working days of an extension into the unit of the clock they are added to."""
    return days * PER_WORKDAY[unit]
