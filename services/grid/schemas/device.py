"""Readings of devices, what they mean and where they are."""

from __future__ import annotations

from marshmallow import fields

from kernel.wire import (
    INTEGER_MAX,
    Choice,
    Field,
    Flag,
    Id,
    Instant,
    Integer,
    Listing,
    Many,
    Nested,
    Next,
    Number,
    Pattern,
    Rows,
    Schema,
    Text,
    Unread,
    Version,
)
from services.grid.domain.device.fault import OUTCOMES
from services.grid.domain.device.source import AGAIN, KEYS, SIDES, STANDARDS
from services.grid.schemas.incident import AREA_OR_GRID, CASE_TYPE, Point

READINGS_MOST = 1000
CODE = r"[A-Za-z0-9_.:-]{1,64}"
YEAR_HOURS = 8784
VALUE = 1e9
PLACINGS = ("placed", "same", "refused")


class Reading(Schema):
    """One value. at: when it was measured."""

    device = Pattern(CODE, required=True)
    code = Pattern(CODE, required=True)
    value = Number(-VALUE, VALUE, required=True)
    at = Instant(required=True)


class TakeReadings(Schema):
    """Up to a thousand readings; each has its own outcome, and none is refused for another's fault."""

    readings = Many(Unread(Reading), least=1, most=READINGS_MOST, required=True)


class ReadingOutcome(Schema):
    """What became of a reading. place: in the call, from 0. Of one that was refused also code, JSON pointer, facts and words."""

    place = Integer(0, READINGS_MOST)
    outcome = Choice(*OUTCOMES)
    problem = Text(most=64, allow_none=True)
    pointer = Text(most=200, allow_none=True)
    title = Text(most=80, allow_none=True)
    detail = Text(most=400, allow_none=True)
    facts: Field = fields.Dict()


class ReadingsView(Schema):
    """What became of each reading, in the order they came; refused: how many must be mended or sent again."""

    refused = Integer(0, READINGS_MOST)
    items = Many(Nested(ReadingOutcome), most=READINGS_MOST)


class SetSource(Schema):
    """Say what a code of a client means. standard: its threshold and season are the district's, else `threshold` is its own."""

    client = Id(required=True)
    code = Pattern(CODE, required=True)
    case_type = Pattern(CASE_TYPE, required=True)
    standard = Choice(*STANDARDS, load_default=None, allow_none=True)
    side = Choice(*SIDES, load_default="below")
    threshold = Number(-VALUE, VALUE, load_default=None, allow_none=True)
    unit = Text(most=16, least=0, load_default="")
    least = Number(-VALUE, VALUE, load_default=None, allow_none=True)
    most = Number(-VALUE, VALUE, load_default=None, allow_none=True)
    same_day = Flag(load_default=False)
    by = Choice(*KEYS, load_default="device")
    again = Choice(*AGAIN, load_default="round")
    again_hours = Integer(0, YEAR_HOURS, load_default=72)


class ChangeSource(Schema):
    """Say what a code means from now on; what is not said stays."""

    source = Id(required=True)
    version = Version()
    case_type = Pattern(CASE_TYPE)
    standard = Choice(*STANDARDS, allow_none=True)
    side = Choice(*SIDES)
    threshold = Number(-VALUE, VALUE, allow_none=True)
    unit = Text(most=16, least=0)
    least = Number(-VALUE, VALUE, allow_none=True)
    most = Number(-VALUE, VALUE, allow_none=True)
    same_day = Flag()
    by = Choice(*KEYS)
    again = Choice(*AGAIN)
    again_hours = Integer(0, YEAR_HOURS)


class SourceView(SetSource):
    """What a code means."""

    id = Id()
    version = Integer(1, INTEGER_MAX)
    created_at = Instant()


class ListSources(Listing):
    """Page through what codes mean; client: of one client only."""

    client = Id(load_default=None, allow_none=True)


class SourcePage(Schema):
    """One page of a list; next: what to send as `after`, or null at the end."""

    items = Rows(SourceView)
    next = Next()


class PlacedDevice(Schema):
    """Where a device is: in premises, or at a point or code. version: as it was read, null for a new one."""

    device = Pattern(CODE, required=True)
    version = Integer(1, INTEGER_MAX, load_default=None, allow_none=True)
    premises = Id(load_default=None, allow_none=True)
    point = Nested(Point, load_default=None, allow_none=True)
    area = Pattern(AREA_OR_GRID, load_default=None, allow_none=True)


class PlaceDevices(Schema):
    """Say where up to a thousand devices of a client are."""

    client = Id(required=True)
    devices = Many(Nested(PlacedDevice), least=1, most=READINGS_MOST, required=True)


class RemoveDevice(Schema):
    """Take a device away. device: its id."""

    device = Id(required=True)
    version = Version()


class PlacedRow(Schema):
    """What became of a device. place: in the call, from 0. version: now. Of one that was refused also what a reading has."""

    place = Integer(0, READINGS_MOST)
    device = Text(most=64)
    outcome = Choice(*PLACINGS)
    version = Integer(1, INTEGER_MAX, allow_none=True)
    problem = Text(most=64, allow_none=True)
    pointer = Text(most=200, allow_none=True)
    title = Text(most=80, allow_none=True)
    detail = Text(most=400, allow_none=True)
    facts: Field = fields.Dict()


class PlacedView(Schema):
    """What became of each device, and how many were placed."""

    id = Id()
    placed = Integer(0, READINGS_MOST)
    items = Many(Nested(PlacedRow), most=READINGS_MOST)


class ListDevices(Listing):
    """Page through the devices of the own ground; client: of one client only."""

    client = Id(load_default=None, allow_none=True)


class DeviceRow(Schema):
    """One device and where it is."""

    id = Id()
    client = Id()
    device = Text(most=64)
    premises = Id(allow_none=True)
    area = Text(most=32)
    grid = Text(most=32, allow_none=True)
    longitude = Number(-180, 180, allow_none=True)
    latitude = Number(-90, 90, allow_none=True)
    version = Integer(1, INTEGER_MAX)
    created_at = Instant()


class DevicePage(Schema):
    """One page of a list; next: what to send as `after`, or null at the end."""

    items = Rows(DeviceRow)
    next = Next()
