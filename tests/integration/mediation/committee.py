"""A mediation committee on a real database: the service's methods as each of its people would call them."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kernel.call import Actor
from services.mediation.domain.agreement import CHECKS
from services.mediation.service import Service
from tests.integration.handing import EAST, Receivers

DISTRICT = "210203000000"

APPLICANT = Actor(id="r-1", role="resident")
NEIGHBOUR = Actor(id="r-2", role="resident")
ANYONE = Actor()
WORKER = Actor(id="w-1", role="grid_worker", unit="east_team", area=EAST)
DESK = Actor(id="d-1", role="dispatcher", unit="centre", area=DISTRICT)
ELSEWHERE = Actor(id="d-9", role="dispatcher", unit="centre", area="210204000000")
MEDIATOR = Actor(id="m-1", role="officer", unit="committee", area=DISTRICT)
STRANGER = Actor(id="m-3", role="officer", unit="elsewhere", area=DISTRICT)
SYSTEM = Actor(role="system")

ONE = {"name": "林一", "phone": "13800000000", "address": "东社区一号"}
OTHER = {"name": "周二", "phone": "13900000000"}
MATTER = {"dispute_type": "neighbour", "area": EAST, "matter": "noise at night", "applicant": ONE, "respondent": OTHER}


@dataclass
class Committee(Receivers):
    """The service and its people."""

    service = Service

    def open(self, actor: Actor = APPLICANT, *, key: str | None = None, **given: Any) -> dict[str, Any]:
        """Open a dispute between two invented neighbours."""
        made: dict[str, Any] = self.as_(actor, key=key).open({**MATTER, **given})
        return made

    def act(self, actor: Actor, act: str, seen: dict[str, Any], **given: Any) -> dict[str, Any]:
        """Act on a dispute as it was seen, and give what is seen then; the applicant's receipt is kept."""
        command = {"dispute": seen["id"], "version": seen["version"], **given}
        done = getattr(self.as_(actor), act)(command)
        return seen | done | {"code": seen.get("code"), "party": seen.get("party")}

    def heard(self, act: str, seen: dict[str, Any], role: str, **given: Any) -> dict[str, Any]:
        """Let the desk take down the word of the party in a role."""
        return self.act(DESK, act, seen, party=side(seen, role), how="in_person", **given)

    def accepted(self) -> dict[str, Any]:
        """Give a dispute both sides want mediated."""
        return self.heard("consent", self.open(), "respondent", agreed=True)

    def assigned(self) -> dict[str, Any]:
        """Give a dispute with a mediator whose parties know their rights."""
        seen = self.act(DESK, "assign", self.accepted(), mediator="m-1", unit="committee", interest="none")
        return self.heard("acknowledge", self.heard("acknowledge", seen, "applicant"), "respondent")

    def mediating(self) -> dict[str, Any]:
        """Give a dispute after its first session."""
        seen = self.assigned()
        self.later(days=1)
        return self.act(MEDIATOR, "record_session", seen, **self.session(seen))

    def session(self, seen: dict[str, Any]) -> dict[str, Any]:
        """Give a session held now by both sides."""
        attended = [one["id"] for one in seen["parties"]]
        return {"held_at": self.at.isoformat(), "place": "the committee", "attended": attended, "record": "both spoke"}

    def written(self, seen: dict[str, Any]) -> dict[str, Any]:
        """Give a written agreement signed now."""
        one, other, now = side(seen, "applicant"), side(seen, "respondent"), self.at.isoformat()
        term = {
            "obligor": other, "obligee": one, "performance": "quiet after ten", "mode": "act", "place": "at home",
            "due_on": "2026-03-20",
        }  # fmt: skip
        return {
            "made_at": now, "place": "the committee", "facts": "noise", "points": ["when is night"],
            "responsibilities": ["chairs"], "terms": [term], "mediator_signed_at": now, "sealed_at": now,
            "signatures": [{"party": id, "mode": "signature", "signed_at": now} for id in (one, other)],
            "recorder": "m-2", "checked": list(CHECKS),
        }  # fmt: skip

    def progress(self, seen: dict[str, Any], *, code: str | None = None, language: str = "en") -> dict[str, Any]:
        """Follow a dispute by number and code."""
        asked = {"number": seen["number"], "code": code or seen["code"]}
        found: dict[str, Any] = self.as_(ANYONE, language=language).progress(asked)
        return found

def side(seen: dict[str, Any], role: str) -> str:
    """Give the id of the party in a role."""
    return next(str(one["id"]) for one in seen["parties"] if one["role"] == role)


