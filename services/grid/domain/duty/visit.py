"""Visits of agency staff to the grid they answer for (包保), counted by ISO week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kernel.errors import Conflict, Denied, Invalid
from services.grid.domain.duty.duty import Setting

LEAST, MOST = timedelta(minutes=10), timedelta(hours=10)
LATE = timedelta(days=7)  # by which a visit must be written down


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit. place: code of the area or grid. area: its 12 digits. week_on: Monday of its week. words: what was done."""

    id: str
    account: str
    area: str
    place: str
    week_on: date
    started_at: datetime
    ended_at: datetime
    words: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Week:
    """What one person has done in a week: visits and their minutes."""

    account: str
    area: str
    visits: int
    minutes: int


def monday(on: date) -> date:
    """Give the Monday of the ISO week a local date lies in."""
    return on - timedelta(days=on.weekday())


def key(week_on: date) -> str:
    """Give the ISO week of a Monday as text, 2026-W10."""
    year, week, _ = week_on.isocalendar()
    return f"{year}-W{week:02d}"


def check(started_at: datetime, ended_at: datetime, *, posted: bool, overlapping: bool, now: datetime) -> None:
    """Refuse a visit that cannot have been one.

    posted: the person has a post of agency staff there. overlapping: with another visit of the same person.

    Rule GR-65, domain 9.1: a visit is paid by whoever answers for the place, has a length between 10 minutes and 10
    hours, and nobody is at two places at once.

    :raises Denied: grid.visit_not_your_post
    :raises Invalid: grid.visit_in_future, grid.visit_too_old, grid.visit_length_wrong
    :raises Conflict: grid.visit_overlapping
    """
    if not posted:
        raise Denied("grid.visit_not_your_post")
    if ended_at > now:
        raise Invalid("grid.visit_in_future", pointer="/ended_at")
    if now - ended_at > LATE:
        raise Invalid("grid.visit_too_old", pointer="/ended_at", days=LATE.days)
    if not LEAST <= ended_at - started_at <= MOST:
        raise Invalid("grid.visit_length_wrong", pointer="/ended_at", least=10, most=600)
    if overlapping:
        raise Conflict("grid.visit_overlapping")


def short(week: Week, setting: Setting) -> bool:
    """Say whether less was done than is owed.

    Rule GR-66, domain 9.1 and 9.6: at least one visit in an ISO week and half a day (240 minutes) in all; a district may
    raise both.
    """
    return week.visits < setting.visits or week.minutes < setting.visit_minutes
