"""The states of a reward and every legal move between them."""

from __future__ import annotations

from kernel.machine import Machine, Move

MOVES = (
    Move("proposed", "approve_reward", "approved", "GR-165"),
    Move("proposed", "refuse_reward", "refused", "GR-165"),
    Move("approved", "claim_reward", "claimed", "GR-166"),
    Move("claimed", "pay_reward", "paid", "GR-167"),
)
LIFE = Machine("grid.reward", MOVES, initial=("proposed",))
