"""A petition office on a real database: the service's methods as each of its people would call them."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import orjson
import pytest

from kernel.call import Actor, Call
from kernel.db import Database
from kernel.errors import Failure
from kernel.keyring import Key
from kernel.seal import Sealer
from kernel.workdays import Calendar
from services.petition.service import Service

# a Tuesday, 09:00 in Shanghai
OPENING = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
DISTRICT, EAST = "210203000000", "210203001001"

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


class Grid:
    """The grid service as this one calls it: answers with `file`, or raises it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, Any], Call]] = []
        self.file: Any = {
            "id": "", "number": "SJ", "round": 1, "description": "the lift stands still", "case_type": None,
            "place": {"area": EAST}, "created_on": "2026-03-02",
            "name": "林一", "phone": "13800000000", "account": "r-1",
        }  # fmt: skip

    def call(self, service: str, method: str, command: dict[str, Any], call: Call) -> dict[str, Any]:
        self.asked.append((service, method, command, call))
        if isinstance(self.file, Exception):
            raise self.file
        return dict(self.file)


@dataclass
class Office:
    """The service and its people. at: the instant at which the next act happens, aware UTC."""

    db: Database
    at: datetime = OPENING
    seal: Sealer = field(default_factory=lambda: Sealer([Key("k1", bytes(range(32)))]))
    keys: Iterator[int] = field(default_factory=lambda: count(1))
    grid: Grid = field(default_factory=Grid)

    def as_(self, actor: Actor, *, key: str | None = None, language: str = "en") -> Any:
        """Give the service as one person calls it."""
        service: Any = Service()
        service.db, service.seal, service.calendar, service.calls = self.db, self.seal, Calendar(), self.grid
        service.call = Call(actor=actor, key=key or f"key-{next(self.keys)}", language=language, now=self.at)
        return service

    def later(self, **length: float) -> Office:
        """Let time pass."""
        self.at += timedelta(**length)
        return self

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

    def told(self) -> list[dict[str, Any]]:
        """Give the events told so far, in order."""
        rows = self.db.all("SELECT body FROM outbox ORDER BY created_at, id")
        return [orjson.loads(body) for (body,) in rows]

    def count(self, table: str) -> int:
        """Count the rows of a table."""
        row = self.db.one(f"SELECT count(*) FROM {table}")
        assert row is not None
        return int(row[0])

    def aside(self, db: Database) -> Office:
        """Give the same office over connections of its own, as a second process would have."""
        return replace(self, db=db)


@contextmanager
def refused(kind: type[Failure], code: str) -> Iterator[None]:
    """Expect a failure of this kind and code."""
    with pytest.raises(kind) as caught:
        yield
    assert caught.value.code == code


def handed(to: str, *, origin: str, version: int = 4, id: str, at: datetime = OPENING) -> dict[str, Any]:
    """Give the event with which the grid service hands an incident over."""
    return {
        "id": id, "name": "grid.incident_handed_over", "occurred_at": at.isoformat(), "district": "210203",
        "subject": origin, "version": version, "round": 1, "data": {"to": to, "number": "SJ", "reason": "claim"},
    }  # fmt: skip
