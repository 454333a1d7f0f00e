"""How every act at the window goes: load, lock, decide, turn its clock, save."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kernel import deadline, number
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.decision import Decision
from kernel.errors import Missing
from kernel.wire import Schema, load
from services.petition.domain.doer import Doer
from services.petition.domain.window.intake import Intake
from services.petition.domain.window.lexicon import Lexicon
from services.petition.domain.window.periods import turn
from services.petition.domain.window.step import step_of
from services.petition.service.acting import Acting, Order
from services.petition.service.window import view
from services.petition.service.window.lexicon import LexiconProvider
from services.petition.store import intake as store

KIND = "RX"
Work = Callable[[Tx, Intake, Doer, Order], tuple[Decision[Intake], str]]


class AtWindow(Acting):
    """What the acts share."""

    lexicon: Lexicon = LexiconProvider()

    def doer_at(self, intake: Intake | None, *, proven: bool = False) -> Doer:
        """Give the one who acts. proven: shown to be who brought it by query code, whose account then counts for nothing."""
        actor = self.call.actor
        if proven:
            return Doer(actor.id, "anyone", petitioner=True)
        own = intake is not None and intake.party in self.seal.aliases(actor.id)
        return Doer(actor.id, actor.role, actor.unit, petitioner=own)

    def act_at(self, name: str, schema: type[Schema], command: Order, work: Work) -> Order:
        """Do one act on an intake within the actor's scope, once for its key, and give its short view.

        work: gives the decision, and words for the person.

        :raises Invalid: wire.invalid
        :raises Missing: petition.intake_missing
        :raises Conflict: petition.intake_changed, petition.intake_act_not_allowed
        """
        order = load(schema, command)

        def whole(tx: Tx) -> Outcome:
            before = store.lock(tx, order["intake"], self.scope())
            store.same(before, order["version"])
            doer = self.doer_at(before)
            decision, said = work(tx, before, doer, order)
            return self.settle_at(tx, before, decision, doer, said)

        return perform(self.db, self.call, name, command, whole)

    def coded_at(self, order: Order, read: Callable[[str], Intake]) -> Intake:
        """Give the intake that number and code open.

        :raises Missing: petition.code_unknown, the same for a wrong number and a wrong code
        :raises Invalid: number.malformed, number.check_wrong, number.kind_unknown
        """
        try:
            found = read(str(number.parse(order["number"], kinds=(KIND,))))
        except Missing:
            raise Missing("petition.code_unknown") from None
        if not self.seal.code_matches(found.id, order["code"]):
            raise Missing("petition.code_unknown")
        return found

    def settle_at(
        self, tx: Tx, before: Intake | None, decision: Decision[Intake], doer: Doer, said: str = ""
    ) -> Outcome:
        """Write down a decision on an intake with its clock and its step."""
        after = self.turn_at(tx, before, decision.record)
        if before is None:
            store.add(tx, after)
        else:
            store.save(tx, before, after)
        act = decision.events[0].name.rpartition("intake_")[2]
        store.add_step(tx, step_of(replace(decision, record=after), view.ACT_OF[act], doer, said))
        detail = {"state": after.state, "kind": after.kind, "code": after.code, "other": after.other, "lexicon": after.lexicon}
        return Outcome(view.short(after, doer), "intake", after.id, after.version, decision.events, detail=detail)

    def turn_at(self, tx: Tx, before: Intake | None, after: Intake) -> Intake:
        """Queue what the step does to the clock -> the intake with the date that now runs."""
        turned = turn(before, after, self.lexicon.limits)
        if turned is None:
            return after
        if turned.stop:
            deadline.stop(tx, after.id, turned.stop, at=after.changed_at)
        if turned.start is None:
            return replace(after, due_at=None, near_at=None)
        begun = deadline.open(
            tx,
            self.calendar,
            turned.start.limit,
            subject=after.id,
            number=after.number,
            kind="intake",
            stage=turned.start.stage,
            rule=turned.start.id,
            owner=after.unit or "",
            area=after.area,
            at=turned.at,
            round=after.round,
        )
        return replace(after, due_at=begun.due_at, near_at=begun.near_at)
