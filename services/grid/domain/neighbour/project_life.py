"""The states of what stands in the three lists, and every legal move between them."""

from __future__ import annotations

from kernel.machine import Machine, Move

MOVES = (
    Move("proposed", "agree_project", "agreed", "GR-86"),
    Move("proposed", "drop_project", "dropped", "GR-86"),
    Move("agreed", "start_project", "doing", "GR-86"),
    Move("agreed", "drop_project", "dropped", "GR-86"),
    Move("doing", "finish_project", "done", "GR-86"),
    Move("doing", "drop_project", "dropped", "GR-86"),
)
LIFE = Machine("grid.project", MOVES, initial=("proposed",))
OVER = ("done", "dropped")
PAST = {"agree_project": "agreed", "start_project": "started", "finish_project": "finished", "drop_project": "dropped"}
EVENTS = tuple(f"grid.project_{what}" for what in ("proposed", "changed", *PAST.values()))
