"""Asks the front door about what a command refers to, before anything is locked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kernel.call import Call
from kernel.rpc import Calls
from services.grid.domain.attachment.attachment import Vouched
from services.grid.domain.evidence import Evidence

Order = dict[str, Any]
Said = dict[str, Vouched]


def references(pieces: tuple[Evidence, ...]) -> list[str]:
    """Give the ids a command's evidence refers to, each once."""
    return list(dict.fromkeys(piece.ref for piece in pieces if piece.ref))


def ask(others: Calls, call: Call, ids: list[str]) -> Said:
    """Give what the front door vouches for, by id: one call, and none where nothing is referred to.

    :raises Unavailable: when it does not answer; nothing has been done then
    """
    if not ids:
        return {}
    answer: Order = others.call("gateway", "vouch", {"attachments": ids}, call=call.system())
    return {one["id"]: _read(one) for one in answer["attachments"]}


def _read(one: Order) -> Vouched:
    taken = one.pop("taken_at")
    return Vouched(**one, taken_at=datetime.fromisoformat(taken) if taken else None)
