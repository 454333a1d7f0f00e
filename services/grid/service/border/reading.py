"""Questions about borders: changes with their reports and pictures, what they would move, borders in time."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from nameko.timer import timer
from shapely.geometry import shape

from kernel import audit, clock
from kernel.call import Call
from kernel.db import Tx
from kernel.errors import Missing, Unavailable
from kernel.rows import Reader
from kernel.rpc import rpc
from kernel.scope import Scope
from kernel.wire import load
from services.grid.domain.border.change import BorderChange, plan, same
from services.grid.domain.border.drawn import Bounds, Drawn
from services.grid.domain.border.move import ACT, Moved, moves
from services.grid.schemas import border as schemas
from services.grid.service.acting import Acting, Order
from services.grid.service.border import view as border_view
from services.grid.service.border.ground import Scene, root_border
from services.grid.service.grid.reach import reach_ground
from services.grid.service.reach import reach
from services.grid.store.border import border as store
from services.grid.store.border import case as border_case
from services.grid.store.border import place as border_place
from services.grid.store.ground import ground as ground_store
from services.grid.store.staff import staff

SETTLE_SECONDS = 5


class ReadingBorders(Acting):
    """Nothing changes by asking; what a change left to be looked at again is settled by itself."""

    @rpc
    def find_border_change(self, command: Order) -> Order:
        """Give one change with what is wrong with it by the ground as it is now.

        :raises Missing: grid.border_change_missing, also when it is out of scope
        """
        change = self._border_seen(load(schemas.FindBorderChange, command)["change"])
        outdated = self._border_outdated(change)
        faults = self.border_scene(self.db, change).faults() if change.state == "draft" and not outdated else []
        return border_view.whole(change, faults, self.ground, self.call.language, outdated=outdated)

    @rpc
    def draw_border_change(self, command: Order) -> Order:
        """Give a change and its faults as a drawing, SVG text.

        :raises Missing: grid.border_change_missing, also when it is out of scope
        """
        change = self._border_seen(load(schemas.FindBorderChange, command)["change"])
        if change.state != "draft" or self._border_outdated(change):
            # over what it was drawn is no more: its own lines alone
            alone = [
                Drawn(n, one["grid"] or "", change.community, one["kind"] or "base", 0, one["geometry"])
                for n, one in enumerate(change.features, start=1)
            ]
            bounds = Bounds(root_border(self.ground))
            return {"text": border_view.drawing(change, alone, bounds, [], self.call.language)}
        scene = self.border_scene(self.db, change)
        text = border_view.drawing(change, scene.drawn, scene.bounds(), scene.faults(), self.call.language)
        return {"text": text}

    @rpc
    def list_border_changes(self, command: Order) -> Order:
        """Give one page of changes in scope, the newest first."""
        order = load(schemas.ListBorderChanges, command)
        items, following = store.page(
            self.db,
            reach_ground(self.call.actor),
            **{name: order[name] for name in ("community", "state", "limit", "after")},
        )
        rows = [border_view.row(one, self.ground, self.call.language) for one in items]
        return {"items": rows, "next": following}

    @rpc
    def preview_borders(self, command: Order) -> Order:
        """Tell what applying a draft would move: open cases page by page, staff on its grids, premises, and what
        would lie in another community than what it belongs to.

        :raises Missing: grid.border_change_missing, also when it is out of scope
        :raises Conflict: grid.borders_changed_meanwhile
        """
        order = load(schemas.PreviewBorders, command)
        change = self._border_seen(order["change"])
        same(change, version=change.version, basis=store.basis(self.db, change.community))
        scene = self.border_scene(self.db, change)
        moved = self._border_moves(scene)
        after = (order["after"] or {}).get("id", "")
        left = [one for one in moved if one.id > after]
        items = left[: order["limit"]]
        return {
            "items": [{"id": one.id, "was": one.was, "grid": one.grid} for one in items],
            "next": {"id": items[-1].id} if len(left) > len(items) else None,
            "cases": len(moved),
            "premises": border_place.count_moved(self.db, scene.locate(), change.community),
            "staff": self._border_staff(scene),
            "parted": [asdict(one) for one in border_place.list_parted(self.db, scene.locate(), change.community)],
        }

    @rpc
    def find_border(self, command: Order) -> Order:
        """Give the border of a grid as it was on a local date.

        :raises Missing: grid.border_missing, also when none was drawn then
        """
        order = load(schemas.FindBorder, command)
        found = store.find_version(self.db, order["grid"], on=order["on"] or clock.today(self.now))
        if found is None:
            raise Missing("grid.border_missing")
        border, since, until = found
        return {
            "grid": order["grid"],
            "border": border,
            "valid_from": since.isoformat(),
            "valid_until": until.isoformat() if until else None,
            "dates": [day.isoformat() for day in store.list_dates(self.db, order["grid"])],
        }

    @timer(interval=SETTLE_SECONDS, expected_exceptions=Unavailable)
    def settle_borders(self) -> None:
        """Look once more at the cases of communities whose borders changed a while ago; replicas take different ones."""
        while self._border_settle(clock.now()):
            continue

    def _border_settle(self, now: Any) -> bool:
        """Move what was written by old borders while a change was applied; False when nothing is due."""
        with self.db.transaction() as tx:
            community = store.claim(tx, now=now)
            if community is None:
                return False
            ground_store.hold(tx)
            self.territory.refresh()
            own, gone = border_place.codes(tx, community)
            box = border_place.box([one.outline for one in self.ground.ground.by_code.values() if one.code in own])
            cases = border_case.near(tx, box, gone, scope=Scope(), locked=True)
            found = moves(cases, self.ground.ground.locate, own=own, gone=gone)
            self.border_move(tx, found, replace(self.call.system(), now=now))
        return True

    def border_move(self, tx: Tx, moved: Sequence[Moved], call: Call) -> None:
        """Queue that cases lie in other grids, with a line of the thread and a row of the audit for each."""
        border_case.move(tx, moved, at=call.now, actor=call.actor.id, office=call.actor.role)
        for one in moved:
            detail = {"was": one.was, "grid": one.grid, "area": one.area}
            audit.append(tx, call, act=ACT, kind="incident", subject=one.id, version=one.version, detail=detail)

    def border_scene(self, db: Reader | Tx, change: BorderChange) -> Scene:
        """Give a change over the ground as it is."""
        today = clock.today(self.now)
        border = store.find_border(db, change.community)
        grids = store.list_grids(db, change.community, on=today)
        planned = plan(change, grids, on=today)
        return Scene(
            change=change,
            plan=planned,
            territory=self.ground,
            border=shape(border) if border else None,
            limits=store.find_limits(db, on=today),
            duties=store.list_together(db, [one.code for one in planned.changed if one.kind == "unit"]),
        )

    def border_reached(self, change: BorderChange) -> None:
        """Refuse a change out of scope as if there were none.

        :raises Missing: grid.border_change_missing
        """
        reach_ground(self.call.actor).within(Missing("grid.border_change_missing"), area=change.community)

    def _border_seen(self, id: str) -> BorderChange:
        found = store.get(self.db, id)
        self.border_reached(found)
        return found

    def _border_outdated(self, change: BorderChange) -> bool:
        return change.state == "draft" and change.basis != store.basis(self.db, change.community)

    def _border_moves(self, scene: Scene) -> list[Moved]:
        cases = border_case.near(self.db, scene.box(), scene.gone, scope=reach(self.call.actor, self.seal))
        return moves(cases, scene.locate(), own=scene.own, gone=scene.gone)

    def _border_staff(self, scene: Scene) -> list[Order]:
        ways = {one.code: "change" for one in scene.plan.changed} | {one.code: "end" for one in scene.plan.ended}
        found = staff.holders(self.db, ways, clock.today(self.now))
        return [{"grid": one.place, "way": ways[one.place], "role": one.role, "account": one.account} for one in found]
