"""The states of a petition and every legal move between them; what is not handled yet will be further rows."""
from __future__ import annotations

from kernel.machine import Machine, Move

REGULATION = "《信访工作条例》"

MOVES = (
    Move("registered", "forward", "forwarded", f"{REGULATION} 22, 23"),
    Move("registered", "accept", "accepted", f"{REGULATION} 22, 23"),
    Move("registered", "refuse", "refused", f"{REGULATION} 19, 23, 31, 36"),
    Move("registered", "recuse", "registered", f"{REGULATION} 28"),
    Move("registered", "withdraw", "withdrawn", "domain 1.9"),
    Move("forwarded", "forward", "forwarded", f"{REGULATION} 22, 24"),
    Move("forwarded", "accept", "accepted", f"{REGULATION} 23"),
    Move("forwarded", "refuse", "refused", f"{REGULATION} 19, 23, 31, 36"),
    Move("forwarded", "recuse", "forwarded", f"{REGULATION} 28"),
    Move("forwarded", "withdraw", "withdrawn", "domain 1.9"),
    Move("accepted", "answer", "answered", f"{REGULATION} 29, 32, 34"),
    Move("accepted", "recuse", "accepted", f"{REGULATION} 28"),
    Move("accepted", "withdraw", "withdrawn", "domain 1.9"),
    Move("answered", "rate", "answered", f"{REGULATION} 21"),
)

LIFE = Machine("petition.petition", MOVES, initial=("registered",))

ENDED = ("answered", "refused", "withdrawn")
OPEN = tuple(state for state in LIFE.states if state not in ENDED)

PAST = {
    "register": "registered",
    "forward": "forwarded",
    "accept": "accepted",
    "answer": "answered",
    "refuse": "refused",
    "recuse": "recused",
    "withdraw": "withdrawn",
    "rate": "rated",
}


def event_name(act: str) -> str:
    """Name the fact that an act makes: `petition.<past participle>`."""
    return f"petition.{PAST[act]}"
