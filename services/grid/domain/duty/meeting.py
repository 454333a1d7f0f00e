"""The monthly meeting (月调度) on hard cases: which cases, why, and what was concluded on each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from kernel.errors import Conflict, Invalid

STATES = ("prepared", "held", "closed")
LONG_OPEN, RETURNED, CARRIED_OVER = "long_open", "returned", "carried_over"
REASONS = (LONG_OPEN, RETURNED, CARRIED_OVER)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of an area. month_on: first day of its month. cases, concluded: how many."""

    id: str
    area: str
    month_on: date
    state: str
    cases: int
    concluded: int
    prepared_at: datetime
    held_at: datetime | None
    closed_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a meeting decided on one case. unit: who must do it. due_on: by when, local date. words: what."""

    unit: str
    due_on: date
    words: str


def hold(meeting: Meeting, *, at: datetime) -> Meeting:
    """Open a prepared meeting.

    :raises Conflict: grid.meeting_not_prepared
    """
    if meeting.state != "prepared":
        raise Conflict("grid.meeting_not_prepared", state=meeting.state)
    return replace(meeting, state="held", held_at=at, version=meeting.version + 1)


def conclude(meeting: Meeting, conclusion: Conclusion, *, already: bool, today: date) -> Meeting:
    """Count a conclusion on one case. already: the case has one, which this one replaces.

    Rule GR-67, domain 9.6: each conclusion names who does it, by when, and what; a date that is over is none.

    :raises Conflict: grid.meeting_not_held
    :raises Invalid: grid.conclusion_date_over
    """
    _held(meeting)
    if conclusion.due_on < today:
        raise Invalid("grid.conclusion_date_over", pointer="/due_on")
    return replace(meeting, concluded=meeting.concluded + (not already), version=meeting.version + 1)


def close(meeting: Meeting, *, at: datetime) -> Meeting:
    """End a meeting; what it did not conclude, or what was not done, comes back on the next list.

    :raises Conflict: grid.meeting_not_held
    """
    _held(meeting)
    return replace(meeting, state="closed", closed_at=at, version=meeting.version + 1)


def _held(meeting: Meeting) -> None:
    if meeting.state != "held":
        raise Conflict("grid.meeting_not_held", state=meeting.state)
