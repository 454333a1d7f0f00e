"""Questions about hot spots, and what is answered."""

from __future__ import annotations

from kernel.wire import INTEGER_MAX, After, Instant, Integer, Listing, Many, Nested, Pattern, Schema, Text
from services.grid.schemas.incident import AREA, AREA_OR_GRID, CASE_TYPE
from services.grid.schemas.reading import Place

DAYS_MOST = 92


class HotSpots(Schema):
    """Ask where which kind of matter was reported most. days: the last so many local days, today among them."""

    area = Pattern(AREA, load_default=None, allow_none=True)
    days = Integer(1, DAYS_MOST, load_default=30)
    limit = Integer(1, 100, load_default=20)


class HotSpotList(Listing):
    """Page through the matters of one hot spot, the newest first."""

    after = After(Place)
    place = Pattern(AREA_OR_GRID, required=True)
    case_type = Pattern(CASE_TYPE, required=True)
    days = Integer(1, DAYS_MOST, load_default=30)


class HotSpotView(Schema):
    """One kind of matter at one place. place: a grid, or the community where no grid is known. before: in the days before."""

    place = Text(most=64)
    place_name = Text(most=200, allow_none=True)
    area = Text(most=12)
    case_type = Text(most=32)
    case_type_name = Text(most=200, allow_none=True)
    count = Integer(1, INTEGER_MAX)
    before = Integer(0, INTEGER_MAX)


class HotSpotsView(Schema):
    """The hottest first. before_from, from, until: the two spans of days, each to the begin of the next."""

    class Meta:
        include = {"from": Instant()}

    before_from = Instant()
    until = Instant()
    items = Many(Nested(HotSpotView), most=100)
