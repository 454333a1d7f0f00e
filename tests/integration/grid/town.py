"""A tiny invented town on a real database, and the grid service's methods as each of its people would call them."""
from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any

from kernel.call import Actor
from kernel.clock import today
from kernel.db import Database
from kernel.number import Numbers
from services.grid.choices import Choices
from services.grid.domain.case_type import CaseType, Period
from services.grid.domain.ground.register import Grid, RegisteredArea, Unit
from services.grid.service import Service
from services.grid.service.numbering import Numbering
from services.grid.service.staff.reach import Standing
from services.grid.store.ground import ground
from services.grid.territory import Watch
from tests.integration.grid.setting import begin_with
from tests.integration.people import People

SINCE = date(2022, 1, 1)
DISTRICT, STREET, EAST, WEST = "210203000000", "210203001000", "210203001001", "210203001002"
EAST_GRID = EAST + "001"
IN_EAST = {"lon": 121.615, "lat": 38.91, "system": "wgs84"}
IN_SEA = {"lon": 121.9, "lat": 38.5, "system": "wgs84"}

RESIDENT = Actor(id="r-1", role="resident")
NEIGHBOUR = Actor(id="r-2", role="resident")
ANYONE = Actor()
WORKER = Actor(id="w-1", role="grid_worker", unit="east_team", area=EAST)
DISPATCHER = Actor(id="d-1", role="dispatcher", unit="centre", area=DISTRICT)
OFFICER = Actor(id="o-1", role="officer", unit="sanitation", area=DISTRICT)
LAMPS = Actor(id="o-2", role="officer", unit="lamps", area=DISTRICT)
CHECKER = Actor(id="c-1", role="checker", unit="supervision", area=DISTRICT)
LEADER = Actor(id="l-1", role="leader", unit="centre", area=DISTRICT)
ELSEWHERE = Actor(id="d-9", role="dispatcher", unit="centre", area="210204000000")

BOTH_PHOTOS = ("photo_before", "photo_after")
PHOTO = {"kind": "photo_after", "ref": "photo-1"}


def square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """Give a rectangle as GeoJSON."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def settle(db: Database) -> None:
    """Write the town's register."""
    areas = [
        RegisteredArea(DISTRICT, "西岗区", "district", None, SINCE, border=square(121.5, 38.8, 121.7, 39.0)),
        RegisteredArea(STREET, "一街道", "street", DISTRICT, SINCE),
        RegisteredArea(EAST, "东社区", "community", STREET, SINCE),
        RegisteredArea(WEST, "西社区", "community", STREET, SINCE),
    ]
    units = [
        Unit(id, name, name.title(), kind, DISTRICT)
        for id, name, kind in (
            ("centre", "centre", "centre"),
            ("sanitation", "sanitation", "department"),
            ("lamps", "lamps", "department"),
            ("east_team", "east team", "community"),
        )
    ]
    grids = [Grid(EAST_GRID, EAST, "一号", "base", square(121.61, 38.9, 121.62, 38.92), 300, SINCE)]
    types = [
        CaseType("E1", "event", "01", "02", "市容", "City looks", "暴露垃圾", "Rubbish", "sanitation", False, ()),
        CaseType("F1", "facility", "01", "01", "公用", "Utilities", "井盖", "Manhole", "lamps", True, BOTH_PHOTOS),
    ]
    with db.transaction() as tx:
        ground.put(tx, ground.AREAS, areas)
        ground.put(tx, ground.GRIDS, grids)
        ground.put(tx, ground.UNITS, units)
        ground.put(tx, ground.CASE_TYPES, types)
        ground.put(tx, ground.PERIODS, [Period("E1", "handle", 4, "WH", "test")])
        ground.touch(tx)
        # all that is solved on the spot is checked here, unless a test says otherwise
        begin_with(tx, "incident.checked", "100")


@dataclass
class Sent:
    """Stands for the front door: vouches for whatever is asked about as a photo of who acts.

    told: what it says instead, by id; None for what it does not know.
    """

    owner: str | None
    told: dict[str, dict[str, Any] | None]

    def call(self, service: str, method: str, command: dict[str, Any], call: Any) -> dict[str, Any]:
        assert (service, method, call.actor.role) == ("gateway", "vouch", "system")
        found = [self.told.get(id, {}) for id in command["attachments"]]
        asked = zip(command["attachments"], found, strict=True)
        return {"attachments": [{**self._photo(id), **more} for id, more in asked if more is not None]}

    def _photo(self, id: str) -> dict[str, Any]:
        digest = sha256(id.encode()).hexdigest()
        plain = {"taken_at": None, "lon": None, "lat": None, "incident": None}
        return {"id": id, "digest": digest, "media": "image/jpeg", "owner": self.owner, **plain}


