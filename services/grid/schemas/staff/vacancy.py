"""What leaders look at on the wire: vacancies, overloads, stand-ins, endings, turnover."""

from __future__ import annotations

from kernel.wire import INTEGER_MAX, After, Day, Id, Integer, Listing, Many, Nested, Next, Pattern, Rows, Schema, Text
from services.grid.schemas.incident import AREA
from services.grid.schemas.staff.post import CODE, PLACE

MONTH = r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])"


class OnDay(Listing):
    """A list as of a local date, today when none is given, narrowed to an area."""

    on = Day(load_default=None, allow_none=True)
    area = Pattern(AREA, load_default=None, allow_none=True)


class AfterSeat(Schema):
    """The last seat of a page."""

    place = Pattern(PLACE, required=True)
    role = Pattern(CODE, required=True)


class AfterAccount(Schema):
    """The last person of a page."""

    account = Id(required=True)


class AfterEnding(Schema):
    """The last post of a page."""

    valid_until = Day(required=True)
    id = Id(required=True)


class ListVacancies(OnDay):
    """Seats with fewer holders than their team asks for."""

    after = After(AfterSeat)


class ListOverloads(OnDay):
    """People who carry more grids or households than the limit."""

    after = After(AfterAccount)


class ListStoodIn(OnDay):
    """Grids where everybody in a role is away and stood in for."""

    after = After(AfterSeat)


class ListEnding(OnDay):
    """Posts that end within some days."""

    after = After(AfterEnding)
    days = Integer(1, 366, load_default=30)


class StaffOverview(Schema):
    """Count vacant seats, stood-in seats and ending posts by area."""

    on = Day(load_default=None, allow_none=True)
    area = Pattern(AREA, load_default=None, allow_none=True)
    days = Integer(1, 366, load_default=30)


class Turnover(Schema):
    """Count who came and went in a month, by area. month: 2026-11."""

    month = Pattern(MONTH, required=True)
    area = Pattern(AREA, load_default=None, allow_none=True)


class VacancyView(Schema):
    """A seat with too few holders. least: asked for. held: there are."""

    place = Text(most=32)
    area = Text(most=12)
    role = Text(most=32)
    role_name = Text(most=80)
    least = Integer(1, INTEGER_MAX)
    held = Integer(0, INTEGER_MAX)


class VacancyPage(Schema):
    """One page of vacancies."""

    items = Rows(VacancyView)
    next = Next()


class OverloadView(Schema):
    """Somebody with more than the limit."""

    account = Id()
    grids = Integer(0, INTEGER_MAX)
    households = Integer(0, INTEGER_MAX)
    grids_most = Integer(1, INTEGER_MAX)
    households_most = Integer(1, INTEGER_MAX)


class OverloadPage(Schema):
    """One page of overloads."""

    items = Rows(OverloadView)
    next = Next()


class StoodInView(Schema):
    """A place where everybody in a role is stood in for."""

    place = Text(most=32)
    area = Text(most=12)
    role = Text(most=32)
    role_name = Text(most=80)


class StoodInPage(Schema):
    """One page of them."""

    items = Rows(StoodInView)
    next = Next()


class EndingView(Schema):
    """A post that ends soon."""

    valid_until = Day()
    id = Id()
    account = Id()
    role = Text(most=32)
    role_name = Text(most=80)
    place = Text(most=32)
    area = Text(most=12)


class EndingPage(Schema):
    """One page of them."""

    items = Rows(EndingView)
    next = Next()


class StaffCount(Schema):
    """Counts of one area."""

    area = Text(most=12)
    vacant = Integer(0, INTEGER_MAX)
    stood_in = Integer(0, INTEGER_MAX)
    ending = Integer(0, INTEGER_MAX)


class StaffOverviewView(Schema):
    """Counts by area as of a day; an area without anything to look at has no row."""

    on = Day()
    items = Many(Nested(StaffCount), most=10_000)


class TurnoverRow(Schema):
    """Who came and went in one area. moved_in, moved_out: of these by transfer. gone: of those who ended, by leaving."""

    area = Text(most=12)
    began = Integer(0, INTEGER_MAX)
    moved_in = Integer(0, INTEGER_MAX)
    ended = Integer(0, INTEGER_MAX)
    moved_out = Integer(0, INTEGER_MAX)
    gone = Integer(0, INTEGER_MAX)


class TurnoverView(Schema):
    """Entries and exits of a month by area."""

    month = Text(most=7)
    items = Many(Nested(TurnoverRow), most=10_000)
