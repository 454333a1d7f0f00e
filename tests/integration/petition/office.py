"""A petition office on a real database: the service's methods as each of its people would call them."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kernel.call import Actor
from services.petition.service import Service
from tests.integration.handing import EAST, Receivers

DISTRICT = "210203000000"

RESIDENT = Actor(id="r-1", role="resident")
NEIGHBOUR = Actor(id="r-2", role="resident")
ANYONE = Actor()
WORKER = Actor(id="w-1", role="grid_worker", unit="east_team", area=EAST)
DESK = Actor(id="d-1", role="dispatcher", unit="petition_office", area=DISTRICT)
ELSEWHERE = Actor(id="d-9", role="dispatcher", unit="petition_office", area="210204000000")
OFFICER = Actor(id="o-1", role="officer", unit="housing", area=DISTRICT)
COLLEAGUE = Actor(id="o-2", role="officer", unit="housing", area=DISTRICT)
STRANGER = Actor(id="o-3", role="officer", unit="water", area=DISTRICT)
SYSTEM = Actor(role="system")

PERSON = {"name": "林一", "phone": "13800000000", "address": "东社区一号"}
CLAIMS = [
    {"request": "repair the lift", "facts": "it has stood still since January", "reasons": "many are old"},
    {"request": "publish the repair fund"},
]
FINDINGS = [
    {"claim": 1, "outcome": "support", "finding": "the lift stands still", "basis": "《物业管理条例》 53"},
    {"claim": 2, "outcome": "explain", "finding": "the fund was published", "basis": "《民法典》 281"},
]
ANSWER = {"findings": FINDINGS, "review_organ": "the district government", "review_contact": "1 Long Street"}
REFUSAL = {
    "reason": "n05_arbitration", "explanation": "a matter of pay", "organ": "the labour arbitration commission",
    "contact": "2 Long Street", "limit": "one year",
}  # fmt: skip
ACCEPT = {"purpose": "appeal", "competence": "line_duty"}


@dataclass
class Office(Receivers):
    """The service and its people."""

    service = Service

    def register(self, actor: Actor = RESIDENT, *, key: str | None = None, **given: Any) -> dict[str, Any]:
        """Register two claims of an invented person."""
        command = {"area": EAST, "petitioner": PERSON, "claims": CLAIMS, **given}
        made: dict[str, Any] = self.as_(actor, key=key).register(command)
        return made

    def act(self, actor: Actor, act: str, seen: dict[str, Any], **given: Any) -> dict[str, Any]:
        """Act on a petition as it was seen, and give what is seen then."""
        command = {"petition": seen["id"], "version": seen["version"], **given}
        done: dict[str, Any] = getattr(self.as_(actor), act)(command)
        return seen | done

    def forwarded(self, **given: Any) -> dict[str, Any]:
        """Give a petition that is with the housing office."""
        return self.act(DESK, "forward", self.register(**given), unit="housing", reason="it answers for lifts")

    def accepted(self) -> dict[str, Any]:
        """Give an accepted petition."""
        return self.act(OFFICER, "accept", self.forwarded(), **ACCEPT)

    def answered(self) -> dict[str, Any]:
        """Give an answered petition."""
        return self.act(OFFICER, "answer", self.accepted(), **ANSWER)

    def progress(self, seen: dict[str, Any], language: str = "en") -> dict[str, Any]:
        """Follow a petition by number and code."""
        asked = {"number": seen["number"], "code": seen["code"]}
        found: dict[str, Any] = self.as_(ANYONE, language=language).progress(asked)
        return found

