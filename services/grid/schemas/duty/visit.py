"""Visits of agency staff, and their weeks, on the wire."""

from __future__ import annotations

from kernel.wire import (
    INTEGER_MAX,
    After,
    Day,
    Exact,
    Flag,
    Id,
    Instant,
    Integer,
    Listing,
    Next,
    Pattern,
    Rows,
    Schema,
    Text,
)
from services.grid.schemas.duty.listing import AREA, PLACE, WORDS, InArea, Own
from services.grid.schemas.incident import WORDS_MOST


class RecordVisit(Schema):
    """Write down a visit. place: code of the grid or area of the own post."""

    place = Pattern(PLACE, required=True)
    started_at = Instant(required=True)
    ended_at = Instant(required=True)
    words = Text(most=WORDS_MOST, required=True)


class MyVisits(Own):
    """Page through the own visits, the latest first."""


class OwedAfter(Schema):
    """Where a page of a week ended."""

    account = Exact(most=64, required=True)


class DutyWeek(Listing):
    """Page through how far the agency staff of an area have come in a week. week_on: any local date of it."""

    after = After(OwedAfter)
    area = Pattern(AREA, load_default=None, allow_none=True)
    week_on = Day(required=True)


class ListDutyMisses(InArea):
    """Page through those who fell short of a past week. week_on: any local date of it."""

    week_on = Day(required=True)


class VisitView(Schema):
    """One own visit."""

    id = Id()
    place = Text(most=32)
    area = Text(most=12)
    week_on = Day()
    started_at = Instant()
    ended_at = Instant()
    minutes = Integer(0, INTEGER_MAX)
    words = Text(most=WORDS, least=0)


class VisitReceipt(Schema):
    """A visit that was written down, and what its week amounts to with it."""

    id = Id()
    week_on = Day()
    minutes = Integer(0, INTEGER_MAX)


class VisitPage(Schema):
    """One page of own visits."""

    items = Rows(VisitView)
    next = Next()


class OwedView(Schema):
    """How far one member of agency staff has come in a week. account: id."""

    account = Id()
    area = Text(most=12)
    visits = Integer(0, INTEGER_MAX)
    minutes = Integer(0, INTEGER_MAX)
    short = Flag()


class DutyWeekView(Schema):
    """One page of a week of agency staff, with what is owed."""

    week = Text(most=16)
    week_on = Day()
    visits = Integer(1, INTEGER_MAX)
    minutes = Integer(1, INTEGER_MAX)
    items = Rows(OwedView)
    next = Next()


class DutyMissView(Schema):
    """Somebody who fell short of a past week, as it was counted then."""

    account = Id()
    area = Text(most=12)
    week_on = Day()
    visits = Integer(0, INTEGER_MAX)
    minutes = Integer(0, INTEGER_MAX)


class DutyMissPage(Schema):
    """One page of those."""

    items = Rows(DutyMissView)
    next = Next()
