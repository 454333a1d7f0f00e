"""The states of a need, and every legal move between them."""

from __future__ import annotations

from kernel.machine import Machine, Move

MOVES = (
    Move("open", "match_need", "open", "GR-88"),
    Move("open", "withdraw_need", "withdrawn", "GR-88"),
    Move("open", "finish_need", "served", "GR-88"),
    Move("met", "finish_need", "served", "GR-88"),
    Move("met", "withdraw_need", "withdrawn", "GR-88"),
)
OPEN, MET, SERVED, WITHDRAWN = "open", "met", "served", "withdrawn"
# a need that was matched wholly is met; the act is the same
LIFE = Machine("grid.need", MOVES, initial=(OPEN, MET))
EVENTS = tuple(f"grid.need_{what}" for what in ("raised", "matched", "served", "withdrawn"))
