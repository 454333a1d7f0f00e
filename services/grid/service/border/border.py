"""Acts on borders: draft a change of one community, put it in force, withdraw it."""
from __future__ import annotations

from datetime import timedelta

from kernel import clock
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.errors import Missing
from kernel.rpc import rpc
from kernel.scope import Scope
from kernel.wire import load
from services.grid.domain.border import change as rules
from services.grid.domain.border.change import BorderChange, Plan
from services.grid.domain.border.move import Moved, moves
from services.grid.domain.ground.register import Grid
from services.grid.domain.role import let
from services.grid.schemas import border as schemas
from services.grid.service.acting import Order
from services.grid.service.border import view as border_view
from services.grid.service.border.ground import Scene
from services.grid.service.border.reading import ReadingBorders
from services.grid.service.grid.reach import reach_ground
from services.grid.service.ground import leaving
from services.grid.store import grid as grid_store
from services.grid.store.border import border as store
from services.grid.store.border import case as border_case
from services.grid.store.border import pointed
from services.grid.store.ground import ground as ground_store
from services.grid.store.premises import ground as premises_ground

SETTLED_AFTER = timedelta(seconds=15)  # longer than any process knows old borders and any act takes


class KeepingBorders(ReadingBorders):
    """What the desk draws, and what who answers for the whole ground decides."""

    @rpc
    def draft_borders(self, command: Order) -> Order:
        """Draft a change of one community's borders; what is wrong with them stands in its report.

        :raises Invalid: wire.invalid, grid.border_grid_unknown, grid.border_grid_twice, grid.border_kind_needed
        :raises Missing: grid.community_missing, also when it is out of scope
        :raises Denied: grid.role_not_allowed
        """
        order = load(schemas.DraftBorders, command)
        let(rules.ROLES, "draft_borders", self.call.actor.role)
        today = clock.today(self.now)

        def work(tx: Tx) -> Outcome:
            reach_ground(self.call.actor).within(Missing("grid.community_missing", pointer="/community"), area=order["community"])
            grid_store.lock_community(tx, order["community"], on=today)
            rules.check_features(order["features"], store.list_grids(tx, order["community"], on=today))
            change = BorderChange(
                id=clock.new_id(),
                community=order["community"],
                state="draft",
                version=1,
                basis=store.basis(tx, order["community"]),
                features=tuple(order["features"]),
                drawn_by=self.call.actor.id,
                created_at=self.now,
            )
            store.add(tx, change)
            return self._border_outcome(change)

        return perform(self.db, self.call, "draft_borders", command, work)

    @rpc
    def withdraw_borders(self, command: Order) -> Order:
        """Give a draft up.

        :raises Missing: grid.border_change_missing, also when it is out of scope
        :raises Conflict: grid.borders_changed_meanwhile, grid.border_change_act_not_allowed
        :raises Denied: grid.role_not_allowed
        """
        order = load(schemas.EndBorderChange, command)
        let(rules.ROLES, "withdraw_borders", self.call.actor.role)

        def work(tx: Tx) -> Outcome:
            before = self._border_lock(tx, order["change"])
            rules.same(before, version=order["version"], basis=before.basis)
            after = rules.end(before, "withdraw", by=self.call.actor.id, at=self.now)
            store.save(tx, before, after)
            return self._border_outcome(after)

        return perform(self.db, self.call, "withdraw_borders", command, work)

    @rpc
    def apply_borders(self, command: Order) -> Order:
        """Put a draft in force: grids, their versions, open cases and premises move together or not at all.

        Who stands on a grid that ends stands there no more from today; the preview names them.

        :raises Missing: grid.border_change_missing, also when it is out of scope
        :raises Conflict: grid.borders_changed_meanwhile, grid.border_change_act_not_allowed, grid.borders_faulty,
            grid.border_too_young, grid.grid_is_member, grid.codes_exhausted
        :raises Denied: grid.role_not_allowed, grid.borders_not_yours
        """
        order = load(schemas.EndBorderChange, command)
        let(rules.ROLES, "apply_borders", self.call.actor.role)
        rules.of_root(self.call.actor.area, self.ground.ground.district)

        def work(tx: Tx) -> Outcome:
            before = self._border_lock(tx, order["change"])
            scene = self._border_settled(tx, before, order["version"])
            rules.open_still(before)
            rules.sound(scene.faults())
            return self._border_apply(tx, before, scene)

        return perform(self.db, self.call, "apply_borders", command, work)

    def _border_settled(self, tx: Tx, change: BorderChange, version: int) -> Scene:
        """Give the change over the ground as nobody else can change it any more."""
        known = ground_store.hold(tx)
        rules.same(change, version=version, basis=store.basis(tx, change.community))
        if self.ground.version != known:
            self.territory.refresh()
        return self.border_scene(tx, change)

    def _border_apply(self, tx: Tx, before: BorderChange, scene: Scene) -> Outcome:
        today = clock.today(self.now)
        duties = store.find_duties(tx, scene.gone)
        rules.endable(scene.plan, duties, on=today)
        codes = [grid_store.allocate(tx, before.community, one.kind) for one in scene.plan.opened]
        scene = scene.named(codes)
        moved = self._border_write(tx, scene)
        decision = rules.applied(
            before, scene.plan, opened=tuple(codes), moved=len(moved), by=self.call.actor.id, at=self.now
        )
        store.save(tx, before, decision.record)
        left = leaving.release(tx, self.seal, scene.gone, on=today, today=today)
        store.wait(tx, decision.record, due_at=self.now + SETTLED_AFTER)
        ground_store.touch(tx, written(scene.plan))
        detail = {"community": before.community, "opened": codes, "moved": len(moved), "posts": len(left)}
        reply = border_view.row(decision.record, self.ground, self.call.language)
        events = (*decision.events, *left)
        return Outcome(reply, "border_change", before.id, decision.record.version, events, detail=detail)

    def _border_write(self, tx: Tx, scene: Scene) -> list[Moved]:
        plan = scene.plan
        grids: list[Grid] = [*plan.opened, *plan.changed, *plan.ended]
        store.write(tx, grids)
        store.follow(tx, written(plan), on=clock.today(self.now))
        locate = scene.locate()
        cases = border_case.near(tx, scene.box(), scene.gone, scope=Scope(), locked=True)
        moved = moves(cases, locate, own=scene.own, gone=scene.gone)
        self.border_move(tx, moved, self.call)
        premises_ground.regrid(tx, locate, areas=[scene.change.community], at=self.now)
        pointed.regrid(tx, locate, areas=[scene.change.community])
        return moved

    def _border_lock(self, tx: Tx, id: str) -> BorderChange:
        found = store.lock(tx, id)
        self.border_reached(found)
        return found

    def _border_outcome(self, change: BorderChange) -> Outcome:
        reply = border_view.row(change, self.ground, self.call.language)
        detail = {"community": change.community, "state": change.state, "features": len(change.features)}
        return Outcome(reply, "border_change", change.id, change.version, (), detail=detail)


def written(plan: Plan) -> list[str]:
    """Give the codes of the grids that a change writes."""
    return [one.code for one in (*plan.opened, *plan.changed, *plan.ended)]
