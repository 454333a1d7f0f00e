"""Changes of borders on the wire: drafts, reports, previews, borders in time."""

from __future__ import annotations

from marshmallow import fields

from kernel.wire import (
    INTEGER_MAX,
    MESSAGES,
    Choice,
    Day,
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
    Version,
)
from services.grid.domain.border.change import STATES, WAYS
from services.grid.domain.border.drawn import DRAWN_KINDS
from services.grid.domain.border.fault import SEVERITIES
from services.grid.schemas.incident import AREA, GRID

FEATURES_MOST = 2000  # grids of one community, of all kinds
FAULTS_MOST = 10_000


class BorderFeature(Schema):
    """One grid of a draft. way: add, change or end. grid: its code, none for a new one, which is given one at applying.

    kind, name, households, geometry: of a new grid all; of a changed one what changes. geometry: GeoJSON Polygon or
    MultiPolygon, CGCS2000 (WGS-84) degrees; what is wrong with it stands in the report.
    """

    way = Choice(*WAYS, required=True)
    grid = Pattern(GRID, load_default=None, allow_none=True)
    kind = Choice(*DRAWN_KINDS, load_default=None, allow_none=True)
    name = Text(most=64, load_default=None, allow_none=True)
    households = Integer(0, 100_000, load_default=None, allow_none=True)
    geometry = fields.Dict(load_default=None, allow_none=True, error_messages=MESSAGES)


class BorderFeatureView(BorderFeature):
    """One grid of a draft as it was drawn."""


class DraftBorders(Schema):
    """Draft a change of the borders of one community (12 digits)."""

    community = Pattern(AREA, required=True)
    features = Many(Nested(BorderFeature), least=1, most=FEATURES_MOST, required=True)


class FindBorderChange(Schema):
    """Read one change with what is wrong with it now."""

    change = Id(required=True)


class ListBorderChanges(Listing):
    """Page through the changes in scope, the newest first."""

    community = Pattern(AREA, load_default=None, allow_none=True)
    state = Choice(*STATES, load_default=None, allow_none=True)


class PreviewBorders(Listing):
    """Page through the open cases that a change would move to another grid."""

    change = Id(required=True)


class EndBorderChange(Schema):
    """Apply or withdraw a draft."""

    change = Id(required=True)
    version = Version()


class FindBorder(Schema):
    """Read the border of a grid as it was on a local date; today where none is given."""

    grid = Pattern(GRID, required=True)
    on = Day(load_default=None, allow_none=True)


class BorderFaultView(Schema):
    """One thing wrong. feature: number in the draft, from 1; 0 = of what the draft leaves alone, or of all together.

    ring: from 1, 0 = of no one ring. lon, lat: where. size: in `unit` (m, m2, households). other: the code also concerned.
    """

    code = Text(most=64)
    severity = Choice(*SEVERITIES)
    feature = Integer(0, FEATURES_MOST)
    grid = Text(most=32, least=0)
    ring = Integer(0, INTEGER_MAX)
    lon = Number(-1e9, 1e9, allow_none=True)
    lat = Number(-1e9, 1e9, allow_none=True)
    size = Number(0, 1e15, allow_none=True)
    unit = Text(most=16, least=0)
    other = Text(most=32, least=0)
    words = Text(most=400)


class BorderChangeRow(Schema):
    """One change of borders in a list. opened: codes given to its new grids. moved: cases that changed their grid."""

    id = Id()
    community = Pattern(AREA)
    community_name = Text(most=200, allow_none=True)
    state = Choice(*STATES)
    state_words = Text(most=64)
    version = Integer(1, INTEGER_MAX)
    drawn_by = Text(most=64)
    created_at = Instant()
    ended_by = Text(most=64, allow_none=True)
    ended_at = Instant(allow_none=True)
    opened = Many(Text(most=32), most=FEATURES_MOST)
    moved = Integer(0, INTEGER_MAX, allow_none=True)


class BorderChangeView(BorderChangeRow):
    """One change whole. outdated: the borders it was drawn over are others now. sound: nothing but warnings was found."""

    features = Many(Nested(BorderFeatureView), most=FEATURES_MOST)
    outdated = Flag()
    sound = Flag()
    faults = Many(Nested(BorderFaultView), most=FAULTS_MOST)


class BorderChangePage(Schema):
    """One page of changes; next: what to send as `after`, or null at the end."""

    items = Rows(BorderChangeRow)
    next = Next()


class BorderMovedView(Schema):
    """A case that would move. was: grid now. grid: afterwards, 'new:n' for the n-th feature; null = in no grid."""

    id = Id()
    was = Text(most=32, allow_none=True)
    grid = Text(most=32, allow_none=True)


class BorderHolderView(Schema):
    """Who stands on a grid that changes. way: change or end."""

    grid = Text(most=32)
    way = Choice(*WAYS)
    role = Text(most=32)
    account = Text(most=64)


class PartedView(Schema):
    """Something that would lie in another community than what it belongs to. code, holder: of both; areas: communities."""

    id = Id()
    kind = Text(most=16)
    code = Text(most=32)
    area = Pattern(AREA)
    holder = Text(most=32)
    holder_area = Pattern(AREA)


class BorderPreviewView(Schema):
    """One page of the cases that would move. cases: how many in all; premises: records that would change their grid.

    parted: the first of those that would lie in another community than what they belong to; the register is to be put right.
    """

    items = Rows(BorderMovedView)
    next = Next()
    cases = Integer(0, INTEGER_MAX)
    premises = Integer(0, INTEGER_MAX)
    staff = Many(Nested(BorderHolderView), most=10_000)
    parted = Many(Nested(PartedView), most=1000)


class BorderView(Schema):
    """A border in force between two local dates; dates: first days of all borders it had."""

    grid = Text(most=32)
    border = fields.Dict()
    valid_from = Day()
    valid_until = Day(allow_none=True)
    dates = Many(Day(), most=10_000)
