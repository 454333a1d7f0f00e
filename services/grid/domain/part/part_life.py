"""The states of a part and every legal move between them."""

from __future__ import annotations

from kernel.machine import Machine, Move

MOVES = (
    Move("given", "start_part", "started", "GR-123"),
    Move("given", "finish_part", "done", "GR-123"),
    Move("given", "release_part", "released", "GR-123"),
    Move("started", "finish_part", "done", "GR-123"),
    Move("started", "release_part", "released", "GR-123"),
    # a lead's part follows the incident
    Move("given", "return", "returned", "IN-04"),
    Move("started", "send_back", "returned", "GR-54"),
)

LIFE = Machine("grid.part", MOVES, initial=("given",), inner=("return", "send_back"))
ENDED = ("done", "released", "returned")
ACTS = ("start_part", "finish_part", "release_part")
