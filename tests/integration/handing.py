"""The grid service as those meet it that it hands matters over to."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kernel.call import Actor, Call, CallProvider
from kernel.errors import Denied
from kernel.rpc import rpc
from tests.integration.people import OPENING, People

EAST = "210203001001"


class Grid:
    """The grid service as a client: answers with `file`, or raises it; nothing was put right since."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, Any], Call]] = []
        self.file: Any = {
            "id": "", "number": "SJ", "round": 1, "description": "noise at night", "case_type": None,
            "place": {"area": EAST}, "created_on": "2026-03-02",
            "name": "林一", "phone": "13800000000", "account": "r-1",
        }  # fmt: skip

    def call(self, service: str, method: str, command: dict[str, Any], call: Call) -> dict[str, Any]:
        if method == "personal_corrected":
            return {"fields": {}}
        self.asked.append((service, method, command, call))
        if isinstance(self.file, Exception):
            raise self.file
        return dict(self.file)


class Handing:
    """What the grid service answers to services over the wire."""

    name = "grid"
    call = CallProvider()

    @rpc
    def hand_over_file(self, command: dict[str, Any]) -> dict[str, Any]:
        if self.call.actor.role != "system":
            raise Denied("grid.role_not_allowed")
        file: dict[str, Any] = Grid().file
        return file

    @rpc
    def personal_corrected(self, command: dict[str, Any]) -> dict[str, Any]:
        return {"fields": {}}


@dataclass
class Receivers(People):
    """The people of a service that matters are handed over to."""

    grid: Grid = field(default_factory=Grid)

    def as_(self, actor: Actor, *, key: str | None = None, language: str = "en") -> Any:
        """Give the service as one person calls it."""
        service = super().as_(actor, key=key, language=language)
        service.calls = self.grid
        return service


def handed(to: str, *, origin: str, id: str, version: int = 4, at: datetime = OPENING) -> dict[str, Any]:
    """Give the event with which the grid service hands an incident over."""
    return {
        "id": id, "name": "grid.incident_handed_over", "occurred_at": at.isoformat(), "district": "210203",
        "subject": origin, "version": version, "round": 1, "data": {"to": to, "number": "SJ", "reason": "private"},
    }  # fmt: skip
