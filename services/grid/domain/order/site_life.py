"""The states of a site of a campaign and every legal move between them."""

from __future__ import annotations

from kernel.machine import Machine, Move

MOVES = (
    Move("open", "solve_campaign_site", "solved", "GR-163"),
    Move("solved", "reopen_campaign_site", "open", "GR-198"),
    Move("open", "end_campaign", "unsolved", "GR-161"),
)
LIFE = Machine("grid.site", MOVES, initial=("open",))
