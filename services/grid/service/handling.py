"""What the responsible unit does: start, give back, ask for more time, finish."""
from __future__ import annotations

from functools import partial

from kernel.clock import today
from kernel.db import Tx
from kernel.decision import Decision
from kernel.rpc import rpc
from services.grid import schemas
from services.grid.domain import dispatch, evidence, extension
from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident
from services.grid.service.acting import Acting, Order, pieces
from services.grid.store import incident as store
from services.grid.store.staff import leave as staff_leave


class Handling(Acting):
    """The unit's acts."""

    @rpc
    def start(self, command: Order) -> Order:
        """Begin the work.

        :raises Conflict: grid.staff_gone
        """
        return self.act("start", schemas.Start, command, self.ruled(dispatch.start), ready=self._here)

    @rpc
    def return_(self, command: Order) -> Order:
        """Give it back with a reason and the unit whose it is said to be; the second time an arbiter decides."""
        return self.act("return", schemas.Return, command, self._return)

    @rpc
    def make_safe(self, command: Order) -> Order:
        """Say that it endangers nobody any more.

        :raises Conflict: grid.staff_gone
        """
        return self.act("make_safe", schemas.MakeSafe, command, self.ruled(dispatch.make_safe), ready=self._here)

    @rpc
    def request_extension(self, command: Order) -> Order:
        """Ask for more time."""
        rule = self.ruled(extension.request, "days", "reason")
        return self.act("request_extension", schemas.RequestExtension, command, rule)

    @rpc
    def finish(self, command: Order) -> Order:
        """Say that it is solved, with the evidence its kind asks for; a photo of before may have come with the report."""
        known: set[str] = set()

        def look(tx: Tx) -> None:
            known.update(store.shown(tx, command["incident"]))

        return self.act("finish", schemas.Finish, command, partial(self._finish, known), ready=look)

    def _return(self, incident: Incident, doer: Doer, order: Order) -> Decision[Incident]:
        self.ground.unit(order["proposed"], pointer="/proposed")
        return self.ruled(dispatch.return_, "reason", "proposed")(incident, doer, order)

    def _here(self, tx: Tx) -> None:
        """Give no work to somebody who is leaving at this moment, for it would stay with them."""
        staff_leave.stay(tx, self.call.actor, on=today(self.now))

    def _finish(self, known: set[str], incident: Incident, doer: Doer, order: Order) -> Decision[Incident]:
        kind = self.ground.case_types.get(incident.case_type or "")
        asked = kind.evidence if kind else ()
        return evidence.finish(incident, doer, pieces=pieces(order), asked=asked, known=known, at=self.now)
