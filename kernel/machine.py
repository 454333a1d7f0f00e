"""A table of legal moves, checked when it is imported."""
from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass

from kernel.errors import Conflict, Failure


@dataclass(frozen=True, slots=True)
class Move:
    """One legal step: in `source`, `act` leads to `target`. rule: id of the rule or source that allows it."""

    source: str
    act: str
    target: str
    rule: str


class Machine:
    """States and moves of one noun.

    name: `<service>.<noun>`, the prefix of its error code. retired: states kept for old records, reached by no move.
    inner: acts that the service does by itself, offered to nobody.

    :raises ValueError: at import, when a move repeats, a state cannot be reached, or a retired one can.
    """

    def __init__(
        self,
        name: str,
        moves: tuple[Move, ...],
        *,
        initial: tuple[str, ...],
        retired: tuple[str, ...] = (),
        inner: tuple[str, ...] = (),
    ):
        self.name = name
        self.moves = moves
        self.initial = initial
        self.retired = retired
        self.inner = frozenset(inner)
        self._table = {(m.source, m.act): m for m in moves}
        self._acts = {s: tuple(m.act for m in moves if m.source == s and m.act not in self.inner) for s, _ in self._table}
        self.states: tuple[str, ...] = tuple(dict.fromkeys((*initial, *(s for m in moves for s in (m.source, m.target)))))
        self._check()

    def step(self, state: str, act: str) -> Move:
        """Give the move that `act` makes from `state`.

        :raises Conflict: `<name>_act_not_allowed`, facts state, act, legal (list of acts)
        """
        move = self._table.get((state, act))
        if move is None:
            raise Conflict(f"{self.name}_act_not_allowed", state=state, act=act, legal=list(self.acts(state)))
        return move

    def acts(self, state: str) -> tuple[str, ...]:
        """Give the acts a person may do in `state`, in table order: the buttons of a page come from here."""
        return self._acts.get(state, ())

    def has(self, state: str, act: str) -> bool:
        """Tell whether `act`, a person's or the service's own, leads anywhere from `state`."""
        return (state, act) in self._table

    def permitted(self, state: str, permit: Callable[[str], object], *, among: Container[str] | None = None) -> list[str]:
        """List the acts legal in `state` that `permit` lets pass too, in table order; what it refuses raises a Failure.

        among: the only ones that may pass at all, which spares asking for the others; None for any.
        """
        return [act for act in self.acts(state) if (among is None or act in among) and _passes(permit, act)]

    def _check(self) -> None:
        if len(self._table) != len(self.moves):
            raise ValueError(f"{self.name}: a pair of state and act stands twice")
        if missing := [m for m in self.moves if not m.rule]:
            raise ValueError(f"{self.name}: moves without a rule: {missing}")
        reached = self._reachable()
        if lost := set(self.states) - reached:
            raise ValueError(f"{self.name}: states nothing leads to: {sorted(lost)}")
        if alive := set(self.retired) & reached:
            raise ValueError(f"{self.name}: retired states still reached: {sorted(alive)}")

    def _reachable(self) -> set[str]:
        reached = set(self.initial)
        while more := {m.target for m in self.moves if m.source in reached} - reached:
            reached |= more
        return reached


def _passes(permit: Callable[[str], object], act: str) -> bool:
    try:
        permit(act)
    except Failure:
        return False
    return True
