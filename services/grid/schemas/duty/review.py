"""Quarterly reviews on the wire."""

from __future__ import annotations

from kernel.wire import INTEGER_MAX, Choice, Day, Id, Instant, Integer, Many, Nested, Next, Pattern, Rows, Schema, Text, Version
from services.grid.domain.duty import review
from services.grid.schemas.duty.listing import PLACE, WORDS, InArea
from services.grid.schemas.incident import CASE_TYPE, UNIT, WORDS_MOST


class ListReviews(InArea):
    """Page through quarterly reviews, the latest first."""


class FindReview(Schema):
    """Read a review with its clusters and what was written beside them."""

    review = Id(required=True)


class NoteReview(Schema):
    """Write cause and measure beside a cluster."""

    review = Id(required=True)
    version = Version()
    case_type = Pattern(CASE_TYPE, required=True)
    place = Pattern(PLACE, required=True)
    cause = Text(most=WORDS_MOST, required=True)
    measure = Text(most=WORDS_MOST, required=True)
    unit = Pattern(UNIT, required=True)
    due_on = Day(required=True)


class CloseReview(Schema):
    """End a review."""

    review = Id(required=True)
    version = Version()


class ReviewRow(Schema):
    """One review of a list."""

    id = Id()
    area = Text(most=12)
    quarter_on = Day()
    state = Choice(*review.STATES)
    cases = Integer(0, INTEGER_MAX)
    closed_at = Instant(allow_none=True)
    version = Integer(1, INTEGER_MAX)


class CellView(Schema):
    """One cluster of five cases or more. period: the quarter, 2026-Q1, or one of its months, 2026-01."""

    case_type = Text(most=32)
    place = Text(most=32)
    period = Text(most=16)
    cases = Integer(review.LEAST_CELL, INTEGER_MAX)
    unsolved = Integer(0, INTEGER_MAX)


class NoteView(Schema):
    """What was written beside a cluster."""

    no = Integer(1, INTEGER_MAX)
    case_type = Text(most=32)
    place = Text(most=32)
    cause = Text(most=WORDS)
    measure = Text(most=WORDS)
    unit = Text(most=64)
    due_on = Day()
    noted_at = Instant()


class ReviewView(ReviewRow):
    """One review with its largest clusters and notes."""

    cells = Many(Nested(CellView), most=1000)
    notes = Many(Nested(NoteView), most=10000)


class ReviewPage(Schema):
    """One page of reviews."""

    items = Rows(ReviewRow)
    next = Next()
