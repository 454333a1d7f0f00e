"""Commands on grids and on where a point lies, and what they are answered."""
from __future__ import annotations

from kernel.wire import (
    INTEGER_MAX,
    After,
    Choice,
    Day,
    Flag,
    Integer,
    Listing,
    Many,
    Nested,
    Number,
    Pattern,
    Rows,
    Schema,
    Text,
    Version,
)
from services.grid.domain.grid.code_scheme import FREE
from services.grid.domain.ground.place import SYSTEMS
from services.grid.domain.ground.register import GRID_KINDS
from services.grid.schemas.incident import AREA, GRID

NAME_MOST = 100
HOUSEHOLDS_MOST = 100_000
MEMBERS_MOST = 200


class OpenGrid(Schema):
    """Open a grid; its border is drawn later. code, members: of a duty grid only, whose code is free.

    Any other is given its code by the scheme.
    """

    community = Pattern(AREA, required=True)
    kind = Choice(*GRID_KINDS, required=True)
    name = Text(most=NAME_MOST, required=True)
    households = Integer(0, HOUSEHOLDS_MOST, load_default=0)
    code = Pattern(FREE, load_default=None, allow_none=True)
    members = Many(Pattern(GRID), most=MEMBERS_MOST, load_default=list)


class ChangeGrid(Schema):
    """Change what is given; the rest stays. members: of a duty grid, all of them."""

    grid = Pattern(GRID, required=True)
    version = Version()
    kind = Choice(*GRID_KINDS, load_default=None, allow_none=True)
    name = Text(most=NAME_MOST, load_default=None, allow_none=True)
    households = Integer(0, HOUSEHOLDS_MOST, load_default=None, allow_none=True)
    members = Many(Pattern(GRID), most=MEMBERS_MOST, load_default=None, allow_none=True)


class EndGrid(Schema):
    """Let a grid be no more. on: first day without it, today when none is named."""

    grid = Pattern(GRID, required=True)
    version = Version()
    on = Day(load_default=None, allow_none=True)


class FindGrid(Schema):
    """Read one grid, ended ones too."""

    grid = Pattern(GRID, required=True)


class GridPageEnd(Schema):
    """Where a page ended."""

    community = Pattern(AREA, required=True)
    code = Pattern(GRID, required=True)


class ListGrids(Listing):
    """Page through grids in scope, by community and code. area: narrows it to what lies in one. kind: to one kind."""

    after = After(GridPageEnd)
    area = Pattern(AREA, load_default=None, allow_none=True)
    kind = Choice(*GRID_KINDS, load_default=None, allow_none=True)


class LookUp(Schema):
    """Find where a point lies. lon, lat: degrees in `system`."""

    lon = Number(-180, 180, required=True)
    lat = Number(-90, 90, required=True)
    system = Choice(*SYSTEMS, load_default="wgs84")


class KnownGridView(Schema):
    """One grid. id: its code again. parent: code of what it lies in: the grid of the service layer, or the community.

    drawn: whether it has a border. members: unit grids of a duty grid. valid_from, valid_until: local dates, half-open.
    """

    id = Pattern(GRID)
    code = Pattern(GRID)
    community = Pattern(AREA)
    name = Text(most=200)
    kind = Choice(*GRID_KINDS)
    households = Integer(0, INTEGER_MAX)
    drawn = Flag()
    parent = Pattern(f"{AREA}|{GRID}", allow_none=True)
    members = Many(Pattern(GRID), most=MEMBERS_MOST)
    valid_from = Day()
    valid_until = Day(allow_none=True)
    version = Integer(1, INTEGER_MAX)


class GridRow(Schema):
    """One line of a list of grids."""

    code = Pattern(GRID)
    community = Pattern(AREA)
    name = Text(most=200)
    kind = Choice(*GRID_KINDS)
    households = Integer(0, INTEGER_MAX)
    parent = Pattern(f"{AREA}|{GRID}", allow_none=True)
    valid_from = Day()
    valid_until = Day(allow_none=True)
    version = Integer(1, INTEGER_MAX)


class GridPage(Schema):
    """One page of grids."""

    items = Rows(GridRow)
    next = Text(most=2000, allow_none=True)


class NamedView(Schema):
    """An area or a grid by code and name."""

    code = Pattern(f"{AREA}|{GRID}")
    name = Text(most=200, allow_none=True)


class SpotView(Schema):
    """Where a point lies: null where nothing is drawn. grid: the one that answers. unit_grid: the cell (单元网格) it is in."""

    district = Nested(NamedView)
    street = Nested(NamedView, allow_none=True)
    community = Nested(NamedView, allow_none=True)
    grid = Nested(NamedView, allow_none=True)
    unit_grid = Nested(NamedView, allow_none=True)
    version = Integer(0, INTEGER_MAX)
