"""What is answered about the access list, tasks and the burden they are."""

from __future__ import annotations

from marshmallow import fields

from kernel.wire import INTEGER_MAX, Choice, Day, Flag, Id, Instant, Integer, Many, Nested, Next, Rows, Schema, Text
from services.grid.domain.admission import frequency, item, item_life, task_life
from services.grid.schemas.admission import ANY, AREAS_MOST, CENTS_MOST, MINUTES_MOST, PLACES_MOST


class ListedItem(Schema):
    """One item as anybody may read it. state: as it stands now. frequency: in words."""

    id = Id()
    code = Text(most=64)
    state = Choice(*item.STATES)
    state_words = Text(most=64)
    unit = Text(most=64)
    unit_name = Text(most=200, allow_none=True)
    title = Text(most=200)
    kind = Choice(*item.KINDS)
    kind_words = Text(most=64)
    basis = Text(most=500)
    period = Choice(*frequency.PERIODS)
    times = Integer(1, frequency.TIMES_MOST)
    frequency = Text(most=64)
    forms = Many(Text(most=200), most=50)
    minutes = Integer(0, MINUTES_MOST)
    budget_cents = Integer(0, CENTS_MOST)
    areas = Many(Text(most=12), most=AREAS_MOST)
    valid_from = Day()
    valid_until = Day()


class ItemActView(Schema):
    """What an act on an item answers."""

    id = Id()
    code = Text(most=64)
    version = Integer(1, INTEGER_MAX)
    state = Choice(*item.STATES)
    state_words = Text(most=64)
    unit = Text(most=64)
    area = Text(most=12)
    kind = Choice(*item.KINDS)
    acts = Many(Choice(*item_life.ACTS), most=len(item_life.ACTS))


class ItemRow(ListedItem):
    """One item for those who work with it. reason, told: of a refusal or a suspension."""

    version = Integer(1, INTEGER_MAX)
    area = Text(most=12)
    reason = Text(most=32, least=0)
    reason_words = Text(most=200, least=0)
    told = Text(most=ANY, least=0)
    created_at = Instant()
    changed_at = Instant()
    entered_at = Instant(allow_none=True)
    acts = Many(Choice(*item_life.ACTS), most=len(item_life.ACTS))


class ItemView(ItemRow):
    """One item whole, with the clock of its decision."""

    clocks = Many(fields.Dict(), most=100)


class ItemPage(Schema):
    """One page of items; next: what to send as `after`, or null at the end."""

    items = Rows(ItemRow)
    next = Next()


class AccessListView(Schema):
    """One page of the list in force. version: of the list; it grows with each change. on: the local date asked for."""

    version = Integer(1, INTEGER_MAX)
    on = Day()
    items = Rows(ListedItem)
    next = Next()


class PlaceOutcome(Schema):
    """What came of asking one place: a task, or why not."""

    place = Text(most=32)
    given = Flag()
    task = Id(allow_none=True)
    number = Text(most=64, allow_none=True)
    code = Text(most=64, allow_none=True)
    facts = fields.Dict(allow_none=True)


class AssignedView(Schema):
    """What came of a command for many places, a row for each in their order. given, refused: how many."""

    id = Id()
    item = Text(most=32)
    given = Integer(0, PLACES_MOST)
    refused = Integer(0, PLACES_MOST)
    due_on = Day()
    places = Many(Nested(PlaceOutcome), most=PLACES_MOST)


class TaskActView(Schema):
    """What an act on a task answers."""

    id = Id()
    number = Text(most=64)
    version = Integer(1, INTEGER_MAX)
    state = Choice(*task_life.LIFE.states)
    state_words = Text(most=64)
    item_code = Text(most=64)
    unit = Text(most=64)
    place = Text(most=32)
    area = Text(most=12)
    grid = Text(most=32, allow_none=True)
    performer = Text(most=64, least=0)
    due_at = Instant()
    acts = Many(Choice(*task_life.ACTS), most=len(task_life.ACTS))


class TaskRow(TaskActView):
    """One task in a list. late: done, or not done, after its last day."""

    unit_name = Text(most=200, allow_none=True)
    minutes = Integer(0, MINUTES_MOST)
    words = Text(most=ANY)
    answer = Text(most=ANY, least=0)
    reason = Text(most=32, least=0)
    late = Flag()
    created_at = Instant()
    changed_at = Instant()
    done_at = Instant(allow_none=True)


class TaskView(TaskRow):
    """One task whole, with its clock."""

    clocks = Many(fields.Dict(), most=100)


class TaskPage(Schema):
    """One page of tasks; next: what to send as `after`, or null at the end."""

    items = Rows(TaskRow)
    next = Next()


class BurdenLine(Schema):
    """One department's month. communities: how many were asked. minutes: of work asked. See docs/glossary.md."""

    unit = Text(most=64)
    unit_name = Text(most=200, allow_none=True)
    communities = Integer(0, INTEGER_MAX)
    given = Integer(0, INTEGER_MAX)
    minutes = Integer(0, 2**53)
    returned = Integer(0, INTEGER_MAX)
    refused = Integer(0, INTEGER_MAX)
    exceeded = Integer(0, INTEGER_MAX)
    late = Integer(0, INTEGER_MAX)


class BurdenView(Schema):
    """The burden report of a month, by department, exact at the instant `at`."""

    month = Text(most=7)
    at = Instant()
    items = Many(Nested(BurdenLine), most=10000)
