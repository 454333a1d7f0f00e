"""Counts for the leader, and folding them in the background."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from nameko.timer import timer

from kernel.errors import Unavailable
from kernel.rpc import rpc
from kernel.scope import Scope, subtree
from kernel.shape import instant
from kernel.wire import load
from services.grid import schemas
from services.grid.service.acting import Acting, Order
from services.grid.service.reach import reach
from services.grid.store import tally
from services.grid.store.tally import Count, Pressed, Stood

FOLD_SECONDS = 2


class Counting(Acting):
    """What is open, late and near, by state, unit and area."""

    @rpc
    def overview(self, command: Order) -> Order:
        """Count the incidents in scope, exact at once.

        Rule GR-110, domain 3.7: what ended is said by outcome too, for a state alone would add up what was refused, what is
        not ours and what is a duplicate.

        :raises Missing: never; a scope that reaches nothing counts nothing
        """
        order = load(schemas.Overview, command)
        scope = self._scope(order["area"])
        with self.db.transaction() as tx:
            counts, pressed = tally.read(tx, scope), tally.read_pressed(tx, scope, now=self.now)
            stood = [cell for cell in tally.read_tiers(tx, scope) if cell.outcome]
        return {
            "at": instant(self.now),
            "by_state": _table(counts, pressed=(), key=lambda cell: cell.state),
            "by_outcome": _ended(stood, key=lambda cell: ""),
            "by_unit": _table(counts, pressed, key=lambda cell: cell.unit) + _ended(stood, key=lambda cell: cell.unit),
            "by_area": _table(counts, pressed, key=lambda cell: cell.area) + _ended(stood, key=lambda cell: cell.area),
            "late": sum(cell.late for cell in pressed),
            "near": sum(cell.near for cell in pressed),
        }

    @timer(interval=FOLD_SECONDS, expected_exceptions=Unavailable)
    def fold(self) -> None:
        """Fold the counts of the last seconds; while the database is away they wait, and the next time tries again."""
        while tally.fold(self.db) == tally.FOLDED:
            continue

    def _scope(self, area: str | None) -> tuple[str, list[Any]]:
        condition, params = reach(self.call.actor, self.seal).predicate(party="NULL::text")
        narrowed, more = Scope(area=subtree(area) if area else None).predicate()
        return f"{condition} AND {narrowed}", [*params, *more]


def _table(counts: list[Count], pressed: Iterable[Pressed], key: Callable[[Any], str]) -> list[dict[str, Any]]:
    """Sum cells by a key and the state, with those late and near under the key alone."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for count in counts:
        sums[key(count), count.state] += count.n
    lines = [{"key": name, "state": state, "count": n} for (name, state), n in sorted(sums.items())]
    pushed: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for cell in pressed:
        pushed[key(cell)][0] += cell.late
        pushed[key(cell)][1] += cell.near
    late = [{"key": name, "state": None, "count": 0, "late": a, "near": b} for name, (a, b) in sorted(pushed.items())]
    return lines + late


def _ended(stood: Iterable[Stood], key: Callable[[Any], str]) -> list[dict[str, Any]]:
    """Sum what has ended by a key and the outcome."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for cell in stood:
        sums[key(cell), cell.outcome] += cell.n
    return [{"key": name, "state": None, "outcome": outcome, "count": n} for (name, outcome), n in sorted(sums.items())]
