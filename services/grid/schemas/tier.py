"""Questions and commands about the tiers, and what is answered."""

from __future__ import annotations

from kernel.wire import INTEGER_MAX, Choice, Id, Instant, Integer, Many, Nested, Pattern, Schema, Text
from services.grid.domain.outcome import OUTCOMES
from services.grid.domain.owner import OWNS, PLACE
from services.grid.domain.reason import CLIMB
from services.grid.domain.tier import TIERS
from services.grid.schemas.incident import AREA, UNIT, Act


class Arbitrate(Act):
    """Decide for good which unit does it."""

    unit = Pattern(UNIT, required=True)


class SuggestUnits(Schema):
    """Ask who may be made responsible for an incident."""

    incident = Id(required=True)


class SuggestedUnitView(Schema):
    """One unit, why it is suggested, and the tier at which it closes matters."""

    unit = Text(most=64)
    unit_name = Text(most=200)
    reason = Choice(OWNS, PLACE)
    words = Text(most=200)
    tier = Choice(*TIERS)


class SuggestedUnitsView(Schema):
    """The units that may be made responsible, the first first."""

    items = Many(Nested(SuggestedUnitView), most=1000)


class Tiers(Schema):
    """Count what is in scope by tier, outcome and climbs."""

    area = Pattern(AREA, load_default=None, allow_none=True)


class StandingView(Schema):
    """How many stand at one tier: outcome null while open, climbed_for null for those that never climbed."""

    tier = Choice(*TIERS)
    outcome = Choice(*OUTCOMES, allow_none=True)
    climbed_for = Choice(*CLIMB, allow_none=True)
    count = Integer(0, INTEGER_MAX)


class TiersView(Schema):
    """What stands and what closed at which tier, exact at the instant `at`."""

    at = Instant()
    items = Many(Nested(StandingView), most=1000)
