"""What the reporter does afterwards, by account or by query code."""
from __future__ import annotations

from kernel.decision import Decision
from kernel.rpc import rpc
from services.grid import schemas
from services.grid.domain import rating
from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident
from services.grid.service.acting import Acting, Order
from services.grid.service.ground.lying import lies


class Voice(Acting):
    """The reporter's acts on a closed incident."""

    @rpc
    def rate(self, command: Order) -> Order:
        """Rate the result."""
        return self.act("rate", schemas.Rate, command, self.ruled(rating.rate, "score", "solved"))

    @rpc
    def reopen(self, command: Order) -> Order:
        """Open the next round; a dispatcher may do it too."""
        return self.act("reopen", schemas.Reopen, command, self._reopened)

    def _reopened(self, incident: Incident, doer: Doer, order: Order) -> Decision[Incident]:
        place = lies(self.db, self.ground, incident)
        return rating.reopen(incident, doer, reason=order["reason"], place=place, at=self.now)
