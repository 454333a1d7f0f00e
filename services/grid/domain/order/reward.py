"""Rewards for reported hazards: decided by two, paid once by an anonymous code, and nothing that leads to who reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from kernel.decision import Decision, Event
from kernel.errors import Conflict, Denied, Invalid
from kernel.machine import Move
from kernel.office import SHANGHAI
from services.grid.domain.doer import Doer
from services.grid.domain.incident import PUBLIC, Incident
from services.grid.domain.order.reward_life import LIFE
from services.grid.domain.reason import Words
from services.grid.domain.role import let

ROLES: dict[str, frozenset[str]] = {
    "set_reward_amount": frozenset({"leader"}),
    "propose_reward": frozenset({"dispatcher", "officer"}),
    "approve_reward": frozenset({"leader"}),
    "refuse_reward": frozenset({"leader"}),
    "claim_reward": frozenset({"anyone", "resident"}),
    "pay_reward": frozenset({"officer"}),
}
PAST = {
    "propose_reward": "proposed",
    "approve_reward": "approved",
    "refuse_reward": "refused",
    "claim_reward": "claimed",
    "pay_reward": "paid",
}
EVENTS = tuple(f"grid.reward_{past}" for past in PAST.values())
STATES: Mapping[str, Words] = {
    "proposed": ("已提出，待审批", "proposed"),
    "approved": ("已批准，待领取兑奖码", "approved, its code not yet fetched"),
    "refused": ("未批准", "refused"),
    "claimed": ("兑奖码已领取，待兑付", "its code was fetched, not yet paid"),
    "paid": ("已兑付", "paid"),
}
# a report that ended so is none that is rewarded
UNFOUNDED = ("refused", "not_ours", "duplicate")
DAYS = "reward.days"  # setting: how long one may be fetched and paid


@dataclass(frozen=True, slots=True)
class Amount:
    """Within which amounts a kind of hazard is rewarded, fen; a kind without a row is not."""

    case_type: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Reward:
    """One reward. amount: fen. unit: of who proposed it. decided_by: who approved or refused, never who proposed.

    expires_on: last local day on which it is fetched or paid, set when it is approved.
    """

    id: str
    number: str
    incident: str
    case_type: str
    unit: str
    area: str
    amount: int
    proposed_by: str
    created_at: datetime
    state: str = "proposed"
    decided_by: str | None = None
    paid_by: str | None = None
    decided_at: datetime | None = None
    claimed_at: datetime | None = None
    paid_at: datetime | None = None
    expires_on: date | None = None
    version: int = 1


def rewardable(incident: Incident, table: Amount | None, amount: int) -> str:
    """Give the kind of a hazard that may be rewarded with an amount.

    amount: fen. table: of the incident's kind, None where it is not rewarded.

    Rule GR-164, domain 9.1 (0-14): a report of the public of a rewarded kind, verified on site or fixed, within the table.

    :raises Conflict: grid.reward_not_for_kind, grid.reward_not_verified
    :raises Invalid: grid.reward_amount_outside
    """
    if table is None or incident.case_type is None or incident.source != PUBLIC:
        raise Conflict("grid.reward_not_for_kind", case_type=incident.case_type)
    if incident.outcome in UNFOUNDED or not (incident.verified or incident.outcome == "fixed"):
        raise Conflict("grid.reward_not_verified")
    if not table.least <= amount <= table.most:
        raise Invalid("grid.reward_amount_outside", pointer="/amount", least=table.least, most=table.most)
    return incident.case_type


def founded(incident: Incident) -> None:
    """Let what was approved stand only while its report does; one joined to another afterwards keeps what it was promised.

    Rule GR-164, domain 9.1 (0-14): a report that was refused is not rewarded, however late it was.

    :raises Conflict: grid.reward_not_due
    """
    if incident.outcome in UNFOUNDED and incident.main is None:
        raise Conflict("grid.reward_not_due", outcome=incident.outcome)


def permit(reward: Reward, act: str, doer: Doer) -> Move:
    """Give the move an act makes when role and state allow it, and who decides did not propose.

    Rule GR-165, domain 9.1 (0-14) and architecture 3.4: one proposes, another approves.

    :raises Denied: grid.role_not_allowed, grid.reward_own_proposal
    :raises Conflict: grid.reward_act_not_allowed
    """
    let(ROLES, act, doer.role)
    move = LIFE.step(reward.state, act)
    if act in ("approve_reward", "refuse_reward") and doer.id == reward.proposed_by:
        raise Denied("grid.reward_own_proposal")
    return move


def approve(reward: Reward, doer: Doer, *, days: int, at: datetime) -> Decision[Reward]:
    """Approve -> record approved for `days` calendar days, event grid.reward_approved."""
    until = at.astimezone(SHANGHAI).date() + timedelta(days=days)
    move = permit(reward, "approve_reward", doer)
    return _moved(reward, "approve_reward", move, decided_by=doer.id, decided_at=at, expires_on=until)


def refuse(reward: Reward, doer: Doer, *, at: datetime) -> Decision[Reward]:
    """Refuse -> record refused, event grid.reward_refused."""
    return _moved(reward, "refuse_reward", permit(reward, "refuse_reward", doer), decided_by=doer.id, decided_at=at)


def claim(reward: Reward, doer: Doer, *, at: datetime) -> Decision[Reward]:
    """Fetch the payout code, once -> record claimed, event grid.reward_claimed.

    Rule GR-166, domain 9.1 (0-14): the code is shown once, to whoever holds number and query code of the report.
    """
    move = permit(reward, "claim_reward", doer)
    _in_time(reward, at)
    return _moved(reward, "claim_reward", move, claimed_at=at)


def pay(reward: Reward, doer: Doer, *, at: datetime) -> Decision[Reward]:
    """Pay by code at a counter, once -> record paid, event grid.reward_paid.

    Rule GR-167, domain 9.1 (0-14) and 8.1: paid against the code alone; no name is asked or kept.
    """
    move = permit(reward, "pay_reward", doer)
    _in_time(reward, at)
    return _moved(reward, "pay_reward", move, paid_by=doer.id, paid_at=at)


def acts(reward: Reward, doer: Doer) -> list[str]:
    """List what this person may do now."""
    return LIFE.permitted(reward.state, lambda act: permit(reward, act, doer))


def tell(reward: Reward, act: str) -> Event:
    """Make the fact of an act; of the report it names nothing but the record.

    Rule GR-168, domain 8.1: nothing that is kept or told leads from a reward to a person.
    """
    names = ("number", "incident", "case_type", "state", "unit", "area", "amount")
    return Event(f"grid.reward_{PAST[act]}", reward.id, {name: getattr(reward, name) for name in names}, version=reward.version)


def _in_time(reward: Reward, at: datetime) -> None:
    """Refuse what has expired.

    Rule GR-201, local design: a code nobody brings is worth nothing after its last day, so that none can be hoarded or found.

    :raises Conflict: grid.reward_expired
    """
    if reward.expires_on and at.astimezone(SHANGHAI).date() > reward.expires_on:
        raise Conflict("grid.reward_expired", until=reward.expires_on.isoformat())


def _moved(reward: Reward, act: str, move: Move, **changes: Any) -> Decision[Reward]:
    after = replace(reward, state=move.target, version=reward.version + 1, **changes)
    return Decision(after, (tell(after, act),))
