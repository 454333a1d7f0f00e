"""The one window on a real database, with the services it asks and sends on to."""
from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from kernel import clock
from kernel.call import Actor, Call
from services.petition.service.window.lexicon import shipped
from tests.integration.people import OPENING
from tests.integration.petition.office import DESK, EAST, RESIDENT, SYSTEM, Office

POINT = {"lon": 121.6, "lat": 38.9, "system": "gcj02"}
LAMP = "林一家楼下路灯坏了三天"
TYPES = [{"code": "F0103", "name_zh": "路灯不亮", "name_en": "Street lamp out", "unit": "street_lighting"}]
LIKE = {
    "id": "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f", "kind": "Street lamp out", "state_words": "on the way", "case_type": "F0103",
    "reported_on": "2026-03-01", "distance": "near", "supporters": 3, "open": True, "area": EAST, "area_name": None,
}  # fmt: skip


@dataclass
class Others:
    """The grid and the mediation service: each call remembered, each record made once for its key."""

    asked: list[tuple[str, str, dict[str, Any], Call | None]] = field(default_factory=list)
    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    fails: dict[str, Exception] = field(default_factory=dict)
    lock: Any = field(default_factory=Lock)
    photos: dict[str, str | None] = field(default_factory=dict)  # id -> alias of who sent it

    def call(
        self, service: str, method: str, command: dict[str, Any], call: Call | None = None, timeout: float | None = None
    ) -> dict[str, Any]:
        with self.lock:
            self.asked.append((service, method, command, call))
            if method in self.fails:
                raise self.fails[method]
            return dict(self.vouched(command) if method == "vouch" else self.answer(method, call))

    def vouched(self, command: dict[str, Any]) -> dict[str, Any]:
        known = [one for one in command["attachments"] if one in self.photos]
        return {"attachments": [{"id": one, "owner": self.photos[one]} for one in known]}

    def answer(self, method: str, call: Call | None) -> dict[str, Any]:
        if method in ("report", "refer"):
            assert call is not None
            assert call.key
            number = {"report": "SJ", "refer": "TJ"}[method] + str(len(self.made))
            return self.made.setdefault(call.key, {"id": clock.new_id(), "number": number, "code": "ABCD2345"})
        found: dict[str, dict[str, Any]] = {
            "list_case_types": {"version": 1, "items": TYPES},
            "place_at": {"community": {"code": EAST, "name": "east"}, "street": None},
            "similar": {"items": [LIKE]},
            "name_offices": {"units": {"housing": "Housing", "water": "Water"}, "areas": {}},
            "support": {"id": LIKE["id"], "supporters": 4, "supported": True, "hear": False},
            "progress": {"state": "filed", "words": "being dealt with", "steps": []},
        }
        return found[method]

    def sent(self, method: str) -> list[tuple[dict[str, Any], Call | None]]:
        """Give what was asked of a method."""
        return [(command, call) for _, one, command, call in self.asked if one == method]


@dataclass
class Front(Office):
    """The window and its people."""

    others: Others = field(default_factory=Others)

    def as_(self, actor: Actor, *, key: str | None = None, language: str = "en") -> Any:
        """Give the service as one person calls it."""
        service = super().as_(actor, key=key, language=language)
        service.calls, service.lexicon = self.others, shipped()
        return service

    def photo(self, actor: Actor = RESIDENT) -> str:
        """Give the id of a photo somebody has sent to the front door."""
        made = clock.new_id()
        self.others.photos[made] = self.as_(actor).seal.alias(actor.id) if actor.id else None
        return made

    def take(self, actor: Actor = RESIDENT, *, key: str | None = None, **given: Any) -> dict[str, Any]:
        """Bring a broken lamp to the window."""
        contact = {"name": "林一", "phone": "13800000000"}
        command = {"text": LAMP, "place": {"point": POINT, "address": "东社区一号"}, "contact": contact, **given}
        found: dict[str, Any] = self.as_(actor, key=key).take_in(command)
        return found

    def confirm(self, seen: dict[str, Any], kind: str = "incident", *, actor: Actor = DESK, **given: Any) -> dict[str, Any]:
        """Say what it is, as the desk."""
        command = {"intake": seen["id"], "version": seen["version"], "kind": kind, **given}
        found: dict[str, Any] = self.as_(actor).confirm_intake(command)
        return seen | found

    def own(self, seen: dict[str, Any], kind: str, *, key: str | None = None, **given: Any) -> dict[str, Any]:
        """Say what it is, as the one who brought it, without an account."""
        command = {"number": seen["number"], "code": seen["query_code"], "kind": kind, **given}
        found: dict[str, Any] = self.as_(Actor(), key=key).confirm_intake_by_code(command)
        return seen | found

    def behind(self, seen: dict[str, Any], *, key: str | None = None, incident: str = str(LIKE["id"])) -> dict[str, Any]:
        """Stand behind the matter nearby instead, as the one who brought it."""
        command = {"number": seen["number"], "code": seen["query_code"], "incident": incident}
        found: dict[str, Any] = self.as_(Actor(), key=key).support_by_intake(command)
        return seen | found

    def facts(self, name: str) -> list[dict[str, Any]]:
        """Give the facts of a name that were told, as services hear them."""
        return [one for one in self.told() if one["name"] == name]

    def hear(self, *, name: str = "petition.intake_sent_on") -> None:
        """Hear the last fact of a name as the service does."""
        self.as_(SYSTEM).hear_sent_on(self.facts(name)[-1])

    def seen(self, taken: dict[str, Any], actor: Actor = DESK) -> dict[str, Any]:
        """Give it as the desk sees it now."""
        found: dict[str, Any] = self.as_(actor).find_intake({"intake": taken["id"]})
        return taken | found

    def follow(self, taken: dict[str, Any]) -> dict[str, Any]:
        """Follow it by the first number and code."""
        found: dict[str, Any] = self.as_(Actor()).progress({"number": taken["number"], "code": taken["query_code"]})
        return found

    def clocks(self) -> list[tuple[str, str, str]]:
        """Give rule, state and start of each clock."""
        rows = self.db.all("SELECT rule, state, started_at = %s FROM obligation ORDER BY started_at, id", (OPENING,))
        return [(rule, state, "first receipt" if first else "later") for rule, state, first in rows]


def rejected(record: str, *, reason: str = "not_public") -> dict[str, Any]:
    """Give the fact with which the grid refuses."""
    return {
        "id": clock.new_id(), "name": "grid.incident_rejected", "occurred_at": OPENING.isoformat(), "district": "210203",
        "subject": record, "version": 2, "round": 1, "data": {"reason": reason},
    }  # fmt: skip
