"""The states of a campaign and every legal move between them."""

from __future__ import annotations

from kernel.machine import Machine, Move

MOVES = (Move("open", "end_campaign", "ended", "GR-161"),)
LIFE = Machine("grid.campaign", MOVES, initial=("open",))
