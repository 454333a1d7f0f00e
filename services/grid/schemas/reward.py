"""Commands on rewards, and what is answered; no field of any of them names who reported."""

from __future__ import annotations

from marshmallow import ValidationError, validates_schema

from kernel.shape import ByCode
from kernel.wire import (
    INTEGER_MAX,
    After,
    Choice,
    Day,
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
from services.grid.domain.order.reward import ROLES
from services.grid.domain.order.reward_life import LIFE
from services.grid.schemas.incident import CASE_TYPE
from services.grid.schemas.reading import Place

FEN_MOST = 10_000_000


class SetRewardAmount(Schema):
    """Have a kind of hazard rewarded, within these amounts, fen."""

    case_type = Pattern(CASE_TYPE, required=True)
    least = Integer(1, FEN_MOST, required=True)
    most = Integer(1, FEN_MOST, required=True)

    @validates_schema
    def check_span(self, data: dict[str, int], **kwargs: object) -> None:
        """Refuse a least above the most."""
        if "least" in data and "most" in data and data["least"] > data["most"]:
            raise ValidationError(fault("grid.reward_span_mismatch"), "most")


class ListRewardAmounts(Schema):
    """Read which kinds are rewarded."""


class ProposeReward(Schema):
    """Propose a reward for a report. amount: fen, within the table. version: of the incident as it was read."""

    incident = Id(required=True)
    version = Version()
    amount = Integer(1, FEN_MOST, required=True)


class RewardAct(Schema):
    """What every decision on a reward carries."""

    reward = Id(required=True)
    version = Version()


class ApproveReward(RewardAct):
    """Approve it."""


class RefuseReward(RewardAct):
    """Refuse it."""


class ClaimReward(ByCode):
    """Fetch the payout code by number and query code of the report, once."""


class PayReward(ByCode):
    """Pay by number and payout code of the reward."""


class ListRewards(Listing):
    """Page through rewards, the newest first, within scope."""

    after = After(Place)
    state = Choice(*LIFE.states, load_default=None, allow_none=True)
    incident = Id(load_default=None, allow_none=True)


class AmountView(Schema):
    """Within which amounts one kind is rewarded, fen."""

    case_type = Text(most=32)
    least = Integer(1, FEN_MOST)
    most = Integer(1, FEN_MOST)


class AmountsView(Schema):
    """The whole table."""

    items = Many(Nested(AmountView), most=1000)


class RewardView(Schema):
    """One reward, with what this person may do now. amount: fen."""

    id = Id()
    number = Text(most=64)
    incident = Id()
    case_type = Text(most=32)
    unit = Text(most=64)
    area = Text(most=12)
    amount = Integer(1, FEN_MOST)
    state = Choice(*LIFE.states)
    state_words = Text(most=200)
    created_at = Instant()
    decided_at = Instant(allow_none=True)
    claimed_at = Instant(allow_none=True)
    paid_at = Instant(allow_none=True)
    expires_on = Day(allow_none=True)
    version = Integer(1, INTEGER_MAX)
    acts = Many(Choice(*ROLES), most=10)


class RewardPage(Schema):
    """One page of a list; next: what to send as `after`, or null at the end."""

    items = Rows(RewardView)
    next = Next()


class ClaimedView(Schema):
    """What fetching answers: number and payout code of the reward, shown this once. amount: fen. expires_on: last day of it."""

    number = Text(most=64)
    amount = Integer(1, FEN_MOST)
    code = Text(most=32)
    expires_on = Day(allow_none=True)


class PaidView(Schema):
    """What paying answers. amount: fen."""

    number = Text(most=64)
    amount = Integer(1, FEN_MOST)
    state = Choice(*LIFE.states)
