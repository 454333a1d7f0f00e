"""Roles, teams and their choice on the wire."""

from __future__ import annotations

from kernel.wire import INTEGER_MAX, Choice, Day, Integer, Many, Nested, Pattern, Schema, Text
from services.grid.domain.ground.register import GRID_KINDS
from services.grid.domain.staff.employment import KINDS as EMPLOYMENTS
from services.grid.domain.staff.team import TAGS
from services.grid.schemas.incident import AREA
from services.grid.schemas.staff.post import CODE

TEAM = r"[a-z0-9][a-z0-9_]{0,31}"


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
    least = Integer(0, INTEGER_MAX)
    most = Integer(1, INTEGER_MAX, allow_none=True)
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
