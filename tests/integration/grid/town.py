"""A tiny invented town on a real database, and the grid service's methods as each of its people would call them."""
from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kernel.call import Actor
from kernel.clock import today
from kernel.db import Database
from kernel.number import Numbers
from services.grid.domain.case_type import CaseType, Period
from services.grid.domain.ground.register import Grid, RegisteredArea, Unit
from services.grid.service import Service
from services.grid.service.numbering import Numbering
from services.grid.service.staff.reach import Standing
from services.grid.store.ground import ground
from services.grid.territory import Watch
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


@dataclass
class Town(People):
    """The service and its people, with the town's register."""

    service = Service

    def __post_init__(self) -> None:
        settle(self.db)
        self.watch = Watch(lambda: self.db, today=lambda: SINCE)
        self.numbers = Numbering(Numbers(self.db, "incident_number"), "210203")
        self.standing = Standing(lambda: self.db, today=lambda: today(self.at))

    def as_(self, actor: Actor, *, key: str | None = None, language: str = "en") -> Any:
        """Give the service as one person calls it."""
        service = super().as_(actor, key=key, language=language)
        service.territory, service.numbers = self.watch, self.numbers
        self.standing.refresh()
        service.call = replace(service.call, actor=self.standing.seen(actor))
        return service

    def report(self, actor: Actor = RESIDENT, **given: Any) -> dict[str, Any]:
        """Report rubbish in the east."""
        command = {"description": "rubbish by the gate", "point": IN_EAST, "case_type": "E1", **given}
        return self.as_(actor).report(command)

    def act(self, actor: Actor, act: str, seen: dict[str, Any], **given: Any) -> dict[str, Any]:
        """Act on an incident as it was seen, and give what is seen then."""
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
    "file": (DISPATCHER, "file", {}),
    "dispatch": (DISPATCHER, "dispatch", {}),
    "return": (OFFICER, "return_", {"reason": "not_our_duty"}),
    "start": (OFFICER, "start", {}),
    "request_extension": (OFFICER, "request_extension", {"days": 2, "reason": "weather"}),
    "approve_extension": (LEADER, "approve_extension", {}),
    "refuse_extension": (LEADER, "refuse_extension", {}),
    "hang": (DISPATCHER, "hang", {"reason": "season", "review_on": "2026-05-01"}),
    "resume": (DISPATCHER, "resume", {}),
    "finish": (OFFICER, "finish", {"evidence": [PHOTO]}),
    "pass": (CHECKER, "check", {"passed": True}),
    "fail": (CHECKER, "check", {"passed": False, "reason": "not_done"}),
    "close": (DISPATCHER, "close", {}),
    "rate": (RESIDENT, "rate", {"score": 5, "solved": True}),
    "reopen": (RESIDENT, "reopen", {"reason": "came_back"}),
    "hand_over": (DISPATCHER, "hand_over", {"to": "petition", "reason": "claim"}),
    "take_back": (DISPATCHER, "take_back", {"reason": "not_taken"}),
}
TO_CLOSED = ("accept", "file", "dispatch", "finish", "pass", "close")


def other(actor: Actor, **changes: Any) -> Actor:
    """Give somebody like `actor` but for some fields."""
    return replace(actor, **changes)
