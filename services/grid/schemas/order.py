"""Commands on work orders and supervision, and what is answered."""

from __future__ import annotations

from marshmallow import ValidationError, validates_schema

from kernel.wire import (
    INTEGER_MAX,
    After,
    Choice,
    Day,
    Flag,
    Id,
    Instant,
    Integer,
    Listing,
    Many,
    Nested,
    Next,
    Pattern,
    Rows,
    Schema,
    Text,
    Version,
    fault,
)
from services.grid.domain.order import supervision, supervision_life, work_life
from services.grid.domain.order.supervision_limit import LEVELS
from services.grid.domain.reason import REWORK, SEND_BACK
from services.grid.schemas.incident import GRID, UNIT, WORDS_MOST, Act, Piece
from services.grid.schemas.reading import Place
from services.grid.schemas.view import ANY

QUEUES = ("open", "late", "all")


class GiveOrder(Act):
    """Give a unit or a grid a task inside a case. on_grid: whose worker does it. due_on: its last local day, later than today."""

    unit = Pattern(UNIT, load_default=None, allow_none=True)
    on_grid = Pattern(GRID, load_default=None, allow_none=True)
    words = Text(most=WORDS_MOST, required=True)
    due_on = Day(required=True)

    @validates_schema
    def check_target(self, data: dict[str, object], **kwargs: object) -> None:
        """Refuse a task for nobody, and one for two."""
        if bool(data.get("unit")) == bool(data.get("on_grid")):
            raise ValidationError(fault("grid.order_target_mismatch"), "unit")


class OrderAct(Schema):
    """What every act on a work order carries."""

    order = Id(required=True)
    version = Version()


class FinishOrder(OrderAct):
    """Say that it is done, with words and what shows it."""

    words = Text(most=WORDS_MOST, required=True)
    evidence = Many(Nested(Piece), most=20, load_default=list)


class CheckOrder(OrderAct):
    """Check what was done. reason: needed when it did not pass."""

    passed = Flag(required=True)
    reason = Choice(*REWORK, load_default=None, allow_none=True)

    @validates_schema
    def check_reason(self, data: dict[str, object], **kwargs: object) -> None:
        """Refuse a failed check without a reason, and a passed one with it."""
        if data.get("passed") == bool(data.get("reason")):
            raise ValidationError(fault("grid.check_reason_mismatch"), "reason")


class WithdrawOrder(OrderAct):
    """Take it back."""


class Listed(Listing):
    """A page of a queue."""

    after = After(Place)
    queue = Choice(*QUEUES, load_default="open")
    incident = Id(load_default=None, allow_none=True)
    unit = Pattern(UNIT, load_default=None, allow_none=True)


class ListOrders(Listed):
    """Page through work orders, the soonest due first, within scope."""

    grid = Pattern(GRID, load_default=None, allow_none=True)


class OrderSupervision(Act):
    """Order supervision of an incident. within: working days until the answer, never more than the level gives."""

    level = Choice(*LEVELS, required=True)
    words = Text(most=WORDS_MOST, required=True)
    within = Integer(1, 5, load_default=None, allow_none=True)


class SupervisionAct(Schema):
    """What every act on a supervision carries."""

    supervision = Id(required=True)
    version = Version()


class AnswerSupervision(SupervisionAct):
    """Answer what is being done."""

    words = Text(most=WORDS_MOST, required=True)


class AcceptSupervision(SupervisionAct):
    """Find the answer enough."""


class SendBackSupervision(SupervisionAct):
    """Find the answer not enough, and say why; it goes up a level."""

    reason = Choice(*SEND_BACK, required=True)
    words = Text(most=WORDS_MOST, least=0, load_default="")


class EndSupervision(SupervisionAct):
    """End it without an answer."""


class ListSupervisions(Listed):
    """Page through supervision, the soonest due first, within scope."""

    level = Choice(*LEVELS, load_default=None, allow_none=True)


class OrderView(Schema):
    """One work order, with what this person may do now."""

    id = Id()
    incident = Id()
    number = Text(most=64)
    unit = Text(most=64, allow_none=True)
    grid = Text(most=64, allow_none=True)
    area = Text(most=12)
    given_unit = Text(most=64)
    state = Choice(*work_life.LIFE.states)
    state_words = Text(most=200)
    due_on = Day()
    due_at = Instant()
    created_at = Instant()
    reason = Choice(*REWORK, allow_none=True)
    failed = Integer(0, INTEGER_MAX)
    version = Integer(1, INTEGER_MAX)
    acts = Many(Choice(*work_life.ROLES), most=10)


class OrderRow(OrderView):
    """One line of a list, with its words."""

    words = Text(most=ANY)
    answer = Text(most=ANY, least=0)


class OrderPage(Schema):
    """One page of a list; next: what to send as `after`, or null at the end."""

    items = Rows(OrderRow)
    next = Next()


class SupervisionView(Schema):
    """One supervision, with what this person may do now.

    due_at: by when the answer is owed, or once it is there, by when it is accepted or sent back. raised: how many levels it
    went up. sent_back: how often an answer was; reason: why the last one was.
    """

    id = Id()
    incident = Id()
    number = Text(most=64)
    unit = Text(most=64)
    area = Text(most=12)
    level = Choice(*LEVELS)
    level_words = Text(most=200)
    ordered_unit = Text(most=64)
    state = Choice(*supervision_life.LIFE.states)
    state_words = Text(most=200)
    due_at = Instant()
    raised = Integer(0, INTEGER_MAX)
    sent_back = Integer(0, INTEGER_MAX)
    reason = Choice(*SEND_BACK, allow_none=True)
    created_at = Instant()
    version = Integer(1, INTEGER_MAX)
    acts = Many(Choice(*supervision.ROLES), most=10)


class SupervisionRow(SupervisionView):
    """One line of a list, with its words."""

    words = Text(most=ANY)
    answer = Text(most=ANY, least=0)
    remark = Text(most=ANY, least=0)


class SupervisionPage(Schema):
    """One page of a list; next: what to send as `after`, or null at the end."""

    items = Rows(SupervisionRow)
    next = Next()
