"""What part of all incidents an actor reaches."""
from __future__ import annotations

from collections.abc import Callable, Mapping

from kernel.call import Actor
from kernel.errors import Missing
from kernel.scope import NOTHING, Scope, subtree
from kernel.seal import Sealer
from services.grid.domain.incident import Incident


def _by_area(actor: Actor, sealer: Sealer) -> Scope:
    return Scope(area=subtree(actor.area)) if actor.area else NOTHING


def _by_unit(actor: Actor, sealer: Sealer) -> Scope:
    return Scope(unit=actor.unit) if actor.unit else NOTHING


def _by_party(actor: Actor, sealer: Sealer) -> Scope:
    aliases = sealer.aliases(actor.id)
    return Scope(party=aliases) if aliases else NOTHING


# an operator keeps the machines running and reads no case
REACHES: Mapping[str, Callable[[Actor, Sealer], Scope]] = {
    "resident": _by_party,
    "grid_worker": _by_area,
    "dispatcher": _by_area,
    "checker": _by_area,
    "leader": _by_area,
    "officer": _by_unit,
    "system": lambda actor, sealer: Scope(),
}


def reach(actor: Actor, sealer: Sealer) -> Scope:
    """Give the scope of an actor; a role without a row reaches nothing."""
    return REACHES.get(actor.role, lambda actor, sealer: NOTHING)(actor, sealer)


def within(scope: Scope, incident: Incident) -> None:
    """Refuse an incident out of scope as if there were none: that it exists is not the stranger's to know.

    :raises Missing: grid.incident_missing
    """
    if not scope.covers(area=incident.area, unit=incident.unit, party=incident.party):
        raise Missing("grid.incident_missing")
