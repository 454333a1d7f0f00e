"""The map over HTTP: what may stand in the address of a request for features."""
from __future__ import annotations

from kernel.wire import Choice, Exact, Integer, Pattern, Schema, Text
from services.grid.domain.life import LIFE
from services.grid.schemas.chart import CODE, LIMIT_USUAL, ZOOM_MOST

# as programs write numbers: seventeen digits behind a point, tiny ones with an exponent
NUMBER = r"-?[0-9]{1,3}(\.[0-9]{1,20})?([eE]-?[0-9]{1,2})?"
MOST = 10**15 - 1


class Shown(Schema):
    """f: json or html; without it, what Accept asks for."""

    f = Choice("json", "html", load_default=None, allow_none=True)


class Page(Schema):
    """bbox: west,south,east,north in degrees, CRS84, or six numbers with heights, which are passed over.

    limit: more than a page ever holds is taken as that much. cursor: from the `next` of the page before.
    """

    bbox = Pattern(f"{NUMBER}(,{NUMBER}){{3}}((,{NUMBER}){{2}})?", load_default=None, allow_none=True)
    limit = Integer(1, MOST, load_default=LIMIT_USUAL)
    cursor = Exact(most=1024, load_default=None, allow_none=True)


class Drawn(Page):
    """zoom: of the map it is drawn on, 0 = the world in one tile; borders come no finer than it shows."""

    zoom = Integer(0, ZOOM_MOST, load_default=None, allow_none=True)


class Listed(Page, Shown):
    """datetime: a date or an instant, or two with a slash between them, `..` for an open end."""

    datetime = Exact(most=80, load_default=None, allow_none=True)


class OfAreas(Schema):
    """Properties of an area. Its code is its id: an address that asks for `code` would look like one with a query code."""

    name = Text(most=100, load_default=None, allow_none=True)
    level = Pattern("[a-z_]{1,32}", load_default=None, allow_none=True)
    parent = Pattern(CODE, load_default=None, allow_none=True)


class OfGrids(Schema):
    """Properties of a grid."""

    name = Text(most=100, load_default=None, allow_none=True)
    kind = Choice("base", "special", "unit", "duty", load_default=None, allow_none=True)
    community = Pattern(CODE, load_default=None, allow_none=True)


class OfPlaces(Schema):
    """Properties of an estate, a building or a public place."""

    name = Text(most=100, load_default=None, allow_none=True)
    kind = Choice("estate", "building", "place", load_default=None, allow_none=True)
    place_kind = Pattern("[a-z_]{1,32}", load_default=None, allow_none=True)
    area = Pattern(CODE, load_default=None, allow_none=True)
    grid = Pattern(CODE, load_default=None, allow_none=True)


class OfCases(Schema):
    """Properties of a case."""

    state = Choice(*LIFE.states, load_default=None, allow_none=True)
    kind = Pattern("[A-Za-z0-9_.-]{1,32}", load_default=None, allow_none=True)
    unit = Pattern("[A-Za-z0-9_.-]{1,64}", load_default=None, allow_none=True)
    area = Pattern(CODE, load_default=None, allow_none=True)
    grid = Pattern(CODE, load_default=None, allow_none=True)
    open = Choice("true", "false", load_default=None, allow_none=True)


class MapAreas(Drawn, OfAreas):
    """Draw areas."""


class MapGrids(Drawn, OfGrids):
    """Draw grids."""


class MapPlaces(Drawn, OfPlaces):
    """Draw places."""


class MapCases(Drawn, OfCases):
    """Draw cases in scope."""


class AreaItems(Listed, OfAreas):
    """List areas as features."""


class GridItems(Listed, OfGrids):
    """List grids as features."""


class PlaceItems(Listed, OfPlaces):
    """List places as features."""


class CaseItems(Listed, OfCases):
    """List cases in scope as features."""


class Item(Shown):
    """Read one feature."""

    feature = Exact(most=64, required=True)


class Asset(Schema):
    """Ask for a file of the map page."""

    asset = Pattern("[a-z.]{1,32}", required=True)


class Nothing(Schema):
    """Say all by the path."""
