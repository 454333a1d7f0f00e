"""How every act on a dispute goes: load, lock, decide, turn its clocks, write its notice, save."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kernel import deadline, number
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.decision import Decision
from kernel.errors import Missing
from kernel.scope import Scope, reach
from kernel.surface import Surface
from kernel.wire import Schema, load
from services.mediation.domain import remedy
from services.mediation.domain.dispute import Case
from services.mediation.domain.doer import Doer
from services.mediation.domain.periods import Turn, turns
from services.mediation.domain.reach import REACHES
from services.mediation.domain.step import steps_of
from services.mediation.service import view
from services.mediation.store import dispute as store
from services.mediation.store import file

Order = dict[str, Any]
KIND = "TJ"
Work = Callable[[Tx, Case, Doer, Order], Decision[Case]]
Shown = Callable[[Decision[Case]], Order]


class Acting(Surface):
    """What the acts share."""

    def scope(self) -> Scope:
        """Give what the actor reaches."""
        actor = self.call.actor
        aliases = self.seal.aliases(actor.id)
        return reach(REACHES, actor.role, unit=actor.unit, area=actor.area, aliases=aliases)

    def doer(self, case: Case | None) -> Doer:
        """Give the one who acts, with the parties it is by its account."""
        actor = self.call.actor
        own = self.seal.aliases(actor.id)
        parties = frozenset(party.id for party in case.parties if party.party in own) if case else frozenset()
        return Doer(actor.id, actor.role, actor.unit, parties)

    def act(
        self, name: str, schema: type[Schema], command: Order, work: Work, *, shown: Shown | None = None
    ) -> Order:
        """Do one act on a dispute within the actor's scope, once for its key, and give its short view.

        shown: what the answer has besides.

        :raises Invalid: wire.invalid
        :raises Missing: mediation.dispute_missing
        :raises Conflict: mediation.dispute_changed, and what the rules raise
        """
        order = load(schema, command)

        def whole(tx: Tx) -> Outcome:
            before = store.lock(tx, order["dispute"], self.scope())
            store.same(before, order["version"])
            doer = self.doer(before)
            decided = work(tx, before, doer, order)
            outcome = self.settle(tx, before, decided, doer)
            return replace(outcome, reply=outcome.reply | shown(decided)) if shown else outcome

        return perform(self.db, self.call, name, command, whole)

    def act_by_code(self, name: str, schema: type[Schema], command: Order, work: Work) -> Order:
        """Do one act of a party, known by number and query code; `party` and `how` of the order are filled in.

        :raises Missing: mediation.code_unknown, the same for a wrong number and a wrong code
        """
        order = load(schema, command)

        def whole(tx: Tx) -> Outcome:
            before, doer = self.coded(order, lambda named: store.lock_by_number(tx, named))
            filled = order | {"party": next(iter(doer.parties)), "how": "online"}
            return self.settle(tx, before, work(tx, before, doer, filled), doer)

        return perform(self.db, self.call, name, command, whole)

    def coded(self, order: Order, read: Callable[[str], Case]) -> tuple[Case, Doer]:
        """Give the case that number and code open, and the party whose code it is as the one who acts.

        :raises Missing: mediation.code_unknown
        :raises Invalid: number.malformed, number.check_wrong, number.kind_unknown
        """
        try:
            case = read(str(number.parse(order["number"], kinds=(KIND,))))
        except Missing:
            raise Missing("mediation.code_unknown") from None
        held = [party.id for party in case.parties if self.seal.code_matches(party.id, order["code"])]
        if not held:
            raise Missing("mediation.code_unknown")
        return case, Doer("", "anyone", parties=frozenset(held))

    def settle(self, tx: Tx, before: Case | None, decision: Decision[Case], doer: Doer) -> Outcome:
        """Write down a decision on a dispute with its clocks, its notice and its steps."""
        after = self.turn(tx, before, decision.record)
        dispute = after.dispute
        store.save(tx, before, after) if before else store.add(tx, after)
        if dispute.state in remedy.WHY:
            notice = remedy.notice(dispute.state, dispute.number)
            file.add_document(tx, dispute.id, dispute.version, notice, dispute.changed_at)
        for step in steps_of(decision, doer):
            store.add_step(tx, step)
        return Outcome(
            view.short(after, doer),
            "dispute",
            dispute.id,
            dispute.version,
            decision.events,
            detail={"state": dispute.state, "unit": dispute.unit, "area": dispute.area},
        )

    def turn(self, tx: Tx, before: Case | None, after: Case) -> Case:
        """Queue what the step does to the clocks -> the case with the date that now runs."""
        turned = turns(before.dispute if before else None, after.dispute)
        if not turned:
            if before and before.dispute.unit != after.dispute.unit:
                deadline.hand_over(tx, after.dispute.id, owner=after.dispute.unit or "")
            return after
        due_at, near_at = None, None
        for one in turned:
            if one.kind == "stop":
                deadline.stop(tx, after.dispute.id, one.period.stage, at=one.at)
            else:
                begun = self._open(tx, after, one)
                due_at, near_at = begun.due_at, begun.near_at
        return Case(replace(after.dispute, due_at=due_at, near_at=near_at), after.parties)

    def _open(self, tx: Tx, case: Case, turn: Turn) -> deadline.Obligation:
        return deadline.open(
            tx,
            self.calendar,
            turn.limit,
            subject=case.dispute.id,
            number=case.dispute.number,
            kind="dispute",
            stage=turn.period.stage,
            rule=turn.period.id,
            owner=case.dispute.unit or "",
            area=case.dispute.area,
            at=turn.at,
            round=case.dispute.round,
        )
