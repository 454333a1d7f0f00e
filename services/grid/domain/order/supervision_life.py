"""The states of a supervision and every legal move between them."""

from __future__ import annotations

from kernel.machine import Machine, Move

MOVES = (
    Move("ordered", "answer_supervision", "answered", "GR-159"),
    Move("ordered", "raise_supervision", "ordered", "GR-160"),
    Move("ordered", "end_supervision", "ended", "GR-159"),
    Move("answered", "end_supervision", "ended", "GR-159"),
)
LIFE = Machine("grid.supervision", MOVES, initial=("ordered",))
