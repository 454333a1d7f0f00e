"""What anybody may ask of all matters, and what is answered; the front door writes it as its clients' standard wants."""

from __future__ import annotations

from kernel.wire import Day, Flag, Id, Integer, Many, Number, Pattern, Schema, Text
from services.grid.schemas.incident import CASE_TYPE

MOST, KINDS_MOST, PLACES_MOST = 1000, 200, 20
# a page far behind the first is found by counting up to it, so that none lies further than this
FURTHEST = 10_000


class ListPublished(Schema):
    """Ask for what is published, the newest first. ids: these alone, whatever else is asked. since_on, until_on: local days.

    skip: how many the pages before had.
    """

    ids = Many(Id(), most=MOST, load_default=None, allow_none=True)
    kinds = Many(Pattern(CASE_TYPE), most=KINDS_MOST, load_default=None, allow_none=True)
    open = Flag(load_default=None, allow_none=True)
    since_on = Day(load_default=None, allow_none=True)
    until_on = Day(load_default=None, allow_none=True)
    limit = Integer(1, MOST, load_default=MOST)
    skip = Integer(0, FURTHEST, load_default=0)


class PublishedRow(Schema):
    """One matter. where: names, the narrowest first. lon, lat: of its grid, else of its community, CGCS2000 degrees."""

    id = Id()
    case_type = Text(most=32)
    kind = Text(most=200, allow_none=True)
    open = Flag()
    state_words = Text(most=64)
    agency = Text(most=200, allow_none=True)
    where = Many(Text(most=100), most=PLACES_MOST)
    lon = Number(-180, 180, allow_none=True)
    lat = Number(-90, 90, allow_none=True)
    reported_on = Day()
    changed_on = Day()
    photos = Many(Text(most=64), most=KINDS_MOST)
