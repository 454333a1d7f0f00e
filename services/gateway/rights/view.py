"""Requests to be erased as answers."""

from __future__ import annotations

from typing import Any

from kernel.shape import instant
from services.gateway.rights import life
from services.gateway.rights.reason import said
from services.gateway.rights.record import Request

PLAIN = ("id", "version", "state", "area", "by_rule", "reason")
INSTANTS = ("asked_at", "due_at", "decided_at", "done_at")


def whole(request: Request, language: str, *, decides: bool = False) -> dict[str, Any]:
    """Give a request with the words of a refusal. decides: to who may decide it, with the acts; nobody is named."""
    return {
        **{name: getattr(request, name) for name in PLAIN},
        **{name: instant(getattr(request, name)) for name in INSTANTS},
        "of": "matter" if request.matter else "account",
        **said(request.reason, language),
        "acts": life.buttons(request) if decides else [],
    }
