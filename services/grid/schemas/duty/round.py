"""Rounds and check-ins on the wire."""

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
    Number,
    Pattern,
    Rows,
    Schema,
    Text,
    Version,
)
from services.grid.domain.duty import round as rounds
from services.grid.schemas.duty.listing import AREA, PLACE, Own
from services.grid.schemas.incident import Point

BATCH = 200


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


class MyRounds(Own):
    """Page through the own rounds, the latest first."""


class MyTrack(Schema):
    """Read the own positions of one own round."""

    round = Id(required=True)


class RoundDay(Schema):
    """Count the rounds of a day by community. on: local date."""

    area = Pattern(AREA, load_default=None, allow_none=True)
    on = Day(required=True)


class RoundView(Schema):
    """One own round. minutes: how long it lasted, or has lasted so far."""

    id = Id()
    grid = Text(most=32)
    area = Text(most=12)
    opened_at = Instant()
    closed_at = Instant(allow_none=True)
    closed_by = Choice(rounds.WORKER, rounds.SYSTEM, allow_none=True)
    check_ins = Integer(0, INTEGER_MAX)
    near = Integer(0, INTEGER_MAX)
    minutes = Integer(0, INTEGER_MAX)
    version = Integer(1, INTEGER_MAX)


class RoundPage(Schema):
    """One page of own rounds."""

    items = Rows(RoundView)
    next = Next()


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
    rounds = Integer(0, INTEGER_MAX)
    check_ins = Integer(0, INTEGER_MAX)
    near = Integer(0, INTEGER_MAX)
    minutes = Integer(0, INTEGER_MAX)


class RoundDayView(Schema):
    """By community."""

    on = Day()
    items = Many(Nested(RoundCountView), most=10000)
