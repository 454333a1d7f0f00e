"""The states of a request to be erased, from received to done, and until when it is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from kernel.errors import Conflict
from kernel.machine import Machine, Move
from kernel.obligation import Limit
from services.gateway.rights.record import Request

LAW = "《个人信息保护法》 47, 50"
INNER = ("finish",)
MOVES = (
    Move("received", "grant", "granted", LAW),
    Move("received", "refuse", "refused", LAW),
    Move("granted", "finish", "done", LAW),
)
LIFE = Machine("gateway.erasure", MOVES, initial=("received", "granted"), inner=INNER)
# 15 working days, the limit of this house: 《网络数据安全管理条例》 art. 23 says "in time"
LIMIT, RULE, STAGE, KIND = Limit(15, "WD"), "GR-409", "decide_erasure", "erasure"

Holding = Mapping[str, int]


def clear(held: Holding) -> bool:
    """Tell whether a request is carried out at once, by rule, with nobody deciding.

    Rule GR-409, 《个人信息保护法》 art. 47(1): where all that is kept are matters that have ended and no law sets a term for
    them, the purpose is reached and there is nothing to weigh; a person decides wherever something is open or bound.
    """
    return not held["open"] and not held["bound"]


def grant(request: Request, held: Holding, *, term_over: bool, by: str, at: datetime) -> Request:
    """Give a request that is granted. term_over: who decides has seen that the term of the archive law is over.

    Rule GR-409, 《个人信息保护法》 art. 47: nothing goes that a law has kept, or that somebody still waits for.

    :raises Conflict: gateway.erasure_act_not_allowed, gateway.erasure_matter_open, gateway.erasure_archive_bound
    """
    moved = _moved(request, "grant")
    if held["open"]:
        raise Conflict("gateway.erasure_matter_open", count=held["open"])
    if held["bound"] and not term_over:
        raise Conflict("gateway.erasure_archive_bound", count=held["bound"])
    return replace(moved, decided_at=at, decided_by=by, due_at=None)


def refuse(request: Request, *, reason: str, by: str, at: datetime) -> Request:
    """Give a request that is refused, with its reason.

    Rule GR-409, 《网络数据安全管理条例》 art. 23, 《个人信息保护法》 art. 50: a refusal says why.

    :raises Conflict: gateway.erasure_act_not_allowed
    """
    return replace(_moved(request, "refuse"), reason=reason, decided_at=at, decided_by=by, due_at=None)


def finish(request: Request, *, at: datetime) -> Request:
    """Give a request that every service has carried out.

    :raises Conflict: gateway.erasure_act_not_allowed
    """
    return replace(_moved(request, "finish"), done_at=at)


def buttons(request: Request) -> list[str]:
    """Give what may be decided of it now."""
    return [f"{act}_erasure" for act in LIFE.acts(request.state) if act not in INNER]


def _moved(request: Request, act: str, **more: Any) -> Request:
    return replace(request, state=LIFE.step(request.state, act).target, version=request.version + 1, **more)
