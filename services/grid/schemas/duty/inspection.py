"""Roving inspections on the wire."""

from __future__ import annotations

from kernel.wire import (
    INTEGER_MAX,
    Choice,
    Day,
    Flag,
    Id,
    Instant,
    Integer,
    Many,
    Nested,
    Next,
    Pattern,
    Rows,
    Schema,
    Text,
    Version,
)
from services.grid.domain.duty import inspection
from services.grid.domain.duty.inspection import RESULTS as INSPECTED
from services.grid.schemas.duty.listing import AREA, PLACE, WORDS, InArea
from services.grid.schemas.incident import WORDS_MOST

GRIDS_MOST = 200


class OrderInspection(Schema):
    """Have grids of an area drawn at random and inspected."""

    area = Pattern(AREA, required=True)
    number = Integer(1, GRIDS_MOST, required=True)


class ListInspections(InArea):
    """Page through inspections, the latest first."""


class FindInspection(Schema):
    """Read an inspection with its grids."""

    inspection = Id(required=True)


class RecordInspection(Schema):
    """Write down what was found in one grid. recheck_on: with the result faulty, and only with it."""

    inspection = Id(required=True)
    version = Version()
    grid = Pattern(PLACE, required=True)
    result = Choice(*INSPECTED, required=True)
    words = Text(most=WORDS_MOST, least=0, load_default="")
    recheck_on = Day(load_default=None, allow_none=True)


class RecheckInspection(Schema):
    """Say whether a fault was mended."""

    inspection = Id(required=True)
    version = Version()
    grid = Pattern(PLACE, required=True)
    mended = Flag(required=True)


class InspectionRow(Schema):
    """One inspection of a list. seed: with it the same grids can be drawn again."""

    id = Id()
    area = Text(most=12)
    seed = Text(most=64)
    state = Choice(*inspection.STATES)
    grids = Integer(0, GRIDS_MOST)
    ordered_at = Instant()
    version = Integer(1, INTEGER_MAX)


class InspectedView(Schema):
    """One grid of an inspection."""

    grid = Text(most=32)
    place = Integer(1, GRIDS_MOST)
    result = Choice(*inspection.RESULTS, allow_none=True)
    words = Text(most=WORDS, least=0)
    found_at = Instant(allow_none=True)
    recheck_on = Day(allow_none=True)
    mended = Flag(allow_none=True)
    rechecked_at = Instant(allow_none=True)


class InspectionView(InspectionRow):
    """One inspection with its grids in the order they were drawn."""

    items = Many(Nested(InspectedView), most=GRIDS_MOST)


class InspectionPage(Schema):
    """One page of inspections."""

    items = Rows(InspectionRow)
    next = Next()
