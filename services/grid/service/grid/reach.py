"""What part of the register of grids an actor reaches."""
from __future__ import annotations

from kernel import scope
from kernel.call import Actor
from kernel.scope import ALL, AREA, Scope

# staff read the grids of their own ground, officers of departments too: a matter names its grid
REACHES = {
    **dict.fromkeys(("grid_worker", "dispatcher", "officer", "checker", "leader"), AREA),
    "system": ALL,
}


def reach_ground(actor: Actor) -> Scope:
    """Give the scope of an actor over grids by their community; a role without a row reaches nothing."""
    return scope.reach(REACHES, actor.role, unit=actor.unit, area=actor.area, aliases=(), also=actor.also)
