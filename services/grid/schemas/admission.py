"""The access list and tasks on the wire: commands of departments, of those who decide, and of communities."""

from __future__ import annotations

from kernel.wire import (
    After,
    Choice,
    Day,
    Exact,
    Id,
    Integer,
    Listing,
    Many,
    Pattern,
    Schema,
    Text,
    Told,
    Version,
)
from services.grid.domain import reason
from services.grid.domain.admission import frequency, item, item_life
from services.grid.schemas.incident import AREA, UNIT
from services.grid.schemas.reading import Place

ANY = 4000
CENTS_MOST = 10**13
MINUTES_MOST = 60 * 24 * 30
AREAS_MOST = PLACES_MOST = 200
PLACE = r"[1-9][0-9A-Z]{11,31}"
MONTH = r"20[0-9]{2}-(0[1-9]|1[0-2])"
ITEM_QUEUES, TASK_QUEUES = ("waiting", "all"), ("open", "late", "done", "all")


class DraftItem(Schema):
    """Begin an item. areas: 12-digit codes it is for. budget_cents: yuan cents that go with it. times: in each period."""

    title = Text(most=200, required=True)
    kind = Choice(*item.KINDS, required=True)
    basis = Text(most=500, required=True)
    period = Choice(*frequency.PERIODS, required=True)
    times = Integer(1, frequency.TIMES_MOST, load_default=1)
    forms = Many(Text(most=200), most=50, load_default=list)
    minutes = Integer(0, MINUTES_MOST, required=True)
    budget_cents = Integer(0, CENTS_MOST, load_default=0)
    areas = Many(Pattern(AREA), least=1, most=AREAS_MOST, required=True)
    valid_from = Day(required=True)
    valid_until = Day(required=True)


class AmendItem(DraftItem):
    """Fill in a draft anew, whole."""

    item = Id(required=True)
    version = Version()


class OnItem(Schema):
    """An act on an item as it was read."""

    item = Id(required=True)
    version = Version()


class SubmitItem(OnItem):
    """Apply."""


class ReviewItem(OnItem):
    """Take up an application."""


class ApproveItem(OnItem):
    """Enter it on the list."""


class RefuseItem(OnItem):
    """Refuse it: a reason from the list, and words."""

    reason = Choice(*reason.REFUSE_ITEM, required=True)
    told = Told(most=ANY, required=True)


class SuspendItem(OnItem):
    """Take it out of force for a time, with words."""

    told = Told(most=ANY, required=True)


class ResumeItem(OnItem):
    """Bring it into force again."""


class WithdrawItem(OnItem):
    """Take it back."""


class FindItem(Schema):
    """Read one item."""

    item = Id(required=True)


class ListItems(Listing):
    """Page through items in scope, the newest first. waiting: to be reviewed or decided."""

    after = After(Place)
    queue = Choice(*ITEM_QUEUES, load_default="all")
    state = Choice(*item_life.LIFE.states, load_default=None, allow_none=True)
    unit = Pattern(UNIT, load_default=None, allow_none=True)
    kind = Choice(*item.KINDS, load_default=None, allow_none=True)


class ReadAccessList(Listing):
    """Read the list in force, today or as of a local date; area: only what is good for that place."""

    after = After(Place)
    on = Day(load_default=None, allow_none=True)
    area = Pattern(AREA, load_default=None, allow_none=True)
    unit = Pattern(UNIT, load_default=None, allow_none=True)
    kind = Choice(*item.KINDS, load_default=None, allow_none=True)


class AssignTask(Schema):
    """Give a task to communities or grids. item: code of the list. due_on: its last local day, later than today."""

    item = Exact(most=32, required=True)
    places = Many(Pattern(PLACE), least=1, most=PLACES_MOST, required=True)
    due_on = Day(required=True)
    words = Text(most=ANY, required=True)


class OnTask(Schema):
    """An act on a task as it was read."""

    task = Id(required=True)
    version = Version()


class ReceiveTask(OnTask):
    """Say that it has arrived."""


class FinishTask(OnTask):
    """Say that it is done, in words."""

    told = Told(most=ANY, required=True)


class ReturnTask(OnTask):
    """Give it back: a reason from the list, and words."""

    reason = Choice(*reason.RETURN_TASK, required=True)
    told = Told(most=ANY, least=0, load_default="")


class ConfirmTask(OnTask):
    """Find it done."""


class WithdrawTask(OnTask):
    """Take it back."""


class FindTask(Schema):
    """Read one task."""

    task = Id(required=True)


class ListTasks(Listing):
    """Page through tasks in scope. open, late: not done, by what is due first. done: to be confirmed."""

    after = After(Place)
    queue = Choice(*TASK_QUEUES, load_default="open")
    unit = Pattern(UNIT, load_default=None, allow_none=True)
    area = Pattern(AREA, load_default=None, allow_none=True)
    item = Exact(most=32, load_default=None, allow_none=True)


class Burden(Schema):
    """Ask what departments asked of communities in a month. month: YYYY-MM, the present one when none is named."""

    month = Pattern(MONTH, load_default=None, allow_none=True)
    area = Pattern(AREA, load_default=None, allow_none=True)
