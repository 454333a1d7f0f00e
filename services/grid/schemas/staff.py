"""Teams, posts, stand-ins, leaving and skills on the wire: commands and questions."""

from __future__ import annotations

from kernel.wire import Choice, Day, Id, Integer, Listing, Many, Nested, Pattern, Schema, Text, Version
from services.grid.domain.ground.register import GRID_KINDS
from services.grid.domain.staff.employment import KINDS as EMPLOYMENTS
from services.grid.domain.staff.leave import REASONS
from services.grid.domain.staff.team import TAGS
from services.grid.schemas.incident import AREA

PLACE = r"[0-9A-Z][0-9A-Z-]{2,31}"
CODE = r"[a-z][a-z_]{0,31}"
TEAM = r"[a-z0-9][a-z0-9_]{0,31}"
MONTH = r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])"


class Appoint(Schema):
    """Let somebody stand on a grid or an area, in a role, from a day until another (half-open; no end = until ended)."""

    account = Id(required=True)
    role = Pattern(CODE, required=True)
    place = Pattern(PLACE, required=True)
    employment = Choice(*EMPLOYMENTS, required=True)
    valid_from = Day(required=True)
    valid_until = Day(load_default=None, allow_none=True)


class FindPost(Schema):
    """Read one post."""

    post = Id(required=True)


class EndPost(Schema):
    """End a post. on: first day its holder no longer stands there."""

    post = Id(required=True)
    version = Version()
    on = Day(required=True)


class Transfer(EndPost):
    """End a post and begin another of the same person on the same day; what is not given stays as it is."""

    place = Pattern(PLACE, required=True)
    role = Pattern(CODE, load_default=None, allow_none=True)
    employment = Choice(*EMPLOYMENTS, load_default=None, allow_none=True)


class NameStandIn(Schema):
    """Let somebody stand in on a post for some days."""

    post = Id(required=True)
    account = Id(required=True)
    valid_from = Day(required=True)
    valid_until = Day(required=True)


class EndStandIn(Schema):
    """End a standing in. on: first day they no longer do."""

    stand_in = Id(required=True)
    version = Version()
    on = Day(required=True)


class Successor(Schema):
    """Who takes over what is open at a place: a grid, or an area for all of its grids."""

    place = Pattern(PLACE, required=True)
    account = Id(required=True)


class LeaveStaff(Schema):
    """Somebody leaves: their posts end on a day, and what they have open is handed over on it."""

    account = Id(required=True)
    on = Day(required=True)
    reason = Choice(*REASONS, required=True)
    successors = Many(Nested(Successor), most=200, load_default=list)


class WithdrawLeave(Schema):
    """Take back a leave that is planned."""

    leave = Id(required=True)
    version = Version()


class FindLeave(Schema):
    """Read a leave with the list of what moved."""

    leave = Id(required=True)


class OnDay(Listing):
    """A list as of a local date, today when none is given, narrowed to an area."""

    on = Day(load_default=None, allow_none=True)
    area = Pattern(AREA, load_default=None, allow_none=True)


class ListRoster(Listing):
    """Who stands on a place on a day."""

    place = Pattern(PLACE, required=True)
    on = Day(load_default=None, allow_none=True)


class ListPostsOf(Listing):
    """Posts of a person, past and to come."""

    account = Id(required=True)


class ListMyPosts(Listing):
    """The reader's own posts, past and to come."""


class ListVacancies(OnDay):
    """Seats with fewer holders than their team asks for."""


class ListOverloads(OnDay):
    """People who carry more grids or households than the limit."""


class ListStoodIn(OnDay):
    """Grids where everybody in a role is away and stood in for."""


class ListEnding(OnDay):
    """Posts that end within some days."""

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


class ListStaffRoles(Schema):
    """List the roles."""


class ListTeams(Schema):
    """List the templates and which area chose which."""

    on = Day(load_default=None, allow_none=True)


class AddStaffRole(Schema):
    """Add a role of the tenant's own."""

    code = Pattern(CODE, required=True)
    name_zh = Text(most=40, required=True)
    name_en = Text(most=80, required=True)
    tags = Many(Choice(*TAGS), most=len(TAGS), load_default=list)


class SeatRow(Schema):
    """One row of a template. level: 'grid' or a level of areas. most: null = as many as there are."""

    role = Pattern(CODE, required=True)
    level = Pattern(CODE, load_default="grid")
    least = Integer(0, 1000, required=True)
    most = Integer(1, 1000, load_default=None, allow_none=True)
    employments = Many(Choice(*EMPLOYMENTS), least=1, most=len(EMPLOYMENTS), load_default=lambda: list(EMPLOYMENTS))


class AddTeam(Schema):
    """Add a template of the tenant's own."""

    code = Pattern(TEAM, required=True)
    name_zh = Text(most=40, required=True)
    name_en = Text(most=80, required=True)
    seats = Many(Nested(SeatRow), least=1, most=50, required=True)


class ChooseTeams(Schema):
    """Say which teams the grids of a kind have in an area from a day on; none = what the wider area chose."""

    area = Pattern(AREA, required=True)
    kind = Choice(*GRID_KINDS, load_default="base")
    teams = Many(Pattern(TEAM), most=10, required=True)
    valid_from = Day(required=True)


class Certify(Schema):
    """Certify a skill of somebody who stands somewhere."""

    account = Id(required=True)
    skill = Pattern(CODE, required=True)
    valid_from = Day(required=True)
    valid_until = Day(load_default=None, allow_none=True)


class RevokeCertificate(Schema):
    """End a certificate. on: first day it is no longer good."""

    certificate = Id(required=True)
    version = Version()
    on = Day(required=True)


class ListSkillsOf(Schema):
    """What one person is certified for."""

    account = Id(required=True)


class SkillShares(Schema):
    """Share of all-round workers by area."""

    on = Day(load_default=None, allow_none=True)
    area = Pattern(AREA, load_default=None, allow_none=True)
