"""The states of an export, from asked for to gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from kernel.machine import Machine, Move
from services.gateway.export.record import GOOD_FOR, LEASE, TRIES, Export

INNER = ("begin", "give_back", "finish", "fail", "expire")
MOVES = (
    Move("waiting", "begin", "running", "GR-382"),
    # its process has ended, or leaves
    Move("running", "begin", "running", "GR-382"),
    Move("running", "give_back", "waiting", "GR-382"),
    Move("running", "finish", "ready", "GR-382"),
    Move("running", "fail", "failed", "GR-383"),
    Move("waiting", "cancel", "cancelled", "GR-382"),
    Move("running", "cancel", "cancelled", "GR-382"),
    Move("ready", "expire", "gone", "GR-384"),
)
LIFE = Machine("gateway.export", MOVES, initial=("waiting",), inner=INNER)
GIVEN_UP = "gateway.export_given_up"


def begin(export: Export, *, now: datetime) -> Export:
    """Give an export that a process takes up, from its beginning; one that ended too many processes is given up.

    What was told of it stays told until the new file is further: the file begins anew, what its owner looks at does not.

    Rule GR-382, local design: a job is run by one process at a time; when that has ended, another takes it up.

    :raises Conflict: gateway.export_act_not_allowed
    """
    if export.tries >= TRIES:
        return fail(export, GIVEN_UP, now=now)
    return replace(_moved(export, "begin"), tries=export.tries + 1, leased_until=now + LEASE)


def give_back(export: Export) -> Export:
    """Give an export that its process leaves to another; it was not the export's fault."""
    return replace(_moved(export, "give_back"), tries=export.tries - 1, leased_until=None)


def finish(export: Export, *, rows: int, bytes: int, digest: str, now: datetime) -> Export:
    """Give an export whose file is whole.

    Rule GR-384, local design: a file is there for a day and then no more.

    :raises Conflict: gateway.export_act_not_allowed
    """
    done: dict[str, Any] = {"rows": rows, "about": rows, "bytes": bytes, "digest": digest, "file": export.place}
    return replace(_ended(export, "finish", now), **done, expires_at=now + GOOD_FOR)


def fail(export: Export, problem: str, *, now: datetime) -> Export:
    """Give an export that came to nothing. problem: code.

    Rule GR-383, local design: who has lost role, unit or area since gets nothing of what they might read no longer.

    :raises Conflict: gateway.export_act_not_allowed
    """
    return replace(_ended(export, "fail", now), problem=problem)


def cancel(export: Export, *, now: datetime) -> Export:
    """Give an export that its owner no longer wants.

    :raises Conflict: gateway.export_act_not_allowed
    """
    return _ended(export, "cancel", now)


def expire(export: Export) -> Export:
    """Give an export whose file is gone."""
    return replace(_moved(export, "expire"), file=None)


def _ended(export: Export, act: str, now: datetime) -> Export:
    """Give it without what was asked for: words somebody searched for may name people, and nothing needs them any more.

    Rule GR-384, 《个人信息保护法》 art. 19: no longer than needed.
    """
    return replace(_moved(export, act), filters={}, ended_at=now, leased_until=None)


def _moved(export: Export, act: str) -> Export:
    return replace(export, state=LIFE.step(export.state, act).target, version=export.version + 1)
