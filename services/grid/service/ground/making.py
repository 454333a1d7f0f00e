"""How a change of areas is made: states, codes that follow, and everything that goes with its place, in one transaction."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kernel.command import Outcome, record
from kernel.db import Tx
from kernel.decision import Event
from kernel.errors import Conflict
from services.grid.domain.border.joined import joined
from services.grid.domain.doer import SYSTEM
from services.grid.domain.ground import area as codes
from services.grid.domain.ground import rezoning
from services.grid.domain.ground.change import PAST, Change, Effect, KeptArea, Lying, decide
from services.grid.domain.incident import Incident
from services.grid.domain.voice.merge_life import MERGED
from services.grid.service.acting import Acting
from services.grid.store.border import border
from services.grid.store.ground import area as store
from services.grid.store.ground import area_follow, area_move, ground
from services.grid.store.ground import level as levels
from services.grid.store.ground.area_follow import Led

STRAYS_AT_ONCE = 100
JOINING = ("merge", "end", "recode")


@dataclass(slots=True)
class Made:
    """What a change has done so far. grids: old code -> (new code, community). below: the same of areas below communities."""

    effect: Effect
    grids: dict[str, tuple[str, str]] = field(default_factory=dict)
    below: dict[str, str] = field(default_factory=dict)
    incidents: int = 0


class MakingAreas(Acting):
    """What acts on areas and the changes that come due share."""

    def weigh(
        self, tx: Tx, change: Change, versions: dict[str, int], *, today: date
    ) -> tuple[Effect, dict[str, KeptArea]]:
        """Lock what a change speaks of, and work out what it does.

        versions: code -> version read. today: local date before which nothing is changed.

        :raises Missing, Conflict, Invalid: what store.same and area_change.decide say
        """
        ground.hold(tx)
        kept = store.lock(tx, change.codes)
        store.same(kept, versions)
        lying = store.list_lying(tx, change.sources, on=change.on) if change.kind != "rename" else []
        root = store.root_of(tx)
        effect = decide(change, kept, lying, levels=levels.read(tx), root=root, today=today)
        return effect, kept

    def carry_out(self, tx: Tx, change: Change, effect: Effect, kept: dict[str, KeptArea]) -> Made:
        """Write a change and all that goes with it."""
        made = Made(effect)
        for one in effect.born:
            store.add(tx, one)
        tx.flush()
        for one in effect.renamed:
            store.rename(tx, kept[one.code], one)
        for item, target in effect.moved:
            MOVES[item.kind](self, tx, item, target, change, made)
        for source, target in effect.followed:
            store.follow(tx, source, target, kind=change.kind, on=change.on)
        for one in effect.ended:
            store.end(tx, one)
        renamed = {one.code for one in effect.renamed}
        for code in sorted({code for code in change.sources if code in {one.code for one in change.into}} - renamed):
            store.bump(tx, code)
        for old, (new, _) in made.grids.items():
            store.follow(tx, old, new, kind=change.kind, on=change.on)
        tx.flush()
        self._join_borders(tx, change)
        self._move_incidents(tx, effect, made)
        area_follow.follow(tx, _led(change, made))
        written = [*change.sources, *(one.code for one in change.into), *made.grids, *(new for new, _ in made.grids.values())]
        border.follow(tx, written, on=change.on)
        ground.touch(tx)
        return made

    def outcome(self, change: Change, made: Made, *, id: str, version: int) -> Outcome:
        """Give answer, fact and audit of a change that is made."""
        into, ended = [one.code for one in change.into], [one.code for one in made.effect.ended]
        told = {"area": change.area, "on": change.on.isoformat(), "into": into, "ended": ended}
        reply = self.answer(change, id=id, state="applied") | {
            "ended": ended,
            "grids": [{"old": old, "new": new} for old, (new, _) in sorted(made.grids.items())],
            "incidents": made.incidents,
        }
        event = Event(f"grid.area_{PAST[change.kind]}", change.area, told, version=version)
        return Outcome(reply, "area", change.area, version, (event,), detail=told | {"change": id})

    def answer(self, change: Change, *, id: str, state: str, version: int = 1) -> dict[str, Any]:
        """Give what an act on areas answers."""
        return {
            "id": change.area,
            "change": id,
            "kind": change.kind,
            "area": change.area,
            "on": change.on.isoformat(),
            "state": state,
            "version": version,
            "into": [one.code for one in change.into],
            "ended": [],
            "grids": [],
            "incidents": 0,
        }

    def rezone(self, tx: Tx, incidents: Iterable[Incident]) -> int:
        """Let open incidents whose area has ended, or whose grid has, follow their place; give how many."""
        found = list(incidents)
        if not found:
            return 0
        led = area_move.successors(tx, sorted({code for one in found for code in (one.area, one.grid) if code}))
        homes = area_move.communities(tx, sorted({code for targets in led.values() for code in targets}))
        # what is joined to another goes first: its thread then hears of the other's move too
        for joined_too in (True, False):
            for one in found:
                if (one.state == MERGED) is joined_too:
                    self._rezone(tx, one, *rezoning.follow(one, led, homes))
            tx.flush()
        return len(found)

    def _rezone(self, tx: Tx, incident: Incident, area: str, grid: str | None) -> None:
        decision = rezoning.rezone(incident, area=area, grid=grid, at=self.now)
        outcome = self.settle(tx, "rezone", decision, before=incident, doer=SYSTEM, order={})
        record(tx, self.call.system(), "rezone", outcome)

    def _move_incidents(self, tx: Tx, effect: Effect, made: Made) -> None:
        ended = {one.code for one in effect.ended}
        for code in sorted(ended):
            found = area_move.lock_open(tx, code, grids=[])
            if found and not any(source == code for source, _ in effect.followed):
                raise Conflict("grid.area_has_incidents", area=code, count=len(found))
            made.incidents += self.rezone(tx, found)
        left = sorted({item.within for item, _ in effect.moved if item.id in made.grids} - ended)
        for code in left:  # the area stays and some of its grids leave it
            made.incidents += self.rezone(tx, area_move.lock_open(tx, code, grids=sorted(made.grids)))

    def _join_borders(self, tx: Tx, change: Change) -> None:
        """Let the only area that follows have the ground of all it follows; halves are drawn anew by who knows the line."""
        if change.kind in JOINING and len(change.into) == 1:
            target = change.into[0].code
            whole = joined(area_move.list_borders(tx, {*change.sources, target}, new=target))
            if whole is not None:
                border.write_borders(tx, {target: whole})

    def _move_grid(self, tx: Tx, item: Lying, target: str, change: Change, made: Made) -> None:
        new = area_move.move_grid(tx, item.id, target, on=change.on, at=self.now)
        if new != item.id:
            made.grids[item.id] = (new, target)

    def _move_area(self, tx: Tx, item: Lying, target: str, change: Change, made: Made) -> None:
        tx.conflict("area_pkey", Conflict("grid.area_code_used", area=item.id))
        made.below |= area_move.move_below(tx, item.id, target, on=change.on, kind=change.kind)

    def _move_unit(self, tx: Tx, item: Lying, target: str, change: Change, made: Made) -> None:
        area_move.move_unit(tx, item.id, target)

    def _move_post(self, tx: Tx, item: Lying, target: str, change: Change, made: Made) -> None:
        area_move.move_posts(tx, item.within, target, area=target, grid=None, on=change.on, id=item.id)

    def _move_site(self, tx: Tx, item: Lying, target: str, change: Change, made: Made) -> None:
        area_move.move_premises(tx, target, None, where="id", id=item.id, at=self.now)


def _led(change: Change, made: Made) -> Led:
    followed: dict[str, tuple[str, ...]] = {one.code: () for one in made.effect.ended}
    for source, target in made.effect.followed:
        followed[source] = (*followed[source], target)
    above = {code: codes.read(code).parent for code in followed}
    return Led(change.on, followed, above, made.below, made.grids)


MOVES: dict[str, Callable[..., None]] = {
    "area": MakingAreas._move_area,
    "grid": MakingAreas._move_grid,
    "unit": MakingAreas._move_unit,
    "post": MakingAreas._move_post,
    "site": MakingAreas._move_site,
}
