"""Commands on premises and questions about them, and what is answered."""

from __future__ import annotations

from kernel.wire import (
    INTEGER_MAX,
    After,
    Choice,
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
from services.grid.domain.premises.place_kind import PLACE_KINDS
from services.grid.domain.premises.premises import BELOW, KINDS, STANDING, STATES
from services.grid.schemas.incident import UNIT, Point

COMMUNITY = r"[0-9]{12}"
GRID = r"[0-9]{15,20}"
FORM = r"[a-z][a-z_]{1,31}"
REFERENCE = r"[A-Za-z0-9_.:/-]{1,64}"
MOST_COUNT = 100_000
COUNTED_BY = ("grid", "community", "street")
NEAREST_MOST = 20
METRES_MOST = 20_000


class Figures(Schema):
    """Counts; never a list of who they are."""

    households = Integer(0, MOST_COUNT)
    rooms = Integer(0, MOST_COUNT)
    shops = Integer(0, MOST_COUNT)
    floors = Integer(0, 300)


class Said(Figures):
    """What may be said of premises at the beginning and put right later; null takes a field away."""

    address = Text(most=200, least=0)
    place_kind = Choice(*PLACE_KINDS, allow_none=True)
    service_form = Pattern(FORM, allow_none=True)
    estate = Id(allow_none=True)
    makes_up = Pattern(BELOW.pattern, allow_none=True)
    keeper = Pattern(UNIT, allow_none=True)
    reference = Pattern(REFERENCE, allow_none=True)


class RegisterPremises(Said):
    """Register an estate, a building, a unit or a public place.

    point: where it stands; a unit stands where its building does. area: the community, where no border says it.
    """

    kind = Choice(*KINDS, required=True)
    name = Text(most=200, required=True)
    address = Text(most=200, least=0, load_default="")
    building = Id(allow_none=True)
    point = Nested(Point, load_default=None, allow_none=True)
    area = Pattern(COMMUNITY, load_default=None, allow_none=True)


class ChangePremises(Said):
    """Put fields right; what is not given stays."""

    premises = Id(required=True)
    version = Version()
    name = Text(most=200)


class MovePremises(Schema):
    """Put the point right; community and grid follow, and the units of a building."""

    premises = Id(required=True)
    version = Version()
    point = Nested(Point, required=True)
    area = Pattern(COMMUNITY, load_default=None, allow_none=True)


class EndPremises(Schema):
    """Say that it is no more; the record stays."""

    premises = Id(required=True)
    version = Version()


class FindPremises(Schema):
    """Read one whole."""

    premises = Id(required=True)


class PremisesPlace(Schema):
    """Where a page ended."""

    at = Instant(required=True)
    id = Id(required=True)


class ListPremises(Listing):
    """Page through what is in scope; each field given narrows it. area: 12 digits, with all below it."""

    after = After(PremisesPlace)
    area = Pattern(COMMUNITY, load_default=None, allow_none=True)
    grid = Pattern(GRID, load_default=None, allow_none=True)
    estate = Id(load_default=None, allow_none=True)
    building = Id(load_default=None, allow_none=True)
    kind = Choice(*KINDS, load_default=None, allow_none=True)
    place_kind = Choice(*PLACE_KINDS, load_default=None, allow_none=True)
    state = Choice(*STATES, load_default=STANDING, allow_none=True)


class CountPremises(Schema):
    """Count what stands in scope. by: what a line is made for; for grids a street or a community must be named."""

    by = Choice(*COUNTED_BY, load_default="community")
    area = Pattern(COMMUNITY, load_default=None, allow_none=True)


class NearPlaces(Schema):
    """Find the public places nearest to a point. within: metres, 100 to 20,000."""

    point = Nested(Point, required=True)
    place_kind = Choice(*PLACE_KINDS, load_default=None, allow_none=True)
    count = Integer(1, NEAREST_MOST, load_default=5)
    within = Integer(100, METRES_MOST, load_default=5000)


class ListPlaceKinds(Schema):
    """List the kinds of public places and the forms in which an estate is served."""


class PremisesView(Schema):
    """One of them. place_kind_words: in the reader's language."""

    id = Id()
    kind = Choice(*KINDS)
    code = Text(most=32)
    reference = Text(most=64, allow_none=True)
    name = Text(most=200)
    address = Text(most=200, least=0)
    area = Text(most=12)
    grid = Text(most=20, allow_none=True)
    estate = Id(allow_none=True)
    building = Id(allow_none=True)
    place_kind = Choice(*PLACE_KINDS, allow_none=True)
    place_kind_words = Text(most=200, allow_none=True)
    service_form = Text(most=32, allow_none=True)
    makes_up = Text(most=64, allow_none=True)
    keeper = Text(most=64, allow_none=True)
    households = Integer(0, MOST_COUNT)
    rooms = Integer(0, MOST_COUNT)
    shops = Integer(0, MOST_COUNT)
    floors = Integer(0, 300)
    longitude = Number(-180, 180)
    latitude = Number(-90, 90)
    state = Choice(*STATES)
    created_at = Instant()
    changed_at = Instant()
    version = Integer(1, INTEGER_MAX)


class PremisesPage(Schema):
    """One page of a list; next: what to send as `after`, or null at the end."""

    items = Rows(PremisesView)
    next = Next()


class CountLine(Schema):
    """How many of one kind stand in one place. households, rooms, shops: of buildings, so that none counts twice."""

    place = Text(most=20, least=0)
    kind = Choice(*KINDS)
    place_kind = Text(most=32, least=0)
    n = Integer(0, INTEGER_MAX)
    households = Integer(0, INTEGER_MAX)
    rooms = Integer(0, INTEGER_MAX)
    shops = Integer(0, INTEGER_MAX)


class CountsView(Schema):
    """Counts in scope, exact at the instant `at`."""

    at = Instant()
    by = Choice(*COUNTED_BY)
    items = Many(Nested(CountLine), most=100_000)


class NearPlace(Schema):
    """One public place. metres: from the point asked about, in a straight line."""

    id = Id()
    code = Text(most=32)
    name = Text(most=200)
    address = Text(most=200, least=0)
    place_kind = Choice(*PLACE_KINDS)
    place_kind_words = Text(most=200)
    lon = Number(-180, 180)
    lat = Number(-90, 90)
    metres = Integer(0, METRES_MOST)


class NearView(Schema):
    """The nearest first."""

    items = Many(Nested(NearPlace), most=NEAREST_MOST)


class WordView(Schema):
    """One word of a list that forms are filled from."""

    code = Text(most=32)
    name = Text(most=200)


class PlaceKindsView(Schema):
    """What kinds there are, named in the reader's language."""

    place_kinds = Many(Nested(WordView), most=len(PLACE_KINDS))
    service_forms = Many(Nested(WordView), most=100)
