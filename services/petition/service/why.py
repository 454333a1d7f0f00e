"""Says why an account sees a petition or what came to the one window, or cannot."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kernel import why
from kernel.db import Tx
from kernel.errors import Missing
from kernel.rpc import rpc
from kernel.scope import Scope, reach
from kernel.wire import load
from services.petition.domain.petition import Petition
from services.petition.domain.reach import REACHES
from services.petition.domain.window.intake import Intake
from services.petition.service.acting import Acting, Order
from services.petition.store import intake as intakes
from services.petition.store import petition as store

Read = Callable[[Tx, str, Scope], Petition | Intake]


class Why(Acting):
    """Asked by who leads or operates the ground a record is of; nothing that stands in it is told."""

    @rpc
    def why(self, command: Order) -> Order:
        """Give what lets an account reach a petition or keeps it out.

        :raises Missing: petition.petition_missing, also for who asks of other ground
        """
        return self._why(command, "petition", store.lock, Missing("petition.petition_missing"))

    @rpc
    def why_intake(self, command: Order) -> Order:
        """Give what lets an account reach an intake or keeps it out.

        :raises Missing: petition.intake_missing, also for who asks of other ground
        """
        return self._why(command, "intake", intakes.lock, Missing("petition.intake_missing"))

    def _why(self, command: Order, kind: str, lock: Read, missing: Missing) -> dict[str, Any]:
        order = load(why.Explain, command)
        with self.db.transaction() as tx:
            found = lock(tx, order["id"], Scope())
            record = why.Record(kind, found.id, found.version, found.area, found.unit)
            why.within(self.call, record, missing)
            of = why.subject(order)
            reached = reach(REACHES, of.role, unit=of.unit, area=of.area, aliases=self.seal.aliases(of.id))
            sees = why.covered(lambda: lock(tx, found.id, reached))
            return why.explain(tx, self.call, record, of, limits=REACHES, sees=sees)
