"""The states of a leave and every legal move between them."""

from __future__ import annotations

from kernel.machine import Machine, Move

MOVES = (
    Move("planned", "carry_out", "done", "GR-54"),
    Move("planned", "withdraw", "withdrawn", "GR-54"),
)
LIFE = Machine("grid.leave", MOVES, initial=("planned",))
