"""Who stands where in the tiny town: people as accounts, and the usual commands on their posts."""
from __future__ import annotations

from typing import Any

from kernel.call import Actor
from tests.integration.grid.town import EAST, EAST_GRID, LEADER, Town

# accounts are UUIDs; which person is behind one only the gateway knows
ANN, BEN, CAT, DAN = (f"00000000-0000-7000-8000-00000000000{n}" for n in range(1, 5))
BENS_EYES = Actor(id=BEN, role="grid_worker", unit="east_team", area=EAST)


def appoint(town: Town, account: str = ANN, actor: Actor = LEADER, **given: Any) -> dict[str, Any]:
    """Appoint somebody as worker of the east grid."""
    usual = {"role": "grid_worker", "place": EAST_GRID, "employment": "part_time", "valid_from": "2026-01-01"}
    found: dict[str, Any] = town.as_(actor).appoint({"account": account, **usual, **given})
    return found


def choose(town: Town, *teams: str, area: str = EAST, **given: Any) -> dict[str, Any]:
    """Let an area's base grids have these teams since last year."""
    command = {"area": area, "teams": list(teams), "valid_from": "2025-01-01", **given}
    found: dict[str, Any] = town.as_(LEADER).choose_teams(command)
    return found


def stand_in(town: Town, post: dict[str, str], who: str, since: str, until: str) -> None:
    """Let somebody stand in on a post."""
    town.as_(LEADER).name_stand_in({"post": post["id"], "account": who, "valid_from": since, "valid_until": until})
