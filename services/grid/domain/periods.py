"""How long each stage of an incident may take, where its case type says nothing of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kernel.obligation import Limit
from kernel.workdays import Calendar
from services.grid.domain.setting.limit import ROWS as CHOICES

MINUTE = 1 / 60
HOUR = timedelta(hours=1)
MOST_DAYS = 20  # working days one extension may give

# a danger does not wait for offices to open: what one unit of working time is in hours of the clock
OF_THE_CLOCK: Mapping[str, float] = {"WH": 1, "WD": 24}

# what one working day of an extension is in the unit of the clock it moves: of days, how many it takes to the same working day
PER_WORKDAY: Mapping[str, Callable[[int, date, Calendar], float]] = {
    "WD": lambda days, due_on, calendar: days,
    "D": lambda days, due_on, calendar: (calendar.add_workdays(due_on, days) - due_on).days,
    "WH": lambda days, due_on, calendar: days * calendar.hours.length / HOUR,
    "H": lambda days, due_on, calendar: (calendar.add_workdays(due_on, days) - due_on).days * 24,
}


@dataclass(frozen=True, slots=True)
class Period:
    """One time limit.

    trigger: the states during which it may run; domain/stage.py says which of several do, and the first of them here is
    the one that is shown. usual, urgent: its length; urgent kinds run round the clock.
    who: the role it binds.
    """

    id: str
    stage: str
    trigger: tuple[str, ...]
    usual: Limit
    urgent: Limit
    who: str
    source: str


def _working(minutes: float) -> Limit:
    return Limit(minutes * MINUTE, "WH")


def _clock(minutes: float) -> Limit:
    return Limit(minutes * MINUTE, "H")


SOLVING = ("dispatched", "handling", "extension_requested", "rework")
# while a unit is looked for anew after a return the disposal's clock runs on
SOUGHT = ("filed", "arbitrating")
LIVING = (*SOUGHT, *SOLVING, "hung", "handled", "self_handled", "passed", "merged")

PERIODS = (
    Period("IN-P1", "accept", ("reported",), _working(10), _clock(10), "dispatcher", "domain 3.6 受理"),
    Period("IN-P2", "verify", ("verifying",), _working(60), _clock(60), "grid_worker", "domain 3.6 核实"),
    Period("IN-P3", "file", ("accepted",), _working(30), _clock(30), "dispatcher", "domain 3.6 立案"),
    Period("IN-P4", "dispatch", ("filed",), _working(30), _clock(30), "dispatcher", "domain 3.6 派遣"),
    Period("IN-P8", "arbitrate", ("arbitrating",), Limit(1, "WD"), Limit(2, "H"), "leader", "domain 3.5 退回: own figure"),
    Period("IN-P9", "review", ("hung",), Limit(30, "D"), Limit(30, "D"), "dispatcher", "domain 3.5 挂账: the plan's own day"),
    Period("IN-P10", "make_safe", (*SOUGHT, *SOLVING), _clock(60), _clock(60), "officer", "domain 3.6: first make-safe step"),
    Period("IN-P5", "handle", (*SOUGHT, *SOLVING, "hung"), Limit(5, "WD"), Limit(24, "H"), "officer", "domain 3.6 处置"),
    Period("IN-P11", "take_up", ("dispatched",), _working(120), _clock(15), "officer", "domain 3.5 派遣: own figure"),
    Period("IN-P6", "check", ("handled",), _working(120), _clock(120), "checker", "domain 3.6 核查"),
    Period("IN-P7", "close", ("passed", "self_handled"), _working(30), _clock(30), "dispatcher", "domain 3.6 结案"),
    Period("IN-P12", "whole", LIVING, Limit(20, "WD"), Limit(72, "H"), "dispatcher", "domain 3.7 应结案: own figure"),
)

# the settings by which a district chooses what is usual, by stage: of what is no danger, and of a danger; a review has its day
SETTINGS: Mapping[str, tuple[str, str]] = {
    "accept": ("limit.accept", "limit.accept"),
    "verify": ("limit.verify", "limit.verify"),
    "file": ("limit.file", "limit.file"),
    "dispatch": ("limit.dispatch", "limit.dispatch"),
    "arbitrate": ("limit.arbitrate", "limit.danger_arbitrate"),
    "make_safe": ("limit.make_safe", "limit.make_safe"),
    "handle": ("limit.handle", "limit.danger_handle"),
    "take_up": ("limit.take_up", "limit.danger_take_up"),
    "check": ("limit.check", "limit.check"),
    "close": ("limit.close", "limit.close"),
    "whole": ("limit.whole", "limit.danger_whole"),
}

KINDS: Mapping[str, str] = {row.key: row.kind for row in CHOICES}
# what one of a setting's kind is in the unit of the clock
PER: Mapping[str, float] = {"minutes": MINUTE, "hours": 1, "workdays": 1}

BY_STAGE: Mapping[str, Period] = {period.stage: period for period in PERIODS}


def limit(stage: str, *, urgent: bool, own: Mapping[str, Limit]) -> Limit:
    """Give the limit of a stage. own: what the case type says for itself, by stage; it goes before the usual one.

    Rule IN-17, domain 3.6: limits belong to the case type; urgent safety kinds run round the clock.
    """
    period = BY_STAGE[stage]
    found = own.get(stage)
    if found is None:
        return period.urgent if urgent else period.usual
    return _round_the_clock(found, period.urgent) if urgent else found


def _round_the_clock(own: Limit, longest: Limit) -> Limit:
    """Give what a kind's own limit is for a danger: no office hours, and no longer than any danger may take."""
    if own.unit not in OF_THE_CLOCK:
        return own
    return Limit(min(own.amount * OF_THE_CLOCK[own.unit], longest.amount), "H")


def chosen(stage: str, amount: int, *, urgent: bool) -> Limit:
    """Give the usual limit of a stage as the district chose it. amount: in the unit of its setting.

    Rule IN-17, domain 3.6: what no law and no kind says is the district's to choose, within bounds.
    """
    unit = (BY_STAGE[stage].urgent if urgent else BY_STAGE[stage].usual).unit
    return Limit(amount * PER[KINDS[SETTINGS[stage][urgent]]], unit)


def usual(chosen_for: Callable[[str], int], *, urgent: bool) -> dict[str, Limit]:
    """Give the usual limit of each stage that has a setting. chosen_for: what a setting is in the whole district."""
    return {stage: chosen(stage, chosen_for(keys[urgent]), urgent=urgent) for stage, keys in SETTINGS.items()}


def extension(days: int, unit: str, *, due_on: date, calendar: Calendar) -> float:
    """Turn working days of an extension into the unit of the clock they are added to.

    due_on: local date the clock ends on. Whatever the unit, what was granted as working days ends so many of them later.
    """
    return PER_WORKDAY[unit](days, due_on, calendar)
