"""Daily sweeps on the wire."""

from __future__ import annotations

from marshmallow import ValidationError, validates_schema

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
    fault,
)
from services.grid.domain.duty import sweep
from services.grid.domain.duty.sweep import RESULTS as SWEPT
from services.grid.schemas.duty.listing import AREA, WORDS, InArea
from services.grid.schemas.incident import CASE_TYPE, WORDS_MOST, Piece, Point


class MySweep(Schema):
    """Read the sweeps of today of the own grids."""


class Hazard(Schema):
    """What is wrong at a place; it becomes an incident. Without a point it is in the sweep's grid."""

    description = Text(most=WORDS_MOST, required=True)
    case_type = Pattern(CASE_TYPE, required=True)
    urgent = Flag(load_default=False)
    point = Nested(Point, load_default=None, allow_none=True)
    address = Text(most=200, least=0, load_default="")
    evidence = Many(Nested(Piece), most=20, load_default=list)


class RecordSweepItem(Schema):
    """Write down what was found at one place of the checklist. hazard: with the result hazard, and only with it."""

    sweep = Id(required=True)
    version = Version()
    place = Integer(1, 10000, required=True)
    result = Choice(*SWEPT, required=True)
    words = Text(most=WORDS_MOST, least=0, load_default="")
    hazard = Nested(Hazard, load_default=None, allow_none=True)

    @validates_schema
    def check_hazard(self, data: dict[str, object], **kwargs: object) -> None:
        """Refuse a hazard nobody describes, and one described where all is fine."""
        if (data.get("result") == "hazard") != bool(data.get("hazard")):
            raise ValidationError(fault("grid.hazard_mismatch"), "hazard")


class ListSweeps(InArea):
    """Page through the sweeps of a day. on: local date, today when it is not given."""

    on = Day(load_default=None, allow_none=True)


class SweepDays(Schema):
    """Count sweeps day by day, at most 92 days, both ends included."""

    area = Pattern(AREA, load_default=None, allow_none=True)
    first = Day(required=True)
    last = Day(required=True)


class SweepItemView(Schema):
    """One line of a checklist. name: of the site; of what every grid has, in the reader's language."""

    place = Integer(1, 10000)
    site = Text(most=64, least=0)
    name = Text(most=200, allow_none=True)
    kind = Text(most=32)
    result = Choice(*sweep.RESULTS, allow_none=True)
    words = Text(most=WORDS, least=0)
    incident = Id(allow_none=True)
    checked_at = Instant(allow_none=True)


class SweepRow(Schema):
    """One sweep of a list."""

    id = Id()
    grid = Text(most=32)
    area = Text(most=12)
    due_on = Day()
    state = Choice(*sweep.STATES)
    items = Integer(0, INTEGER_MAX)
    checked = Integer(0, INTEGER_MAX)
    hazards = Integer(0, INTEGER_MAX)
    version = Integer(1, INTEGER_MAX)


class SweepView(SweepRow):
    """One sweep with its checklist."""

    lines = Many(Nested(SweepItemView), most=1000)


class MySweepView(Schema):
    """The sweeps of a day of the own grids."""

    on = Day()
    items = Many(Nested(SweepView), most=1000)


class RecordedView(SweepRow):
    """A sweep after a finding. incident: made of the hazard, or null."""

    incident = Id(allow_none=True)
    number = Text(most=64, allow_none=True)


class SweepPage(Schema):
    """One page of sweeps."""

    items = Rows(SweepRow)
    next = Next()


class SweepDayView(Schema):
    """What the sweeps of one day amount to."""

    on = Day()
    sweeps = Integer(0, INTEGER_MAX)
    done = Integer(0, INTEGER_MAX)
    items = Integer(0, INTEGER_MAX)
    checked = Integer(0, INTEGER_MAX)
    hazards = Integer(0, INTEGER_MAX)


class SweepDaysView(Schema):
    """Day by day."""

    items = Many(Nested(SweepDayView), most=92)
