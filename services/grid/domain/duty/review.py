"""The quarterly review (季梳理): clusters by kind, place and time, and the causes and measures written beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from kernel.errors import Conflict

STATES = ("prepared", "closed")
# smaller cells are kept out of the table altogether; a district may keep out more
LEAST_CELL = 5


@dataclass(frozen=True, slots=True)
class Review:
    """One review of an area. quarter_on: first day of its quarter. cases: of the quarter, in all."""

    id: str
    area: str
    quarter_on: date
    state: str
    cases: int
    prepared_at: datetime
    closed_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Note:
    """What is behind a cluster. cause, measure: words. unit: who takes the measure. due_on: by when, local date."""

    case_type: str
    place: str
    cause: str
    measure: str
    unit: str
    due_on: date


def note(review: Review) -> Review:
    """Let something be written beside a review that is not closed.

    :raises Conflict: grid.review_closed
    """
    if review.state == "closed":
        raise Conflict("grid.review_closed")
    return replace(review, version=review.version + 1)


def close(review: Review, *, at: datetime) -> Review:
    """End a review.

    :raises Conflict: grid.review_closed
    """
    return replace(note(review), state="closed", closed_at=at)
