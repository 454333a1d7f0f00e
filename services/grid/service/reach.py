"""What part of all incidents an actor reaches."""
from __future__ import annotations

from kernel import scope
from kernel.call import Actor
from kernel.errors import Denied, Missing
from kernel.scope import ALL, AREA, PARTY, UNIT, Scope
from kernel.seal import Sealer
from services.grid.domain.incident import Incident

# an operator keeps the machines running and reads no case
REACHES = {
    "resident": PARTY,
    "grid_worker": AREA,
    "dispatcher": AREA,
    "checker": AREA,
    "leader": AREA,
    "officer": UNIT,
    "system": ALL,
}


def reach(actor: Actor, sealer: Sealer) -> Scope:
    """Give the scope of an actor; a role without a row reaches nothing."""
    aliases = sealer.aliases(actor.id)
    return scope.reach(REACHES, actor.role, unit=actor.unit, area=actor.area, aliases=aliases, also=actor.also)


def within(reached: Scope, incident: Incident, *, unit: str | None = None) -> None:
    """Refuse an incident out of scope as if there were none: that it exists is not the stranger's to know.

    unit: of the one who asks; who has a part of the work that is not over sees all of it.

    :raises Missing: grid.incident_missing
    """
    if unit is not None and unit in incident.helpers:
        return
    reached.within(Missing("grid.incident_missing"), area=incident.area, unit=incident.unit, party=incident.party)


def whole(reached: Scope, root: str) -> None:
    """Let only those decide what counts in the whole district who reach all of it.

    root: code of the district. A street's leader who set the amounts of rewards would set them for every other street.

    :raises Denied: grid.leader_not_of_root
    """
    if not reached.covers(area=root):
        raise Denied("grid.leader_not_of_root", root=root)
