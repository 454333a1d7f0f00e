"""What the registers of a neighbourhood share: who may write them, and what part of them an actor reaches."""

from __future__ import annotations

from kernel import scope
from kernel.errors import Denied, Missing
from kernel.scope import AREA, Scope
from services.grid.domain.premises.permit import ROLES
from services.grid.domain.role import let
from services.grid.service.acting import Acting

# staff see the registers of their own ground; residents ask for public places only, by another way
REACHES = dict.fromkeys(("grid_worker", "dispatcher", "checker", "leader", "officer"), AREA)


class Neighbourhood(Acting):
    """Acts and questions limited by area."""

    @property
    def reached(self) -> Scope:
        """The part of the registers this actor reaches."""
        actor = self.call.actor
        return scope.reach(REACHES, actor.role, unit=actor.unit, area=actor.area, aliases=(), also=actor.also)

    def let(self, act: str) -> None:
        """Refuse an act that is not this role's.

        :raises Denied: grid.role_not_allowed
        """
        let(ROLES, act, self.call.actor.role)

    def own_ground(self, area: str) -> None:
        """Refuse to write down something that would lie out of the writer's scope.

        :raises Denied: grid.area_not_yours
        """
        if not self.reached.covers(area=area):
            raise Denied("grid.area_not_yours", area=area)

    def in_reach(self, area: str, missing: Missing) -> None:
        """Refuse what lies out of scope as if there were none.

        :raises Missing: `missing`
        """
        self.reached.within(missing, area=area)
