"""Making further units answer for a part of the work."""

from __future__ import annotations

from kernel.clock import new_id
from kernel.decision import Decision
from kernel.rpc import rpc
from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident
from services.grid.domain.part import part as rule
from services.grid.schemas import part as schemas
from services.grid.service.acting import Acting, Order


class Joining(Acting):
    """The desk's act on the parts of an incident."""

    @rpc
    def join(self, command: Order) -> Order:
        """Let a further unit do a part of the work, with a clock of its own.

        :raises Invalid: grid.unit_unknown, grid.unit_elsewhere, grid.helper_leads, grid.helper_twice
        """
        return self.act("join", schemas.Join, command, self._to_join)

    def _to_join(self, incident: Incident, doer: Doer, order: Order) -> Decision[Incident]:
        return self._helped_by(incident, doer, order["unit"], pointer="/unit")

    def _helped_by(self, incident: Incident, doer: Doer, unit: str, *, pointer: str) -> Decision[Incident]:
        named = self.ground.serving(unit, incident.area, pointer=pointer).id
        return rule.join(incident, doer, unit=named, part=new_id(), at=self.now, pointer=pointer)
