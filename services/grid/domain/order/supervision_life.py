"""The states of a supervision and every legal move between them."""

from __future__ import annotations

from kernel.machine import Machine, Move

MOVES = (
    Move("ordered", "answer_supervision", "answered", "GR-159"),
    Move("ordered", "raise_supervision", "ordered", "GR-160"),
    Move("ordered", "end_supervision", "ended", "GR-159"),
    Move("answered", "accept_supervision", "ended", "GR-159"),
    Move("answered", "send_back_supervision", "ordered", "GR-169"),
)
LIFE = Machine("grid.supervision", MOVES, initial=("ordered",))
