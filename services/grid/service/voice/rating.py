"""What the reporter does afterwards, by account or by query code."""
from __future__ import annotations

from kernel.rpc import rpc
from services.grid import schemas
from services.grid.domain import rating
from services.grid.service.acting import Acting, Order


class Voice(Acting):
    """The reporter's acts on a closed incident."""

    @rpc
    def rate(self, command: Order) -> Order:
        """Rate the result."""
        return self.act("rate", schemas.Rate, command, self.ruled(rating.rate, "score", "solved"))

    @rpc
    def reopen(self, command: Order) -> Order:
        """Open the next round; a dispatcher may do it too."""
        return self.act("reopen", schemas.Reopen, command, self.ruled(rating.reopen, "reason"))
