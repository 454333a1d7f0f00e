"""How every act on a petition goes: load, lock, decide, turn its clocks, write its notice, save."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kernel import deadline, number
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.deadline import Obligation
from kernel.decision import Decision
from kernel.errors import Missing
from kernel.scope import Scope, reach
from kernel.surface import Surface
from kernel.wire import Schema, load
from services.petition.domain.document import Document
from services.petition.domain.doer import Doer
from services.petition.domain.periods import Turn, turns
from services.petition.domain.petition import Claim, Petition
from services.petition.domain.reach import REACHES
from services.petition.domain.step import step_of
from services.petition.service import view
from services.petition.store import document
from services.petition.store import petition as store

Order = dict[str, Any]
KIND = "XF"


@dataclass(frozen=True, slots=True)
class Written:
    """What one act amounts to: a decision, the document it gives, and claims.

    notice: writes the document, given the last day of the clock the act has begun, None where it began none.
    claims: those of a fresh petition, or those that have been answered.
    """

    decision: Decision[Petition]
    notice: Callable[[Petition, date | None], Document] | None = None
    claims: tuple[Claim, ...] = ()


Work = Callable[[Tx, Petition, Doer, Order], Written]


class Acting(Surface):
    """What the acts share."""

    def scope(self) -> Scope:
        """Give what the actor reaches."""
        actor = self.call.actor
        aliases = self.seal.aliases(actor.id)
        return reach(REACHES, actor.role, unit=actor.unit, area=actor.area, aliases=aliases)

    def doer(self, petition: Petition | None, *, proven: bool = False, department: bool = False) -> Doer:
        """Give the one who acts. proven: shown to be the petitioner by query code."""
        actor = self.call.actor
        own = petition is not None and petition.party in self.seal.aliases(actor.id)
        return Doer(actor.id, actor.role, actor.unit, petitioner=proven or own, department=department)

    def act(self, name: str, schema: type[Schema], command: Order, work: Work) -> Order:
        """Do one act on a petition within the actor's scope, once for its key, and give its short view.

        :raises Invalid: wire.invalid
        :raises Missing: petition.petition_missing
        :raises Conflict: petition.petition_changed, and what the rules raise
        """
        order = load(schema, command)

        def whole(tx: Tx) -> Outcome:
            before = store.lock(tx, order["petition"], self.scope())
            store.same(before, order["version"])
            doer = self.doer(before, department=store.is_department(tx, self.call.actor.unit))
            return self.settle(tx, name, before, work(tx, before, doer, order), doer)

        return perform(self.db, self.call, name, command, whole)

    def act_by_code(self, name: str, schema: type[Schema], command: Order, work: Work) -> Order:
        """Do one act of the petitioner, known by number and query code.

        :raises Missing: petition.code_unknown, the same for a wrong number and a wrong code
        """
        order = load(schema, command)

        def whole(tx: Tx) -> Outcome:
            before = self.coded(order, lambda named: store.lock_by_number(tx, named))
            doer = replace(self.doer(before, proven=True), role="anyone")
            return self.settle(tx, name, before, work(tx, before, doer, order), doer)

        return perform(self.db, self.call, name, command, whole)

    def coded(self, order: Order, read: Callable[[str], Petition]) -> Petition:
        """Give the petition that number and code open.

        :raises Missing: petition.code_unknown
        :raises Invalid: number.malformed, number.check_wrong, number.kind_unknown
        """
        try:
            found = read(str(number.parse(order["number"], kinds=(KIND,))))
        except Missing:
            raise Missing("petition.code_unknown") from None
        if not self.seal.code_matches(found.id, order["code"]):
            raise Missing("petition.code_unknown")
        return found

    def settle(self, tx: Tx, act: str, before: Petition | None, written: Written, doer: Doer) -> Outcome:
        """Write down a decision on a petition with its clocks, its document and its step."""
        after, until = self.turn(tx, before, written.decision.record)
        if before is None:
            store.add(tx, after, written.claims)
        else:
            store.save(tx, before, after)
            store.answer_claims(tx, written.claims)
        if written.notice is not None:
            document.add(tx, after.id, after.version, written.notice(after, until), after.changed_at)
        act = act.removesuffix("_by_code")
        store.add_step(tx, step_of(replace(written.decision, record=after), act, doer))
        return Outcome(
            view.short(after, doer),
            "petition",
            after.id,
            after.version,
            written.decision.events,
            detail={"state": after.state, "unit": after.unit, "area": after.area},
        )

    def turn(self, tx: Tx, before: Petition | None, after: Petition) -> tuple[Petition, date | None]:
        """Queue what the step does to the clocks -> the petition with the date that now runs, its last day."""
        turned = turns(before, after)
        if not turned:
            return after, None
        begun = None
        for one in turned:
            if one.kind == "stop":
                deadline.stop(tx, after.id, one.period.stage, at=one.at)
            else:
                begun = self._open(tx, after, one)
        if begun is None:
            return replace(after, due_at=None, near_at=None), None
        return replace(after, due_at=begun.due_at, near_at=begun.near_at), begun.due_on

    def _open(self, tx: Tx, petition: Petition, turn: Turn) -> Obligation:
        return deadline.open(
            tx,
            self.calendar,
            turn.period.limit,
            subject=petition.id,
            number=petition.number,
            kind="petition",
            stage=turn.period.stage,
            rule=turn.period.id,
            owner=petition.unit or "",
            area=petition.area,
            at=turn.at,
            round=petition.round,
        )
