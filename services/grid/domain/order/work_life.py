"""The states of a work order, every legal move, and who makes it."""

from __future__ import annotations

from kernel.machine import Machine, Move

MOVES = (
    Move("given", "finish_order", "finished", "GR-157"),
    Move("given", "withdraw_order", "withdrawn", "GR-157"),
    Move("finished", "pass_order", "passed", "GR-158"),
    Move("finished", "fail_order", "given", "GR-158"),
)
LIFE = Machine("grid.order", MOVES, initial=("given",))
ENDED = ("passed", "withdrawn")

GIVERS, DOERS = frozenset({"dispatcher", "officer"}), frozenset({"officer", "grid_worker"})
CHECKERS = frozenset({"dispatcher", "officer", "checker"})
ROLES: dict[str, frozenset[str]] = {
    "give_order": GIVERS,
    "finish_order": DOERS,
    "pass_order": CHECKERS,
    "fail_order": CHECKERS,
    "check_order": CHECKERS,
    "withdraw_order": GIVERS,
}
PAST = {
    "give_order": "given",
    "finish_order": "finished",
    "pass_order": "passed",
    "fail_order": "failed",
    "withdraw_order": "withdrawn",
}
EVENTS = tuple(f"grid.order_{past}" for past in PAST.values())
