"""Whoever brought something stands behind the same matter nearby, by number and query code."""
from __future__ import annotations

from typing import Any

import orjson

from kernel.call import Actor, Call
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.errors import Invalid
from kernel.rpc import Calls, rpc
from kernel.wire import load
from services.petition.domain.window.intake import Intake
from services.petition.domain.window.standing import stand_behind
from services.petition.schemas import window as schemas
from services.petition.service.acting import Order
from services.petition.service.window.acting import AtWindow
from services.petition.store import intake as store
from services.petition.store import said as kept

# before the id of an intake that stands for somebody without an account, so that it is no account's name
TICKET = "intake/"


class Standing(AtWindow):
    """One act; the grid service counts."""

    calls: Calls

    @rpc
    def support_by_intake(self, command: Order) -> Order:
        """Stand behind a matter nearby instead of having a second one made.

        The grid counts first, each account or intake once however often it is asked; then the intake ends.

        :raises Missing: petition.code_unknown
        :raises Invalid: number.*, petition.intake_not_similar
        :raises Conflict: petition.intake_act_not_allowed, grid.support_too_late, grid.supporter_reported
        :raises Unavailable: while the grid service does not answer; nothing has ended then
        """
        order = load(schemas.SupportByIntake, command)
        found = self.coded_at(order, lambda named: store.get_by_number(self.db, named))
        # one that has ended is told so below, or given the answer it had under the same key
        if found.state == "waiting":
            self._count(found, order["incident"])

        def whole(tx: Tx) -> Outcome:
            before = self.coded_at(order, lambda named: store.lock_by_number(tx, named))
            doer = self.doer_at(before, proven=True)
            return self.settle_at(tx, before, stand_behind(before, doer, at=self.call.now), doer)

        return perform(self.db, self.call, "support_by_intake", command, whole)

    def _count(self, intake: Intake, incident: str) -> None:
        said = kept.open_(self.db, self.seal, intake.id)
        here = {"description": said.words, "point": intake.point, "area": None, "address": said.address}
        near = self.calls.call("grid", "similar", here, call=self.call.system())["items"] if intake.point else []
        if incident not in {one["id"] for one in near}:
            raise Invalid("petition.intake_not_similar", pointer="/incident")
        self.calls.call("grid", "support", {"incident": incident}, call=self._supporter(intake, orjson.loads(said.sender)))

    def _supporter(self, intake: Intake, sender: dict[str, Any]) -> Call:
        """Give the call of the account that brought it, or else of the intake as a ticket."""
        actor = Actor(**sender)
        if actor.role != "resident":
            actor = Actor(id=f"{TICKET}{intake.id}", role="resident")
        key = self.seal.index(f"{intake.id}/support", "window").hex()
        return Call(actor=actor, key=key, trace=self.call.trace, language=intake.language, now=self.call.now)
