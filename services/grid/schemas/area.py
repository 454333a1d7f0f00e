"""Commands on areas and their versions in time, and what they are answered."""
from __future__ import annotations

from kernel.wire import INTEGER_MAX, Choice, Day, Id, Integer, Listing, Many, Nested, Pattern, Schema, Text, Version
from services.grid.domain.ground.change import KINDS, STATES

# twelve digits, and for each level below a community a capital letter with digits
CODE = r"[1-9][0-9]{11}([A-Z][0-9]{1,5}){0,6}"
ITEM = r"[A-Za-z0-9_.-]{1,64}"
LEVEL = r"[a-z][a-z_]{0,31}"
NAME_MOST = 200
PAGE_MOST = 1000  # one level of the tree in one answer, as far as three digits number it
MANY = 500


class ListAreas(Listing):
    """List what lies right under an area, the root when none is named, now or as it was on a day. under: code of an area."""

    limit = Integer(1, PAGE_MOST, load_default=PAGE_MOST)
    under = Pattern(CODE, load_default=None, allow_none=True)
    as_of = Day(load_default=None, allow_none=True)


class FindArea(Schema):
    """Read one area, ended ones too, with what it was before and what follows it."""

    area = Pattern(CODE, required=True)


class ListAreaSizes(Listing):
    """List areas with fewer or more households than their level should have."""


class LedTo(Schema):
    """An area that a change leads to: a new code, or that of a source which stays. name: kept when none is given."""

    area = Pattern(CODE, required=True)
    name = Text(most=NAME_MOST, least=0, load_default="")


class MovedItem(Schema):
    """Where something goes that lies in an area that ends. item: code of a grid or an area, id of a unit, post or premises."""

    item = Pattern(ITEM, required=True)
    to = Pattern(CODE, required=True)


class OtherArea(Schema):
    """A further area that is merged, as it was read."""

    area = Pattern(CODE, required=True)
    version = Integer(1, INTEGER_MAX, required=True)


class AddArea(Schema):
    """Add a new area. on: from when; today when none is named, never before."""

    area = Pattern(CODE, required=True)
    name = Text(most=NAME_MOST, required=True)
    on = Day(load_default=None, allow_none=True)


class RenameArea(Schema):
    """Give an area another name; the one it had stays readable."""

    area = Pattern(CODE, required=True)
    version = Version()
    name = Text(most=NAME_MOST, required=True)
    on = Day(load_default=None, allow_none=True)


class SplitArea(Schema):
    """Split an area into two or more; it may be one of them itself. moves: what goes where."""

    area = Pattern(CODE, required=True)
    version = Version()
    into = Many(Nested(LedTo), least=1, most=20, required=True)
    moves = Many(Nested(MovedItem), most=MANY, load_default=list)
    on = Day(load_default=None, allow_none=True)


class MergeAreas(Schema):
    """Merge an area with others into one: a new one, or one of them."""

    area = Pattern(CODE, required=True)
    version = Version()
    others = Many(Nested(OtherArea), least=1, most=20, required=True)
    into = Nested(LedTo, required=True)
    on = Day(load_default=None, allow_none=True)


class EndArea(Schema):
    """Let an area be no more. to: an area that is there, which takes what it leaves; none when it leaves nothing."""

    area = Pattern(CODE, required=True)
    version = Version()
    to = Pattern(CODE, load_default=None, allow_none=True)
    on = Day(load_default=None, allow_none=True)


class RecodeArea(Schema):
    """Give an area another code; the one it had is kept and never given again."""

    area = Pattern(CODE, required=True)
    version = Version()
    into = Nested(LedTo, required=True)
    on = Day(load_default=None, allow_none=True)


class WithdrawAreaChange(Schema):
    """Take a planned change back before its day."""

    change = Id(required=True)
    version = Version()


class RecodedGrid(Schema):
    """A grid that went with its area. old, new: its codes."""

    old = Text(most=64)
    new = Text(most=64)


class AreaChangeView(Schema):
    """What a change did, or will do on its day. id: code of the area. version: of the change.

    incidents: how many open matters went with their place.
    """

    id = Pattern(CODE)
    change = Id()
    kind = Choice(*KINDS)
    area = Pattern(CODE)
    on = Day()
    state = Choice(*STATES)
    version = Integer(1, INTEGER_MAX)
    into = Many(Pattern(CODE), most=20)
    ended = Many(Pattern(CODE), most=21)
    grids = Many(Nested(RecodedGrid), most=MANY)
    incidents = Integer(0, INTEGER_MAX)


class AreaRow(Schema):
    """One area. level: one of the tenant's. below: how many areas and grids lie right under it."""

    code = Pattern(CODE)
    name = Text(most=NAME_MOST)
    level = Pattern(LEVEL)
    below = Integer(0, INTEGER_MAX)


class AreaGridRow(Schema):
    """One grid of a community."""

    code = Text(most=64)
    name = Text(most=NAME_MOST)
    kind = Pattern(LEVEL)


class AreaPageEnd(Schema):
    """Where a page ended."""

    code = Pattern(CODE, required=True)


class AreasView(Schema):
    """One level of the tree. area: what was asked for. items: areas right under it. grids: of a community, else none."""

    version = Integer(0, INTEGER_MAX)
    area = Nested(AreaRow)
    items = Many(Nested(AreaRow), most=PAGE_MOST)
    grids = Many(Nested(AreaGridRow), most=PAGE_MOST)
    next = Nested(AreaPageEnd, allow_none=True)


class AreaState(Schema):
    """What an area was in a period. valid_until: first day it was so no more; none while it is."""

    name = Text(most=NAME_MOST)
    level = Pattern(LEVEL)
    parent = Pattern(CODE, allow_none=True)
    valid_from = Day()
    valid_until = Day(allow_none=True)


class AreaSuccession(Schema):
    """One code that follows another. kind: what made it so."""

    source = Text(most=64)
    target = Text(most=64)
    kind = Choice(*KINDS)
    on = Day()


class PlannedAreaChange(Schema):
    """A change that is still to be made, or could not be. problem: the code of what stood in its way."""

    id = Id()
    kind = Choice(*KINDS)
    on = Day()
    state = Choice(*STATES)
    version = Integer(1, INTEGER_MAX)
    problem = Text(most=100, allow_none=True)


class AreaView(AreaState):
    """One area with all it was. level_name: in the reader's language. version: grows with each change of it."""

    code = Pattern(CODE)
    level_name = Text(most=NAME_MOST)
    version = Integer(1, INTEGER_MAX)
    states = Many(Nested(AreaState), most=MANY)
    successions = Many(Nested(AreaSuccession), most=MANY)
    changes = Many(Nested(PlannedAreaChange), most=50)


class AreaSize(Schema):
    """One area out of its size. verdict: slim (too many households), strengthen (too few)."""

    code = Pattern(CODE)
    name = Text(most=NAME_MOST)
    level = Pattern(LEVEL)
    households = Integer(0, INTEGER_MAX)
    least = Integer(0, INTEGER_MAX, allow_none=True)
    most = Integer(0, INTEGER_MAX, allow_none=True)
    verdict = Choice("slim", "strengthen")


class AreaSizePage(Schema):
    """One page of areas out of their size, by code."""

    items = Many(Nested(AreaSize), most=PAGE_MOST)
    next = Nested(AreaPageEnd, allow_none=True)
