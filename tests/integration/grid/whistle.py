"""A town whose east community calls departments by whistle."""

from __future__ import annotations

from typing import Any

from tests.integration.grid.town import DISPATCHER, EAST, IN_EAST, LAMPS, OFFICER, Town, other

CALLER = other(DISPATCHER, id="d-5", unit="east_team", area=EAST)
OFFICERS = {"sanitation": OFFICER, "lamps": LAMPS}


def blow(town: Town, actor: Any = CALLER, **given: Any) -> dict[str, Any]:
    """Call the sanitation department to the east."""
    usual = {"kind": "emergency", "words": "a wall is falling", "point": IN_EAST, "departments": ["sanitation"]}
    found: dict[str, Any] = town.as_(actor).blow_whistle({**usual, **given})
    return found


def answer(town: Town, act: str, seen: dict[str, Any], actor: Any = OFFICER, **given: Any) -> dict[str, Any]:
    """Act on a department's part as it was seen."""
    command = {"call": seen["id"], "version": seen["version"], **given}
    found: dict[str, Any] = getattr(town.as_(actor), f"{act}_whistle")(command)
    return found


def through(town: Town, *acts: str, **given: Any) -> dict[str, Any]:
    """Blow, and lead the first part through acts, each by who usually does it."""
    seen: dict[str, Any] = blow(town, **given)["calls"][0]
    for act in acts:
        actor = CALLER if act in ("release", "rate") else OFFICERS[seen["unit"]]
        seen = answer(town, act, seen, actor, **USUAL.get(act, {}))
    return seen


USUAL: dict[str, dict[str, Any]] = {
    "arrive": {"point": IN_EAST},
    "handle": {"plan": "prop it up, then rebuild it"},
    "release": {"reason": "work_done"},
    "rate": {"score": 4},
}
