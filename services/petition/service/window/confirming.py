"""A person says what an intake is, and the unit that has a service item says what came of it."""
from __future__ import annotations

from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.decision import Decision
from kernel.errors import Invalid
from kernel.rpc import rpc
from kernel.wire import load
from services.petition.domain.doer import Doer
from services.petition.domain.window import confirming
from services.petition.domain.window.confirming import Chosen
from services.petition.domain.window.intake import Intake
from services.petition.domain.window.kind import ANSWER, INCIDENT, SERVICE_ITEM
from services.petition.schemas import window as schemas
from services.petition.service.acting import Order
from services.petition.service.window.taking import Taking
from services.petition.store import intake as store
from services.petition.store import said as kept

Decided = tuple[Decision[Intake], str]


class Confirming(Taking):
    """Acts on one intake; each gives its short view."""

    @rpc
    def confirm_intake(self, command: Order) -> Order:
        """Say what it is, as the desk; where that is not what was suggested first, with the reason.

        :raises Invalid: petition.intake_thing_unknown, petition.intake_unit_unknown
        """
        self._known(load(schemas.ConfirmIntake, command))
        return self.act_at("confirm_intake", schemas.ConfirmIntake, command, self._confirm)

    @rpc
    def confirm_intake_by_code(self, command: Order) -> Order:
        """Say what it is, as the one who brought it, among what was suggested.

        :raises Missing: petition.code_unknown
        """
        order = load(schemas.ConfirmIntakeByCode, command)

        def whole(tx: Tx) -> Outcome:
            before = self.coded_at(order, lambda named: store.lock_by_number(tx, named))
            doer = self.doer_at(before, proven=True)
            decision = confirming.confirm(before, doer, Chosen(order["kind"], self._code(before, order)), at=self.call.now)
            self._keep_opposite(tx, before, order)
            return self.settle_at(tx, before, decision, doer)

        return perform(self.db, self.call, "confirm_intake_by_code", command, whole)

    @rpc
    def return_intake(self, command: Order) -> Order:
        """Give a service item back to the window."""
        return self.act_at("return_intake", schemas.ReturnIntake, command, self._return)

    @rpc
    def finish_intake(self, command: Order) -> Order:
        """Say that a service item is done."""
        return self.act_at("finish_intake", schemas.FinishIntake, command, self._finish)

    def _confirm(self, tx: Tx, intake: Intake, doer: Doer, order: Order) -> Decided:
        entry = self.lexicon.of(order["kind"], order["thing"])
        words, mode, unit = order["words"], order["mode"], order["unit"]
        if order["kind"] == ANSWER and entry:
            words = words or entry.said.get(intake.language, "")
        if order["kind"] == SERVICE_ITEM and entry:
            mode, unit = mode or entry.mode, unit or entry.unit
        chosen = Chosen(order["kind"], order["thing"], order["reason"], words, unit, mode)
        decision = confirming.confirm(intake, doer, chosen, at=self.call.now)
        self._keep_opposite(tx, intake, order)
        return decision, words if order["kind"] == ANSWER else ""

    def _known(self, order: Order) -> None:
        """Refuse what the grid service does not know, while it answers: nobody would hear of it there.

        :raises Invalid: petition.intake_thing_unknown, petition.intake_unit_unknown
        """
        if order["kind"] == INCIDENT and order["thing"]:
            types = self.case_types()
            if types and order["thing"] not in {one.code for one in types}:
                raise Invalid("petition.intake_thing_unknown", pointer="/thing")
        if order["kind"] == SERVICE_ITEM and order["unit"]:
            told = self._ask("name_offices", {"units": [order["unit"]], "areas": []})
            if told and order["unit"] not in told["units"]:
                raise Invalid("petition.intake_unit_unknown", pointer="/unit")

    def _return(self, tx: Tx, intake: Intake, doer: Doer, order: Order) -> Decided:
        return confirming.return_(intake, doer, reason=order["reason"], at=self.call.now), ""

    def _finish(self, tx: Tx, intake: Intake, doer: Doer, order: Order) -> Decided:
        return confirming.finish(intake, doer, at=self.call.now), order["words"]

    def _keep_opposite(self, tx: Tx, intake: Intake, order: Order) -> None:
        if order["opposite"]:
            kept.put(tx, self.seal, intake.id, opposite=order["opposite"])

    def _code(self, intake: Intake, order: Order) -> str | None:
        """Give the code of the thing chosen: of the first suggestion of that kind, unless another of them was named."""
        named = order["thing"]
        found = [one["code"] for one in intake.suggestions if one["kind"] == order["kind"]]
        return named or next(iter(found), None)
