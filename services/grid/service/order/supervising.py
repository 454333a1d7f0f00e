"""Supervision: ordered, answered, accepted or sent back; and by itself up a level when nobody answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nameko.timer import timer

from kernel import clock
from kernel.command import Outcome, perform, record
from kernel.db import Tx
from kernel.decision import Decision
from kernel.errors import Missing, Unavailable
from kernel.obligation import Limit
from kernel.rows import Reader
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.doer import SYSTEM
from services.grid.domain.incident import Incident
from services.grid.domain.order import supervision, supervision_limit
from services.grid.domain.order.supervision import Supervision
from services.grid.domain.setting.chosen import Values
from services.grid.domain.step import take
from services.grid.schemas import order as schemas
from services.grid.service.acting import Order
from services.grid.service.order import view, waiting
from services.grid.service.reach import reach, within
from services.grid.service.thread import Threading
from services.grid.store import incident as incidents
from services.grid.store.order import supervision as store
from services.grid.store.setting import setting as settings

RAISE_SECONDS = 20
Ruling = Callable[[Tx, Supervision], Decision[Supervision]]


class Supervising(Threading):
    """Acts on supervision, and its list."""

    @rpc
    def order_supervision(self, command: Order) -> Order:
        """Order supervision of an incident; the unit that has it must answer.

        :raises Denied: grid.supervision_level_not_yours
        :raises Invalid: grid.supervision_too_long
        :raises Missing: grid.incident_missing
        :raises Conflict: grid.incident_changed, grid.incident_act_not_allowed, grid.supervision_nobody, grid.supervision_open
        """
        order = load(schemas.OrderSupervision, command)
        supervision.may_order(self.doer(), order["level"])
        limit = supervision_limit.limit(order["level"], self._chosen_limits(self.db), order["within"])
        return perform(self.db, self.call, "order_supervision", command, lambda tx: self._order_it(tx, order, limit))

    @rpc
    def answer_supervision(self, command: Order) -> Order:
        """Answer what is being done; whoever ordered it has a time to look."""
        order = load(schemas.AnswerSupervision, command)

        def answered(tx: Tx, one: Supervision) -> Decision[Supervision]:
            due_at = waiting.turn(
                tx, self.calendar, one, waiting.CHECK, supervision_limit.check_limit(self._chosen_limits(tx)), at=self.now
            )
            return supervision.answer(one, self.doer(), words=order["words"], due_at=due_at, at=self.now)

        return self._on_supervision("answer_supervision", command, order, answered)

    @rpc
    def accept_supervision(self, command: Order) -> Order:
        """Accept the answer; the supervision has ended."""
        order = load(schemas.AcceptSupervision, command)
        return self._on_supervision(
            "accept_supervision", command, order, lambda tx, one: supervision.accept(one, self.doer(), at=self.now)
        )

    @rpc
    def send_back_supervision(self, command: Order) -> Order:
        """Send the answer back; it is owed anew, one level higher."""
        order = load(schemas.SendBackSupervision, command)

        def sent(tx: Tx, one: Supervision) -> Decision[Supervision]:
            limit = supervision_limit.limit(supervision_limit.above(one.level), self._chosen_limits(tx))
            due_at = waiting.turn(tx, self.calendar, one, waiting.ANSWER, limit, at=self.now)
            why = {"reason": order["reason"], "remark": order["words"]}
            return supervision.send_back(one, self.doer(), **why, due_at=due_at, at=self.now)

        return self._on_supervision("send_back_supervision", command, order, sent)

    @rpc
    def end_supervision(self, command: Order) -> Order:
        """End a supervision that needs no answer any more."""
        order = load(schemas.EndSupervision, command)
        return self._on_supervision(
            "end_supervision", command, order, lambda tx, one: supervision.end(one, self.doer(), at=self.now)
        )

    @rpc
    def list_supervisions(self, command: Order) -> Order:
        """Give one page of supervision within scope, the soonest due first."""
        order = load(schemas.ListSupervisions, command)
        scope, asked = reach(self.call.actor, self.seal), {**order, "now": self.now}
        items, following = store.page(self.db, scope, asked, limit=order["limit"], after=order["after"])
        doer, language = self.doer(), self.call.language
        return {"items": [view.supervised(one, doer, language, schemas.SupervisionRow) for one in items], "next": following}

    @timer(interval=RAISE_SECONDS, expected_exceptions=Unavailable)
    def raise_supervisions(self) -> None:
        """Let go up a level what was not answered in time."""
        while self._raise_late() == store.BATCH:
            continue

    def _order_it(self, tx: Tx, order: Order, limit: Limit) -> Outcome:
        incident, doer = incidents.lock(tx, order["incident"]), self.doer()
        within(reach(self.call.actor, self.seal), incident, unit=doer.unit)
        incidents.same(incident, order["version"])
        take(incident, "order_supervision", SYSTEM, at=self.now)
        made = self._made_supervision(tx, incident, order, limit)
        store.add(tx, made)
        self.write_thread(tx, incident, "order_supervision", doer, [_supervision_line(made)])
        told = (supervision.tell(made, "order_supervision"),)
        reply = view.supervised(made, doer, self.call.language)
        return Outcome(reply, "supervision", made.id, 1, told, detail={"incident": incident.id, "level": made.level})

    def _made_supervision(self, tx: Tx, incident: Incident, order: Order, limit: Limit) -> Supervision:
        made = Supervision(
            id=clock.new_id(),
            incident=incident.id,
            number=incident.number,
            unit=supervision.owed_by(incident.unit),
            area=incident.area,
            level=order["level"],
            words=order["words"],
            ordered_by=self.call.actor.id,
            ordered_unit=self.call.actor.unit or "",
            due_at=self.now,
            created_at=self.now,
            changed_at=self.now,
        )
        return replace(made, due_at=waiting.start(tx, self.calendar, made, waiting.ANSWER, limit, at=self.now))

    def _on_supervision(self, act: str, command: Order, order: Order, rule: Ruling) -> Order:
        def work(tx: Tx) -> Outcome:
            before = self._locked_supervision(tx, order)
            return self._supervised(tx, before, rule(tx, before), act)

        return perform(self.db, self.call, act, command, work)

    def _chosen_limits(self, db: Reader) -> Values:
        return settings.read(db, *supervision_limit.CHOSEN, on=self.today)

    def _locked_supervision(self, tx: Tx, order: Order) -> Supervision:
        """Lock a supervision within reach.

        :raises Missing: grid.supervision_missing
        :raises Conflict: grid.supervision_changed
        """
        found = store.lock(tx, order["supervision"], order["version"])
        reach(self.call.actor, self.seal).within(Missing("grid.supervision_missing"), area=found.area, unit=found.unit)
        return found

    def _supervised(self, tx: Tx, before: Supervision, moved: Decision[Supervision], act: str) -> Outcome:
        after, doer = moved.record, self.doer()
        store.save(tx, before, after)
        if after.state == "ended":
            waiting.stop(tx, after, at=self.now)
        line = _supervision_line(after) | ({"reason": after.reason} if act == "send_back_supervision" else {})
        self.write_thread(tx, incidents.lock(tx, after.incident), act, doer, [line])
        reply = view.supervised(after, doer, self.call.language)
        detail = {"state": after.state, "level": after.level}
        return Outcome(reply, "supervision", after.id, after.version, moved.events, detail=detail)

    def _raise_late(self) -> int:
        """Raise one batch, and give how many it held; what another process holds is left to it."""
        with self.db.transaction() as tx:
            found, chosen = store.late(tx, self.now), self._chosen_limits(tx)
            for one in found:
                self._raise_one(tx, one, chosen)
        return len(found)

    def _raise_one(self, tx: Tx, one: Supervision, chosen: Values) -> None:
        limit = supervision_limit.limit(supervision_limit.above(one.level), chosen)
        due_at = waiting.turn(tx, self.calendar, one, waiting.ANSWER, limit, at=self.now)
        moved = supervision.go_up(one, due_at=due_at, at=self.now)
        after = moved.record
        store.save(tx, one, after)
        incident = incidents.lock(tx, one.incident)
        self.write_thread(tx, incident, "raise_supervision", SYSTEM, [_supervision_line(after)])
        detail = {"level": after.level, "raised": after.raised}
        outcome = Outcome({}, "supervision", after.id, after.version, moved.events, detail=detail)
        record(tx, self.call.system(), "raise_supervision", outcome)


def _supervision_line(one: Supervision) -> Order:
    return {"helper": one.unit, "supervision": one.id, "level": one.level, "until": clock.today(one.due_at).isoformat()}
