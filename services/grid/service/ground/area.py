"""Acts on areas: add, rename, split, merge, end, recode; made at once, or planned for a day to come."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date

from nameko.timer import timer

from kernel import clock, logs
from kernel.command import Outcome, perform, record
from kernel.db import Tx
from kernel.decision import Event
from kernel.errors import Conflict, Failure, Unavailable
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.ground.change import Change, Named, permit
from services.grid.schemas import area as schemas
from services.grid.service.acting import Order
from services.grid.service.ground.making import STRAYS_AT_ONCE, MakingAreas
from services.grid.store.ground import area as store
from services.grid.store.ground import area_move

DUE_SECONDS = 30
log = logs.get(__name__)


class KeepingAreas(MakingAreas):
    """What a leader of the whole ground decides of its areas."""

    @rpc
    def add_area(self, command: Order) -> Order:
        """Add a new area.

        :raises Denied: grid.role_not_allowed, grid.leader_not_of_root
        :raises Invalid, Missing, Conflict: what area_change.decide says
        """
        order = load(schemas.AddArea, command)
        into = (Named(order["area"], order["name"]),)
        return self._act("add_area", command, Change("add", order["area"], self._on(order), into), {})

    @rpc
    def rename_area(self, command: Order) -> Order:
        """Give an area another name from a day on.

        :raises Denied, Invalid, Missing, Conflict: as add_area, and grid.area_changed
        """
        order = load(schemas.RenameArea, command)
        return self._changed("rename_area", "rename", command, order, (Named(order["area"], order["name"]),))

    @rpc
    def split_area(self, command: Order) -> Order:
        """Split an area.

        :raises Denied, Invalid, Missing, Conflict: as rename_area
        """
        order = load(schemas.SplitArea, command)
        into = tuple(Named(one["area"], one["name"]) for one in order["into"])
        return self._changed("split_area", "split", command, order, into)

    @rpc
    def merge_areas(self, command: Order) -> Order:
        """Merge an area with others.

        :raises Denied, Invalid, Missing, Conflict: as rename_area
        """
        order = load(schemas.MergeAreas, command)
        return self._changed("merge_areas", "merge", command, order, (Named(order["into"]["area"], order["into"]["name"]),))

    @rpc
    def end_area(self, command: Order) -> Order:
        """End an area.

        :raises Denied, Invalid, Missing, Conflict: as rename_area, and grid.area_has_incidents
        """
        order = load(schemas.EndArea, command)
        into = (Named(order["to"]),) if order["to"] else ()
        return self._changed("end_area", "end", command, order, into)

    @rpc
    def recode_area(self, command: Order) -> Order:
        """Give an area another code.

        :raises Denied, Invalid, Missing, Conflict: as rename_area
        """
        order = load(schemas.RecodeArea, command)
        return self._changed("recode_area", "recode", command, order, (Named(order["into"]["area"], order["into"]["name"]),))

    @rpc
    def withdraw_area_change(self, command: Order) -> Order:
        """Take a planned change back.

        :raises Denied: grid.role_not_allowed, grid.leader_not_of_root
        :raises Missing: grid.change_missing
        :raises Conflict: grid.change_changed, grid.change_not_planned
        """
        order = load(schemas.WithdrawAreaChange, command)

        def work(tx: Tx) -> Outcome:
            self._permit(tx, "withdraw_area_change")
            kept = store.lock_change(tx, order["change"])
            if kept.version != order["version"]:
                raise Conflict("grid.change_changed", version=kept.version)
            if kept.state != "planned":
                raise Conflict("grid.change_not_planned", state=kept.state)
            store.settle_change(tx, kept.id, "withdrawn")
            reply = self.answer(kept.change(), id=kept.id, state="withdrawn", version=kept.version + 1)
            return Outcome(reply, "area_change", kept.id, kept.version + 1, detail={"area": kept.area, "kind": kept.kind})

        return perform(self.db, self.call, "withdraw_area_change", command, work)

    @timer(interval=DUE_SECONDS, expected_exceptions=Unavailable)
    def make_due_changes(self) -> None:
        """Make the planned changes whose day has come, and let matters follow that came too late to go along."""
        while self._make_due():
            continue
        while self._follow_strays() == STRAYS_AT_ONCE:
            continue

    def _changed(self, act: str, kind: str, command: Order, order: Order, into: tuple[Named, ...]) -> Order:
        others = {one["area"]: one["version"] for one in order.get("others", ())}
        moves = {one["item"]: one["to"] for one in order.get("moves", ())}
        change = Change(kind, order["area"], self._on(order), into, tuple(others), moves)
        return self._act(act, command, change, {order["area"]: order["version"], **others})

    def _act(self, act: str, command: Order, change: Change, versions: dict[str, int]) -> Order:
        def work(tx: Tx) -> Outcome:
            self._permit(tx, act)
            effect, kept = self.weigh(tx, change, versions, today=self.today)
            id, version = clock.new_id(), versions.get(change.area, 0) + 1
            planned = change.on > self.today
            state = "planned" if planned else "applied"
            body = store.body_of(change)
            store.keep_change(tx, store.KeptChange(id, change.kind, change.area, change.on, state, 1, body))
            if planned:
                detail = {"change": id, "kind": change.kind, "on": change.on.isoformat()}
                return Outcome(self.answer(change, id=id, state=state), "area_change", id, 1, detail=detail)
            return self.outcome(change, self.carry_out(tx, change, effect, kept), id=id, version=version)

        return perform(self.db, self.call, act, command, work)

    def _permit(self, tx: Tx, act: str) -> None:
        permit(act, self.call.actor.role, area=self.call.actor.area, root=store.root_of(tx))

    def _on(self, order: Order) -> date:
        on: date | None = order["on"]
        return on or self.today

    def _make_due(self) -> bool:
        """Make one planned change, if there is one; what it cannot do is told, and stands in nobody's way."""
        with self.db.transaction() as tx:
            kept = store.claim_due(tx, today=self.today)
        if kept is None:
            return False
        try:
            self._settle_due(kept.id, self._made)
        except Unavailable:
            raise
        except Failure as failure:
            code = failure.code
            self._settle_due(kept.id, lambda tx, one: self._failed(tx, one, code))
        return True

    def _settle_due(self, id: str, make: Callable[[Tx, store.KeptChange], Outcome]) -> None:
        """Do something about a planned change, unless another process has by now."""
        with self.db.transaction() as tx:
            kept = store.lock_change(tx, id)
            if kept.state == "planned":
                record(tx, self.call.system(), "make_area_change", make(tx, kept))

    def _made(self, tx: Tx, kept: store.KeptChange) -> Outcome:
        change = kept.change()
        # it was decided in time: when nobody was there on its day, as in an outage, it holds from that day all the same
        effect, areas = self.weigh(tx, change, {}, today=change.on)
        version = areas[change.area].version + 1 if change.area in areas else 1
        store.settle_change(tx, kept.id, "applied")
        return self.outcome(change, self.carry_out(tx, change, effect, areas), id=kept.id, version=version)

    def _failed(self, tx: Tx, kept: store.KeptChange, code: str) -> Outcome:
        store.settle_change(tx, kept.id, "failed", problem=code)
        log.warning("area_change_failed", change=kept.id, area=kept.area, code=code)
        told = {"area": kept.area, "on": kept.on_day.isoformat(), "kind": kept.kind, "problem": code}
        event = Event("grid.area_change_failed", kept.id, told, version=kept.version + 1)
        return Outcome({}, "area_change", kept.id, kept.version + 1, (event,), detail=told)

    def _follow_strays(self) -> int:
        with self.db.transaction() as tx:
            return self.rezone(tx, area_move.claim_strays(tx, today=self.today, limit=STRAYS_AT_ONCE))
