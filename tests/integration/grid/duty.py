"""A town with people on duty: a worker and agency staff with posts, a checker, leaders of a street and of a district."""
from __future__ import annotations

from datetime import date
from typing import Any

from kernel.call import Actor
from kernel.workdays import Calendar
from services.grid.service.duty.watch import look
from tests.integration.grid.setting import choose
from tests.integration.grid.town import DISTRICT, EAST, EAST_GRID, SINCE, STREET, Town

WANG, LIU, ZHAO, SUN = (f"00000000-0000-4000-8000-00000000000{n}" for n in range(1, 5))
WALKER = Actor(id=WANG, role="grid_worker", unit="east_team", area=EAST)
STRANGER = Actor(id=LIU, role="grid_worker", unit="east_team", area=EAST)
CADRE = Actor(id=ZHAO, role="officer", unit="sanitation", area=DISTRICT)
INSPECTOR = Actor(id=SUN, role="checker", unit="supervision", area=DISTRICT)
HEAD = Actor(id="00000000-0000-4000-8000-000000000005", role="leader", unit="centre", area=DISTRICT)
STREET_HEAD = Actor(id="00000000-0000-4000-8000-000000000006", role="leader", unit="centre", area=STREET)
FOREIGN = Actor(id="00000000-0000-4000-8000-000000000007", role="leader", unit="centre", area="210204000000")

POST = """
INSERT INTO staff_post (id, account, role, place, area, grid, employment, valid_from, valid_until, origin)
VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, 'full_time', %s, NULL, 'appointed')
"""


def post(town: Town, account: str, role: str, *, grid: str = EAST_GRID, since: date = SINCE) -> None:
    """Have somebody stand on a grid."""
    town.db.all(POST, (account, role, grid, EAST, grid, since))


def staffed(town: Town) -> Town:
    """Give the town with a worker and agency staff on the eastern grid."""
    post(town, WANG, "grid_worker")
    post(town, ZHAO, "assigned_cadre")
    choose(town.db, "duty.counted_from", "2026-03-02")
    return town


def clock_turns(town: Town, calendar: Calendar | None = None) -> None:
    """Have the service look at the clock, as its process does each few seconds."""
    look(town.db, calendar or Calendar(), town.seal, town.at)


def todays(town: Town) -> dict[str, Any]:
    """Give the worker's sweep of today."""
    found: dict[str, Any] = town.as_(WALKER).my_sweep({})["items"][0]
    return found


def found(town: Town, seen: dict[str, Any], place: int, result: str = "fine", **given: Any) -> dict[str, Any]:
    """Write down what the worker found at one place."""
    command = {"sweep": seen["id"], "version": seen["version"], "place": place, "result": result, **given}
    return town.as_(WALKER).record_sweep_item(command)  # type: ignore[no-any-return]


def walk(town: Town) -> dict[str, Any]:
    """Begin the worker's round."""
    return town.as_(WALKER).open_round({"grid": EAST_GRID})  # type: ignore[no-any-return]


def visit(town: Town, start: str, end: str, **given: Any) -> dict[str, Any]:
    """Write down a visit of agency staff; start, end: ISO, local."""
    command = {"place": EAST_GRID, "started_at": start, "ended_at": end, "words": "looked in at the courtyard", **given}
    return town.as_(CADRE).record_visit(command)  # type: ignore[no-any-return]


def names(town: Town) -> list[str]:
    """Give the names of the facts told so far."""
    return [event["name"] for event in town.told()]
