"""Supervision (督办) of an incident: at which level, who may order it, by when it is answered, and what happens if not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kernel.decision import Decision, Event
from kernel.errors import Conflict, Denied
from kernel.machine import Move
from services.grid.domain.doer import Doer
from services.grid.domain.order.supervision_life import LIFE
from services.grid.domain.order.supervision_limit import ATTENTION, LIST, SUPERVISE, above
from services.grid.domain.reason import Words, known
from services.grid.domain.role import let

WORDS: Mapping[str, Words] = {
    ATTENTION: ("关注", "attention"),
    SUPERVISE: ("督办", "supervision"),
    LIST: ("挂牌督办", "listed supervision"),
}
BY: Mapping[str, frozenset[str]] = {
    ATTENTION: frozenset({"checker", "dispatcher", "leader"}),
    SUPERVISE: frozenset({"dispatcher", "leader"}),
    LIST: frozenset({"leader"}),
}

ORDERERS = BY[ATTENTION]
ROLES: dict[str, frozenset[str]] = {
    "order_supervision": ORDERERS,
    "answer_supervision": frozenset({"officer", "grid_worker"}),
    "accept_supervision": ORDERERS,
    "send_back_supervision": ORDERERS,
    "raise_supervision": frozenset({"system"}),
    "end_supervision": ORDERERS,
}
PAST = {
    "order_supervision": "ordered",
    "answer_supervision": "answered",
    "accept_supervision": "accepted",
    "send_back_supervision": "sent_back",
    "raise_supervision": "raised",
    "end_supervision": "ended",
}
EVENTS = tuple(f"grid.supervision_{past}" for past in PAST.values())
STATES: Mapping[str, Words] = {
    "ordered": ("督办中，待答复", "waits for an answer"),
    "answered": ("已答复，待审核", "answered, to be accepted or sent back"),
    "ended": ("已结束", "ended"),
}


@dataclass(frozen=True, slots=True)
class Supervision:
    """One supervision of one incident. number, unit, area: of the incident when it was ordered.

    due_at: by when the answer is owed or, once it is there, by when it is accepted or sent back. raised: levels it went up.
    sent_back: how often an answer was; reason, remark: why the last one was, a code and words, None and '' for none.
    """

    id: str
    incident: str
    number: str
    unit: str
    area: str
    level: str
    words: str
    ordered_by: str
    ordered_unit: str
    due_at: datetime
    created_at: datetime
    changed_at: datetime
    state: str = "ordered"
    raised: int = 0
    answer: str = ""
    answered_by: str | None = None
    sent_back: int = 0
    reason: str | None = None
    remark: str = ""
    version: int = 1


def may_order(doer: Doer, level: str) -> None:
    """Let each level be ordered by those who hold it.

    Rule GR-159, domain 3.5: a leader alone puts a matter on the list (挂牌); the desk supervises, a checker calls
    attention.

    :raises Denied: grid.supervision_level_not_yours
    """
    if doer.role not in BY[level] or not doer.unit:
        raise Denied("grid.supervision_level_not_yours", level=level, roles=sorted(BY[level]))


def owed_by(unit: str | None) -> str:
    """Give the unit that must answer.

    Rule GR-159, domain 3.5.

    :raises Conflict: grid.supervision_nobody
    """
    if not unit:
        raise Conflict("grid.supervision_nobody")
    return unit


def answer(one: Supervision, doer: Doer, *, words: str, due_at: datetime, at: datetime) -> Decision[Supervision]:
    """Answer -> record answered, event grid.supervision_answered. due_at: by when it is accepted or sent back."""
    move = permit(one, "answer_supervision", doer)
    return _moved(one, "answer_supervision", move, at, answer=words, answered_by=doer.id, due_at=due_at)


def accept(one: Supervision, doer: Doer, *, at: datetime) -> Decision[Supervision]:
    """Find the answer enough -> record ended, event grid.supervision_accepted."""
    return _moved(one, "accept_supervision", permit(one, "accept_supervision", doer), at)


def send_back(
    one: Supervision, doer: Doer, *, reason: str, remark: str, due_at: datetime, at: datetime
) -> Decision[Supervision]:
    """Find the answer not enough, and say why -> record ordered one level higher, event grid.supervision_sent_back.

    due_at: by when it is answered anew.

    Rule GR-169, domain 3.5: an answer that is no answer brings the next level, with its own time; the list is the end.

    :raises Invalid: grid.reason_unknown
    """
    move = permit(one, "send_back_supervision", doer)
    why = {"reason": known("send_back_supervision", reason), "remark": remark, "sent_back": one.sent_back + 1}
    return _moved(one, "send_back_supervision", move, at, due_at=due_at, **_higher(one), **why)


def end(one: Supervision, doer: Doer, *, at: datetime) -> Decision[Supervision]:
    """End it without an answer -> record ended, event grid.supervision_ended."""
    return _moved(one, "end_supervision", permit(one, "end_supervision", doer), at)


def go_up(one: Supervision, *, due_at: datetime, at: datetime) -> Decision[Supervision]:
    """Let what was not answered go up one level -> record there with a new date, event grid.supervision_raised.

    Rule GR-160, domain 3.5: attention that is not answered becomes supervision, that becomes listed; the list is the end.

    :raises Conflict: grid.supervision_act_not_allowed
    """
    move = LIFE.step(one.state, "raise_supervision")
    return _moved(one, "raise_supervision", move, at, due_at=due_at, **_higher(one))


def permit(one: Supervision, act: str, doer: Doer) -> Move:
    """Give the move an act makes when role, state and side allow it, asked in this order.

    Rule GR-159, domain 3.5: the unit that owes it answers; who may order the level accepts, sends back or ends it.

    :raises Denied: grid.role_not_allowed, grid.supervision_not_yours, grid.supervision_level_not_yours
    :raises Conflict: grid.supervision_act_not_allowed
    """
    let(ROLES, act, doer.role)
    move = LIFE.step(one.state, act)
    if act == "answer_supervision" and doer.unit != one.unit:
        raise Denied("grid.supervision_not_yours", unit=one.unit)
    if ROLES[act] == ORDERERS:
        may_order(doer, one.level)
    return move


def acts(one: Supervision, doer: Doer) -> list[str]:
    """List what this person may do now."""
    return LIFE.permitted(one.state, lambda act: permit(one, act, doer))


def tell(one: Supervision, act: str) -> Event:
    """Make the fact of an act."""
    names = ("incident", "number", "level", "state", "unit", "area", "ordered_unit", "raised", "sent_back", "reason")
    data: dict[str, Any] = {name: getattr(one, name) for name in names} | {"due_at": one.due_at.isoformat()}
    return Event(f"grid.supervision_{PAST[act]}", one.id, data, version=one.version)


def _higher(one: Supervision) -> dict[str, Any]:
    level = above(one.level)
    return {"level": level, "raised": one.raised + (level != one.level)}


def _moved(one: Supervision, act: str, move: Move, at: datetime, **changes: Any) -> Decision[Supervision]:
    after = replace(one, state=move.target, version=one.version + 1, changed_at=at, **changes)
    return Decision(after, (tell(after, act),))
