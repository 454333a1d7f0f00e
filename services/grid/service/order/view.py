"""Work orders, supervision, campaigns and rewards as answers: JSON data in the reader's language."""

from __future__ import annotations

from typing import Any

from kernel.wire import Schema
from services.grid.domain.doer import Doer
from services.grid.domain.order import campaign, reward, supervision, work
from services.grid.domain.order.campaign import Campaign
from services.grid.domain.order.reward import Reward
from services.grid.domain.order.supervision import Supervision
from services.grid.domain.order.work import Worker, WorkOrder
from services.grid.schemas import campaign as campaign_shapes
from services.grid.schemas import order as shapes
from services.grid.schemas import reward as reward_shapes
from services.grid.service.view import plain

View = dict[str, Any]


def order(one: WorkOrder, who: Worker, language: str, shape: type[Schema] = shapes.OrderView) -> View:
    """Give one work order with what this person may do to it now."""
    said = work.STATES[one.state][language == "en"]
    return {**shown(one, shape), "state_words": said, "acts": work.acts(one, who)}


def supervised(one: Supervision, doer: Doer, language: str, shape: type[Schema] = shapes.SupervisionView) -> View:
    """Give one supervision with what this person may do to it now."""
    at = language == "en"
    said = {"state_words": supervision.STATES[one.state][at], "level_words": supervision.WORDS[one.level][at]}
    return {**shown(one, shape), **said, "acts": supervision.acts(one, doer)}


def rewarded(one: Reward, doer: Doer, language: str) -> View:
    """Give one reward with what this person may do to it now."""
    said = reward.STATES[one.state][language == "en"]
    return {**shown(one, reward_shapes.RewardView), "state_words": said, "acts": reward.acts(one, doer)}


def campaigned(one: Campaign, language: str) -> View:
    """Give one campaign."""
    return {**shown(one, campaign_shapes.CampaignView), "kind_words": campaign.WORDS[one.kind][language == "en"]}


def shown(record: Any, shape: type[Schema]) -> View:
    """Give what a shape shows of a record: the fields both have."""
    return {name: plain(getattr(record, name)) for name in shape().fields if hasattr(record, name)}
