"""What the daily duty answers."""

from __future__ import annotations

from marshmallow import fields

from kernel.wire import Choice, Day, Flag, Id, Instant, Integer, Many, Nested, Number, Schema, Text
from services.grid.domain.duty import inspection, meeting, review, sweep
from services.grid.domain.duty import round as rounds
from services.grid.schemas.duty import BATCH, GRIDS_MOST

MOST = 2**31 - 1
WORDS = 4000


class SweepItemView(Schema):
    """One line of a checklist. name: of the site, null for what every grid has."""

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
    items = Integer(0, MOST)
    checked = Integer(0, MOST)
    hazards = Integer(0, MOST)
    version = Integer(1, MOST)


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

    items = Many(Nested(SweepRow), most=200)
    next = fields.Dict(allow_none=True)


class SweepDayView(Schema):
    """What the sweeps of one day amount to."""

    on = Day()
    sweeps = Integer(0, MOST)
    done = Integer(0, MOST)
    items = Integer(0, MOST)
    checked = Integer(0, MOST)
    hazards = Integer(0, MOST)


class SweepDaysView(Schema):
    """Day by day."""

    items = Many(Nested(SweepDayView), most=92)


class RoundView(Schema):
    """One own round. minutes: how long it lasted, or has lasted so far."""

    id = Id()
    grid = Text(most=32)
    area = Text(most=12)
    opened_at = Instant()
    closed_at = Instant(allow_none=True)
    closed_by = Choice(rounds.WORKER, rounds.SYSTEM, allow_none=True)
    check_ins = Integer(0, MOST)
    near = Integer(0, MOST)
    minutes = Integer(0, MOST)
    version = Integer(1, MOST)


class RoundPage(Schema):
    """One page of own rounds."""

    items = Many(Nested(RoundView), most=200)
    next = fields.Dict(allow_none=True)


class OutcomeView(Schema):
    """What became of one place that was sent. near: null when it was not kept now."""

    id = Id()
    outcome = Choice(*rounds.OUTCOMES)
    near = Flag(allow_none=True)


class CheckedInView(Schema):
    """The round after check-ins, and the outcome of each."""

    round = Nested(RoundView)
    rows = Many(Nested(OutcomeView), most=BATCH)


class PositionView(Schema):
    """One own position, degrees, CGCS2000."""

    id = Id()
    taken_at = Instant()
    lon = Number(-180, 180)
    lat = Number(-90, 90)
    site = Text(most=64, least=0)
    near = Flag()


class TrackView(Schema):
    """The own positions of one own round, in the order they were taken."""

    round = Nested(RoundView)
    items = Many(Nested(PositionView), most=100000)


class RoundCountView(Schema):
    """What the rounds of one community and day amount to."""

    area = Text(most=12)
    rounds = Integer(0, MOST)
    check_ins = Integer(0, MOST)
    near = Integer(0, MOST)
    minutes = Integer(0, MOST)


class RoundDayView(Schema):
    """By community."""

    on = Day()
    items = Many(Nested(RoundCountView), most=10000)


class VisitView(Schema):
    """One own visit."""

    id = Id()
    place = Text(most=32)
    area = Text(most=12)
    week_on = Day()
    started_at = Instant()
    ended_at = Instant()
    minutes = Integer(0, MOST)
    words = Text(most=WORDS, least=0)


class VisitReceipt(Schema):
    """A visit that was written down, and what its week amounts to with it."""

    id = Id()
    week_on = Day()
    minutes = Integer(0, MOST)


class VisitPage(Schema):
    """One page of own visits."""

    items = Many(Nested(VisitView), most=200)
    next = fields.Dict(allow_none=True)


class OwedView(Schema):
    """How far one member of agency staff has come in a week. account: id."""

    account = Id()
    area = Text(most=12)
    visits = Integer(0, MOST)
    minutes = Integer(0, MOST)
    short = Flag()


class DutyWeekView(Schema):
    """A week of agency staff, with what is owed."""

    week = Text(most=16)
    week_on = Day()
    visits = Integer(1, MOST)
    minutes = Integer(1, MOST)
    items = Many(Nested(OwedView), most=100000)


class DutyMissView(Schema):
    """Somebody who fell short of a past week, as it was counted then."""

    account = Id()
    area = Text(most=12)
    week_on = Day()
    visits = Integer(0, MOST)
    minutes = Integer(0, MOST)


class DutyMissPage(Schema):
    """One page of those."""

    items = Many(Nested(DutyMissView), most=200)
    next = fields.Dict(allow_none=True)


class MeetingRow(Schema):
    """One meeting of a list."""

    id = Id()
    area = Text(most=12)
    month_on = Day()
    state = Choice(*meeting.STATES)
    cases = Integer(0, MOST)
    concluded = Integer(0, MOST)
    held_at = Instant(allow_none=True)
    closed_at = Instant(allow_none=True)
    version = Integer(1, MOST)


class MeetingCaseView(Schema):
    """One case of a meeting, with why it is on the list. unit, due_on, words: of the conclusion, once there is one."""

    place = Integer(1, MOST)
    incident = Id()
    number = Text(most=64)
    state = Text(most=32)
    reasons = Many(Choice(*meeting.REASONS), most=len(meeting.REASONS))
    open_days = Integer(0, MOST)
    returned = Integer(0, MOST)
    unit = Text(most=64, allow_none=True)
    due_on = Day(allow_none=True)
    words = Text(most=WORDS, least=0)
    decided_at = Instant(allow_none=True)


class MeetingView(MeetingRow):
    """One meeting with cases of its list. after_place: where to go on reading, null at the end."""

    items = Many(Nested(MeetingCaseView), most=200)
    after_place = Integer(0, MOST, allow_none=True)


class MeetingPage(Schema):
    """One page of meetings."""

    items = Many(Nested(MeetingRow), most=200)
    next = fields.Dict(allow_none=True)


class ReviewRow(Schema):
    """One review of a list."""

    id = Id()
    area = Text(most=12)
    quarter_on = Day()
    state = Choice(*review.STATES)
    cases = Integer(0, MOST)
    closed_at = Instant(allow_none=True)
    version = Integer(1, MOST)


class CellView(Schema):
    """One cluster of five cases or more. period: the quarter, 2026-Q1, or one of its months, 2026-01."""

    case_type = Text(most=32)
    place = Text(most=32)
    period = Text(most=16)
    cases = Integer(review.LEAST_CELL, MOST)
    unsolved = Integer(0, MOST)


class NoteView(Schema):
    """What was written beside a cluster."""

    no = Integer(1, MOST)
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

    items = Many(Nested(ReviewRow), most=200)
    next = fields.Dict(allow_none=True)


class InspectionRow(Schema):
    """One inspection of a list. seed: with it the same grids can be drawn again."""

    id = Id()
    area = Text(most=12)
    seed = Text(most=64)
    state = Choice(*inspection.STATES)
    grids = Integer(0, GRIDS_MOST)
    ordered_at = Instant()
    version = Integer(1, MOST)


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

    items = Many(Nested(InspectionRow), most=200)
    next = fields.Dict(allow_none=True)
