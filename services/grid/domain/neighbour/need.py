"""What a community needs: a kind of help, how much and when; nobody who needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kernel.decision import Decision
from kernel.errors import Conflict, Invalid
from services.grid.domain.neighbour import neighbour
from services.grid.domain.neighbour.need_life import LIFE, MET, OPEN

HELP_KINDS: dict[str, tuple[str, str]] = {
    "meals": ("助餐", "Meals"),
    "errands": ("代办跑腿", "Errands"),
    "repairs": ("便民维修", "Small repairs"),
    "company": ("陪伴探访", "Company and visits"),
    "tutoring": ("课后托管", "After-school care"),
    "advice": ("咨询辅导", "Advice"),
    "training": ("技能培训", "Training"),
    "events": ("文体活动", "Events"),
    "donation": ("物资捐助", "Donated goods"),
}
STATES: dict[str, tuple[str, str]] = {
    "open": ("待对接", "Open"),
    "met": ("已对接", "Met"),
    "served": ("已办结", "Served"),
    "withdrawn": ("已撤回", "Withdrawn"),
}
PAST = {"finish_need": "served", "withdraw_need": "withdrawn"}


@dataclass(frozen=True, slots=True)
class Need:
    """A need. area: the community. kind: one of HELP_KINDS. quantity: how much. matched: how much is taken on.

    from_on, until_on: local dates, half-open.
    """

    id: str
    area: str
    kind: str
    quantity: int
    matched: int
    from_on: date
    until_on: date
    state: str
    created_at: datetime
    changed_at: datetime
    version: int

    @property
    def left(self) -> int:
        """How much nobody has taken on yet."""
        return self.quantity - self.matched


@dataclass(frozen=True, slots=True)
class Match:
    """How much of a need a provider takes on."""

    need: str
    provider: str
    quantity: int
    at: datetime


def raise_(given: Mapping[str, Any], *, id: str, at: datetime) -> Decision[Need]:
    """Write a need down. given: area, kind, quantity, from_on, until_on.

    :raises Invalid: grid.need_period_empty
    """
    if given["until_on"] <= given["from_on"]:
        raise Invalid("grid.need_period_empty", pointer="/until_on")
    fields = {name: given[name] for name in ("area", "kind", "quantity", "from_on", "until_on")}
    made = Need(**fields, id=id, matched=0, state=OPEN, created_at=at, changed_at=at, version=1)
    return neighbour.begin(made, "grid.need_raised", kind=made.kind, quantity=made.quantity)


def match(before: Need, quantity: int, *, free: int, fits: bool, at: datetime) -> Decision[Need]:
    """Have a provider take on a part of a need, or all that is left. free: what it has left then. fits: as suggested.

    Rule GR-88, domain 8.1: a person confirms each match, and nobody is given more than they can take on.

    :raises Conflict: grid.need_act_not_allowed, grid.provider_unfit, grid.provider_full, grid.need_exceeded
    """
    LIFE.step(before.state, "match_need")
    if not fits:
        raise Conflict("grid.provider_unfit")
    if quantity > before.left:
        raise Conflict("grid.need_exceeded", left=before.left)
    if quantity > free:
        raise Conflict("grid.provider_full", free=max(0, free))
    matched = before.matched + quantity
    state = MET if matched == before.quantity else OPEN
    return neighbour.step(before, "grid.need_matched", {"matched": matched, "state": state}, at=at)


def act(before: Need, name: str, *, at: datetime) -> Decision[Need]:
    """Say that it is served, or that it is needed no more; who took it on is free again.

    :raises Conflict: grid.need_act_not_allowed
    """
    target = LIFE.step(before.state, name).target
    return neighbour.step(before, f"grid.need_{PAST[name]}", {"state": target}, at=at)
