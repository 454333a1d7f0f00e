"""Leaving on the wire."""

from __future__ import annotations

from kernel.wire import INTEGER_MAX, Choice, Day, Id, Integer, Many, Nested, Pattern, Schema, Text, Version
from services.grid.domain.staff.leave import REASONS
from services.grid.domain.staff.leave_life import LIFE
from services.grid.schemas.staff.post import PLACE


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


class StaffMovedView(Schema):
    """One thing handed over. heir: null = back to the desk's queue."""

    kind = Text(most=32)
    subject = Id()
    place = Text(most=32)
    heir = Id(allow_none=True)


class LeaveView(Schema):
    """A leave with what moved. acts: what may be done with it now."""

    id = Id()
    version = Integer(1, INTEGER_MAX)
    account = Id()
    area = Text(most=12)
    leave_on = Day()
    reason = Choice(*REASONS)
    state = Choice(*LIFE.states)
    successors = Many(Nested(Successor), most=200)
    moved = Many(Nested(StaffMovedView), most=10_000)
    acts = Many(Text(most=32), most=4)
