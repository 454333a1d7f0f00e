"""Questions about whistles, and what is done by itself: counting what was missed, folding figures."""

from __future__ import annotations

from collections import defaultdict

from nameko.timer import timer

from kernel import deadline, outbox
from kernel.db import Tx
from kernel.errors import Missing, Unavailable
from kernel.page import Part
from kernel.rpc import rpc
from kernel.scope import Scope, subtree
from kernel.shape import instant
from kernel.wire import load
from services.grid.domain.whistle import call as rule
from services.grid.domain.whistle.whistle import Call
from services.grid.schemas import whistle as schemas
from services.grid.service.acting import Acting, Order
from services.grid.service.reach import reach
from services.grid.service.whistle import view
from services.grid.store.tally import FOLDED
from services.grid.store.whistle import tally, whistle

BREACH_SECONDS, FOLD_SECONDS = 10, 2


class ReadingWhistles(Acting):
    """Nothing changes by asking."""

    @rpc
    def find_whistle(self, command: Order) -> Order:
        """Give one whistle with the parts the reader reaches, each with its clocks.

        Rule GR-150, domain 4.5: a department that was not called sees nothing of it.

        :raises Missing: grid.whistle_missing, also when it is out of scope
        """
        found = whistle.get(self.db, load(schemas.FindWhistle, command)["whistle"])
        scope = reach(self.call.actor, self.seal)
        mine = [one for one in whistle.calls(self.db, found.id) if scope.covers(area=one.area, unit=one.unit)]
        if not mine:
            raise Missing("grid.whistle_missing")
        return view.whole(found, [self._whole_call(one) for one in mine])

    @rpc
    def list_whistles(self, command: Order) -> Order:
        """Give one page of departments' parts within scope, the newest first."""
        order = load(schemas.ListWhistles, command)
        narrowed = whistle.narrowed(order)
        items, following = whistle.page(self.db, self._whistle_scope(), narrowed, limit=order["limit"], after=order["after"])
        doer = self.doer()
        return {"items": [view.call(one, doer, self.ground, self.call.language) for one in items], "next": following}

    @rpc
    def whistle_figures(self, command: Order) -> Order:
        """Count by department how whistles were answered, exact at once."""
        order = load(schemas.WhistleFigures, command)
        mine, params = self._whistle_scope()
        asked, more = Scope(area=subtree(order["area"]) if order["area"] else None).predicate()
        units: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for figure, kind, unit, _, n in tally.CUBE.read(self.db, (f"{mine} AND {asked}", [*params, *more])):
            if order["kind"] in (None, kind):
                units[unit][figure] += n
        language = self.call.language
        return {
            "at": instant(self.now),
            "items": [view.figures(unit, counts, self.ground, language) for unit, counts in sorted(units.items())],
        }

    @timer(interval=BREACH_SECONDS, expected_exceptions=Unavailable)
    def count_whistle_breaches(self) -> None:
        """Count the limits departments have missed, each once, and tell their heads."""
        while self._count_missed():
            continue

    @timer(interval=FOLD_SECONDS, expected_exceptions=Unavailable)
    def fold_whistles(self) -> None:
        """Fold the figures of the last seconds; while the database is away they wait."""
        while tally.CUBE.fold(self.db) == FOLDED:
            continue

    def _count_missed(self) -> int:
        """Count one batch, and give how many parts it held; what another process holds is left to it."""
        with self.db.transaction() as tx:
            found = whistle.late(tx, self.now)
            for one in found:
                self._count_one(tx, one)
        return len(found)

    def _count_one(self, tx: Tx, call: Call) -> None:
        running = deadline.lock(tx, call.id)
        late = sorted(stage for stage, one in running.items() if one.due_at is not None and one.due_at <= self.now)
        missed = rule.breach(call, late)
        whistle.save(tx, call, missed.record)
        outbox.append(tx, self.call.system(), missed.events)

    def _whole_call(self, one: Call) -> Order:
        seen = view.call(one, self.doer(), self.ground, self.call.language)
        return {**seen, "plan": one.plan, "clocks": view.clocks(deadline.of(self.db, one.id), self.calendar)}

    def _whistle_scope(self) -> Part:
        return reach(self.call.actor, self.seal).predicate(party="NULL::text")
