"""Teams, posts, leaving and skills as they are answered."""

from __future__ import annotations

from marshmallow import fields

from kernel.wire import Choice, Day, Flag, Id, Integer, Many, Nested, Schema, Text
from services.grid.domain.ground.register import GRID_KINDS
from services.grid.domain.staff.employment import KINDS as EMPLOYMENTS
from services.grid.domain.staff.leave import REASONS
from services.grid.domain.staff.leave_life import LIFE
from services.grid.domain.staff.post import ENDINGS, ORIGINS
from services.grid.domain.staff.team import TAGS
from services.grid.schemas.staff import Successor

MOST = 2**31 - 1


class StandInView(Schema):
    """A standing in."""

    id = Id()
    version = Integer(1, MOST)
    post = Id()
    account = Id()
    valid_from = Day()
    valid_until = Day()


class PostView(Schema):
    """A post. role_name, employment_name: in the reader's language. stand_in: who stands in on the day asked for."""

    id = Id()
    version = Integer(1, MOST)
    account = Id()
    role = Text(most=32)
    role_name = Text(most=80)
    place = Text(most=32)
    area = Text(most=12)
    grid = Text(most=32, allow_none=True)
    employment = Choice(*EMPLOYMENTS)
    employment_name = Text(most=80)
    valid_from = Day()
    valid_until = Day(allow_none=True)
    origin = Choice(*ORIGINS)
    ending = Choice(*ENDINGS, allow_none=True)
    stand_in = Nested(StandInView, allow_none=True)


class MovedPostView(Schema):
    """What a transfer leads to: the post there, with the one here ended."""

    id = Id()
    version = Integer(1, MOST)
    ended = Nested(PostView)
    begun = Nested(PostView)


class StaffMovedView(Schema):
    """One thing handed over. heir: null = back to the desk's queue."""

    kind = Text(most=32)
    subject = Id()
    place = Text(most=32)
    heir = Id(allow_none=True)


class LeaveView(Schema):
    """A leave with what moved. acts: what may be done with it now."""

    id = Id()
    version = Integer(1, MOST)
    account = Id()
    area = Text(most=12)
    leave_on = Day()
    reason = Choice(*REASONS)
    state = Choice(*LIFE.states)
    successors = Many(Nested(Successor), most=200)
    moved = Many(Nested(StaffMovedView), most=10_000)
    acts = Many(Text(most=32), most=4)


class PostPage(Schema):
    """One page of posts."""

    items = Many(Nested(PostView), most=200)
    next = fields.Dict(allow_none=True)


class VacancyView(Schema):
    """A seat with too few holders. least: asked for. held: there are."""

    place = Text(most=32)
    area = Text(most=12)
    role = Text(most=32)
    role_name = Text(most=80)
    least = Integer(1, MOST)
    held = Integer(0, MOST)


class VacancyPage(Schema):
    """One page of vacancies."""

    items = Many(Nested(VacancyView), most=200)
    next = fields.Dict(allow_none=True)


class OverloadView(Schema):
    """Somebody with more than the limit."""

    account = Id()
    grids = Integer(0, MOST)
    households = Integer(0, MOST)
    grids_most = Integer(1, MOST)
    households_most = Integer(1, MOST)


class OverloadPage(Schema):
    """One page of overloads."""

    items = Many(Nested(OverloadView), most=200)
    next = fields.Dict(allow_none=True)


class StoodInView(Schema):
    """A place where everybody in a role is stood in for."""

    place = Text(most=32)
    area = Text(most=12)
    role = Text(most=32)
    role_name = Text(most=80)


class StoodInPage(Schema):
    """One page of them."""

    items = Many(Nested(StoodInView), most=200)
    next = fields.Dict(allow_none=True)


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

    items = Many(Nested(EndingView), most=200)
    next = fields.Dict(allow_none=True)


class StaffCount(Schema):
    """Counts of one area."""

    area = Text(most=12)
    vacant = Integer(0, MOST)
    stood_in = Integer(0, MOST)
    ending = Integer(0, MOST)


class StaffOverviewView(Schema):
    """Counts by area as of a day; an area without anything to look at has no row."""

    on = Day()
    items = Many(Nested(StaffCount), most=10_000)


class TurnoverRow(Schema):
    """Who came and went in one area. moved_in, moved_out: of these by transfer. gone: of those who ended, by leaving."""

    area = Text(most=12)
    began = Integer(0, MOST)
    moved_in = Integer(0, MOST)
    ended = Integer(0, MOST)
    moved_out = Integer(0, MOST)
    gone = Integer(0, MOST)


class TurnoverView(Schema):
    """Entries and exits of a month by area."""

    month = Text(most=7)
    items = Many(Nested(TurnoverRow), most=10_000)


class StaffRoleView(Schema):
    """A role. name: in the reader's language."""

    code = Text(most=32)
    name = Text(most=80)
    name_zh = Text(most=80)
    name_en = Text(most=80)
    tags = Many(Choice(*TAGS), most=len(TAGS))


class StaffRolesView(Schema):
    """All roles."""

    items = Many(Nested(StaffRoleView), most=1000)


class SeatView(Schema):
    """One row of a template."""

    role = Text(most=32)
    level = Text(most=32)
    least = Integer(0, MOST)
    most = Integer(1, MOST, allow_none=True)
    employments = Many(Choice(*EMPLOYMENTS), most=len(EMPLOYMENTS))


class TeamView(Schema):
    """A template with its rows."""

    code = Text(most=32)
    name = Text(most=80)
    source = Text(most=80)
    seats = Many(Nested(SeatView), most=50)


class ChoiceView(Schema):
    """One choice that holds on the day."""

    area = Text(most=12)
    kind = Choice(*GRID_KINDS)
    team = Text(most=32)
    valid_from = Day()
    valid_until = Day(allow_none=True)


class TeamsView(Schema):
    """Templates and choices."""

    items = Many(Nested(TeamView), most=1000)
    choices = Many(Nested(ChoiceView), most=10_000)


class ChosenView(Schema):
    """What an area has chosen."""

    area = Text(most=12)
    kind = Choice(*GRID_KINDS)
    teams = Many(Text(most=32), most=10)
    valid_from = Day()


class CertificateView(Schema):
    """A skill somebody is certified for. needed: of an all-round worker."""

    id = Id()
    version = Integer(1, MOST)
    account = Id()
    skill = Text(most=32)
    skill_name = Text(most=80)
    needed = Flag()
    valid_from = Day()
    valid_until = Day(allow_none=True)


class SkillsView(Schema):
    """The skills of one person. all_round: holds every needed one today. missing: needed ones they lack."""

    account = Id()
    all_round = Flag()
    missing = Many(Text(most=32), most=200)
    items = Many(Nested(CertificateView), most=1000)


class ShareRow(Schema):
    """Grid workers of one area, and how many of them are all-round."""

    area = Text(most=12)
    workers = Integer(0, MOST)
    all_round = Integer(0, MOST)


class SharesView(Schema):
    """Shares by area as of a day."""

    on = Day()
    items = Many(Nested(ShareRow), most=10_000)
