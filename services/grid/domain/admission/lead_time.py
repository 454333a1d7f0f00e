"""How long the way onto the access list takes: ahead of its beginning one applies, and within which time it is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kernel.errors import Invalid
from kernel.obligation import Limit
from kernel.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Timer:
    """One time limit in working days. who: the role it binds."""

    id: str
    stage: str
    workdays: int
    who: str
    source: str


TIMERS = (
    Timer("GR-P70", "ahead", 30, "officer", "domain 9.6 申请提前 30 个工作日, S36"),
    Timer("GR-P71", "decide", 15, "leader", "domain 9.6 15 个工作日内决定, S36"),
    Timer("GR-P72", "task", 1, "grid_worker", "domain 9.6 随准入事项约定的时间"),
)
BY_STAGE: Mapping[str, Timer] = {timer.stage: timer for timer in TIMERS}
# what forbids is not prepared for: a negative item may begin at once
AT_ONCE = frozenset({"negative"})

Own = Mapping[str, int]


def ahead(kind: str, own: Own) -> int:
    """Give how many working days before its beginning an item is applied for. own: the tenant's choice by stage."""
    return 0 if kind in AT_ONCE else own.get("ahead", BY_STAGE["ahead"].workdays)


def deciding(own: Own) -> Limit:
    """Give the limit of the decision; a tenant may decide sooner, never later."""
    usual = BY_STAGE["decide"].workdays
    return Limit(min(own.get("decide", usual), usual), "WD")


def in_time(kind: str, valid_from: date, *, on: date, calendar: Calendar, own: Own) -> None:
    """Accept an application that comes early enough. on: local date of the application.

    Rule GR-73, domain 9.6 and S36: applied for 30 working days ahead, decided within 15.

    :raises Invalid: grid.item_applied_late
    """
    days = ahead(kind, own)
    earliest = calendar.add_workdays(on, days) if days else on
    if valid_from < earliest:
        raise Invalid("grid.item_applied_late", pointer="/valid_from", workdays=days, earliest=earliest.isoformat())
