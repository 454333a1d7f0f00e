"""What a checker does."""
from __future__ import annotations

from kernel.rpc import rpc
from kernel.wire import load
from services.grid import schemas
from services.grid.domain import check
from services.grid.service.acting import Acting, Order


class Checking(Acting):
    """The checker's act."""

    @rpc
    def check(self, command: Order) -> Order:
        """Find the work good, or send it back with a reason."""
        if load(schemas.Check, command)["passed"]:
            return self.act("pass", schemas.Check, command, self.ruled(check.pass_))
        return self.act("fail", schemas.Check, command, self.ruled(check.fail, "reason"))
