"""Monthly meetings on the wire."""

from __future__ import annotations

from kernel.wire import INTEGER_MAX, Choice, Day, Id, Instant, Integer, Many, Next, Pattern, Rows, Schema, Text, Version
from services.grid.domain.duty import meeting
from services.grid.schemas.duty.listing import WORDS, InArea
from services.grid.schemas.incident import UNIT, WORDS_MOST


class ListMeetings(InArea):
    """Page through monthly meetings, the latest first."""


class FindMeeting(Schema):
    """Read a meeting with its cases after a place of the list."""

    meeting = Id(required=True)
    after_place = Integer(0, 10**6, load_default=0)
    limit = Integer(1, 200, load_default=100)


class HoldMeeting(Schema):
    """Open a meeting."""

    meeting = Id(required=True)
    version = Version()


class CloseMeeting(HoldMeeting):
    """End a meeting."""


class ConcludeCase(HoldMeeting):
    """Write down what was concluded on one case."""

    incident = Id(required=True)
    unit = Pattern(UNIT, required=True)
    due_on = Day(required=True)
    words = Text(most=WORDS_MOST, required=True)


class MeetingRow(Schema):
    """One meeting of a list."""

    id = Id()
    area = Text(most=12)
    month_on = Day()
    state = Choice(*meeting.STATES)
    cases = Integer(0, INTEGER_MAX)
    concluded = Integer(0, INTEGER_MAX)
    held_at = Instant(allow_none=True)
    closed_at = Instant(allow_none=True)
    version = Integer(1, INTEGER_MAX)


class MeetingCaseView(Schema):
    """One case of a meeting, with why it is on the list. unit, due_on, words: of the conclusion, once there is one."""

    place = Integer(1, INTEGER_MAX)
    incident = Id()
    number = Text(most=64)
    state = Text(most=32)
    reasons = Many(Choice(*meeting.REASONS), most=len(meeting.REASONS))
    open_days = Integer(0, INTEGER_MAX)
    returned = Integer(0, INTEGER_MAX)
    unit = Text(most=64, allow_none=True)
    due_on = Day(allow_none=True)
    words = Text(most=WORDS, least=0)
    decided_at = Instant(allow_none=True)


class MeetingView(MeetingRow):
    """One meeting with cases of its list. after_place: where to go on reading, null at the end."""

    items = Rows(MeetingCaseView)
    after_place = Integer(0, INTEGER_MAX, allow_none=True)


class MeetingPage(Schema):
    """One page of meetings."""

    items = Rows(MeetingRow)
    next = Next()