@dataclass
class Town(People):
    """The service and its people, with the town's register. sent: what the front door says of attachments, by id."""

    service = Service

    sent: dict[str, dict[str, Any] | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        settle(self.db)
        self.watch = Watch(lambda: self.db, today=lambda: SINCE)
        self.choices = Choices(lambda: self.db)
        self.numbers = Numbering(Numbers(self.db, "incident_number"), "210203")
        self.standing = Standing(lambda: self.db, today=lambda: today(self.at))

    def as_(self, actor: Actor, *, key: str | None = None, language: str = "en") -> Any:
        """Give the service as one person calls it."""
        service = super().as_(actor, key=key, language=language)
        service.territory, service.choices, service.numbers = self.watch, self.choices, self.numbers
        service.others = Sent(self.seal.alias(actor.id), self.sent)
        self.standing.refresh()
        self.choices.refresh()
        service.call = replace(service.call, actor=self.standing.seen(actor))
        return service

    def report(self, actor: Actor = RESIDENT, **given: Any) -> dict[str, Any]:
        """Report rubbish in the east."""
        command = {"description": "rubbish by the gate", "point": IN_EAST, "case_type": "E1", **given}
        return self.as_(actor).report(command)

    def act(self, actor: Actor, act: str, seen: dict[str, Any], **given: Any) -> dict[str, Any]:
        """Act on an incident as it was seen, and give what is seen then; each incident has photos of its own."""
        if pieces := given.get("evidence"):
            own = [{**one, "ref": f"{one['ref']}.{seen['id']}"} if one.get("ref") else one for one in pieces]
            given = {**given, "evidence": own}
        return getattr(self.as_(actor), act)({"incident": seen["id"], "version": seen["version"], **given})

    def through(self, *acts: str, seen: dict[str, Any] | None = None) -> dict[str, Any]:
        """Report and lead an incident through acts, each by who usually does it."""
        seen = seen or self.report()
        for act in acts:
            actor, method, given = USUAL[act]
            seen = self.act(actor, method, seen, **given)
        return seen

    def find(self, actor: Actor, seen: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        """Read an incident whole."""
        return self.as_(actor, **kwargs).find({"incident": seen["id"]})

    def told_of(self, seen: dict[str, Any]) -> list[str]:
        """Give the names of the events of an incident, in order."""
        rows = self.db.all("SELECT name FROM outbox WHERE body::json->>'subject' = %s ORDER BY id", (seen["id"],))
        return [name for (name,) in rows]


USUAL: dict[str, tuple[Actor, str, dict[str, Any]]] = {
    "locate": (DISPATCHER, "locate", {"area": WEST}),
    "verify": (DISPATCHER, "verify", {}),
    "accept": (DISPATCHER, "accept", {}),
    "reject": (DISPATCHER, "reject", {"reason": "not_found"}),
    "file": (DISPATCHER, "file", {"reason": "evident"}),
    "dispatch": (DISPATCHER, "dispatch", {}),
    "return": (OFFICER, "return_", {"reason": "not_our_duty", "proposed": "lamps"}),
    "arbitrate": (LEADER, "arbitrate", {"unit": "sanitation"}),
    "start": (OFFICER, "start", {}),
    "make_safe": (OFFICER, "make_safe", {}),
    "join": (DISPATCHER, "join", {"unit": "lamps"}),
    "request_extension": (OFFICER, "request_extension", {"days": 2, "reason": "weather"}),
    "approve_extension": (LEADER, "approve_extension", {}),
    "refuse_extension": (LEADER, "refuse_extension", {}),
    "hang": (DISPATCHER, "hang", {"reason": "season", "plan": "when it is warm", "review_on": "2026-05-01"}),
    "review": (DISPATCHER, "review", {"review_on": "2026-05-20"}),
    "resume": (DISPATCHER, "resume", {}),
    "finish": (OFFICER, "finish", {"evidence": [PHOTO]}),
    "pass": (CHECKER, "check", {"passed": True}),
    "fail": (CHECKER, "check", {"passed": False, "reason": "not_done"}),
    "close": (DISPATCHER, "close", {}),
    "archive": (DISPATCHER, "archive", {}),
    "rate": (RESIDENT, "rate", {"score": 5, "solved": True}),
    "reopen": (RESIDENT, "reopen", {"reason": "came_back"}),
    "hand_over": (DISPATCHER, "hand_over", {"to": "petition", "reason": "claim"}),
    "take_back": (DISPATCHER, "take_back", {"reason": "not_taken"}),
}
TO_CLOSED = ("accept", "file", "dispatch", "finish", "pass", "close")


def other(actor: Actor, **changes: Any) -> Actor:
    """Give somebody like `actor` but for some fields."""
    return replace(actor, **changes)
