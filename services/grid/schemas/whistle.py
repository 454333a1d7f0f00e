"""Commands on whistles, and what is answered."""

from __future__ import annotations

from marshmallow import ValidationError, validates_schema

from kernel.wire import (
    INTEGER_MAX,
    After,
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
    fault,
)
from services.grid.domain.rating import HIGHEST, LOWEST
from services.grid.domain.reason import WHISTLE_RELEASE
from services.grid.domain.whistle.call_life import LIFE, ROLES
from services.grid.domain.whistle.figure import LISTED
from services.grid.domain.whistle.limit import STAGES
from services.grid.domain.whistle.whistle import KINDS
from services.grid.schemas.incident import AREA, GRID, UNIT, WORDS_MOST, Placed, Point
from services.grid.schemas.reading import Place
from services.grid.schemas.view import ANY, ClockView


class BlowWhistle(Placed):
    """Call departments to a place. words: what is wanted. incidents: those it is about."""

    kind = Choice(*KINDS, required=True)
    words = Text(most=WORDS_MOST, required=True)
    departments = Many(Pattern(UNIT), least=1, most=10, required=True)
    incidents = Many(Id(), most=5, load_default=list)


class CallAct(Schema):
    """What every act on a department's part carries."""

    call = Id(required=True)
    version = Version()


class AcknowledgeWhistle(CallAct):
    """Say that it was heard."""


class ArriveWhistle(CallAct):
    """Report in. point: where staff stand now; kept as a grid and a way in metres. grid: its code where there is no point.

    Rule GR-156, domain 4.5: an arrival is a time and a place; one of the two is given.
    """

    point = Nested(Point, load_default=None, allow_none=True)
    grid = Pattern(GRID, load_default=None, allow_none=True)

    @validates_schema
    def check_place(self, data: dict[str, object], **kwargs: object) -> None:
        """Refuse an arrival without a place."""
        if not data.get("point") and not data.get("grid"):
            raise ValidationError(fault("grid.whistle_place_missing"), "point")


class HandleWhistle(CallAct):
    """Begin the work. plan: what was decided, needed for a hard problem."""

    plan = Text(most=WORDS_MOST, least=0, load_default="")


class ReleaseWhistle(CallAct):
    """Let the department leave."""

    reason = Choice(*WHISTLE_RELEASE, required=True)


class RateWhistle(CallAct):
    """Rate how the department answered, 1..5."""

    score = Integer(LOWEST, HIGHEST, required=True)


class FindWhistle(Schema):
    """Read one whistle."""

    whistle = Id(required=True)


class ListWhistles(Listing):
    """Page through departments' parts, the newest first, within scope. figure: only those that it counts.

    area: only those in it. rated_from, rated_until: only those rated on these local days, the last not among them.
    """

    after = After(Place)
    open = Flag(load_default=False)
    kind = Choice(*KINDS, load_default=None, allow_none=True)
    unit = Pattern(UNIT, load_default=None, allow_none=True)
    incident = Id(load_default=None, allow_none=True)
    figure = Choice(*LISTED, load_default=None, allow_none=True)
    area = Pattern(AREA, load_default=None, allow_none=True)
    rated_from = Day(load_default=None, allow_none=True)
    rated_until = Day(load_default=None, allow_none=True)


class WhistleFigures(Schema):
    """Count by department, within scope."""

    area = Pattern(AREA, load_default=None, allow_none=True)
    kind = Choice(*KINDS, load_default=None, allow_none=True)


class CallView(Schema):
    """One department's part, with what this person may do to it now. arrived_metres: from the whistle's point."""

    id = Id()
    whistle = Id()
    number = Text(most=64)
    kind = Choice(*KINDS)
    unit = Text(most=64)
    unit_name = Text(most=200, allow_none=True)
    blower = Text(most=64)
    area = Text(most=12)
    state = Choice(*LIFE.states)
    state_words = Text(most=200)
    created_at = Instant()
    acknowledged_at = Instant(allow_none=True)
    arrived_at = Instant(allow_none=True)
    arrived_grid = Text(most=64, allow_none=True)
    arrived_metres = Integer(0, INTEGER_MAX, allow_none=True)
    planned_at = Instant(allow_none=True)
    released_at = Instant(allow_none=True)
    released_for = Choice(*WHISTLE_RELEASE, allow_none=True)
    rated_at = Instant(allow_none=True)
    score = Integer(LOWEST, HIGHEST, allow_none=True)
    breached = Many(Choice(*STAGES), most=3)
    version = Integer(1, INTEGER_MAX)
    acts = Many(Choice(*ROLES), most=20)


class CallPage(Schema):
    """One page of a list; next: what to send as `after`, or null at the end."""

    items = Rows(CallView)
    next = Next()


class CallDetail(CallView):
    """One part with its plan and its clocks."""

    plan = Text(most=ANY, least=0)
    clocks = Many(Nested(ClockView), most=20)


class BlownView(Schema):
    """What blowing answers."""

    id = Id()
    number = Text(most=64)
    kind = Choice(*KINDS)
    area = Text(most=12)
    version = Integer(1, INTEGER_MAX)
    calls = Many(Nested(CallView), most=10)


class WhistleView(Schema):
    """One whistle, with the parts the reader reaches: a department its own, the street and community all of them."""

    id = Id()
    number = Text(most=64)
    kind = Choice(*KINDS)
    area = Text(most=12)
    grid = Text(most=64, allow_none=True)
    lon = Number(-180, 180, allow_none=True)
    lat = Number(-90, 90, allow_none=True)
    words = Text(most=ANY)
    unit = Text(most=64)
    incidents = Many(Id(), most=5)
    open = Integer(0, INTEGER_MAX)
    created_at = Instant()
    ended_at = Instant(allow_none=True)
    version = Integer(1, INTEGER_MAX)
    calls = Many(Nested(CallDetail), most=10)


class StageFigures(Schema):
    """How often a stage was done in time and missed. share: in time of both, null where there is neither."""

    stage = Choice(*STAGES)
    on_time = Integer(0, INTEGER_MAX)
    breached = Integer(0, INTEGER_MAX)
    share = Number(0, 1, allow_none=True)


class UnitFigures(Schema):
    """How one department answers whistles. mean: of the scores, null where nobody has rated; rated: of how many."""

    unit = Text(most=64)
    unit_name = Text(most=200, allow_none=True)
    called = Integer(0, INTEGER_MAX)
    stages = Many(Nested(StageFigures), most=3)
    breaches = Integer(0, INTEGER_MAX)
    rated = Integer(0, INTEGER_MAX)
    mean = Number(1, 5, allow_none=True)


class WhistleFiguresView(Schema):
    """Figures by department, by id."""

    at = Instant()
    items = Many(Nested(UnitFigures), most=10000)
