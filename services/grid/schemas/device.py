"""Readings of devices, what they mean and where they are."""

from __future__ import annotations

from kernel.wire import Choice, Flag, Id, Instant, Integer, Many, Nested, Number, Pattern, Rows, Schema, Text
from services.grid.domain.device.fault import AGAIN, KEYS, OUTCOMES, SIDES
from services.grid.schemas.incident import AREA_OR_GRID, CASE_TYPE, Point

READINGS_MOST = 1000
CODE = r"[A-Za-z0-9_.:-]{1,64}"
YEAR_HOURS = 8784


class Reading(Schema):
    """One value. at: when it was measured."""

    device = Pattern(CODE, required=True)
    code = Pattern(CODE, required=True)
    value = Number(-1e9, 1e9, required=True)
    at = Instant(required=True)


class TakeReadings(Schema):
    """Up to a thousand readings; each has its own outcome."""

    readings = Many(Nested(Reading), least=1, most=READINGS_MOST, required=True)


class ReadingOutcome(Schema):
    """What became of a reading. place: in the call, from 0. problem: code of an error, when it was refused."""

    place = Integer(0, READINGS_MOST)
    outcome = Choice(*OUTCOMES)
    problem = Text(most=64, allow_none=True)


class ReadingsView(Schema):
    """What became of each reading, in the order they came."""

    items = Many(Nested(ReadingOutcome), most=READINGS_MOST)


class SetSource(Schema):
    """Say what a code of a client means, anew or for the first time."""

    client = Id(required=True)
    code = Pattern(CODE, required=True)
    case_type = Pattern(CASE_TYPE, required=True)
    side = Choice(*SIDES, required=True)
    threshold = Number(-1e9, 1e9, required=True)
    unit = Text(most=16, required=True)
    same_day = Flag(load_default=False)
    by = Choice(*KEYS, load_default="device")
    again = Choice(*AGAIN, load_default="round")
    again_hours = Integer(0, YEAR_HOURS, load_default=72)


class SourceView(SetSource):
    """What a code means."""

    id = Id()


class ListSources(Schema):
    """List what the codes of a client mean."""

    client = Id(required=True)


class SourcesView(Schema):
    """What the codes of a client mean."""

    items = Rows(SourceView)


class PlacedDevice(Schema):
    """Where a device is: in premises, or at a point or code."""

    id = Pattern(CODE, required=True)
    premises = Id(load_default=None, allow_none=True)
    point = Nested(Point, load_default=None, allow_none=True)
    area = Pattern(AREA_OR_GRID, load_default=None, allow_none=True)


class PlaceDevices(Schema):
    """Say where up to a thousand devices of a client are."""

    client = Id(required=True)
    devices = Many(Nested(PlacedDevice), least=1, most=READINGS_MOST, required=True)


class PlacedView(Schema):
    """How many were placed."""

    id = Id()
    placed = Integer(0, READINGS_MOST)
