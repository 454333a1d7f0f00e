"""Commands of the daily duty: sweeps, rounds, visits, meetings, reviews, inspections."""

from __future__ import annotations

from marshmallow import ValidationError, validates_schema

from kernel.wire import Choice, Day, Flag, Id, Instant, Integer, Listing, Many, Nested, Pattern, Schema, Text, Version, fault
from services.grid.domain.duty.inspection import RESULTS as INSPECTED
from services.grid.domain.duty.sweep import RESULTS as SWEPT
from services.grid.schemas.incident import CASE_TYPE, UNIT, WORDS_MOST, Piece, Point
from services.grid.schemas.reading import Place

AREA = r"[0-9]{12}"
PLACE = r"[0-9A-Z-]{2,32}"
BATCH = 200
GRIDS_MOST = 200


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


class InArea(Listing):
    """A page of what lies in an area, never beyond the reader's scope."""

    after = Nested(Place, load_default=None, allow_none=True)  # type: ignore[assignment]  # narrower than any list
    area = Pattern(AREA, load_default=None, allow_none=True)


class ListSweeps(InArea):
    """Page through the sweeps of a day. on: local date, today when it is not given."""

    on = Day(load_default=None, allow_none=True)


class SweepDays(Schema):
    """Count sweeps day by day, at most 92 days, both ends included."""

    area = Pattern(AREA, load_default=None, allow_none=True)
    first = Day(required=True)
    last = Day(required=True)


class OpenRound(Schema):
    """Begin a round on an own grid."""

    grid = Pattern(PLACE, required=True)


class CheckIn(Schema):
    """Say where one stands now, at a site or somewhere in the grid."""

    round = Id(required=True)
    point = Nested(Point, required=True)
    site = Id(load_default=None, allow_none=True)


class Taken(Schema):
    """One place as the phone took it. id: its own."""

    id = Id(required=True)
    taken_at = Instant(required=True)
    point = Nested(Point, required=True)
    site = Id(load_default=None, allow_none=True)


class SendCheckIns(Schema):
    """Send places taken while there was no network; each row has its own outcome."""

    round = Id(required=True)
    rows = Many(Nested(Taken), least=1, most=BATCH, required=True)


class CloseRound(Schema):
    """End a round."""

    round = Id(required=True)
    version = Version()


class MyRounds(Listing):
    """Page through the own rounds, the latest first."""

    after = Nested(Place, load_default=None, allow_none=True)  # type: ignore[assignment]  # narrower than any list


class MyTrack(Schema):
    """Read the own positions of one own round."""

    round = Id(required=True)


class RoundDay(Schema):
    """Count the rounds of a day by community. on: local date."""

    area = Pattern(AREA, load_default=None, allow_none=True)
    on = Day(required=True)


class RecordVisit(Schema):
    """Write down a visit. place: code of the grid or area of the own post."""

    place = Pattern(PLACE, required=True)
    started_at = Instant(required=True)
    ended_at = Instant(required=True)
    words = Text(most=WORDS_MOST, required=True)


class MyVisits(MyRounds):
    """Page through the own visits, the latest first."""


class DutyWeek(Schema):
    """Read how far the agency staff of an area have come in a week. week_on: any local date of it."""

    area = Pattern(AREA, load_default=None, allow_none=True)
    week_on = Day(required=True)


class ListDutyMisses(InArea):
    """Page through those who fell short of a past week. week_on: any local date of it."""

    week_on = Day(required=True)


class ListMeetings(InArea):
    """Page through monthly meetings, the latest first."""


class FindMeeting(Schema):
    """Read a meeting with its cases after a place of the list."""

    meeting = Id(required=True)
    after_place = Integer(0, 10**6, load_default=0)
    limit = Integer(1, 200, load_default=100)


class HoldMeeting(Schema):
    """Open a meeting."""

    meeting = Id(required=True)
    version = Version()


class CloseMeeting(HoldMeeting):
    """End a meeting."""


class ConcludeCase(HoldMeeting):
    """Write down what was concluded on one case."""

    incident = Id(required=True)
    unit = Pattern(UNIT, required=True)
    due_on = Day(required=True)
    words = Text(most=WORDS_MOST, required=True)


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
