"""What is done to a department's part of a whistle, and the limits it misses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kernel.decision import Decision, Event
from kernel.errors import Invalid
from services.grid.domain.doer import Doer
from services.grid.domain.reason import Words, known
from services.grid.domain.whistle.call_life import BREACHED, PAST, permit
from services.grid.domain.whistle.limit import ACKNOWLEDGE, ARRIVE, PLAN
from services.grid.domain.whistle.whistle import HARD, Call

STATES: Mapping[str, Words] = {
    "notified": ("已吹哨，待签收", "called, not yet acknowledged"),
    "acknowledged": ("已签收，赶往现场", "acknowledged, on the way"),
    "arrived": ("已到场", "there"),
    "handling": ("处置中", "at work"),
    "released": ("已放行，待评价", "released, not yet rated"),
    "rated": ("已评价", "rated"),
}
# the clocks an act stops; none named: all that run
STOPS: Mapping[str, tuple[str, ...]] = {
    "acknowledge_whistle": (ACKNOWLEDGE,),
    "arrive_whistle": (ACKNOWLEDGE, ARRIVE),
    "handle_whistle": (PLAN,),
    "release_whistle": (),
}


@dataclass(frozen=True, slots=True)
class Given:
    """What an act brings. grid, metres: where staff reported in. plan: what was decided. reason: of a release. score: 1..5."""

    grid: str | None = None
    metres: int | None = None
    plan: str = ""
    reason: str | None = None
    score: int | None = None


def take(call: Call, act: str, doer: Doer, given: Given, *, at: datetime) -> Decision[Call]:
    """Move a department's part on by one act -> record one version on, event `grid.whistle_<past participle>`.

    :raises Denied: grid.role_not_allowed, grid.whistle_not_yours
    :raises Conflict: grid.whistle_act_not_allowed
    :raises Invalid: grid.whistle_plan_missing, grid.whistle_nothing_done, grid.reason_unknown
    """
    move = permit(call, act, doer)
    changes = CHANGES[act](call, doer, given, at)
    after = replace(call, state=move.target, version=call.version + 1, changed_at=at, **changes)
    return Decision(after, (tell(after, act),))


def breach(call: Call, stages: Iterable[str]) -> Decision[Call]:
    """Count limits that are missed, each once -> record with these stages too, an event grid.whistle_breached for each.

    No act, so the version stays.

    Rule GR-155, domain 4.5: a breach adds one to the department's counter and its head is told.
    """
    missed = tuple(stage for stage in stages if stage not in call.breached)
    after = replace(call, breached=(*call.breached, *missed))
    return Decision(after, tuple(Event(BREACHED, call.id, _data(after) | {"stage": one}, version=call.version) for one in missed))


def tell(call: Call, act: str) -> Event:
    """Make the fact of an act."""
    return Event(f"grid.whistle_{PAST[act]}", call.id, _data(call), version=call.version)


def _data(call: Call) -> dict[str, Any]:
    names = ("number", "kind", "unit", "blower", "area", "state", "score")
    return {name: getattr(call, name) for name in names} | {"whistle": call.whistle, "breaches": len(call.breached)}


def _acknowledge(call: Call, doer: Doer, given: Given, at: datetime) -> dict[str, Any]:
    return {"acknowledged_at": at, "acknowledged_by": doer.id}


def _arrive(call: Call, doer: Doer, given: Given, at: datetime) -> dict[str, Any]:
    """Report in; where staff stand is kept as a grid and a way in metres, the position itself is not.

    Rule GR-156, domain 4.5 and 5.5: time and place of arrival, of staff only.
    """
    heard = {"acknowledged_at": call.acknowledged_at or at, "acknowledged_by": call.acknowledged_by or doer.id}
    return heard | {"arrived_at": at, "arrived_by": doer.id, "arrived_grid": given.grid, "arrived_metres": given.metres}


def _handle(call: Call, doer: Doer, given: Given, at: datetime) -> dict[str, Any]:
    """Begin the work; a hard problem needs a plan for it.

    Rule GR-152, domain 4.5.

    :raises Invalid: grid.whistle_plan_missing
    """
    if call.kind == HARD and not given.plan:
        raise Invalid("grid.whistle_plan_missing", pointer="/plan")
    return {"plan": given.plan, "planned_at": at}


def _release(call: Call, doer: Doer, given: Given, at: datetime) -> dict[str, Any]:
    """Let a department leave; that its work is done can be said of one that came.

    Rule GR-153, domain 4.5: 事不完人不走.

    :raises Invalid: grid.whistle_nothing_done, grid.reason_unknown
    """
    reason = known("release_whistle", given.reason or "")
    if reason == "work_done" and call.arrived_at is None:
        raise Invalid("grid.whistle_nothing_done", pointer="/reason")
    return {"released_at": at, "released_for": reason}


def _rate(call: Call, doer: Doer, given: Given, at: datetime) -> dict[str, Any]:
    return {"rated_at": at, "score": given.score}


CHANGES = {
    "acknowledge_whistle": _acknowledge,
    "arrive_whistle": _arrive,
    "handle_whistle": _handle,
    "release_whistle": _release,
    "rate_whistle": _rate,
}
