"""What accounts an operator reaches: those of the own ground."""

from __future__ import annotations

from kernel import scope
from kernel.scope import AREA, Scope
from services.gateway.http.visit import Visit
from services.gateway.session.desk import signed_in

REACHES = {"operator": AREA}


def reach(visit: Visit) -> Scope:
    """Give what the reader reaches.

    :raises Denied: gateway.token_missing
    """
    actor = signed_in(visit).actor
    return scope.reach(REACHES, actor.role, unit=actor.unit, area=actor.area, aliases=())
