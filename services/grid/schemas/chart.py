"""The map: what may be asked of its layers. Answers are GeoJSON, put together by the front door."""
from __future__ import annotations

from marshmallow import fields

from kernel.wire import MESSAGES, After, AnyDay, Choice, Id, Instant, Integer, Nested, Number, Pattern, Schema, Text

LAYERS = ("areas", "grids", "places", "cases")
LIMIT_MOST, LIMIT_USUAL = 1000, 100
ZOOM_MOST = 24
CODE = "[0-9A-Z]{1,40}"


class Window(Schema):
    """A part of the map: degrees, CRS84. A window wider than the world shows the world."""

    west = Number(-540, 540, required=True)
    south = Number(-540, 540, required=True)
    east = Number(-540, 540, required=True)
    north = Number(-540, 540, required=True)


class Stop(Schema):
    """Where a page ended: a code, or an instant and an id."""

    code = Pattern(CODE)
    at = Instant()
    id = Id()


class Chart(Schema):
    """Ask for one page of a layer. where: property -> value. held: edition of the ground that the asker has already."""

    layer = Choice(*LAYERS, required=True)
    limit = Integer(1, LIMIT_MOST, load_default=LIMIT_USUAL)
    window = Nested(Window, load_default=None, allow_none=True)
    zoom = Integer(0, ZOOM_MOST, load_default=None, allow_none=True)
    where = fields.Dict(keys=Text(most=32), values=Text(most=100), load_default=dict, error_messages=MESSAGES)
    since_on = AnyDay(load_default=None, allow_none=True)
    until_on = AnyDay(load_default=None, allow_none=True)
    after = After(Stop)
    held = Text(most=32, load_default=None, allow_none=True)


class ChartFeature(Schema):
    """Ask for one feature of a layer."""

    layer = Choice(*LAYERS, required=True)
    feature = Text(most=64, required=True)
    held = Text(most=32, load_default=None, allow_none=True)


class ChartExtent(Schema):
    """Ask what window holds everything drawn."""
