"""The states of an intake and every legal move between them."""
from __future__ import annotations

from kernel.machine import Machine, Move

RULE = "domain 4.2"

MOVES = (
    Move("waiting", "send_on", "sent_on", RULE),
    Move("waiting", "answer", "answered", RULE),
    Move("waiting", "stand_behind", "answered", "GR-453"),
    Move("waiting", "assign", "assigned", f"{RULE}, 9.6 三办"),
    Move("sent_on", "link", "linked", "architecture 3.5"),
    Move("sent_on", "come_back", "waiting", RULE),
    Move("linked", "come_back", "waiting", RULE),
    Move("assigned", "return", "waiting", RULE),
    Move("assigned", "finish", "finished", RULE),
)

LIFE = Machine("petition.intake", MOVES, initial=("waiting",), inner=("link", "come_back"))

# the window has nothing more to do with it; a linked one may still come back
ENDED = ("linked", "answered", "finished")
OPEN = tuple(state for state in LIFE.states if state not in ENDED)

PAST = {
    "take_in": "taken_in",
    "send_on": "sent_on",
    "link": "linked",
    "answer": "answered",
    "stand_behind": "supported",
    "assign": "assigned",
    "come_back": "came_back",
    "return": "returned",
    "finish": "finished",
}


def event_name(act: str) -> str:
    """Name the fact that an act makes: `petition.intake_<past participle>`."""
    return f"petition.intake_{PAST[act]}"
